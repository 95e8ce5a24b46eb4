"""What waits in the outbox, and what could not be sent: for administrators and the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from forum.core.db import db
from forum.outbox.models import OutboxMail


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail that has not left, or that was dropped."""

    id: int
    kind: str
    reading: str
    not_before: datetime
    tries: int
    last_error: str | None
    dropped: str | None


_COLUMNS = (
    OutboxMail.id, OutboxMail.kind, OutboxMail.reading, OutboxMail.not_before, OutboxMail.tries,
    OutboxMail.last_error, OutboxMail.dropped,
)  # fmt: skip
_WAITING = select(*_COLUMNS).where(OutboxMail.sent_at.is_(None)).order_by(OutboxMail.id).limit(200)
_TROUBLED = (
    select(*_COLUMNS)
    .where(OutboxMail.last_error.is_not(None), ~OutboxMail.private)
    .order_by(OutboxMail.id.desc())
    .limit(50)
)


def waiting() -> Sequence[MailLine]:
    """Mails that have not left yet."""
    return [MailLine(*row) for row in db.session.execute(_WAITING)]


def troubled() -> Sequence[MailLine]:
    """Mails that failed at least once, newest first; private ones are for the host alone (`flask outbox list`)."""
    return [MailLine(*row) for row in db.session.execute(_TROUBLED)]


def count_waiting() -> int:
    """How many have not left yet."""
    return db.session.scalar(select(func.count()).where(OutboxMail.sent_at.is_(None))) or 0
