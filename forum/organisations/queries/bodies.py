"""Organisations as they stand, through time, and the roll as known at a moment (R3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from forum.core.db import UtcDateTime, db
from forum.core.errors import NotFound
from forum.organisations.models import OldSlug, Organisation, OrganisationEvent
from forum.organisations.rules import bodies as rules


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """An organisation or individual seat as it stands."""

    id: int
    key: str
    slug: str
    kind: str
    signatory_number: int | None
    name: str
    seat: str | None
    member: bool
    press_contact: str
    website: str

    @property
    def individual(self) -> bool:
        """Whether it is the seat of one person."""
        return self.kind == "individual"


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation in a list."""

    id: int
    slug: str
    kind: str
    name: str
    seat: str | None
    member: bool
    signatory_number: int | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """A dated fact about an organisation."""

    kind: str
    value: str
    effective_at: datetime
    recorded_at: datetime
    reason: str


_FACTS = select(
    Organisation.id, Organisation.key, Organisation.slug, Organisation.kind, Organisation.signatory_number,
    Organisation.name, Organisation.seat, Organisation.member, Organisation.press_contact, Organisation.website,
)  # fmt: skip
_BY_SLUG: Any = _FACTS.where(Organisation.slug == bindparam("slug"))
_BY_ID: Any = _FACTS.where(Organisation.id == bindparam("id"))
_OLD = select(Organisation.slug).join(OldSlug, OldSlug.organisation_id == Organisation.id).where(
    OldSlug.slug == bindparam("slug")
)  # fmt: skip
_LIST = select(
    Organisation.id, Organisation.slug, Organisation.kind, Organisation.name, Organisation.seat, Organisation.member,
    Organisation.signatory_number,
).order_by(Organisation.sort_key, Organisation.id)  # fmt: skip
_EVENTS = select(
    OrganisationEvent.id, OrganisationEvent.organisation_id, OrganisationEvent.kind, OrganisationEvent.value,
    OrganisationEvent.effective_at, OrganisationEvent.recorded_at, OrganisationEvent.reason,
).order_by(OrganisationEvent.effective_at, OrganisationEvent.id)  # fmt: skip
_EVENTS_OF = _EVENTS.where(OrganisationEvent.organisation_id == bindparam("id"))
_KNOWN = _EVENTS.where(OrganisationEvent.recorded_at <= bindparam("at", type_=UtcDateTime()))


def organisation(slug: str) -> OrganisationFacts:
    """The organisation of a slug of today; raises NotFound."""
    row = db.session.execute(_BY_SLUG, {"slug": slug}).one_or_none()
    if row is None:
        raise NotFound
    return OrganisationFacts(*row)


def organisation_by_id(organisation_id: int) -> OrganisationFacts | None:
    """The organisation of an id."""
    row = db.session.execute(_BY_ID, {"id": organisation_id}).one_or_none()
    return OrganisationFacts(*row) if row else None


def slug_today(slug: str) -> str | None:
    """The slug of today for one an organisation once had: its links go on working."""
    return db.session.scalar(_OLD, {"slug": slug})


def organisations() -> Sequence[OrganisationLine]:
    """All of them in alphabetical order; one statement."""
    return [OrganisationLine(*row) for row in db.session.execute(_LIST)]


def names_taken() -> list[str]:
    """Every name in use, for look-alikes (T5)."""
    return list(db.session.scalars(select(Organisation.name)))


def _event(row: Any) -> rules.Event:
    return rules.Event(
        row.organisation_id, rules.EventKind(row.kind), row.effective_at, row.recorded_at, row.id, row.value or None
    )


def all_events(organisation_id: int) -> list[rules.Event]:
    """Every dated fact about one organisation, as the rules know it."""
    return [_event(row) for row in db.session.execute(_EVENTS_OF, {"id": organisation_id})]


def history(organisation_id: int) -> list[EventLine]:
    """The same as a page shows it, oldest first."""
    return [
        EventLine(row.kind, row.value, row.effective_at, row.recorded_at, row.reason)
        for row in db.session.execute(_EVENTS_OF, {"id": organisation_id})
    ]


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A member with a declared seat, as known at a moment."""

    organisation_id: int
    name: str
    seat: str


def roll_known_at(at: datetime) -> list[KnownLine]:
    """Members with a declared seat, as known at `at`: what is recorded later changes no roll (R1, R3)."""
    events = [_event(row) for row in db.session.execute(_KNOWN, {"at": at})]
    return [KnownLine(line.organisation, line.name, line.seat.value) for line in rules.roll_as_known(events, at)]
