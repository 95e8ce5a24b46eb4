"""Clocks that stand still, and a consultation that ends without a result (R14)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from forum.audit.rules import EntryType
from forum.consultation import policy
from forum.consultation.events import ConsultationResumed, ConsultationSuspended, ConsultationWithdrawn
from forum.consultation.models import Consultation
from forum.consultation.operations.records import log, record_event, touch
from forum.consultation.operations.rounds import set_dates
from forum.consultation.queries import answering, intents, journal
from forum.consultation.queries.course import ConsultationFacts, RoundFacts
from forum.consultation.rules import guards
from forum.consultation.rules.course_words import sentences
from forum.consultation.rules.phases import suspension_end
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.templates import Length
from forum.consultation.rules.timetable import check_ends_at, close_after_stop, closes_at
from forum.core.db import require_writing
from forum.core.errors import Conflict, NotFound
from forum.core.events import publish
from forum.core.policy import Actor, require
from forum.translation.rules import Words

Dates = tuple[datetime | None, datetime | None, datetime | None]


def suspend(actor: Actor, facts: ConsultationFacts, reason: Words) -> None:
    """Stop the clocks for 72 hours, alone, at once. Raises Conflict with what stands against it."""
    require(policy.can_sign(actor, facts))
    seat = facts.seat_of(actor)
    if seat is None:
        raise NotFound
    pair = guards.Pair(frozenset(facts.seats), (seat,))
    asked = guards.SuspendFacts(facts.state, pair, reason.source, intents.alone_before(facts))
    if lacking := guards.missing_to_suspend(asked):
        raise Conflict(sentences(lacking))
    _stop(actor, facts, (seat,), reason, dates_of(facts), facts.now)


def suspend_for_longer(actor: Actor, facts: ConsultationFacts, reason: Words) -> None:
    """Stop the clocks until one of both resumes; called by the second signature. Goes on from a running stop."""
    require(policy.can_sign(actor, facts))
    running = next((one for one in journal.stops_of(facts.id) if one.until is None or facts.now < one.until), None)
    before = _read(running.before) if running else dates_of(facts)
    _stop(actor, facts, tuple(facts.seats), reason, before, running.since if running else facts.now)


def _stop(
    actor: Actor, facts: ConsultationFacts, seats: tuple[Seat, ...], reason: Words, before: Dates, since: datetime
) -> None:
    one = facts.round if not all(r.counted for r in facts.rounds) else facts.rounds[-1]
    answering.lock_round(one.id, alone=True)
    until = suspension_end(since, seats, None)
    length, after = facts.lengths(one.no)
    set_dates(one.id, *(later(before, since, until - since, length, after) if until else stopped_dates(before, since)))
    require_writing().execute(
        update(Consultation).where(Consultation.id == facts.id).values(suspended_at=since, suspended_until=until)
    )
    record_event(
        facts, "suspended", facts.now, round_no=one.no, until=until, seats=seats, before=_stored(before), reason=reason,
        author_id=actor.id,
    )  # fmt: skip
    log(EntryType.CONSULTATION_SUSPENDED, facts, {"seats": sorted(seats), "until": until.isoformat() if until else ""})
    touch(facts.id)
    publish(ConsultationSuspended(facts.id))


def resume(actor: Actor, facts: ConsultationFacts) -> None:
    """Let the clocks run again: a facilitator of a seat that stopped them. Raises Conflict."""
    require(policy.can_sign(actor, facts))
    seat, stops = facts.seat_of(actor), journal.stops_of(facts.id)
    last = stops[-1] if stops else None
    if seat is None:
        raise NotFound
    if lacking := guards.missing_to_resume(facts.state, seat, last.seats if last else ()):
        raise Conflict(sentences(lacking))
    if last is None or facts.suspended_at is None:
        raise NotFound
    one = facts.round
    length, after = facts.lengths(one.no)
    since = facts.suspended_at
    set_dates(one.id, *later(_read(last.before), since, facts.now - since, length, after))
    require_writing().execute(update(Consultation).where(Consultation.id == facts.id).values(suspended_until=facts.now))
    record_event(facts, "resumed", facts.now, round_no=one.no, seats=(seat,))
    log(EntryType.CONSULTATION_RESUMED, facts, {"seats": [seat.value]})
    touch(facts.id)
    publish(ConsultationResumed(facts.id))


def withdraw(actor: Actor, facts: ConsultationFacts, reason: Words) -> None:
    """End it without a result; called by the second signature, when nothing is missing (R14)."""
    require(policy.can_sign(actor, facts))
    answering.lock_round(facts.round.id, alone=True)
    require_writing().execute(update(Consultation).where(Consultation.id == facts.id).values(withdrawn_at=facts.now))
    record_event(facts, "withdrawn", facts.now, seats=tuple(facts.seats), reason=reason, author_id=actor.id)
    log(EntryType.CONSULTATION_WITHDRAWN, facts, {"reason": reason.source})
    touch(facts.id)
    publish(ConsultationWithdrawn(facts.id))


# --- arithmetic of a stop -------------------------------------------------------------------------------------


def dates_of(facts: ConsultationFacts) -> Dates:
    """What the clocks of the round show now."""
    one: RoundFacts = facts.round
    return one.opens_at, one.closes_at, one.check_ends_at


def later(before: Dates, since: datetime, stopped: timedelta, length: Length, after: Length) -> Dates:
    """The dates once clocks stood still from `since` for so long; what lay behind stays as it was.

    An opening moves by the time itself, its close follows from its length; an open round closes later by the time,
    up to its next cut-off; only the end of the check moves when the round had closed before.
    """
    opens, closes, check = before
    if opens is not None and since < opens:
        opens = opens + stopped
        closes = closes_at(opens, length)
        return opens, closes, check_ends_at(closes, after)
    if closes is not None and since < closes:
        closes = close_after_stop(closes, stopped, length.unit)
        return opens, closes, check_ends_at(closes, after)
    if check is not None and since < check:
        check = close_after_stop(check, stopped, after.unit)
    return opens, closes, check


def stopped_dates(before: Dates, since: datetime) -> Dates:
    """The dates while nobody knows when clocks run again: what lay ahead is empty."""
    opens, closes, check = (at if at is not None and at <= since else None for at in before)
    return opens, closes, check


def _stored(dates: Dates) -> dict[str, Any]:
    names = ("opens_at", "closes_at", "check_ends_at")
    return {name: at.isoformat() if at else None for name, at in zip(names, dates, strict=True)}


def _read(stored: Any) -> Dates:
    opens, closes, check = (
        datetime.fromisoformat(stored[name]) if stored.get(name) else None
        for name in ("opens_at", "closes_at", "check_ends_at")
    )
    return opens, closes, check
