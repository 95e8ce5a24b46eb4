"""The endorse round, its roll and who may speak: what decides whether a stance is taken (R10, R13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, text

from forum.consultation.models import (
    Consultation,
    Facilitator,
    Position,
    RollOrganisation,
    Round,
)  # fmt: skip
from forum.consultation.queries.phases import counted
from forum.consultation.rules import endorsement
from forum.consultation.rules.roll import RollEntry, Seat
from forum.core.db import UtcDateTime, db
from forum.core.errors import NotFound
from forum.organisations.models import Mandate, Organisation


@dataclass(frozen=True, slots=True)
class EndorseRound:
    """A round of kind endorse with what decides whether it takes stances."""

    id: int
    no: int
    consultation_id: int
    key: str
    number: str | None
    slug: str
    template: str
    opens_at: datetime | None
    closes_at: datetime | None
    check_ends_at: datetime | None
    suspended_at: datetime | None
    suspended_until: datetime | None
    withdrawn_at: datetime | None
    published_at: datetime | None
    position_id: int | None
    text_sha256: str | None
    counted: bool
    """Whether the snapshot is stored: from then on, and never before, its result is shown (R27)."""

    @property
    def name(self) -> str:
        """How URLs call the consultation."""
        return self.number or self.key

    @property
    def scope(self) -> str:
        """The scope of its pages."""
        return f"consultation/{self.number or self.key}"

    def stopped(self, now: datetime) -> bool:
        """Withdrawn or suspended."""
        if self.withdrawn_at is not None and self.withdrawn_at <= now:
            return True
        began = self.suspended_at is not None and self.suspended_at <= now
        return began and (self.suspended_until is None or now < self.suspended_until)

    def is_open(self, now: datetime) -> bool:
        """Whether stances are taken now (R33: half-open)."""
        opened = self.opens_at is not None and self.opens_at <= now
        return opened and (self.closes_at is None or now < self.closes_at) and not self.stopped(now)

    def is_closed(self, now: datetime) -> bool:
        """Whether the close has passed."""
        return self.closes_at is not None and self.closes_at <= now and not self.stopped(now)

    def takes_stances(self, now: datetime) -> bool:
        """Whether stances are taken now: the round is open and its text frozen (R15)."""
        return self.is_open(now) and self.text_sha256 is not None

    def takes_dissents(self, now: datetime) -> bool:
        """Dissenting opinions are filed from the opening to the end of the check."""
        opened = self.opens_at is not None and self.opens_at <= now and self.published_at is None
        return opened and not self.stopped(now) and (self.check_ends_at is None or now < self.check_ends_at)

    def in_check(self, now: datetime) -> bool:
        """Whether organisations check their entry now: counted, and the check has not ended (R14)."""
        return self.counted and self.takes_dissents(now)


_ROUND = (
    select(
        Round.id, Round.no, Round.consultation_id, Consultation.key, Consultation.number, Consultation.slug,
        Consultation.template, Round.opens_at, Round.closes_at, Round.check_ends_at, Consultation.suspended_at,
        Consultation.suspended_until, Consultation.withdrawn_at, Consultation.published_at,
        Position.id.label("position_id"), Position.text_sha256, counted().label("counted"),
    )
    .join(Consultation, Consultation.id == Round.consultation_id)
    .outerjoin(Position, Position.consultation_id == Consultation.id)
    .where(Round.kind == "endorse")
)  # fmt: skip
_ROUND_BY_NAME: Any = _ROUND.where(
    Consultation.announced_at.is_not(None),
    or_(Consultation.number == bindparam("name"), Consultation.key == bindparam("name")),
)
_ROUND_BY_ID: Any = _ROUND.where(Round.id == bindparam("id"))
_SHARED = text("SELECT pg_advisory_xact_lock_shared(:space, :id)")
_ALONE = text("SELECT pg_advisory_xact_lock(:space, :id)")
_ROUNDS = 4711
"""The space of advisory locks that belongs to rounds."""


def lock_round(round_id: int, *, alone: bool) -> None:
    """Wait for the round: answers share it, the count has it alone (R30). SQLite has one writer anyway."""
    if db.engine.dialect.name != "sqlite":
        db.session.execute(_ALONE if alone else _SHARED, {"space": _ROUNDS, "id": round_id})


def endorse_round(name: str, *, lock: bool = False) -> EndorseRound:
    """The endorse round of an announced consultation, by its number or key; raises NotFound."""
    row = db.session.execute(_ROUND_BY_NAME, {"name": name}).one_or_none()
    if row is None:
        raise NotFound
    if lock:
        lock_round(row.id, alone=False)
        row = db.session.execute(_ROUND_BY_NAME, {"name": name}).one()
    return EndorseRound(*row)


def endorse_round_by_id(round_id: int, *, alone: bool = False) -> EndorseRound | None:
    """The same by id, for the worker; `alone` waits until nobody is answering."""
    if alone:
        lock_round(round_id, alone=True)
    row = db.session.execute(_ROUND_BY_ID, {"id": round_id}).one_or_none()
    return EndorseRound(*row) if row else None


@dataclass(frozen=True, slots=True)
class RollLine:
    """One organisation of the frozen roll, with the slug of today."""

    organisation_id: int
    slug: str
    name: str
    seat: str
    kind: str
    key: str

    @property
    def individual(self) -> bool:
        """Whether it is the seat of one person."""
        return self.kind == "individual"

    @property
    def entry(self) -> RollEntry:
        """The same as the rules know it."""
        return RollEntry(self.organisation_id, Seat(self.seat), self.key, self.name, self.kind)


_ROLL = (
    select(
        RollOrganisation.organisation_id, Organisation.slug, RollOrganisation.name, RollOrganisation.seat,
        RollOrganisation.kind, Organisation.key,
    )
    .join(Organisation, Organisation.id == RollOrganisation.organisation_id)
    .where(RollOrganisation.consultation_id == bindparam("consultation_id"))
    .order_by(Organisation.sort_key)
)  # fmt: skip
_ROLL_LINE = _ROLL.where(Organisation.slug == bindparam("slug"))
_ROLL_LINE_LOCKED = _ROLL_LINE.with_for_update(of=RollOrganisation)


def roll_of(consultation_id: int) -> list[RollLine]:
    """The frozen roll in alphabetical order; one statement."""
    return [RollLine(*row) for row in db.session.execute(_ROLL, {"consultation_id": consultation_id})]


def roll_line(consultation_id: int, slug: str, *, lock: bool = False) -> RollLine:
    """One line of the roll; raises NotFound. With `lock`, whoever acts for the same organisation waits (R30)."""
    statement = _ROLL_LINE_LOCKED if lock else _ROLL_LINE
    row = db.session.execute(statement, {"consultation_id": consultation_id, "slug": slug}).one_or_none()
    if row is None:
        raise NotFound
    return RollLine(*row)


_FACILITATORS = select(Facilitator.person_id).where(
    Facilitator.consultation_id == bindparam("consultation_id"), Facilitator.ends_at.is_(None)
)
_MANDATES = select(Mandate.person_id, Mandate.role, Mandate.starts_at, Mandate.ends_at).where(
    Mandate.organisation_id == bindparam("organisation_id")
)


def facilitators_of(consultation_id: int) -> frozenset[int]:
    """Who facilitates now, as far as appointed."""
    return frozenset(db.session.scalars(_FACILITATORS, {"consultation_id": consultation_id}))


def mandates_of(organisation_id: int) -> list[endorsement.Mandate]:
    """Every mandate the organisation ever gave, as the rules know them."""
    return [
        endorsement.Mandate(row.person_id, endorsement.Role(row.role), row.starts_at, row.ends_at)
        for row in db.session.execute(_MANDATES, {"organisation_id": organisation_id})
    ]


_MANDATES_ON_ROLL = (
    select(Mandate.organisation_id, Mandate.person_id, Mandate.role, Mandate.starts_at, Mandate.ends_at)
    .join(RollOrganisation, RollOrganisation.organisation_id == Mandate.organisation_id)
    .where(RollOrganisation.consultation_id == bindparam("consultation_id"))
)


def lacking_second(consultation_id: int, at: datetime) -> list[int]:
    """The organisations of the roll in which nobody could confirm at that instant: they are told (R10)."""
    mandates: dict[int, list[endorsement.Mandate]] = {}
    for row in db.session.execute(_MANDATES_ON_ROLL, {"consultation_id": consultation_id}):
        mandate = endorsement.Mandate(row.person_id, endorsement.Role(row.role), row.starts_at, row.ends_at)
        mandates.setdefault(row.organisation_id, []).append(mandate)
    facilitators = facilitators_of(consultation_id)
    return [
        line.organisation_id
        for line in roll_of(consultation_id)
        if endorsement.lacks_second_person(mandates.get(line.organisation_id, ()), at, line.individual, facilitators)
    ]


_PEOPLE = (
    select(Mandate.person_id)
    .where(
        Mandate.organisation_id.in_(bindparam("ids", expanding=True)),
        Mandate.starts_at <= bindparam("at", type_=UtcDateTime()),
        or_(Mandate.ends_at.is_(None), Mandate.ends_at > bindparam("at", type_=UtcDateTime())),
    )
    .distinct()
    .order_by(Mandate.person_id)
)


def people_of(organisation_ids: Sequence[int], at: datetime) -> Sequence[int]:
    """Everybody with a mandate from one of these organisations at that instant."""
    return db.session.scalars(_PEOPLE, {"ids": list(organisation_ids), "at": at}).all()
