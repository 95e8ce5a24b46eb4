"""What administrators look at across features."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

from sqlalchemy import select

from forum.core.db import db
from forum.core.models import Work


@dataclass(frozen=True, slots=True)
class WorkLine:
    """Work that failed at least once."""

    kind: str
    tries: int
    last_error: str
    not_before: datetime
    done: bool


def failed_work(most: int = 50) -> Sequence[WorkLine]:
    """Work that did not succeed at once, newest first."""
    rows = db.session.execute(
        select(Work.kind, Work.tries, Work.last_error, Work.not_before, Work.done_at)
        .where(Work.last_error.is_not(None))
        .order_by(Work.id.desc())
        .limit(most)
    )
    return [WorkLine(r.kind, r.tries, r.last_error or "", r.not_before, r.done_at is not None) for r in rows]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was put into a file, because there is no mail server (R40)."""

    name: str
    to: str
    subject: str
    text: str


def letters(data_dir: Path, most: int = 100) -> Sequence[Letter]:
    """The newest letters in `<data>/mail`."""
    folder = data_dir / "mail"
    files = sorted(folder.glob("*.eml"), reverse=True)[:most] if folder.is_dir() else []
    return [_letter(path) for path in files]


def _letter(path: Path) -> Letter:
    message: Message = message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body(("plain",)) if hasattr(message, "get_body") else None
    text = body.get_content() if body is not None else ""
    return Letter(path.name, str(message["To"]), str(message["Subject"]), text)
