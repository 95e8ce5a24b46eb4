"""Who may do what to organisations and mandates (R1, R4)."""

from forum.core.policy import Actor


def can_administer(actor: Actor | None) -> bool:
    """Administrators with a second factor enter, merge and rename organisations."""
    return actor is not None and actor.is_administrator and actor.has_factor


def coordinates(actor: Actor | None, organisation_id: int) -> bool:
    """A coordinator of that organisation, with a second factor."""
    if actor is None or not actor.has_factor:
        return False
    return any(mandate.role == "coordinator" for mandate in actor.mandates_in(organisation_id))


def can_manage_people(actor: Actor | None, organisation_id: int) -> bool:
    """Grant and end mandates, invite: the coordinators of the organisation, and administrators (R4)."""
    return can_administer(actor) or coordinates(actor, organisation_id)


def can_leave(actor: Actor | None, organisation_id: int) -> bool:
    """An organisation goes by its own coordinator's word, or the administration's."""
    return can_manage_people(actor, organisation_id)


def can_declare_seat(actor: Actor | None, organisation_id: int) -> bool:
    """The organisation itself says where its seat is: coordinator or representative with a second factor (R1)."""
    if actor is None or not actor.has_factor:
        return False
    return any(m.role in ("coordinator", "representative") for m in actor.mandates_in(organisation_id))


def can_edit_page(actor: Actor | None, organisation_id: int) -> bool:
    """Press contact and website: the people of the organisation who coordinate or represent it."""
    return can_declare_seat(actor, organisation_id) or can_administer(actor)
