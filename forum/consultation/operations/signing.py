"""Signatures: each facilitator signs an object by its hash; the second does the act (R13, R14)."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete

from forum.consultation import policy
from forum.consultation.events import SignatureAsked
from forum.consultation.models import Proposal, Signature
from forum.consultation.operations.announcing import announce
from forum.consultation.operations.position import freeze_position
from forum.consultation.operations.records import touch
from forum.consultation.operations.rounds import extend_round, settle_opening
from forum.consultation.operations.stops import suspend_for_longer, withdraw
from forum.consultation.queries import intents, journal, steps
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.queries.intents import Intent
from forum.consultation.queries.position import position_draft
from forum.consultation.queries.steps import Step
from forum.consultation.rules import signatures
from forum.consultation.rules.course_words import sentences
from forum.consultation.rules.missing import Missing
from forum.consultation.rules.signatures import Act
from forum.core.db import require_writing, upsert
from forum.core.errors import Conflict, NotFound
from forum.core.events import publish
from forum.core.languages import gettext as _
from forum.core.policy import Actor, require
from forum.translation.rules import Words


def sign(actor: Actor, facts: ConsultationFacts, act: Act, seen_sha256: str) -> bool:
    """Sign for one's seat what the page showed; True when that was the last thing missing and the act is done.

    Raises Conflict when the object changed since, or when something besides signatures is missing.
    """
    require(policy.can_sign(actor, facts))
    step = step_of(facts, act)
    if step.sha256 != seen_sha256:
        raise Conflict(_("This changed while you were reading it. Please look at it again, then sign."))
    if step.lacking:
        raise Conflict(sentences(step.lacking))
    _write(actor, facts, act.value, step.sha256)
    after = step.signed_by(signatures.seats_signed(journal.signatures_of(facts.id), act, step.sha256))
    if after.missing:
        touch(facts.id)
        publish(SignatureAsked(facts.id, str(facts.seat_of(actor)), step.sha256))
        return False
    _DONE[act](actor, facts, after)
    return True


def _write(actor: Actor, facts: ConsultationFacts, act: str, sha256: str) -> None:
    seat = facts.seat_of(actor)
    require(seat is not None)
    row = {
        "consultation_id": facts.id, "act": act, "object_sha256": sha256, "seat": str(seat), "person_id": actor.id,
        "at": facts.now,
    }  # fmt: skip
    session = require_writing()
    session.execute(upsert(Signature).values(**row).on_conflict_do_nothing())


def step_of(facts: ConsultationFacts, act: Act) -> Step:
    """The step an act belongs to, as it stands in this transaction."""
    if act is Act.ANNOUNCE:
        return steps.announce_step(facts)
    if act is Act.FREEZE and facts.position_id is not None:
        return steps.freeze_step(facts, position_draft(facts.position_id))
    if act is Act.OPEN_ROUND:
        return steps.open_step(facts)
    intent = intents.intents_of(facts).get(act.value)
    if intent is None:
        raise NotFound
    return Step(act, intent.sha256, intent.missing, intent.signed)


def propose(actor: Actor, facts: ConsultationFacts, act: Act, reason: Words) -> bool:
    """Propose a longer suspension or a withdrawal, and sign it; it waits for the other's signature.

    Raises Conflict when a guard refuses.
    """
    require(policy.can_sign(actor, facts) and act in (Act.SUSPEND, Act.WITHDRAW))
    return _put_and_sign(actor, facts, act, {}, reason)


def propose_extension(actor: Actor, facts: ConsultationFacts, until: datetime, reason: Words) -> bool:
    """Propose a later close of the open round, and sign it. Raises Conflict when a guard refuses (R16)."""
    require(policy.can_sign(actor, facts))
    one = facts.round
    if one.closes_at is None:
        raise Conflict(sentences([Missing("extend.not_open")]))
    bound = {"round": one.no, "from": one.closes_at.isoformat(), "to": until.astimezone(UTC).isoformat()}
    return _put_and_sign(actor, facts, Act.EXTEND, bound, reason)


def _put_and_sign(
    actor: Actor, facts: ConsultationFacts, act: Act, bound: Mapping[str, Any], reason: Words
) -> bool:  # fmt: skip
    put_proposal(actor, facts, act.value, bound, reason)
    intent = intents.intents_of(facts)[act.value]
    if intent.lacking:
        raise Conflict(sentences(intent.lacking))
    return sign(actor, facts, act, intent.sha256)


def put_proposal(actor: Actor, facts: ConsultationFacts, act: str, bound: Mapping[str, Any], reason: Words) -> None:
    """Keep what is proposed; the former proposal of the act goes, and with it what was signed."""
    session = require_writing()
    session.execute(delete(Proposal).where(Proposal.consultation_id == facts.id, Proposal.act == act))
    session.add(
        Proposal(
            consultation_id=facts.id, act=act, facts=dict(bound), reason=asdict(reason), proposed_by=actor.id,
            proposed_at=facts.now,
        )
    )  # fmt: skip
    session.flush()  # the intent is read from the row


def drop_proposal(actor: Actor, facts: ConsultationFacts, act: str) -> None:
    """Take a proposal back, or refuse the other's: either facilitator.

    A replacement: whoever is asked to agree, or an administrator; never the one who would be replaced (R13).
    """
    proposal = journal.proposals_of(facts.id).get(act)
    if proposal is None:
        raise NotFound
    asked = policy.can_sign(actor, facts)
    if act == "replace":
        asked = asked and str(facts.seat_of(actor)) != proposal.facts["seat"]
        require(asked or policy.can_appoint(actor, facts))
    else:
        require(asked)
    require_writing().execute(delete(Proposal).where(Proposal.consultation_id == facts.id, Proposal.act == act))
    touch(facts.id)


def _announce(actor: Actor, facts: ConsultationFacts, step: Step) -> None:
    announce(actor, facts)


def _freeze(actor: Actor, facts: ConsultationFacts, step: Step) -> None:
    freeze_position(actor, facts, position_draft(facts.position_id or 0))


def _open(actor: Actor, facts: ConsultationFacts, step: Step) -> None:
    settle_opening(actor, facts, step.sha256)


def _intent(facts: ConsultationFacts, act: Act) -> Intent:
    found = intents.intents_of(facts)[act.value]
    require_writing().execute(delete(Proposal).where(Proposal.consultation_id == facts.id, Proposal.act == act.value))
    return found


def _extend(actor: Actor, facts: ConsultationFacts, step: Step) -> None:
    intent = _intent(facts, Act.EXTEND)
    extend_round(actor, facts, datetime.fromisoformat(intent.facts["to"]), intent.reason)


def _suspend(actor: Actor, facts: ConsultationFacts, step: Step) -> None:
    suspend_for_longer(actor, facts, _intent(facts, Act.SUSPEND).reason)


def _withdraw(actor: Actor, facts: ConsultationFacts, step: Step) -> None:
    withdraw(actor, facts, _intent(facts, Act.WITHDRAW).reason)


_DONE: dict[Act, Callable[[Actor, ConsultationFacts, Step], None]] = {
    Act.ANNOUNCE: _announce, Act.FREEZE: _freeze, Act.OPEN_ROUND: _open, Act.EXTEND: _extend,
    Act.SUSPEND: _suspend, Act.WITHDRAW: _withdraw,
}  # fmt: skip
