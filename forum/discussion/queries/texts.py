"""What translation must ask about titles of threads and bodies of posts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from forum.core.db import db
from forum.core.languages import lazy
from forum.core.policy import Actor
from forum.core.text.markdown import excerpt
from forum.discussion import policy
from forum.discussion.models import Post, Thread
from forum.discussion.queries.facts import THREAD_COLUMNS, ThreadFacts, post_by_id, thread_by_id, visible, visible_binds
from forum.translation.queries import text_of
from forum.translation.rules import About, TextKind

_EXCERPT = 80
_ids: Any = bindparam("ids", expanding=True)
_POSTS = (
    select(Post.id, Post.key, Thread.visibility)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.id.in_(_ids), Post.state == "live", visible())
)
_THREADS = select(Thread.id, Thread.key, Thread.visibility).where(
    Thread.id.in_(_ids), Thread.opening_state == "live", visible()
)
_POST_ID = select(Post.id).where(Post.key == bindparam("key"))
_THREAD_ID = select(Thread.id).where(Thread.key == bindparam("key"))
_OPENING_KEY = select(Post.key).where(Post.thread_id == bindparam("thread_id"), Post.seq == 1)
_THREAD_OF = select(*THREAD_COLUMNS).join(Post, Post.thread_id == Thread.id).where(Post.id == bindparam("post_id"))


def may_read_post(actor: Actor | None, post_id: int) -> bool:
    """Whether the words of a post may be read now."""
    post = post_by_id(post_id)
    return post is not None and policy.can_read_words(actor, post)


def may_read_title(actor: Actor | None, thread_id: int) -> bool:
    """Whether the title of a thread may be read now: it is in sight as long as its opening post is."""
    thread = thread_by_id(thread_id)
    return thread is not None and thread.opening_state == "live" and policy.can_read(actor, thread)


def readable_posts(actor: Actor | None, post_ids: Sequence[int]) -> frozenset[int]:
    """Which of these posts may be read now: `may_read_post` for a whole list. One statement."""
    values = {"ids": list(set(post_ids)), **visible_binds(actor)}
    return frozenset(row[0] for row in db.session.execute(_POSTS, values))


def readable_titles(actor: Actor | None, thread_ids: Sequence[int]) -> frozenset[int]:
    """Which of these titles may be read now: `may_read_title` for a whole list. One statement."""
    values = {"ids": list(set(thread_ids)), **visible_binds(actor)}
    return frozenset(row[0] for row in db.session.execute(_THREADS, values))


def post_id_of(key: str) -> int | None:
    """The id behind a public key."""
    return db.session.scalar(_POST_ID, {"key": key})


def thread_id_of(key: str) -> int | None:
    """The id behind a public key."""
    return db.session.scalar(_THREAD_ID, {"key": key})


def _post_link(post_id: int) -> str | None:
    post = post_by_id(post_id)
    return f"/posts/{post.key}" if post else None


def _thread_link(thread_id: int) -> str | None:
    key = db.session.scalar(_OPENING_KEY, {"thread_id": thread_id})
    return f"/posts/{key}" if key else None


def _post_title(post_id: int) -> str:
    text = text_of("post", post_id, "body")
    return excerpt(text.html, _EXCERPT) if text else ""


def _thread_title(thread_id: int) -> str:
    text = text_of("thread", thread_id, "title")
    return text.source if text else ""


def _is_live(post_id: int) -> bool:
    post = post_by_id(post_id)
    return post is not None and post.state == "live"


def _title_is_live(thread_id: int) -> bool:
    thread = thread_by_id(thread_id)
    return thread is not None and thread.opening_state == "live"


def _scopes(thread: ThreadFacts | None) -> tuple[str, ...]:
    if thread is None or thread.visibility != "public":
        return ()
    more = (f"demand/{thread.demand_code}",) if thread.demand_code else ()
    return (f"thread/{thread.key}", "home", *more)


def _post_scopes(post_id: int) -> tuple[str, ...]:
    row: Any = db.session.execute(_THREAD_OF, {"post_id": post_id}).one_or_none()
    return _scopes(ThreadFacts(*row) if row else None)[:1]


def _post_authors(post_id: int) -> tuple[int, ...]:
    post = post_by_id(post_id)
    return (post.author_id,) if post and post.author_id else ()


def _thread_authors(thread_id: int) -> tuple[int, ...]:
    thread = thread_by_id(thread_id)
    return (thread.opened_by,) if thread else ()


def _thread_key(thread_id: int) -> str | None:
    thread = thread_by_id(thread_id)
    return thread.key if thread else None


def _post_key(post_id: int) -> str | None:
    return db.session.scalar(select(Post.key).where(Post.id == post_id))


def _about(statement: Any, actor: Actor | None, ids: Sequence[int], openings: bool) -> Mapping[int, About]:
    rows = db.session.execute(statement, {"ids": list(ids), **visible_binds(actor)}).all()
    links: dict[int, str] = {}
    if openings:
        wanted = select(Post.thread_id, Post.key).where(Post.thread_id.in_([row[0] for row in rows]), Post.seq == 1)
        links = {thread_id: f"/posts/{key}" for thread_id, key in db.session.execute(wanted)}
    return {row[0]: About(row[1], links.get(row[0], f"/posts/{row[1]}"), row[2] == "public") for row in rows}


def text_kinds() -> tuple[TextKind, TextKind]:
    """The two kinds of text of this feature, for `translation.rules.register`."""
    return (
        TextKind(
            name="post", may_read=may_read_post, may_change=_is_live, link=_post_link, title=_post_title,
            scopes=_post_scopes, open_for_translation=_is_live, authors=_post_authors, key_of=_post_key,
            owner_of=post_id_of, label=lazy("Post"),
            about=lambda actor, ids: _about(_POSTS, actor, ids, openings=False), readable=readable_posts,
        ),
        TextKind(
            name="thread", may_read=may_read_title, may_change=_title_is_live, link=_thread_link, title=_thread_title,
            scopes=lambda thread_id: _scopes(thread_by_id(thread_id)), open_for_translation=_title_is_live,
            authors=_thread_authors, plain_fields=("title",), key_of=_thread_key, owner_of=thread_id_of,
            label=lazy("Title of a thread"), limit=160,
            about=lambda actor, ids: _about(_THREADS, actor, ids, openings=True), readable=readable_titles,
        ),
    )  # fmt: skip
