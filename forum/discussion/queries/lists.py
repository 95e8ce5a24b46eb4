"""Lists of threads, each holding what its reader may read (R8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, and_, bindparam, case, or_, select

from forum.core.db import UtcDateTime, db
from forum.core.errors import NotFound
from forum.core.languages import Reading
from forum.core.policy import Actor
from forum.discussion import rules
from forum.discussion.models import Follow, ReadMark, Thread
from forum.discussion.queries.facts import visible, visible_binds
from forum.discussion.queries.views import Text
from forum.translation.queries import CONTENT, shown
from forum.translation.rules import Shown, present

PER_LIST = 20
DESK = 10


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread in a list; `title` is None when it is out of sight; `new` counts posts after the reader's mark."""

    key: str
    slug: str
    demand_code: str | None
    scope: str | None
    visibility: str
    state: str
    title: Shown | None
    post_count: int
    languages: tuple[str, ...]
    last_post_at: datetime
    created_at: datetime
    new: int


@dataclass(frozen=True, slots=True)
class ThreadList:
    """A page of threads, the latest post first; `before` continues it."""

    lines: tuple[ThreadLine, ...]
    before: str | None


_me = bindparam("me", type_=Integer)
_title = shown("thread", "title", Thread.id, outer=True)
_new = case((Thread.next_seq - 1 > ReadMark.seq, Thread.next_seq - 1 - ReadMark.seq), else_=0)
_moment, _key = bindparam("moment", type_=UtcDateTime()), bindparam("before_key", type_=String)
_COLUMNS: Any = (
    Thread.key, Thread.slug, Thread.demand_code, Thread.scope, Thread.visibility, Thread.state,
    Thread.opening_state, Thread.post_count, Thread.languages, Thread.last_post_at, Thread.created_at, _new,
    *_title.columns,
)  # fmt: skip
_LIST = _title.onto(
    select(*_COLUMNS)
    .select_from(Thread)
    .outerjoin(ReadMark, and_(ReadMark.thread_id == Thread.id, ReadMark.person_id == _me))
)  # fmt: skip
_ORDERED = (
    _LIST.where(visible(), Thread.post_count > 0)
    .order_by(Thread.last_post_at.desc(), Thread.key.desc())
    .limit(bindparam("most", type_=Integer))
)
_older = or_(Thread.last_post_at < _moment, and_(Thread.last_post_at == _moment, Thread.key < _key))
_of_demand = Thread.demand_code == bindparam("demand")
_of_scope = Thread.scope == bindparam("of_scope")
_LISTS: dict[tuple[str, bool], Any] = {
    ("all", False): _ORDERED,
    ("all", True): _ORDERED.where(_older),
    ("demand", False): _ORDERED.where(_of_demand),
    ("demand", True): _ORDERED.where(_of_demand, _older),
    ("of_scope", False): _ORDERED.where(_of_scope),
    ("of_scope", True): _ORDERED.where(_of_scope, _older),
}
_FOLLOWED = _ORDERED.join(
    Follow, and_(Follow.person_id == _me, Follow.kind == "thread", Follow.object_key == Thread.key)
).where(Follow.level == "following", Thread.next_seq - 1 > ReadMark.seq)
_LEVEL = select(Follow.level).where(
    Follow.person_id == _me, Follow.kind == bindparam("kind"), Follow.object_key == bindparam("object_key")
)


def threads_of_demand(
    actor: Actor | None, code: str, reading: Reading, *, before: str | None = None, per: int = PER_LIST
) -> ThreadList:
    """The threads of a demand that this actor may read. One statement; raises NotFound for a cursor that is none."""
    return _listed(actor, reading, "demand", code, before, per)


def threads_of_scope(
    actor: Actor | None, scope: str, reading: Reading, *, before: str | None = None, per: int = PER_LIST
) -> ThreadList:
    """The threads of a consultation that this actor may read. One statement."""
    return _listed(actor, reading, "of_scope", scope, before, per)


def recent_threads(
    actor: Actor | None, reading: Reading, *, before: str | None = None, per: int = PER_LIST
) -> ThreadList:
    """All threads that this actor may read, the latest post first. One statement."""
    return _listed(actor, reading, "all", None, before, per)


def unread_threads(actor: Actor, reading: Reading, per: int = DESK) -> tuple[ThreadLine, ...]:
    """Threads that somebody follows and that have new posts: for the desk. One statement."""
    values = {"me": actor.id, "most": per, CONTENT: reading.content, **visible_binds(actor)}
    return tuple(_line(row, reading) for row in db.session.execute(_FOLLOWED, values))


def follow_level(actor: Actor | None, kind: str, object_key: str) -> str | None:
    """Whether somebody follows a thread (by key) or a demand (by code): following, muted or None."""
    if actor is None:
        return None
    return db.session.scalar(_LEVEL, {"me": actor.id, "kind": kind, "object_key": object_key})


def _listed(
    actor: Actor | None, reading: Reading, of: str, value: str | None, before: str | None, per: int
) -> ThreadList:
    values: dict[str, Any] = {
        "me": actor.id if actor else 0, "most": per + 1, CONTENT: reading.content, **visible_binds(actor),
    }  # fmt: skip
    if value is not None:
        values[of] = value
    if before:
        place = rules.place_of(before)
        if place is None:
            raise NotFound
        values |= {"moment": place[0], "before_key": place[1]}
    rows = db.session.execute(_LISTS[of, bool(before)], values).all()
    lines = tuple(_line(row, reading) for row in rows[:per])
    more = len(rows) > per and bool(lines)
    return ThreadList(lines, rules.cursor(lines[-1].last_post_at, lines[-1].key) if more else None)


def _line(row: Any, reading: Reading) -> ThreadLine:
    key, slug, demand, scope, visibility, state, opening, count, languages, last, created, new = row[:12]
    text = Text(*row[12:])
    title = present(text, reading) if opening == "live" and text.x_text_id is not None else None
    return ThreadLine(
        key, rules.shown_slug(slug, opening), demand, scope, visibility, state, title, count,
        tuple(languages.split()), last, created, new,
    )  # fmt: skip
