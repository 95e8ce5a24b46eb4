"""What happened to an account, for its owner: a list, and a letter where somebody else might have done it."""

from forum.accounts.models import SecurityEvent
from forum.accounts.queries import person_by_id
from forum.core import clock
from forum.core.db import aside, require_writing
from forum.core.keys import new_key
from forum.outbox import operations as outbox


def note(person_id: int, kind: str, detail: str = "") -> None:
    """Note at once, although the request may fail (a refused sign-in)."""
    with aside() as session:
        session.add(SecurityEvent(person_id=person_id, kind=kind, detail=detail[:200], at=clock.now()))


def add(person_id: int, kind: str, detail: str = "") -> None:
    """Note in the transaction of what happened."""
    event = SecurityEvent(person_id=person_id, kind=kind, detail=detail[:200], at=clock.now())
    require_writing().add(event)


def tell(person_id: int, kind: str, address: str | None = None) -> None:
    """Note it, and write to the person (to an `address` that the account leaves behind, if one is given)."""
    add(person_id, kind)
    person = person_by_id(person_id)
    to = address or (person.email if person else None)
    if person is not None and to:
        outbox.post(
            kind="account_changed", address=to, reading=person.language, recipient_id=person_id,
            params={"what": kind}, event_key=f"account/{kind}/{new_key(12)}",
        )  # fmt: skip
