"""Everything the public page and the facilitators' page of a consultation show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from forum.consultation.models import Consultation
from forum.consultation.queries import dissents, journal, position, roll, steps
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.rules import timetable
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.signatures import Act
from forum.core.db import db
from forum.core.languages import Reading
from forum.opinion.queries import SnapshotFacts, snapshot
from forum.translation.queries import CONTENT, shown
from forum.translation.rules import Shown, present

_question = shown("consultation", "question", Consultation.id)
_QUESTION = _question.onto(select(*_question.columns).select_from(Consultation)).where(
    Consultation.id == bindparam("id")
)
_scope = shown("consultation", "scope", Consultation.id)
_SCOPE = _scope.onto(select(*_scope.columns).select_from(Consultation)).where(Consultation.id == bindparam("id"))


def question_of(consultation_id: int, spoken: Reading) -> Shown | None:
    """The question in the reader's variant."""
    row = db.session.execute(_QUESTION, {"id": consultation_id, CONTENT: spoken.content}).one_or_none()
    return present(row, spoken) if row else None


def scope_text(consultation_id: int, spoken: Reading) -> Shown | None:
    """What is and is not asked, in the reader's variant."""
    row = db.session.execute(_SCOPE, {"id": consultation_id, CONTENT: spoken.content}).one_or_none()
    return present(row, spoken) if row else None


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What everybody reads of an announced consultation."""

    facts: ConsultationFacts
    question: Shown | None
    scope: Shown | None
    frozen: position.FrozenPosition | None
    draft: position.PositionDraft | None
    roll: Mapping[Seat, Sequence[roll.RollLine]]
    events: Sequence[journal.EventLine]
    result: SnapshotFacts | None
    dissents: Sequence[dissents.DissentLine]
    overdue: bool


def public_page(facts: ConsultationFacts, spoken: Reading) -> PublicPage:
    """The public page; the result appears by its row, never by the clock (R27)."""
    found = snapshot("round", facts.round.id, "stances")
    text = None if facts.frozen_at is None else position.frozen_position(facts.position_id or 0, spoken)
    draft = position.position_draft(facts.position_id) if text is None and facts.position_id else None
    return PublicPage(
        facts, question_of(facts.id, spoken), scope_text(facts.id, spoken), text, draft,
        roll.by_seat(roll.frozen_roll(facts.id)), journal.events_of(facts.id, spoken), found,
        dissents.dissents_of(facts.id) if found else (), steps.is_overdue(facts),
    )  # fmt: skip


def next_steps(facts: ConsultationFacts, draft: position.PositionDraft | None) -> list[steps.Step]:
    """The steps that can be taken now, with what each lacks."""
    found = []
    if facts.announced_at is None:
        found.append(steps.announce_step(facts, draft))
    if facts.frozen_at is None and draft is not None:
        found.append(steps.freeze_step(facts, draft))
    if facts.announced_at is not None and facts.round.opens_at is None and facts.withdrawn_at is None:
        found.append(steps.open_step(facts))
    return found


def dates_ahead(facts: ConsultationFacts) -> list[timetable.Milestone]:
    """All dates, if it were announced now (in a draft) or as it was announced."""
    lengths = {one["no"]: one["length"]["amount"] for one in facts.ruleset["rounds"]}
    begin = facts.announced_at or facts.now
    return timetable.timetable(begin, facts.template_facts, lengths, facts.ruleset["review_days"])


ACTS: dict[str, Act] = {act.value: act for act in Act}


def steps_named(found: Sequence[steps.Step]) -> dict[str, Any]:
    """Steps by the name of their act, for templates."""
    return {step.act.value: step for step in found}
