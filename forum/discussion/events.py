"""What happens in a debate. Every fact is published after the change was flushed."""

from dataclasses import dataclass

from forum.core.events import Event


@dataclass(frozen=True, slots=True)
class ThreadOpened(Event):
    """A thread stands, with its opening post."""

    thread_id: int
    post_id: int
    author_id: int
    demand_code: str | None
    scope: str | None


@dataclass(frozen=True, slots=True)
class ReplyPosted(Event):
    """A reply stands below a post of a thread."""

    post_id: int
    thread_id: int
    parent_id: int
    author_id: int
    demand_code: str | None
    scope: str | None


@dataclass(frozen=True, slots=True)
class PostEdited(Event):
    """A post got new words; the former stay in its history."""

    post_id: int
    thread_id: int


@dataclass(frozen=True, slots=True)
class PostWithdrawn(Event):
    """Its author took a post back: its words are out of sight."""

    post_id: int
    thread_id: int


@dataclass(frozen=True, slots=True)
class PostsWithdrawn(Event):
    """All posts of somebody who left were withdrawn."""

    post_ids: tuple[int, ...]
    thread_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PostHidden(Event):
    """A moderator hid a post; its words leave every surface in this transaction."""

    post_id: int
    thread_id: int


@dataclass(frozen=True, slots=True)
class PostShown(Event):
    """A post that was hidden, or withdrawn by mistake, is live again."""

    post_id: int
    thread_id: int


@dataclass(frozen=True, slots=True)
class ThreadNarrowed(Event):
    """A moderator made a public thread one of the members (R8: nobody widens)."""

    thread_id: int
