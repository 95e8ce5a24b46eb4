"""Rounds: their opening is settled by signatures, they open and close by the clock (R14, R16, R33)."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from forum.audit.rules import ActorRole, EntryType
from forum.consultation import policy
from forum.consultation.events import RoundClosed, RoundExtended, RoundOpened
from forum.consultation.models import Consultation, Round
from forum.consultation.operations.records import log, record_event, touch
from forum.consultation.queries import answering, due, journal, steps
from forum.consultation.queries.course import ConsultationFacts, RoundFacts, consultation_by_id
from forum.consultation.rules import timetable
from forum.consultation.rules.phases import ConsultationState
from forum.consultation.rules.signatures import Act, signed_at
from forum.core import work
from forum.core.db import require_writing
from forum.core.events import publish
from forum.core.policy import Actor, require
from forum.translation.rules import Words


def settle_opening(actor: Actor, facts: ConsultationFacts, sha256: str) -> None:
    """Write opening, close and end of the check; called by the second signature, when nothing is missing (R14)."""
    require(policy.can_sign(actor, facts))
    one = facts.round
    earliest = steps.earliest_opening(facts)
    signed = signed_at(journal.signatures_of(facts.id), Act.OPEN_ROUND, sha256)
    opens = timetable.opens_at(earliest or facts.now, one.planned_at, signed, facts.frozen_at)
    if opens is None:
        return
    length, after = facts.lengths(one.no)
    closes = timetable.closes_at(opens, length)
    check = timetable.check_ends_at(closes, after)
    set_dates(one.id, opens, closes, check)
    if opens <= facts.now:
        _tell_opened(facts, replace(one, opens_at=opens, closes_at=closes, check_ends_at=check))
    else:
        touch(facts.id)


def set_dates(round_id: int, opens: datetime | None, closes: datetime | None, check: datetime | None) -> None:
    """Write the dates of a round."""
    require_writing().execute(
        update(Round).where(Round.id == round_id).values(opens_at=opens, closes_at=closes, check_ends_at=check)
    )


def _tell_opened(facts: ConsultationFacts, one: RoundFacts) -> None:
    record_event(facts, "opened", one.opens_at or facts.now, round_no=one.no, closes_at=one.closes_at)
    closes = one.closes_at.isoformat() if one.closes_at else ""
    log(EntryType.ROUND_OPENED, facts, {"round": one.no, "closes_at": closes}, ActorRole.WORKER)
    touch(facts.id)
    publish(RoundOpened(facts.id, one.id))


def mark_opened(consultation_id: int) -> bool:
    """The clock has passed an opening that was settled: tell everybody, once. For the worker; safe to repeat."""
    facts = consultation_by_id(consultation_id, lock=True)
    if facts is None or not due.opening_untold(facts):
        return False
    _tell_opened(facts, facts.round)
    return True


def mark_closed(consultation_id: int) -> bool:
    """The clock has passed a close: leave the count to the worker, as often as it takes. Safe to repeat."""
    facts = consultation_by_id(consultation_id, lock=True)
    if facts is None or not due.close_passed(facts):
        return False
    one = facts.round
    work.enqueue("count_round", unique_key=f"count_round/{one.id}/{facts.now:%Y%m%d%H}", round_id=one.id)
    if not due.is_told(facts, "closed"):
        record_event(facts, "closed", one.closes_at or facts.now, round_no=one.no)
        touch(facts.id)
        publish(RoundClosed(facts.id, one.id))
    return True


def mark_checked(consultation_id: int) -> bool:
    """The check has ended: leave the publication to the worker; nobody can withhold a result (R14). Safe to repeat."""
    facts = consultation_by_id(consultation_id, lock=True)
    if facts is None or facts.state is not ConsultationState.CHECK:
        return False
    ends = facts.rounds[-1].check_ends_at
    if ends is None or facts.now < ends:
        return False
    key = f"publish_consultation/{facts.id}/{facts.now:%Y%m%d%H}"
    work.enqueue("publish_consultation", unique_key=key, consultation_id=facts.id)
    return True


def extend_round(actor: Actor, facts: ConsultationFacts, new_close: datetime, reason: Words) -> None:
    """A later close; called by the second signature, when nothing is missing (R16)."""
    require(policy.can_sign(actor, facts))
    one = facts.round
    answering.lock_round(one.id, alone=True)
    _length, after = facts.lengths(one.no)
    set_dates(one.id, one.opens_at, new_close, timetable.check_ends_at(new_close, after))
    require_writing().execute(update(Round).where(Round.id == one.id).values(extended=True))
    record_event(
        facts, "extended", facts.now, round_no=one.no, closes_at=new_close, reason=reason, author_id=actor.id,
        seats=tuple(facts.seats),
    )  # fmt: skip
    closes = one.closes_at.isoformat() if one.closes_at else ""
    payload = {"round": one.no, "from": closes, "to": new_close.isoformat()}
    log(EntryType.ROUND_EXTENDED, facts, payload)
    touch(facts.id)
    publish(RoundExtended(facts.id, one.id))


def mark_published(consultation_id: int, at: datetime, review_on: datetime) -> None:
    """The publication stands: the consultation is over, its review date is set. For the feature above (R14)."""
    facts = consultation_by_id(consultation_id, lock=True)
    if facts is None or facts.published_at is not None:
        return
    require_writing().execute(
        update(Consultation).where(Consultation.id == facts.id).values(published_at=at, review_on=review_on)
    )
    record_event(facts, "published", at)
    touch(facts.id)
