"""Reading the log: a page of it, and every line as it is exported. All of it is public."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from forum.audit import rules
from forum.audit.models import LogEntry, LogSecret
from forum.audit.rules import Entry, Problem, Secret
from forum.core.db import db

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry as the page shows it; `payload` is None when it was erased."""

    n: int
    at: datetime
    type: str
    actor_role: str
    organisation: str | None
    object: str
    hash: str
    payload: Mapping[str, Any] | None


_PAGE = (
    select(
        LogEntry.n, LogEntry.at_minute, LogEntry.type, LogEntry.actor_role, LogEntry.organisation, LogEntry.object,
        LogEntry.hash, LogSecret.payload,
    )
    .outerjoin(LogSecret, LogSecret.n == LogEntry.n)
    .where(LogEntry.n < bindparam("before"))
    .order_by(LogEntry.n.desc())
    .limit(PER_PAGE + 1)
)  # fmt: skip
_OF_OBJECT = _PAGE.where(LogEntry.object == bindparam("object"))
_LINES = (
    select(LogEntry, LogSecret.salt, LogSecret.payload)
    .outerjoin(LogSecret, LogSecret.n == LogEntry.n)
    .order_by(LogEntry.n)
)
_HEAD = select(LogEntry).order_by(LogEntry.n.desc()).limit(1)


def entry_of(row: LogEntry) -> Entry:
    """A stored entry as the rules know it."""
    return Entry(
        row.n, rules.minute(row.at_minute), row.type, row.actor_role, row.organisation, row.object, row.commitment,
        row.prev_hash, row.hash,
    )  # fmt: skip


def page(before: int | None = None, object: str | None = None) -> tuple[list[LogLine], int | None]:
    """A page of entries, newest first, and where the next one begins. One statement."""
    values = {"before": before or 2**31 - 1, "object": object}
    rows = db.session.execute(_OF_OBJECT if object else _PAGE, values).all()
    lines = [LogLine(*row) for row in rows[:PER_PAGE]]
    return lines, lines[-1].n if len(rows) > PER_PAGE else None


def _exported(row: Row[Any]) -> tuple[Entry, Secret | None]:
    secret = Secret(bytes.fromhex(row.salt), row.payload) if row.salt is not None else None
    return entry_of(row.LogEntry), secret


def lines() -> Iterator[bytes]:
    """Every line of the export, oldest first."""
    for row in db.session.execute(_LINES).yield_per(500):
        yield rules.export_line(*_exported(row))


def head() -> Entry | None:
    """The newest entry."""
    row = db.session.scalar(_HEAD)
    return entry_of(row) if row else None


def problems() -> list[Problem]:
    """Every break of the chain and every payload that does not match its commitment."""
    entries: list[Entry] = []
    secrets: dict[int, Secret] = {}
    for row in db.session.execute(_LINES):
        entry, secret = _exported(row)
        entries.append(entry)
        if secret is not None:
            secrets[entry.n] = secret
    return [*rules.verify_chain(entries), *rules.verify_secrets(entries, secrets)]
