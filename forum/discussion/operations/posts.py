"""Replying and editing."""

from dataclasses import dataclass

from sqlalchemy import bindparam, update

from forum.core import clock
from forum.core.db import require_writing
from forum.core.errors import Closed, Conflict
from forum.core.events import publish
from forum.core.keys import new_key
from forum.core.languages import _
from forum.core.policy import Actor, require
from forum.discussion import policy, rules
from forum.discussion.events import PostEdited, ReplyPosted
from forum.discussion.models import Post, Thread
from forum.discussion.operations.following import follow_unless_known, keep_mark, mark_of
from forum.discussion.operations.pages import bump_pages
from forum.discussion.operations.threads import refuse_unfit
from forum.discussion.queries import PostFacts
from forum.translation.operations import revise_text, write_text
from forum.translation.queries import text_of
from forum.translation.rules import Words


class Stale(Conflict):
    """The post was changed since the form was opened: both texts are shown."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A new reply."""

    post_id: int
    key: str
    seq: int
    thread_key: str
    thread_slug: str


def post_reply(actor: Actor, parent: PostFacts, *, body: Words, voice: str = "own") -> Posted:
    """Answer a post (the opening post: the thread); `parent` was read under lock in this transaction."""
    thread = parent.thread
    require(policy.can_read(actor, thread) and policy.is_insider(actor, thread.scope))
    if thread.state != "open":
        raise Closed(_("This thread was closed meanwhile. Your text is kept below."))
    require(policy.can_post(actor, thread))
    if parent.state != "live" and parent.seq != 1:
        raise Conflict(_("The post you answer was taken out of sight meanwhile. Your text is kept below."))
    spoken = policy.voice_of(actor, thread.scope, voice)
    require(spoken is not None)
    assert spoken is not None
    refuse_unfit(None, body)
    session, now = require_writing(), clock.now()
    seq, languages = _take_number(thread.id, now)
    path, depth = rules.place(seq, parent.seq, parent.path)
    post = Post(
        key=new_key(), thread_id=thread.id, seq=seq, parent_id=parent.id, path=path, depth=depth, author_id=actor.id,
        organisation_id=spoken.organisation_id, voice=spoken.kind, at=now,
    )  # fmt: skip
    session.add(post)
    session.flush()  # its text is found by its id
    write_text("post", post.id, "body", body, actor.id)
    merged = rules.merged_languages(languages, body.language)
    if merged != languages:
        session.execute(update(Thread).where(Thread.id == thread.id).values(languages=merged))
    follow_unless_known(actor.id, "thread", thread.key)
    keep_mark(actor.id, thread.id, rules.mark_after_reply(mark_of(actor.id, thread.id), parent.seq, seq))
    bump_pages(thread)
    publish(ReplyPosted(post.id, thread.id, parent.id, actor.id, thread.demand_code, thread.scope))
    return Posted(post.id, post.key, seq, thread.key, thread.shown_slug)


_threads = Thread.__table__.c
_TAKEN = (
    update(Thread.__table__)  # type: ignore[arg-type]
    .where(_threads.id == bindparam("thread"))
    .values(next_seq=_threads.next_seq + 1, post_count=_threads.post_count + 1, last_post_at=bindparam("now"))
    .returning(_threads.next_seq - 1, _threads.languages)
)


def _take_number(thread_id: int, now: object) -> tuple[int, str]:
    """The next number of a thread, counted at once: the row is locked, so there are no gaps and no twins."""
    row = require_writing().execute(_TAKEN, {"thread": thread_id, "now": now}).one()
    return row[0], row[1]


def edit_post(actor: Actor, post: PostFacts, *, body: Words, made_from: int, reason: str = "") -> bool:
    """New words for a post; the former stay in its history. Returns whether anything changed.

    `made_from` is the revision that the form showed; raises `Stale` when there is a newer one.
    """
    require_editable(actor, post)
    refuse_unfit(None, body)
    if not _revise("post", post.id, "body", body, actor.id, made_from, reason):
        return False
    session = require_writing()
    session.execute(update(Post).where(Post.id == post.id).values(edited_at=clock.now()))
    bump_pages(post.thread)
    publish(PostEdited(post.id, post.thread.id))
    return True


def retitle_thread(actor: Actor, opening: PostFacts, *, title: Words, made_from: int) -> bool:
    """A new title, by whoever wrote the opening post. Old addresses go on working: they lead to the new one."""
    require_editable(actor, opening)
    require(policy.can_retitle(actor, opening))
    refuse_unfit(title, None)
    if not _revise("thread", opening.thread.id, "title", title, actor.id, made_from, ""):
        return False
    values = {"slug": rules.thread_slug(title.source), "version": Thread.version + 1}
    require_writing().execute(update(Thread).where(Thread.id == opening.thread.id).values(**values))
    bump_pages(opening.thread)
    publish(PostEdited(opening.id, opening.thread.id))
    return True


def require_editable(actor: Actor, post: PostFacts) -> None:
    """Raise what says best why a post cannot be changed now."""
    require(policy.can_read(actor, post.thread) and post.author_id == actor.id)
    if post.thread.state != "open":
        raise Closed(_("This thread was closed meanwhile. Your text is kept below."))
    if post.state != "live":
        raise Conflict(_("This post was taken out of sight meanwhile. Your text is kept below."))
    require(policy.can_edit(actor, post))


def _revise(kind: str, owner_id: int, field: str, words: Words, by: int, made_from: int, reason: str) -> bool:
    known = text_of(kind, owner_id, field)
    if known is None or known.number != made_from:
        raise Stale(_("This text was changed since you opened the form. Please look at both below."))
    return revise_text(kind, owner_id, field, words, by, reason) != made_from
