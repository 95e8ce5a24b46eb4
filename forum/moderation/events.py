"""What happens around reports."""

from dataclasses import dataclass

from forum.core.events import Event


@dataclass(frozen=True, slots=True)
class ReportFiled(Event):
    """Somebody reported a thing."""

    report_id: int
    case_id: int
    kind: str
    object_id: int


@dataclass(frozen=True, slots=True)
class ContentHidden(Event):
    """A moderator hid a thing; its words are gone from every surface already."""

    action_id: int
    kind: str
    object_id: int
    author_id: int | None


@dataclass(frozen=True, slots=True)
class ContentUnhidden(Event):
    """A hiding was undone."""

    action_id: int
    kind: str
    object_id: int
    author_id: int | None
