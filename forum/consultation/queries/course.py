"""One consultation with everything its rules ask for; four statements, whatever its size."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from forum.accounts.models import Person
from forum.consultation import policy
from forum.consultation.models import Consultation, ConsultationDemand, Facilitator, Position, Round
from forum.consultation.queries.parts import seated
from forum.consultation.queries.phases import NOW, counted
from forum.consultation.rules import phases
from forum.consultation.rules.numbers import seats_in_order
from forum.consultation.rules.phases import ConsultationState, Course, RoundDates, RoundPhase, Suspension
from forum.consultation.rules.roll import SIDES, Seat
from forum.consultation.rules.ruleset import Ruleset, round_lengths
from forum.consultation.rules.templates import TEMPLATES, Length, Template
from forum.core import clock
from forum.core.db import database_now, db
from forum.core.errors import NotFound
from forum.core.policy import Actor
from forum.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round as stored."""

    id: int
    no: int
    kind: str
    planned_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    check_ends_at: datetime | None
    extended: bool
    counted: bool

    @property
    def dates(self) -> RoundDates:
        """The same as the rules know it."""
        return RoundDates(self.no, self.opens_at, self.closes_at, self.counted)


@dataclass(frozen=True, slots=True)
class FacilitatorFacts:
    """Somebody who facilitates or did; `seated`: now, with a mandate of that seat (R13)."""

    seat: Seat
    person_id: int
    person_name: str
    shielded: bool
    organisation_id: int
    organisation_name: str
    organisation_slug: str
    individual: bool
    starts_at: datetime
    ends_at: datetime | None
    seated: bool


@dataclass(frozen=True, slots=True)
class ConsultationFacts:
    """A consultation at the instant `now`: what is stored of it, and what follows."""

    id: int
    key: str
    number: str | None
    slug: str
    template: str
    ruleset: Ruleset
    ruleset_sha256: str | None
    roll_sha256: str | None
    predecessor_id: int | None
    created_at: datetime
    announced_at: datetime | None
    published_at: datetime | None
    review_on: datetime | None
    withdrawn_at: datetime | None
    suspended_at: datetime | None
    suspended_until: datetime | None
    version: int
    position_id: int | None
    frozen_at: datetime | None
    text_sha256: str | None
    demands: tuple[str, ...]
    rounds: tuple[RoundFacts, ...]
    facilitators: tuple[FacilitatorFacts, ...]
    now: datetime

    @property
    def name(self) -> str:
        """How addresses call it: its number, in a draft its key (R36)."""
        return self.number or self.key

    @property
    def scope(self) -> str:
        """The scope of its pages (R35)."""
        return f"consultation/{self.name}"

    @property
    def page_scopes(self) -> tuple[str, ...]:
        """Every scope of pages on which it stands."""
        return ("home", "consultations", self.scope, *(f"demand/{code}" for code in self.demands))

    @property
    def is_announced(self) -> bool:
        """Whether the public may read it."""
        return self.announced_at is not None and self.announced_at <= self.now

    @property
    def course(self) -> Course:
        """The same as the rules know it; an earlier suspension is in the dates already."""
        stopped = (Suspension(self.suspended_at, self.suspended_until),) if self.suspended_at else ()
        rounds = tuple(one.dates for one in self.rounds)
        return Course(self.announced_at, rounds, stopped, self.withdrawn_at, self.published_at)

    @property
    def state(self) -> ConsultationState:
        """Its state at `now` (R14)."""
        return phases.state(self.course, self.now)

    @property
    def round(self) -> RoundFacts:
        """The round that stands next: the first not counted, else the last."""
        return next((one for one in self.rounds if not one.counted), self.rounds[-1])

    @property
    def phase(self) -> RoundPhase:
        """The phase of that round."""
        return phases.round_phase(self.round.dates, self.now)

    @property
    def template_facts(self) -> Template:
        """Its template."""
        return TEMPLATES[self.template]

    @property
    def seats(self) -> dict[Seat, FacilitatorFacts]:
        """Who facilitates now, by seat; a vacant one is not there."""
        return {one.seat: one for one in self.facilitators if one.seated}

    @property
    def vacant(self) -> tuple[Seat, ...]:
        """Seats without a facilitator now."""
        return tuple(seat for seat in SIDES if seat not in self.seats)

    @property
    def order(self) -> tuple[Seat, Seat, Seat]:
        """The order of seats in its figures (R2)."""
        return seats_in_order(self.number)

    def seat_of(self, actor: Actor) -> Seat | None:
        """For which seat the actor facilitates now."""
        return next((seat for seat, one in self.seats.items() if one.person_id == actor.id), None)

    def lengths(self, no: int) -> tuple[Length, Length]:
        """Length of a round, and of what follows its close, as the ruleset says."""
        return next((length, after) for number, _, length, after in round_lengths(self.ruleset) if number == no)


_COLUMNS = (
    Consultation.id, Consultation.key, Consultation.number, Consultation.slug, Consultation.template,
    Consultation.ruleset, Consultation.ruleset_sha256, Consultation.roll_sha256, Consultation.predecessor_id,
    Consultation.created_at, Consultation.announced_at, Consultation.published_at, Consultation.review_on,
    Consultation.withdrawn_at, Consultation.suspended_at, Consultation.suspended_until, Consultation.version,
    Position.id.label("position_id"), Position.frozen_at, Position.text_sha256,
)  # fmt: skip
_ANY = select(*_COLUMNS).outerjoin(Position, Position.consultation_id == Consultation.id)
_BY_NAME = _ANY.where(or_(Consultation.number == bindparam("name"), Consultation.key == bindparam("name")))
_BY_ID = _ANY.where(Consultation.id == bindparam("id"))
_LOCK = select(Consultation.id).where(
    or_(Consultation.number == bindparam("name"), Consultation.key == bindparam("name"))
)
_LOCK_BY_ID = select(Consultation.id).where(Consultation.id == bindparam("id"))
_ROUNDS = (
    select(
        Round.id, Round.no, Round.kind, Round.planned_at, Round.opens_at, Round.closes_at, Round.check_ends_at,
        Round.extended, counted().label("counted"),
    )
    .where(Round.consultation_id == bindparam("id"))
    .order_by(Round.no)
)  # fmt: skip
_FACILITATORS = (
    select(
        Facilitator.seat, Facilitator.person_id, Person.name, Person.shield, Facilitator.organisation_id,
        Organisation.name, Organisation.slug, Organisation.kind == "individual", Facilitator.starts_at,
        Facilitator.ends_at, seated(NOW).label("seated"),
    )
    .join(Person, Person.id == Facilitator.person_id)
    .join(Organisation, Organisation.id == Facilitator.organisation_id)
    .where(Facilitator.consultation_id == bindparam("id"))
    .order_by(Facilitator.seat, Facilitator.starts_at)
)  # fmt: skip
_DEMANDS = (
    select(ConsultationDemand.demand_code)
    .where(ConsultationDemand.consultation_id == bindparam("id"))
    .order_by(ConsultationDemand.demand_code)
)


def _facts(row: Any, now: datetime) -> ConsultationFacts:
    rounds = tuple(RoundFacts(*one) for one in db.session.execute(_ROUNDS, {"id": row.id}))
    people = tuple(
        FacilitatorFacts(Seat(one[0]), *one[1:])
        for one in db.session.execute(_FACILITATORS, {"id": row.id, "now": now})
    )
    demands = tuple(db.session.scalars(_DEMANDS, {"id": row.id}))
    values: tuple[Any, ...] = (*row, demands, rounds, people, now)
    return ConsultationFacts(*values)


def consultation_for(actor: Actor | None, name: str, *, lock: bool = False) -> ConsultationFacts:
    """The consultation of a number or key, if this actor may read it; raises NotFound.

    With `lock`, inside `writing()`: it is locked first, and `now` is the database's clock afterwards (R33).
    """
    if lock:
        db.session.execute(_LOCK.with_for_update(), {"name": name}).all()
    row = db.session.execute(_BY_NAME, {"name": name}).one_or_none()
    if row is None:
        raise NotFound
    facts = _facts(row, database_now() if lock else clock.now())
    if not policy.can_read(actor, facts):
        raise NotFound
    return facts


def consultation_by_id(consultation_id: int, *, lock: bool = False) -> ConsultationFacts | None:
    """The consultation of an id, for workers and engines, whoever may read it."""
    if lock:
        db.session.execute(_LOCK_BY_ID.with_for_update(), {"id": consultation_id}).all()
    row = db.session.execute(_BY_ID, {"id": consultation_id}).one_or_none()
    return _facts(row, database_now() if lock else clock.now()) if row else None
