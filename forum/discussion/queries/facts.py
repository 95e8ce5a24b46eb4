"""One thread, one post: reachable only for whoever may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, bindparam, or_, select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.policy import Actor
from forum.discussion import policy, rules
from forum.discussion.models import Post, Thread


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """What policies and operations must know of a thread."""

    id: int
    key: str
    slug: str
    demand_code: str | None
    scope: str | None
    visibility: str
    state: str
    opened_by: int
    opening_state: str
    version: int

    @property
    def shown_slug(self) -> str:
        """The readable part of its address."""
        return rules.shown_slug(self.slug, self.opening_state)


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What policies and operations must know of a post."""

    id: int
    key: str
    seq: int
    path: str
    depth: int
    parent_id: int | None
    author_id: int | None
    organisation_id: int | None
    voice: str
    state: str
    at: datetime
    state_at: datetime | None
    thread: ThreadFacts


THREAD_COLUMNS = (
    Thread.id, Thread.key, Thread.slug, Thread.demand_code, Thread.scope, Thread.visibility, Thread.state,
    Thread.opened_by, Thread.opening_state, Thread.version,
)  # fmt: skip
_POST_COLUMNS = (
    Post.id, Post.key, Post.seq, Post.path, Post.depth, Post.parent_id, Post.author_id, Post.organisation_id,
    Post.voice, Post.state, Post.at, Post.state_at,
)  # fmt: skip


def visible() -> ColumnElement[bool]:
    """Threads that an actor may read, as SQL: the twin of `policy.can_read`. Bind it with `visible_binds(actor)`."""
    return or_(
        Thread.visibility == "public",
        bindparam("insider", type_=Boolean),
        Thread.scope.in_(bindparam("scopes", expanding=True)),
    )


def visible_binds(actor: Actor | None) -> dict[str, Any]:
    """The values that `visible()` needs for an actor."""
    return {
        "insider": policy.is_insider(actor, None),
        "scopes": list(actor.parts) if actor else [],
    }


_THREAD: Any = select(*THREAD_COLUMNS).where(Thread.key == bindparam("key"))
_THREAD_BY_ID = select(*THREAD_COLUMNS).where(Thread.id == bindparam("id"))
_POST: Any = select(*THREAD_COLUMNS, *_POST_COLUMNS).join(Thread, Thread.id == Post.thread_id)
_POST_BY_KEY = _POST.where(Post.key == bindparam("key"))
_POST_BY_ID = _POST.where(Post.id == bindparam("id"))
_LOCKED = {
    "thread": _THREAD.with_for_update(of=Thread),
    "post": _POST_BY_KEY.with_for_update(of=Thread),
}
_OPENING = _POST.where(Post.thread_id == bindparam("thread_id"), Post.seq == 1)


_THREADS_OF = (
    select(Post.key, Thread.key)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.key.in_(bindparam("keys", expanding=True)), visible())
)


def thread_for(actor: Actor | None, key: str, *, lock: bool = False) -> ThreadFacts:
    """The thread of a key, if this actor may read it; raises NotFound. One statement."""
    row: Any = db.session.execute(_LOCKED["thread"] if lock else _THREAD, {"key": key}).one_or_none()
    thread = ThreadFacts(*row) if row else None
    if thread is None or not policy.can_read(actor, thread):
        raise NotFound
    return thread


def thread_by_id(thread_id: int) -> ThreadFacts | None:
    """The thread of an id, for workers and engines, whoever may read it."""
    row: Any = db.session.execute(_THREAD_BY_ID, {"id": thread_id}).one_or_none()
    return ThreadFacts(*row) if row else None


def post_for(actor: Actor | None, key: str, *, lock: bool = False) -> PostFacts:
    """The post of a key, if this actor may read its thread; raises NotFound. One statement."""
    row = db.session.execute(_LOCKED["post"] if lock else _POST_BY_KEY, {"key": key}).one_or_none()
    post = _post(row) if row else None
    if post is None or not policy.can_read(actor, post.thread):
        raise NotFound
    return post


def post_by_id(post_id: int) -> PostFacts | None:
    """The post of an id, for workers and engines, whoever may read it."""
    row = db.session.execute(_POST_BY_ID, {"id": post_id}).one_or_none()
    return _post(row) if row else None


def opening_of(thread: ThreadFacts) -> PostFacts:
    """The first post of a thread that was found before."""
    return _post(db.session.execute(_OPENING, {"thread_id": thread.id}).one())


def post_key_of(post_id: int) -> str | None:
    """The public key of a post."""
    return db.session.scalar(select(Post.key).where(Post.id == post_id))


def threads_of_posts(actor: Actor | None, keys: Sequence[str]) -> dict[str, str]:
    """The key of the thread by the key of a post, for those that this actor may read. One statement."""
    if not keys:
        return {}
    rows = db.session.execute(_THREADS_OF, {"keys": list(keys), **visible_binds(actor)})
    return {row[0]: row[1] for row in rows}


def _post(row: Any) -> PostFacts:
    cut = len(THREAD_COLUMNS)
    facts = (*row[cut:], ThreadFacts(*row[:cut]))
    return PostFacts(*facts)
