"""What a facilitator works on, for the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from forum.consultation.models import Consultation, Round
from forum.core.db import db
from forum.core.languages import Reading
from forum.core.policy import FACILITATOR, Actor
from forum.translation.queries import CONTENT, shown
from forum.translation.rules import Shown, present


@dataclass(frozen=True, slots=True)
class Led:
    """A consultation that one facilitates; `name` is its number, or its key as long as it is a draft."""

    name: str
    question: Shown
    draft: bool
    opens_at: datetime | None
    closes_at: datetime | None


_question = shown("consultation", "question", Consultation.id, outer=True)
_LED: Any = _question.onto(
    select(
        Consultation.key, Consultation.number, Consultation.announced_at, Round.opens_at, Round.closes_at,
        *_question.columns,
    )
    .select_from(Consultation)
    .outerjoin(Round, Round.consultation_id == Consultation.id)
).where(
    Consultation.id.in_(bindparam("ids", expanding=True)), Consultation.published_at.is_(None),
    Consultation.withdrawn_at.is_(None),
).order_by(Consultation.id.desc()).limit(50)  # fmt: skip


def facilitated(actor: Actor, spoken: Reading) -> Sequence[Led]:
    """The consultations that this actor facilitates and that are not over, newest first. At most one statement."""
    ids = [int(scope.rpartition("/")[2]) for scope, part in actor.parts.items()
           if part == FACILITATOR and scope.startswith("consultation/")]  # fmt: skip
    if not ids:
        return ()
    return [
        Led(row.number or row.key, present(row, spoken), row.announced_at is None, row.opens_at, row.closes_at)
        for row in db.session.execute(_LED, {"ids": ids, CONTENT: spoken.content})
        if row.x_text_id is not None
    ]
