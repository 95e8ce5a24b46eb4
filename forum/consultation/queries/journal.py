"""What happened to a consultation, with its public reasons; and what waits for another signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from forum.consultation.models import ConsultationEvent, Proposal, Signature
from forum.consultation.rules.phases import Suspension
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.signatures import Act
from forum.consultation.rules.signatures import Signature as Signed
from forum.core.db import db
from forum.core.languages import Reading
from forum.translation.queries import CONTENT, shown
from forum.translation.rules import Shown, Words, present


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as shown; its reason in the variant of the reader."""

    id: int
    kind: str
    round_no: int | None
    at: datetime
    closes_at: datetime | None
    until: datetime | None
    seats: tuple[Seat, ...]
    reason: Shown | None


_reason = shown("consultation_event", "reason", ConsultationEvent.id, outer=True)
_EVENTS = _reason.onto(
    select(
        ConsultationEvent.id, ConsultationEvent.kind, ConsultationEvent.round_no, ConsultationEvent.at,
        ConsultationEvent.closes_at, ConsultationEvent.until, ConsultationEvent.seats, *_reason.columns,
    ).select_from(ConsultationEvent)
).where(
    ConsultationEvent.consultation_id == bindparam("id")
).order_by(ConsultationEvent.at, ConsultationEvent.id)  # fmt: skip


def events_of(consultation_id: int, spoken: Reading) -> list[EventLine]:
    """Everything that happened, oldest first; one statement."""
    rows = db.session.execute(_EVENTS, {"id": consultation_id, CONTENT: spoken.content})
    return [
        EventLine(
            row.id, row.kind, row.round_no, row.at, row.closes_at, row.until, seats_in(row.seats),
            present(row, spoken) if row.x_text_id else None,
        )
        for row in rows
    ]  # fmt: skip


def seats_in(stored: str) -> tuple[Seat, ...]:
    """The seats named in a stored list."""
    return tuple(Seat(one) for one in stored.split(",") if one)


@dataclass(frozen=True, slots=True)
class Stop:
    """A suspension as recorded: when it began, its end as known then, which seats did it, what the clocks showed."""

    since: datetime
    until: datetime | None
    seats: tuple[Seat, ...]
    before: Mapping[str, Any]


_STOPS = (
    select(
        ConsultationEvent.kind,
        ConsultationEvent.at,
        ConsultationEvent.until,
        ConsultationEvent.seats,
        ConsultationEvent.before,
    )
    .where(ConsultationEvent.consultation_id == bindparam("id"), ConsultationEvent.kind.in_(("suspended", "resumed")))
    .order_by(ConsultationEvent.at, ConsultationEvent.id)
)


def stops_of(consultation_id: int) -> list[Stop]:
    """Every suspension, oldest first, each ended by what came next; one statement."""
    found: list[Stop] = []
    for row in db.session.execute(_STOPS, {"id": consultation_id}):
        last = found[-1] if found else None
        runs_on = last is not None and (last.until is None or row.at < last.until)
        if last is not None and runs_on:
            found[-1] = Stop(last.since, row.at, last.seats, last.before)
        if row.kind == "suspended":
            found.append(Stop(row.at, row.until, seats_in(row.seats), row.before or {}))
    return found


def suspensions_of(consultation_id: int) -> list[Suspension]:
    """The same as the rules know it."""
    return [Suspension(one.since, one.until) for one in stops_of(consultation_id)]


_SIGNATURES = select(
    Signature.act, Signature.object_sha256, Signature.seat, Signature.person_id, Signature.at
).where(Signature.consultation_id == bindparam("id"))  # fmt: skip
_PROPOSALS = select(
    Proposal.act, Proposal.facts, Proposal.reason, Proposal.proposed_by, Proposal.proposed_at
).where(Proposal.consultation_id == bindparam("id"))  # fmt: skip


def signatures_of(consultation_id: int) -> list[Signed]:
    """Every signature under acts of the rules, valid or void."""
    rows = db.session.execute(_SIGNATURES, {"id": consultation_id})
    return [Signed(Act(row.act), row[1], Seat(row.seat), row[3], row[4]) for row in rows if row.act in set(Act)]


def agreed_to_replace(consultation_id: int, object_sha256: str) -> frozenset[Seat]:
    """The seats that agreed to a replacement with this hash (R13)."""
    rows = db.session.execute(_SIGNATURES, {"id": consultation_id})
    return frozenset(Seat(row.seat) for row in rows if row.act == "replace" and row.object_sha256 == object_sha256)


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """An act that waits for another signature, with its public reason."""

    act: str
    facts: Mapping[str, Any]
    reason: Words
    proposed_by: int
    proposed_at: datetime


def proposals_of(consultation_id: int) -> dict[str, ProposalFacts]:
    """What waits, by act; one statement."""
    rows = db.session.execute(_PROPOSALS, {"id": consultation_id})
    return {row.act: ProposalFacts(row.act, row.facts, Words(**row.reason), row[3], row[4]) for row in rows}
