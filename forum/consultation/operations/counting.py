"""Counting a closed round: pure arithmetic, stored once; then, and only then, stances are public (R23, R27)."""

from datetime import datetime
from typing import Any

from forum.audit import operations as audit
from forum.audit.rules import ActorRole, EntryType
from forum.consultation.events import RoundCounted
from forum.consultation.models import Consultation, ConsultationEvent
from forum.consultation.operations.records import ALL
from forum.consultation.queries import answering, dissents, stances
from forum.consultation.queries.answering import EndorseRound
from forum.consultation.rules import endorsement
from forum.consultation.rules.kinds.shape import AUTHENTIC_LANGUAGES
from forum.consultation.rules.outcome import outcome
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.ruleset import thresholds_of
from forum.consultation.rules.stances import Stance, count
from forum.core.canonical import digest
from forum.core.db import database_now, require_writing, writing
from forum.core.events import publish
from forum.opinion.operations.snapshots import store_snapshot
from forum.translation.operations import ask_for

SUBJECT, PURPOSE = "round", "stances"


def count_round(round_id: int) -> None:
    """The worker's part, safe to repeat: count a round whose close has passed, store the result, tell the log."""
    with writing():
        store_count(round_id)


def store_count(round_id: int) -> bool:
    """Count inside `writing()`; False when the round is not closed or was counted before."""
    session = require_writing()
    found = answering.endorse_round_by_id(round_id, alone=True)
    now = database_now()
    if found is None or not found.is_closed(now):
        return False
    consultation = session.get_one(Consultation, found.consultation_id)
    result = counted_result(found, consultation.ruleset)
    stored = store_snapshot(
        SUBJECT, round_id, PURPOSE,
        input_sha256=input_hash(round_id),
        parameters={"ruleset_sha256": consultation.ruleset_sha256, "roll_sha256": consultation.roll_sha256},
        result=result, published=result,
        scopes=(found.scope, ALL, "home", *_demand_scopes(found.consultation_id)),
    )  # fmt: skip
    if not stored:
        return False
    session.add(ConsultationEvent(consultation_id=found.consultation_id, round_no=found.no, kind="counted", at=now))
    _log(found, result)
    _ask_translators(found, result)
    session.flush()  # who hears of it reads the event
    publish(RoundCounted(consultation_id=found.consultation_id, round_id=round_id))
    return True


def input_hash(round_id: int) -> str:
    """The hash of everything that was counted: each version of each stance, the unconfirmed and replaced ones too."""
    lines = [
        [organisation, one.version, one.value.value, _instant(one.proposed_at), _instant(one.confirmed_at)]
        for organisation, versions in sorted(stances.all_versions(round_id).items())
        for one in versions
    ]
    return digest(lines)


def _instant(at: datetime | None) -> str:
    return at.isoformat(timespec="microseconds") if at else ""


def counted_result(found: EndorseRound, ruleset: dict[str, Any]) -> dict[str, Any]:
    """The stances in force at the close, the counts per seat and the class, from stored rows (R9, R10)."""
    roll = answering.roll_of(found.consultation_id)
    versions = stances.all_versions(found.id)
    in_force: dict[int, endorsement.StanceVersion] = {}
    for line in roll:
        stance = endorsement.stance_in_force(versions.get(line.organisation_id, ()), found.closes_at)
        if stance is not None:
            in_force[line.organisation_id] = stance
    counts = count([line.entry for line in roll], {key: Stance(one.value) for key, one in in_force.items()})
    kosovo, serbia, regional = counts[Seat.KOSOVO], counts[Seat.SERBIA], counts[Seat.REGIONAL]
    thresholds = thresholds_of(ruleset)
    assert thresholds is not None, "every template with an endorse round gives a class"
    outcome_class = outcome(kosovo, serbia, regional, thresholds)
    lines = [
        {
            "organisation": line.organisation_id,
            "version": in_force[line.organisation_id].version if line.organisation_id in in_force else 0,
            "stance": in_force[line.organisation_id].value.value if line.organisation_id in in_force else "no_response",
        }
        for line in sorted(roll, key=lambda one: one.organisation_id)
    ]
    figures = {
        seat.value: {"roll": one.roll, "no_response": one.silent, **{s.value: one.of(s.value) for s in Stance}}
        for seat, one in counts.items()
    }
    return {"stances": lines, "figures": figures, "class": outcome_class.value, "text_sha256": found.text_sha256 or ""}


def _ask_translators(found: EndorseRound, result: dict[str, Any]) -> None:
    """What organisations wrote is public from here on, and waits for translators (R11, R23)."""
    taken = {line["organisation"]: (line["version"], line["stance"]) for line in result["stances"]}
    for one in stances.all_reservations(found.id):
        if taken.get(one.organisation_id) == (one.version, Stance.RESERVATION.value):
            ask_for("reservation", one.id, "body", AUTHENTIC_LANGUAGES, found.check_ends_at)
    for opinion in dissents.published_dissents(found.consultation_id, result):
        ask_for("dissent", opinion.id, "body", AUTHENTIC_LANGUAGES, found.check_ends_at)


def _demand_scopes(consultation_id: int) -> tuple[str, ...]:
    from sqlalchemy import select

    from forum.consultation.models import ConsultationDemand

    codes = require_writing().scalars(
        select(ConsultationDemand.demand_code).where(ConsultationDemand.consultation_id == consultation_id)
    )
    return tuple(f"demand/{code}" for code in codes)


def _log(found: EndorseRound, result: dict[str, Any]) -> None:
    """The count, then every stance in the order of organisations: never at the moment of confirming (R23)."""
    audit.record(
        EntryType.ROUND_COUNTED, object=f"consultation/{found.name}", actor_role=ActorRole.WORKER,
        payload={"figures": result["figures"], "class": result["class"], "text_sha256": result["text_sha256"]},
    )  # fmt: skip
    taken = {line["organisation"]: line["stance"] for line in result["stances"]}
    for line in answering.roll_of(found.consultation_id):
        audit.record(
            EntryType.STANCE_RECORDED, object=f"consultation/{found.name}", actor_role=ActorRole.WORKER,
            organisation=line.name, payload={"stance": taken[line.organisation_id], "seat": line.seat},
        )  # fmt: skip
