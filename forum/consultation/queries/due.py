"""What the clock has made due: openings, closes, ends of checks, reminders, seats that fell vacant (R13, R14)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, select

from forum.consultation.models import Consultation, ConsultationEvent, Facilitator, Round
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.queries.parts import mandate_of_seat
from forum.consultation.queries.phases import NOW, counted, suspended
from forum.consultation.rules.phases import ConsultationState, RoundPhase, open_round
from forum.consultation.rules.timetable import reminders
from forum.core.db import db
from forum.organisations.models import Mandate, Organisation

_TOLD = select(ConsultationEvent.id).where(
    ConsultationEvent.consultation_id == bindparam("id"), ConsultationEvent.kind == bindparam("kind"),
    ConsultationEvent.round_no == bindparam("no"),
)  # fmt: skip


def is_told(facts: ConsultationFacts, kind: str) -> bool:
    """Whether the event of that kind stands for the round at hand."""
    binds = {"id": facts.id, "kind": kind, "no": facts.round.no}
    return db.session.scalar(_TOLD.limit(1), binds) is not None


def opening_untold(facts: ConsultationFacts) -> bool:
    """Whether a round is open and nobody was told yet."""
    found = open_round(facts.course, facts.now)
    return found is not None and not is_told(facts, "opened")


def close_passed(facts: ConsultationFacts) -> bool:
    """Whether a round is closed and waits for its count."""
    return facts.state is ConsultationState.RUNNING and facts.phase is RoundPhase.CLOSED


def _told(kind: str) -> object:
    return exists().where(
        ConsultationEvent.consultation_id == Consultation.id, ConsultationEvent.kind == kind,
        ConsultationEvent.round_no == Round.no,
    ).correlate(Consultation, Round)  # fmt: skip


_RUNS = and_(
    Consultation.announced_at <= NOW, Consultation.withdrawn_at.is_(None), Consultation.published_at.is_(None),
    or_(Consultation.suspended_at.is_(None), ~suspended()),
)  # fmt: skip
_OF_ROUNDS = select(Consultation.id).join(Round, Round.consultation_id == Consultation.id).where(_RUNS)
_OPENED = _OF_ROUNDS.where(Round.opens_at <= NOW, ~_told("opened"))  # type: ignore[operator]
_CLOSED = _OF_ROUNDS.where(Round.closes_at <= NOW, ~counted())
_CHECKED = _OF_ROUNDS.where(Round.check_ends_at <= NOW, counted())


@dataclass(frozen=True, slots=True)
class Due:
    """Ids of consultations with something due."""

    opened: tuple[int, ...]
    closed: tuple[int, ...]
    checked: tuple[int, ...]


def due(now: datetime) -> Due:
    """What the sweep should look at; three statements."""
    opened, closed, checked = (
        tuple(db.session.scalars(statement, {"now": now})) for statement in (_OPENED, _CLOSED, _CHECKED)
    )
    return Due(opened, closed, checked)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that is due for an open round."""

    consultation_id: int
    round_id: int
    closes_at: datetime
    days: int


_OPEN_ROUNDS: Any = (
    select(Consultation.id, Round.id, Round.opens_at, Round.closes_at)
    .join(Round, Round.consultation_id == Consultation.id)
    .where(_RUNS, Round.opens_at <= NOW, Round.closes_at > NOW)
)


def reminders_due(now: datetime) -> list[Reminder]:
    """The latest reminder passed of each open round, unless it is a day old: then the worker was away."""
    found = []
    for consultation_id, round_id, opens, closes in db.session.execute(_OPEN_ROUNDS, {"now": now}):
        passed = [(days, at) for days, at in reminders(opens, closes) if at <= now < at + timedelta(days=1)]
        if passed:
            found.append(Reminder(consultation_id, round_id, closes, passed[-1][0]))
    return found


_VACATED = (
    select(Facilitator.consultation_id, Facilitator.seat, Facilitator.person_id, Facilitator.starts_at)
    .join(Consultation, Consultation.id == Facilitator.consultation_id)
    .where(
        Facilitator.starts_at <= NOW, Facilitator.ends_at.is_(None), Consultation.published_at.is_(None),
        Consultation.withdrawn_at.is_(None),
        ~mandate_of_seat(Facilitator.person_id, Facilitator.seat, NOW).correlate(Facilitator),
    )
)  # fmt: skip
_LAST_MANDATE = (
    select(Mandate.ends_at)
    .join(Organisation, Organisation.id == Mandate.organisation_id)
    .where(Mandate.person_id == bindparam("person_id"), Organisation.seat == bindparam("seat"), Mandate.ends_at <= NOW)
    .order_by(Mandate.ends_at.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Vacated:
    """A facilitator without a mandate of the seat, and since when."""

    consultation_id: int
    seat: str
    person_id: int
    since: datetime


def vacated(now: datetime) -> list[Vacated]:
    """Places whose holder has lost the mandate of the seat (R13): by its end, or because the seat is another now."""
    found = []
    for row in db.session.execute(_VACATED, {"now": now}).all():
        since = db.session.scalar(_LAST_MANDATE, {"person_id": row.person_id, "seat": row.seat, "now": now})
        ended = since if since is not None and since > row.starts_at else now
        found.append(Vacated(row.consultation_id, row.seat, row.person_id, ended))
    return found
