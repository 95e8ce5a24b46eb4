"""Who may read and write in threads (R5, R6, R8). The same answers stand as SQL in `queries.visible`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forum.core.policy import FACILITATOR, Actor

if TYPE_CHECKING:
    from forum.discussion.queries import PostFacts, ThreadFacts


def is_insider(actor: Actor | None, scope: str | None) -> bool:
    """At the table: a current mandate or role, or a part in the consultation the thread belongs to."""
    if actor is None:
        return False
    return bool(actor.mandates or actor.roles) or (scope is not None and scope in actor.parts)


def can_read(actor: Actor | None, thread: "ThreadFacts") -> bool:
    """Public threads are for everybody, the others for members (R8)."""
    return thread.visibility == "public" or is_insider(actor, thread.scope)


def can_open_thread(actor: Actor | None, scope: str | None = None) -> bool:
    """Whoever sits at the table opens threads."""
    return is_insider(actor, scope)


def can_post(actor: Actor | None, thread: "ThreadFacts") -> bool:
    """Whoever sits at the table and can read an open thread."""
    return thread.state == "open" and can_read(actor, thread) and is_insider(actor, thread.scope)


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice somebody may use: `value` in forms, what is stored, the name of the organisation (R6)."""

    value: str
    kind: str
    organisation_id: int | None
    name: str


def voices(actor: Actor | None, scope: str | None) -> tuple[Voice, ...]:
    """The voices an actor may use there; *my own view* comes first (R6)."""
    if actor is None or not is_insider(actor, scope):
        return ()
    own = actor.mandates[0] if actor.mandates else None
    found = {"own": Voice("own", "own", own.organisation_id if own else None, own.name if own else "")}
    for mandate in actor.mandates:
        if mandate.role in ("representative", "alternate"):
            value = f"organisation-{mandate.slug}"
            found[value] = Voice(value, "organisation", mandate.organisation_id, mandate.name)
    if scope is not None and actor.parts.get(scope) == FACILITATOR:
        found["facilitation"] = Voice("facilitation", "facilitation", None, "")
    return tuple(found.values())


def voice_of(actor: Actor | None, scope: str | None, value: str) -> Voice | None:
    """The voice named in a form, if this actor may use it there."""
    return next((voice for voice in voices(actor, scope) if voice.value == value), None)


def can_edit(actor: Actor | None, post: "PostFacts") -> bool:
    """Its author edits a live post, as long as the thread is open and the author may post there."""
    return actor is not None and post.author_id == actor.id and post.state == "live" and can_post(actor, post.thread)


def can_withdraw(actor: Actor | None, post: "PostFacts") -> bool:
    """Its author takes a live post back, as long as the thread can be read: also when the mandate has ended."""
    return actor is not None and post.author_id == actor.id and post.state == "live" and can_read(actor, post.thread)


def can_restore(actor: Actor | None, post: "PostFacts") -> bool:
    """Its author brings a withdrawn post back while its words are kept."""
    return (
        actor is not None and post.author_id == actor.id and post.state == "withdrawn" and can_post(actor, post.thread)
    )


def can_read_words(actor: Actor | None, post: "PostFacts") -> bool:
    """Words of live posts are for whoever may read the thread; those of withdrawn and hidden ones for nobody."""
    return post.state == "live" and can_read(actor, post.thread)


def can_moderate(actor: Actor | None, thread: "ThreadFacts") -> bool:
    """Moderators everywhere; a facilitator in the threads of that consultation, nowhere else (R5)."""
    if actor is None:
        return False
    return actor.has_role("moderator") or (thread.scope is not None and actor.parts.get(thread.scope) == FACILITATOR)


def can_retitle(actor: Actor | None, post: "PostFacts") -> bool:
    """Whoever may edit the opening post may change the title: they belong together."""
    return post.seq == 1 and can_edit(actor, post)


def can_follow(actor: Actor | None, thread: "ThreadFacts") -> bool:
    """Whoever is signed in and can read a thread."""
    return actor is not None and can_read(actor, thread)


def can_narrow(actor: Actor | None, thread: "ThreadFacts") -> bool:
    """Moderators may narrow a public thread to members; nobody widens (R8)."""
    return thread.visibility == "public" and can_moderate(actor, thread)
