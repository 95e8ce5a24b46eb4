"""Who may report and who decides (R5, R8)."""

from forum.core.policy import FACILITATOR, Actor
from forum.moderation.rules import Thing


def can_report(thing: Thing, readable: bool) -> bool:
    """Everybody, signed in or not, what they can read now."""
    return readable and thing.state == "live"


def can_see_list(actor: Actor | None) -> bool:
    """Moderators see all cases, facilitators those of their consultations."""
    return actor is not None and (actor.has_role("moderator") or FACILITATOR in actor.parts.values())


def moderates(actor: Actor | None, scope: str | None) -> bool:
    """A moderator everywhere; a facilitator in that consultation, nowhere else (R5)."""
    if actor is None:
        return False
    return actor.has_role("moderator") or (scope is not None and actor.parts.get(scope) == FACILITATOR)


def can_decide(actor: Actor | None, thing: Thing) -> bool:
    """Whoever moderates there, but nobody about own words."""
    return actor is not None and moderates(actor, thing.scope) and actor.id != thing.author_id


def can_hide(actor: Actor | None, thing: Thing) -> bool:
    """What readers see now."""
    return can_decide(actor, thing) and thing.state == "live"


def can_unhide(actor: Actor | None, thing: Thing) -> bool:
    """What was hidden."""
    return can_decide(actor, thing) and thing.state == "hidden"


def can_narrow(actor: Actor | None, thing: Thing) -> bool:
    """A public thread may be narrowed to members; nobody widens (R8)."""
    return can_decide(actor, thing) and thing.may_narrow
