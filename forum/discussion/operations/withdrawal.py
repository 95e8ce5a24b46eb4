"""Taking posts out of sight and bringing them back, and deleting what was withdrawn long ago (R29)."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select, update

from forum.accounts.events import PersonErased
from forum.core import clock
from forum.core.db import db, require_writing, writing
from forum.core.errors import Conflict
from forum.core.events import publish
from forum.core.languages import _
from forum.core.page_versions import bump_everything
from forum.core.policy import Actor, require
from forum.discussion import policy, rules
from forum.discussion.events import PostEdited, PostHidden, PostShown, PostsWithdrawn, PostWithdrawn
from forum.discussion.models import Follow, Post, ReadMark, Thread
from forum.discussion.operations.pages import bump_pages
from forum.discussion.operations.quotes import find_quotes, take_out
from forum.discussion.queries import PostFacts, post_by_id
from forum.moderation.queries import held
from forum.translation.models import WrittenText
from forum.translation.operations import delete_texts

AT_ONCE = 4
"""Posts deleted in one write transaction: it stays short."""


def withdraw_post(actor: Actor, post: PostFacts) -> None:
    """Its author takes a post back: its words are out of sight with this transaction."""
    require(policy.can_withdraw(actor, post))
    _set_state(post, "withdrawn")
    publish(PostWithdrawn(post.id, post.thread.id))


def restore_post(actor: Actor, post: PostFacts) -> None:
    """Its author brings a withdrawn post back, within thirty days."""
    require(policy.can_read(actor, post.thread) and post.author_id == actor.id and post.state == "withdrawn")
    require(policy.can_restore(actor, post))
    if not _has_words(post.id):
        raise Conflict(_("The words of this post were deleted: they cannot come back."))
    _set_state(post, "live")
    publish(PostShown(post.id, post.thread.id))


def hide_post(post_id: int) -> None:
    """Take a post out of sight. Called by moderation, which asked its policy and writes reason, notice and log."""
    post = post_by_id(post_id)
    require(post is not None)
    assert post is not None
    if post.state != "live":
        raise Conflict(_("This post is out of sight already."))
    _set_state(post, "hidden")
    publish(PostHidden(post.id, post.thread.id))


def show_post(post_id: int) -> None:
    """A hiding is undone; called by moderation."""
    post = post_by_id(post_id)
    require(post is not None)
    assert post is not None
    if post.state != "hidden":
        raise Conflict(_("This post is not hidden."))
    _set_state(post, "live")
    publish(PostShown(post.id, post.thread.id))


def _set_state(post: PostFacts, state: str) -> None:
    session = require_writing()
    session.execute(update(Post).where(Post.id == post.id).values(state=state, state_at=clock.now()))
    _recount([post.thread.id])
    bump_pages(post.thread)


def _recount(thread_ids: Iterable[int]) -> None:
    """Counters, languages and states of opening posts, from the posts themselves; few statements for many threads."""
    session, ids = require_writing(), sorted(set(thread_ids))
    live = (Post.thread_id == Thread.id, Post.state == "live")
    count = select(func.count()).select_from(Post).where(*live).correlate(Thread).scalar_subquery()
    last = select(func.max(Post.at)).where(*live).correlate(Thread).scalar_subquery()
    opening = select(Post.state).where(Post.thread_id == Thread.id, Post.seq == 1).correlate(Thread).scalar_subquery()
    values = {
        "post_count": count, "last_post_at": func.coalesce(last, Thread.last_post_at), "opening_state": opening,
    }  # fmt: skip
    unsynced = {"synchronize_session": False}
    session.execute(update(Thread).where(Thread.id.in_(ids)).values(**values).execution_options(**unsynced))
    codes: dict[int, set[str]] = {thread_id: set() for thread_id in ids}
    spoken = (
        select(Post.thread_id, WrittenText.language)
        .join(WrittenText, (WrittenText.owner_id == Post.id) & (WrittenText.kind == "post"))
        .where(Post.thread_id.in_(ids), Post.state == "live")
        .distinct()
    )
    for thread_id, code in session.execute(spoken):
        codes[thread_id].add(code)
    for listed in {rules.listed_languages(found) for found in codes.values()}:
        same = [thread_id for thread_id, found in codes.items() if rules.listed_languages(found) == listed]
        session.execute(update(Thread).where(Thread.id.in_(same)).values(languages=listed))


def _has_words(post_id: int) -> bool:
    found = select(WrittenText.id).where(WrittenText.kind == "post", WrittenText.owner_id == post_id)
    return db.session.scalar(found) is not None


def delete_withdrawn() -> int:
    """Delete the words of posts withdrawn thirty days ago, with revisions, translations and quotations in later posts;
    returns how many.

    An open case of moderation holds them. The empty place in the tree stays. At most `AT_ONCE` at a time.
    """
    due = (
        select(Post.id)
        .join(WrittenText, (WrittenText.owner_id == Post.id) & (WrittenText.kind == "post"))
        .where(
            Post.state == "withdrawn", Post.state_at < rules.deletable_before(clock.now()), ~held("post", Post.id),
        )
        .order_by(Post.id)
        .limit(AT_ONCE)
    )  # fmt: skip
    wanted = list(db.session.scalars(due))
    quotes = find_quotes(wanted)  # renders what is left of them, so before the transaction opens
    db.session.rollback()
    if not wanted:
        return 0
    for redaction in quotes:  # first: after a crash in between, the next sweep still knows what was quoted
        with writing():
            take_out(redaction)
            post = post_by_id(redaction.post_id)
            if post is not None and post.state == "live":
                bump_pages(post.thread)
                publish(PostEdited(post.id, post.thread.id))
    with writing():
        ids = list(db.session.scalars(due.where(Post.id.in_(wanted))))
        for post_id in ids:
            _delete_words(post_id)
    return len(ids)


def _delete_words(post_id: int) -> None:
    post = post_by_id(post_id)
    delete_texts("post", post_id)
    if post is not None and post.seq == 1:
        delete_texts("thread", post.thread.id)
        nameless = update(Thread).where(Thread.id == post.thread.id).values(slug=rules.NAMELESS)
        require_writing().execute(nameless)


def sweep_withdrawn() -> None:
    """The job of the sweep: all that is due, in short transactions."""
    while delete_withdrawn() == AT_ONCE:
        pass


def erase_person(person_id: int, *, delete_posts: bool) -> None:
    """Somebody leaves: marks and follows go, and with `delete_posts` all posts are withdrawn (R29); else they stay
    as those of *a former member*."""
    session = require_writing()
    for model in (ReadMark, Follow):
        session.execute(delete(model).where(model.person_id == person_id))
    if not delete_posts:
        return
    mine = (Post.author_id == person_id, Post.state != "withdrawn")
    rows = session.execute(select(Post.id, Post.thread_id).where(*mine)).all()
    session.execute(update(Post).where(*mine).values(state="withdrawn", state_at=clock.now()))
    _recount(row.thread_id for row in rows)
    bump_everything()  # posts may stand on any page
    publish(PostsWithdrawn(tuple(row.id for row in rows), tuple(sorted({row.thread_id for row in rows}))))


def person_erased(fact: PersonErased) -> None:
    """An account was closed: its posts stay under *a former member*, or are withdrawn."""
    erase_person(fact.person_id, delete_posts=not fact.keep_posts)
