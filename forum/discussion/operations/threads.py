"""Opening a thread, and narrowing it to members."""

from dataclasses import dataclass

from sqlalchemy import update

from forum.audit import operations as audit
from forum.audit.rules import ActorRole, EntryType
from forum.core import clock
from forum.core.db import require_writing
from forum.core.errors import Unfit
from forum.core.events import publish
from forum.core.keys import new_key
from forum.core.languages import _
from forum.core.policy import Actor, require
from forum.discussion import policy, rules
from forum.discussion.events import ThreadNarrowed, ThreadOpened
from forum.discussion.models import Post, Thread
from forum.discussion.operations.following import follow_unless_known, keep_mark
from forum.discussion.operations.pages import bump_pages
from forum.discussion.queries import ThreadFacts, thread_by_id
from forum.translation.operations import write_text
from forum.translation.rules import Words


@dataclass(frozen=True, slots=True)
class Opened:
    """A new thread and its opening post."""

    thread_id: int
    key: str
    slug: str
    post_id: int
    post_key: str


def open_thread(
    actor: Actor, *, title: Words, body: Words, visibility: str, voice: str = "own", demand_code: str | None = None,
    scope: str | None = None,
) -> Opened:  # fmt: skip
    """Open a thread under a demand, or in a scope (`consultation/12`), with its first post.

    `visibility` is chosen by the writer, nothing is assumed (R8); `voice` is a `policy.Voice.value`.
    """
    require(policy.can_open_thread(actor, scope))
    spoken = policy.voice_of(actor, scope, voice)
    require(spoken is not None and (demand_code is None) != (scope is None))
    assert spoken is not None
    refuse_unfit(title, body, visibility)
    session, now = require_writing(), clock.now()
    thread = Thread(
        key=new_key(), demand_code=demand_code, scope=scope, slug=rules.thread_slug(title.source),
        visibility=visibility, opened_by=actor.id, next_seq=2, post_count=1, languages=body.language,
        last_post_at=now, created_at=now,
    )  # fmt: skip
    session.add(thread)
    session.flush()  # the opening post carries its id
    path, depth = rules.place(1, None, None)
    post = Post(
        key=new_key(), thread_id=thread.id, seq=1, parent_id=None, path=path, depth=depth, author_id=actor.id,
        organisation_id=spoken.organisation_id, voice=spoken.kind, at=now,
    )  # fmt: skip
    session.add(post)
    session.flush()  # its text is found by its id
    write_text("thread", thread.id, "title", title, actor.id)
    write_text("post", post.id, "body", body, actor.id)
    follow_unless_known(actor.id, "thread", thread.key)
    keep_mark(actor.id, thread.id, 1)
    facts = thread_by_id(thread.id)
    assert facts is not None
    bump_pages(facts)
    publish(ThreadOpened(thread.id, post.id, actor.id, demand_code, scope))
    return Opened(thread.id, thread.key, thread.slug, post.id, post.key)


def refuse_unfit(title: Words | None, body: Words | None, visibility: str | None = None) -> None:
    """What no form should let through, for callers without one. Raises `Unfit`."""
    problems = {}
    if title is not None and not 0 < len(title.source) <= rules.TITLE_LIMIT:
        problems["title"] = _("This text is too long: at most %(limit)s characters.", limit=rules.TITLE_LIMIT)
    if body is not None and not 0 < len(body.source) <= rules.BODY_LIMIT:
        problems["body"] = _("This text is too long: at most %(limit)s characters.", limit=rules.BODY_LIMIT)
    if visibility is not None and visibility not in ("public", "members"):
        problems["visibility"] = _("Please choose one.")
    if problems:
        raise Unfit(problems)


def narrow_thread(actor: Actor, thread: ThreadFacts) -> None:
    """Make a public thread one of the members; nobody makes it public again (R8)."""
    require(policy.can_narrow(actor, thread))
    session = require_writing()
    session.execute(
        update(Thread).where(Thread.id == thread.id).values(visibility="members", version=Thread.version + 1)
    )
    bump_pages(thread, anyway=True)
    role = ActorRole.MODERATOR if actor.has_role("moderator") else ActorRole.FACILITATOR
    audit.record(EntryType.THREAD_NARROWED, object=f"thread/{thread.key}", payload={}, actor_role=role)
    publish(ThreadNarrowed(thread.id))
