"""Loading the actor in one statement: features contribute rows, this module joins them (see `Actor`).

A source is a SELECT of exactly the columns of `SHAPE`, about the person `WHO`. `wiring.py` registers them:
accounts (person, session, factor, roles), organisations (mandates), consultation (parts), notifications (unread).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, cast, literal, null, union_all

from forum.core import clock
from forum.core.db import UtcDateTime, db
from forum.core.keys import hashed
from forum.core.policy import Actor

WHO = bindparam("person_id", type_=Integer)
TOKEN = bindparam("token", type_=String)
NOW = bindparam("now", type_=UtcDateTime())
OLDEST_SESSION = timedelta(days=90)
"""No session lives longer (R42)."""


def shape(kind: str, *, a: Any = None, b: Any = None, t: Any = None, u: Any = None, v: Any = None, w: Any = None,
          at: Any = None) -> tuple[Any, ...]:  # fmt: skip
    """The columns of a source: two integers, four texts, a moment; what is not given is NULL."""

    def text(value: Any) -> Any:
        return cast(null(), String(400)) if value is None else cast(value, String(400))

    def number(value: Any) -> Any:
        return cast(null(), Integer) if value is None else cast(value, Integer)

    moment = cast(null(), UtcDateTime()) if at is None else at
    return (
        literal(kind).label("kind"), number(a).label("a"), number(b).label("b"), text(t).label("t"),
        text(u).label("u"), text(v).label("v"), text(w).label("w"), moment.label("at"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a source, with the names of `shape` (a Row of SQLAlchemy has a `t` of its own)."""

    kind: str
    a: Any
    b: Any
    t: Any
    u: Any
    v: Any
    w: Any
    at: Any


@dataclass(frozen=True, slots=True)
class Source:
    """A SELECT of `shape(...)` and the function that adds its rows to the actor."""

    statement: Select[Any]
    absorb: Callable[[Actor, Sequence[Line]], Actor]
    kind: str


_sources: list[Source] = []
_begin: Callable[[Sequence[Line]], Actor | None] | None = None
_first: Source | None = None
_statement: Any = None


def register(source: Source) -> None:
    """Add a source; once per kind."""
    global _statement
    _sources[:] = [known for known in _sources if known.kind != source.kind] + [source]
    _statement = None


def begin_with(statement: Select[Any], begin: Callable[[Sequence[Line]], Actor | None]) -> None:
    """The first source (accounts): the person and session row, and how an Actor starts from it."""
    global _begin, _first, _statement
    _begin, _first, _statement = begin, Source(statement, lambda actor, rows: actor, "person"), None


def load(*, token: str | None = None, person_id: int | None = None, now: datetime | None = None) -> Actor | None:
    """The actor of a session token, or of a person (worker, mails); None when there is none. One statement."""
    global _statement
    if _begin is None or _first is None:
        return None
    if _statement is None:
        _statement = union_all(_first.statement, *(source.statement for source in _sources))
    now = now or clock.now()
    values = {
        "token": hashed(token) if token else None, "person_id": person_id, "now": now, "oldest": now - OLDEST_SESSION,
    }  # fmt: skip
    rows = [Line(*row) for row in db.session.execute(_statement, values)]
    grouped: dict[str, list[Line]] = {}
    for row in rows:
        grouped.setdefault(row.kind, []).append(row)
    actor = _begin(grouped.get("person", ()))
    if actor is None:
        return None
    for source in _sources:
        actor = source.absorb(actor, grouped.get(source.kind, ()))
    return actor


def of(person_id: int) -> Actor:
    """The actor of a person who stands; raises LookupError. For workers and seeds."""
    found = load(person_id=person_id)
    if found is None:
        raise LookupError(f"person {person_id} cannot act")
    return found


__all__ = ["NOW", "TOKEN", "WHO", "Source", "begin_with", "load", "of", "register", "replace", "shape"]
