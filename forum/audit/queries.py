"""Reading the log: a page of it, and every line as it is exported. All of it is public.

The export and the check read the rows as they are stored, without turning them into dates, numbers or objects
first: a row that somebody changed shall come out changed, not stop the export.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import LargeBinary, Select, Text, bindparam, cast, select

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
_HEAD = select(LogEntry).order_by(LogEntry.n.desc()).limit(1)


def entry_of(row: LogEntry) -> Entry:
    """A stored entry as the rules know it."""
    return Entry(
        row.n, rules.minute(row.at_minute), row.type, row.actor_role, row.organisation, row.object, row.commitment,
        row.prev_hash, row.hash,
    )  # fmt: skip


def page(
    before: int | None = None, object: str | None = None, type: str | None = None, organisation: str | None = None
) -> tuple[list[LogLine], int | None]:
    """A page of entries, newest first, and where the next one begins. One statement."""
    statement = _PAGE
    for column, wanted in (
        (LogEntry.object, object), (LogEntry.type, type), (LogEntry.organisation, organisation)
    ):  # fmt: skip
        if wanted:
            statement = statement.where(column == wanted)
    rows = db.session.execute(statement, {"before": before or 2**31 - 1}).all()
    lines = [LogLine(*row) for row in rows[:PER_PAGE]]
    return lines, lines[-1].n if len(rows) > PER_PAGE else None


def types_used() -> list[str]:
    """Which types of entry there are so far."""
    return list(db.session.scalars(select(LogEntry.type).distinct().order_by(LogEntry.type)))


def organisations_named() -> list[str]:
    """Which organisations and individual seats the log names so far."""
    named = select(LogEntry.organisation).where(LogEntry.organisation.is_not(None)).distinct()
    return [str(name) for name in db.session.scalars(named.order_by(LogEntry.organisation))]


# --- as it is stored -------------------------------------------------------------------------------------------

_FIELDS = ("type", "actor_role", "organisation", "object", "commitment", "prev_hash", "hash")
_STORED_MINUTE = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d):00\.000000\Z", re.ASCII)


@cache
def _stored(dialect: str) -> Select[Any]:
    """Rows as they lie in the database; on SQLite as bytes, for a text may have become something that is none."""

    def raw(column: Any) -> Any:
        return cast(column, LargeBinary) if dialect == "sqlite" else column

    payload = cast(LogSecret.payload, LargeBinary if dialect == "sqlite" else Text)
    columns = [raw(getattr(LogEntry, name)).label(name) for name in _FIELDS]
    return (
        select(
            LogEntry.n, raw(LogEntry.at_minute).label("at_minute"), *columns, raw(LogSecret.salt).label("salt"),
            payload.label("payload"), LogSecret.n.label("kept"),
        )
        .outerjoin(LogSecret, LogSecret.n == LogEntry.n)
        .order_by(LogEntry.n)
    )  # fmt: skip


def _text(value: Any) -> Any:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else value


def _minute(value: Any) -> str:
    if isinstance(value, datetime):
        exact = value.second == value.microsecond == 0
        return rules.minute(value) if exact else value.isoformat()
    found = _STORED_MINUTE.match(str(value))
    return f"{found[1]}T{found[2]}Z" if found else str(value)


def _payload(value: str) -> Any:
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return value
    spellings = (json.dumps(found, ensure_ascii=False, separators=(",", ":")), json.dumps(found))
    return found if value in spellings else value


def stored() -> Iterator[dict[str, Any]]:
    """Every line as it is stored, oldest first."""
    for row in db.session.execute(_stored(db.engine.dialect.name)).yield_per(500):
        line = {name: _text(getattr(row, name)) for name in _FIELDS}
        line |= {"n": row.n, "at_minute": _minute(_text(row.at_minute))}
        if row.kept is not None:
            line |= {"salt": _text(row.salt), "payload": _payload(str(_text(row.payload)))}
        yield line


def lines() -> Iterator[bytes]:
    """Every line of the export, oldest first."""
    for line in stored():
        yield rules.stored_line(line)


def head() -> Entry | None:
    """The newest entry."""
    row = db.session.scalar(_HEAD)
    return entry_of(row) if row else None


def problems() -> list[Problem]:
    """Every break of the chain and every payload that does not match its commitment."""
    entries: list[Entry] = []
    secrets: dict[int, Secret] = {}
    for line in stored():
        salt, payload = line.pop("salt", None), line.pop("payload", None)
        entry = Entry(**line)
        entries.append(entry)
        if salt is not None:
            secrets[entry.n] = Secret(rules.salt_of(salt), payload)
    return [*rules.verify_chain(entries), *rules.verify_secrets(entries, secrets)]
