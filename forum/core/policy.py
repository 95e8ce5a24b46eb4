"""Who acts. A plain value: policies are pure functions over it and over facts."""

from dataclasses import dataclass, field
from datetime import datetime

from forum.core.errors import NotAllowed

MEMBER = "member"
FACILITATOR = "facilitator"


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate that is valid now: the actor speaks for `organisation_id` in `role`."""

    id: int
    organisation_id: int
    role: str
    name: str
    slug: str
    seat: str | None
    individual: bool


@dataclass(frozen=True, slots=True)
class Role:
    """A role outside organisations that is valid now (R5)."""

    name: str
    seat: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts in this request. `parts` maps a scope (`consultation/12`) to MEMBER or FACILITATOR."""

    id: int
    key: str
    name: str
    language: str
    session_id: int | None = None
    shield: bool = False
    has_factor: bool = False
    stepped_up_at: datetime | None = None
    mandates: tuple[Mandate, ...] = ()
    roles: tuple[Role, ...] = ()
    parts: dict[str, str] = field(default_factory=dict)
    unread_notices: int = 0

    def has_role(self, name: str) -> bool:
        """Whether a role of that name is held now."""
        return any(role.name == name for role in self.roles)

    def seats_as(self, name: str) -> frozenset[str]:
        """For which seats a role is held (moderators)."""
        return frozenset(role.seat for role in self.roles if role.name == name and role.seat)

    def translates(self) -> frozenset[str]:
        """The content languages this actor translates, by role."""
        return frozenset(lang for role in self.roles if role.name == "translator" for lang in role.languages)

    def mandates_in(self, organisation_id: int) -> tuple[Mandate, ...]:
        """The actor's current mandates of one organisation."""
        return tuple(m for m in self.mandates if m.organisation_id == organisation_id)

    def speaks_for(self, organisation_id: int) -> bool:
        """Representative or alternate of that organisation."""
        return any(m.role in ("representative", "alternate") for m in self.mandates_in(organisation_id))

    @property
    def is_member(self) -> bool:
        """At the table: a current mandate, a role, or a part in a consultation (R5, R8)."""
        return bool(self.mandates or self.roles or self.parts)

    @property
    def is_administrator(self) -> bool:
        """Holds the role administrator now."""
        return self.has_role("administrator")


def require(allowed: bool) -> None:
    """Raise `NotAllowed` unless the policy said yes: the first line of every operation."""
    if not allowed:
        raise NotAllowed
