"""Appointing and replacing facilitators, and places that fall vacant (R13)."""

from typing import Any

from sqlalchemy import delete, update

from forum.audit.rules import ActorRole, EntryType
from forum.consultation import policy
from forum.consultation.events import FacilitatorAppointed, SeatVacated, SignatureAsked
from forum.consultation.models import Facilitator, Proposal, Signature
from forum.consultation.operations.records import log, record_event, touch
from forum.consultation.operations.signing import put_proposal
from forum.consultation.queries import candidates, intents
from forum.consultation.queries.candidates import Candidate
from forum.consultation.queries.course import ConsultationFacts, consultation_by_id
from forum.consultation.queries.due import Vacated
from forum.consultation.rules.course_words import sentences
from forum.consultation.rules.phases import ConsultationState
from forum.consultation.rules.roll import SIDES, Seat
from forum.core.db import require_writing, upsert
from forum.core.errors import Conflict, NotFound, Unfit
from forum.core.events import publish
from forum.core.languages import gettext as _
from forum.core.policy import Actor, require
from forum.translation.rules import Words


def _candidate(facts: ConsultationFacts, person_key: str) -> Candidate:
    who = candidates.candidate(facts, person_key)
    if who is None:
        raise Unfit({"person": _("There is no such person.")})
    return who


def appoint_facilitator(
    actor: Actor, facts: ConsultationFacts, seat: Seat, person_key: str, reason: Words | None = None
) -> bool:
    """Appoint for a seat: in the draft, or where both places are vacant, at once; else it waits for the other one.

    True when it is done. Raises Conflict with what stands against it, Unfit for a person nobody knows.
    """
    require(policy.can_appoint(actor, facts))
    who = _candidate(facts, person_key)
    if seat in facts.seats and facts.seats[seat].person_id == who.person_id:
        raise Unfit({"person": _("This person facilitates for this seat already.")})
    said = reason.source if reason else ""
    lacking = candidates.missing_to_appoint(facts, seat, who, said, other_agrees=False)
    if not lacking:
        _seat(actor, facts, seat, who, reason)
        return True
    if any(one.code != "replace.other_agrees" for one in lacking) or reason is None:
        raise Conflict(sentences([one for one in lacking if one.code != "replace.other_agrees"] or lacking))
    put_proposal(actor, facts, "replace", {"seat": seat.value, "person": person_key}, reason)
    touch(facts.id)
    publish(SignatureAsked(facts.id, seat.value, intents.intents_of(facts)["replace"].sha256))
    return False


def agree_to_replace(actor: Actor, facts: ConsultationFacts, seen_sha256: str) -> None:
    """The other facilitator agrees: the person the administrator named takes the place. Raises Conflict."""
    require(policy.can_sign(actor, facts))
    intent, seat = intents.intents_of(facts).get("replace"), facts.seat_of(actor)
    if intent is None or seat is None:
        raise NotFound
    if intent.sha256 != seen_sha256:
        raise Conflict(_("This changed while you were reading it. Please look at it again, then sign."))
    wanted = Seat(intent.facts["seat"])
    require(seat is not wanted)
    row: dict[str, Any] = {
        "consultation_id": facts.id, "act": "replace", "object_sha256": intent.sha256, "seat": seat.value,
        "person_id": actor.id, "at": facts.now,
    }  # fmt: skip
    if intent.lacking:
        raise Conflict(sentences(intent.lacking))
    require_writing().execute(upsert(Signature).values(**row).on_conflict_do_nothing())
    _seat(actor, facts, wanted, _candidate(facts, intent.facts["person"]), intent.reason)


def _seat(actor: Actor, facts: ConsultationFacts, seat: Seat, who: Candidate, reason: Words | None) -> None:
    session = require_writing()
    session.execute(
        update(Facilitator)
        .where(Facilitator.consultation_id == facts.id, Facilitator.seat == seat.value, Facilitator.ends_at.is_(None))
        .values(ends_at=facts.now)
    )
    session.execute(delete(Proposal).where(Proposal.consultation_id == facts.id, Proposal.act == "replace"))
    session.add(
        Facilitator(
            consultation_id=facts.id, seat=seat.value, starts_at=facts.now, person_id=who.person_id,
            organisation_id=who.organisations[seat][0], reason="",
        )
    )  # fmt: skip
    if facts.state is not ConsultationState.DRAFT:
        record_event(facts, "replaced", facts.now, seats=(seat,), reason=reason, author_id=actor.id)
        role = ActorRole.FACILITATOR if policy.facilitates(actor, facts.id) else ActorRole.ADMINISTRATOR
        log(EntryType.FACILITATOR_REPLACED, facts, {"seat": seat.value}, role)
    touch(facts.id)
    publish(FacilitatorAppointed(facts.id, seat.value, who.person_id))


def vacate_seat(found: Vacated) -> None:
    """Write down that a facilitator has lost the mandate of the seat; it counted from that instant already (R13)."""
    facts = consultation_by_id(found.consultation_id, lock=True)
    seat = Seat(found.seat)
    if facts is None or seat in facts.seats or seat not in SIDES:
        return
    session = require_writing()
    ended = session.execute(
        update(Facilitator)
        .where(
            Facilitator.consultation_id == facts.id, Facilitator.seat == seat.value, Facilitator.ends_at.is_(None),
            Facilitator.person_id == found.person_id,
        )
        .values(ends_at=found.since)
    )  # fmt: skip
    if not ended.rowcount:  # type: ignore[attr-defined]
        return
    if facts.state is not ConsultationState.DRAFT:
        record_event(facts, "vacated", found.since, seats=(seat,))
    touch(facts.id)
    publish(SeatVacated(facts.id, seat.value, found.person_id))
