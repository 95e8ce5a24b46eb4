"""What every act leaves behind: an event with its public reason, a line in the log, new page versions."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.audit import operations as audit
from forum.audit.rules import ActorRole, EntryType
from forum.consultation.models import Consultation, ConsultationDemand, ConsultationEvent, Round
from forum.consultation.queries.course import ConsultationFacts, consultation_by_id
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.timetable import overdue_from
from forum.core.db import require_writing
from forum.core.page_versions import bump, set_boundaries_of
from forum.translation.operations import write_text
from forum.translation.rules import Words

ALL = "consultations"
"""The scope of every page that lists consultations; its boundaries are those of all of them (R35)."""


def record_event(
    facts: ConsultationFacts,
    kind: str,
    at: datetime,
    *,
    round_no: int | None = None,
    closes_at: datetime | None = None,
    until: datetime | None = None,
    seats: Collection[Seat] = (),
    before: Mapping[str, Any] | None = None,
    reason: Words | None = None,
    author_id: int | None = None,
) -> None:
    """Write an event, and its reason as a text that can be translated."""
    session = require_writing()
    event = ConsultationEvent(
        consultation_id=facts.id, round_no=round_no, kind=kind, at=at, closes_at=closes_at, until=until,
        seats=",".join(sorted(seat.value for seat in seats)), before=dict(before) if before else None,
    )  # fmt: skip
    session.add(event)
    session.flush()  # the reason carries its id
    if reason is not None:
        write_text("consultation_event", event.id, "reason", reason, author_id)


def log(
    type_: EntryType, facts: ConsultationFacts, payload: dict[str, Any], role: ActorRole = ActorRole.FACILITATORS
) -> None:
    """A line of the public log; drafts are never in it, because nobody may know of them."""
    if facts.number is not None:
        audit.record(type_, object=f"consultation/{facts.number}", payload=payload, actor_role=role)


def touch(consultation_id: int) -> ConsultationFacts:
    """After a change was flushed: new versions of its pages, and the moments at which they change by the clock."""
    session = require_writing()
    session.flush()  # the facts below are read from the rows
    facts = consultation_by_id(consultation_id)
    if facts is None:
        raise LookupError(f"no consultation {consultation_id}")
    if facts.announced_at is None:
        bump(facts.scope)
        return facts
    bump(*facts.page_scopes, f"consultation/{facts.key}")
    set_boundaries_of({facts.scope: moments_of(facts), **_shared_moments(session, facts)})
    return facts


def moments_of(facts: ConsultationFacts) -> set[datetime]:
    """When its pages change without any write."""
    found = {facts.suspended_at, facts.suspended_until}
    for one in facts.rounds:
        found |= {one.opens_at, one.closes_at, one.check_ends_at}
        found.add(overdue_from(one.planned_at) if one.planned_at else None)
    return {at for at in found if at is not None}


_COLUMNS = (
    Round.opens_at, Round.closes_at, Round.check_ends_at, Consultation.suspended_at, Consultation.suspended_until,
    Consultation.review_on,
)  # fmt: skip
_MOMENTS = (
    select(ConsultationDemand.demand_code, *_COLUMNS)
    .join(Round, Round.consultation_id == ConsultationDemand.consultation_id)
    .join(Consultation, Consultation.id == ConsultationDemand.consultation_id)
    .where(Consultation.announced_at.is_not(None), Consultation.withdrawn_at.is_(None))
)


def _shared_moments(session: Session, facts: ConsultationFacts) -> dict[str, set[datetime]]:
    """The same for the pages on which several consultations stand: home, the list, the pages of its demands."""
    of_demands: dict[str, set[datetime]] = {code: set() for code in facts.demands}
    everything: set[datetime] = set()
    for code, *dates in session.execute(_MOMENTS):
        known = {at for at in dates if at is not None}
        everything |= known
        if code in of_demands:
            of_demands[code] |= known
    found = {f"demand/{code}": known for code, known in of_demands.items()} | {"home": everything, ALL: everything}
    return {scope: _told_apart(known, facts.now) for scope, known in found.items()}


def _told_apart(moments: set[datetime], now: datetime) -> set[datetime]:
    """Those ahead, and the latest passed: with it a page is told from what it was before."""
    passed = {at for at in moments if at <= now}
    return moments - passed | ({max(passed)} if passed else set())
