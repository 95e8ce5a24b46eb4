"""What happens to people and their rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forum.core.events import Event


@dataclass(frozen=True, slots=True)
class InvitationAccepted(Event):
    """Somebody came by an invitation; whoever gave it its purpose acts on it now, in the same transaction."""

    invitation_id: int
    purpose: str
    params: Mapping[str, Any]
    person_id: int
    invited_by: int | None


@dataclass(frozen=True, slots=True)
class RoleChanged(Event):
    """A role outside organisations was granted or ended."""

    person_id: int
    role: str
    granted: bool
    by_host: bool = False


@dataclass(frozen=True, slots=True)
class ShieldChanged(Event):
    """A person asked that the public does, or does not, see the name (R7)."""

    person_id: int
    shield: bool


@dataclass(frozen=True, slots=True)
class PersonRenamed(Event):
    """A person goes by another name."""

    person_id: int


@dataclass(frozen=True, slots=True)
class PersonErased(Event):
    """An account was closed: `keep_posts` leaves the words under *a former member*, else they go (R29)."""

    person_id: int
    keep_posts: bool


@dataclass(frozen=True, slots=True)
class FactorWasReset(Event):
    """A lost second factor was removed: by two people after a day, or by the host."""

    person_id: int
    by_host: bool
