"""What happened to an account, for its owner."""

from forum.accounts.models import SecurityEvent
from forum.core import clock
from forum.core.db import aside, require_writing


def note(person_id: int, kind: str, detail: str = "") -> None:
    """Note at once, although the request may fail (a refused sign-in)."""
    with aside() as session:
        session.add(SecurityEvent(person_id=person_id, kind=kind, detail=detail[:200], at=clock.now()))


def add(person_id: int, kind: str, detail: str = "") -> None:
    """Note in the transaction of what happened."""
    event = SecurityEvent(person_id=person_id, kind=kind, detail=detail[:200], at=clock.now())
    require_writing().add(event)
