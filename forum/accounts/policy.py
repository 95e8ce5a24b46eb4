"""Who may do what to accounts."""

from forum.core.policy import Actor


def can_administer(actor: Actor | None) -> bool:
    """Administrators with a second factor: roles, suspensions, resets."""
    return actor is not None and actor.is_administrator and actor.has_factor


def can_invite(actor: Actor | None, purpose: str, organisation_id: int | None = None) -> bool:
    """Administrators invite anybody; a coordinator invites to mandates of the own organisation (R4)."""
    if actor is None:
        return False
    if can_administer(actor):
        return True
    coordinates = any(m.role == "coordinator" and m.organisation_id == organisation_id for m in actor.mandates)
    return purpose == "mandate" and organisation_id is not None and coordinates and actor.has_factor


def needs_factor(actor: Actor) -> bool:
    """Whether what this actor holds demands a second factor from the start."""
    held = {role.name for role in actor.roles} | {mandate.role for mandate in actor.mandates}
    return bool(held & {"administrator", "moderator", "coordinator"}) or "facilitator" in actor.parts.values()
