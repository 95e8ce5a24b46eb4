"""Following threads and demands, and how far somebody has read (R34)."""

from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, select

from forum.core.db import db, require_writing, upsert
from forum.core.errors import Unfit
from forum.core.languages import _
from forum.core.policy import Actor, require
from forum.discussion import policy
from forum.discussion.models import Follow, Post, ReadMark, Thread
from forum.discussion.queries import ThreadFacts
from forum.notifications import operations as notifications

LEVELS = ("following", "muted")


def follow(actor: Actor, kind: str, object_key: str, level: str = "following") -> None:
    """Hear of a thread (by key) or a demand (by code), or explicitly not (`muted`); the caller has read it."""
    require(kind in ("thread", "demand"))
    if level not in LEVELS:
        raise Unfit({"level": _("Please choose one.")})
    row = {"person_id": actor.id, "kind": kind, "object_key": object_key}
    insert = upsert(Follow).values(**row, level=level)
    require_writing().execute(insert.on_conflict_do_update(index_elements=list(row), set_={"level": level}))


def unfollow(actor: Actor, kind: str, object_key: str) -> None:
    """Neither hear of it nor mute it."""
    row = {"person_id": actor.id, "kind": kind, "object_key": object_key}
    require_writing().execute(delete(Follow).filter_by(**row))


def follow_unless_known(person_id: int, kind: str, object_key: str) -> None:
    """Whoever writes somewhere hears of answers, unless they decided otherwise before."""
    row = {"person_id": person_id, "kind": kind, "object_key": object_key, "level": "following"}
    require_writing().execute(_once(db.engine.dialect.name), row)


@cache
def _once(_dialect: str) -> Any:
    return upsert(Follow).on_conflict_do_nothing()


def mark_read(actor: Actor, thread: ThreadFacts, seq: int) -> int:
    """Everything up to `seq` was read; a mark never goes back. Returns where it stands."""
    require(policy.can_read(actor, thread))
    last = db.session.scalar(select(Thread.next_seq).where(Thread.id == thread.id)) or 1
    if not 0 < seq < last:
        raise Unfit({"seq": _("There is no such post.")})
    keep_mark(actor.id, thread.id, seq)
    return mark_of(actor.id, thread.id) or seq


_MARK = select(ReadMark.seq).where(ReadMark.person_id == bindparam("person"), ReadMark.thread_id == bindparam("thread"))


def mark_of(person_id: int, thread_id: int) -> int | None:
    """How far somebody has read a thread."""
    return db.session.scalar(_MARK, {"person": person_id, "thread": thread_id})


@cache
def _forward(dialect: str) -> Any:
    """A mark is stored or moved on, never back."""
    insert = upsert(ReadMark)
    higher = func.max if dialect == "sqlite" else func.greatest
    return insert.on_conflict_do_update(
        index_elements=["person_id", "thread_id"], set_={"seq": higher(ReadMark.seq, insert.excluded.seq)}
    )


def keep_mark(person_id: int, thread_id: int, seq: int) -> None:
    """Move a mark forward, never back, in one statement; what was told of those posts is no news any more."""
    row = {"person_id": person_id, "thread_id": thread_id, "seq": seq}
    require_writing().execute(_forward(db.engine.dialect.name), row)
    notifications.mark_seen(person_id, "post", _READ, in_thread=thread_id, up_to=seq)


_READ = select(Post.id).where(Post.thread_id == bindparam("in_thread"), Post.seq <= bindparam("up_to"))
