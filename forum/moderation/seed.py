"""Reports and decisions for a worked example."""

from forum.core import actors
from forum.core.db import writing
from forum.moderation import operations
from forum.moderation.queries import thing_of


def report(person_id: int | None, kind: str, key: str, *, rule: str, text: str, reading: str = "en") -> None:
    """Somebody reports a thing; nobody (`None`): a visitor with a mail address."""
    with writing():
        known, thing = thing_of(kind, key)
        actor = actors.of(person_id) if person_id else None
        address = None if actor else "visitor@sofra.example"
        operations.file_report(actor, known, thing, rule=rule, text=text, address=address, reading=reading)


def hide(person_id: int, kind: str, key: str, *, rule: str, reason: str) -> None:
    """A moderator takes words out of sight."""
    with writing():
        known, thing = thing_of(kind, key)
        operations.hide_content(actors.of(person_id), known, thing, rule=rule, reason=reason)


def keep(person_id: int, kind: str, key: str, *, reason: str) -> None:
    """A moderator answers the reports: nothing is done, and why."""
    with writing():
        known, thing = thing_of(kind, key)
        operations.keep_content(actors.of(person_id), known, thing, reason=reason)
