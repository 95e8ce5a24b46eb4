"""Everything the public page of a consultation shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from forum.consultation.models import Consultation
from forum.consultation.queries import journal, roll, steps
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.queries.position import FrozenPosition, frozen_position
from forum.consultation.queries.written_text import WrittenPosition, written_position
from forum.consultation.rules.kinds import kind_named
from forum.consultation.rules.roll import Seat
from forum.core.db import db
from forum.core.languages import Reading
from forum.opinion.queries.snapshots import SnapshotFacts, snapshot
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


def scope_of(consultation_id: int, spoken: Reading) -> Shown | None:
    """What is and is not asked, in the reader's variant."""
    row = db.session.execute(_SCOPE, {"id": consultation_id, CONTENT: spoken.content}).one_or_none()
    return present(row, spoken) if row else None


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What everybody reads of an announced consultation."""

    facts: ConsultationFacts
    question: Shown | None
    scope: Shown | None
    text: FrozenPosition | WrittenPosition | None
    roll: Mapping[Seat, Sequence[roll.RollLine]]
    events: Sequence[journal.EventLine]
    result: SnapshotFacts | None
    overdue: bool


def public_page(facts: ConsultationFacts, spoken: Reading) -> PublicPage:
    """The public page; the result appears by its row, never by the clock (R27). Nine statements at most."""
    return PublicPage(
        facts, question_of(facts.id, spoken), scope_of(facts.id, spoken), _text(facts, spoken),
        roll.by_seat(roll.frozen_roll(facts.id)), journal.events_of(facts.id, spoken),
        snapshot("round", facts.round.id, "stances"), steps.is_overdue(facts),
    )  # fmt: skip


def _text(facts: ConsultationFacts, spoken: Reading) -> FrozenPosition | WrittenPosition | None:
    """Frozen, or as it is being written where the course shows it from the announcement on (R15)."""
    if facts.position_id is None:
        return None
    if facts.frozen_at is not None:
        return frozen_position(facts.position_id, spoken)
    shows = kind_named(facts.rounds[0].kind).text_from_announcement
    return written_position(facts.position_id, spoken) if shows or not facts.is_announced else None
