"""The position before it is frozen, as readers see it from the announcement on (R15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from forum.consultation.models import Paragraph, Position
from forum.consultation.queries.position import EvidenceFacts, evidence_of
from forum.core.db import db
from forum.core.languages import Reading
from forum.translation.queries import CONTENT, shown
from forum.translation.rules import Shown, present


@dataclass(frozen=True, slots=True)
class WrittenParagraph:
    """A numbered paragraph with what it rests on."""

    key: str
    no: int
    text: Shown | None
    evidence: tuple[EvidenceFacts, ...]


@dataclass(frozen=True, slots=True)
class WrittenPosition:
    """The text as it stands now, for one reader."""

    title: Shown | None
    summary: Shown | None
    paragraphs: Sequence[WrittenParagraph]


_title, _summary = (shown("position", name, Position.id) for name in ("title", "summary"))
_TITLE, _SUMMARY = (
    one.onto(select(*one.columns).select_from(Position)).where(Position.id == bindparam("id"))
    for one in (_title, _summary)
)
_body = shown("paragraph", "body", Paragraph.id, outer=True)
_BODIES = (
    _body.onto(select(Paragraph.id, Paragraph.key, Paragraph.no, *_body.columns).select_from(Paragraph))
    .where(Paragraph.position_id == bindparam("id"))
    .order_by(Paragraph.no)
)


def written_position(position_id: int, spoken: Reading) -> WrittenPosition:
    """Translated where that is reviewed, else as it was written; four statements, whatever its length."""
    binds: dict[str, Any] = {"id": position_id, CONTENT: spoken.content}
    fields = [db.session.execute(one, binds).one_or_none() for one in (_TITLE, _SUMMARY)]
    title, summary = (present(row, spoken) if row else None for row in fields)
    evidence = evidence_of(position_id)
    paragraphs = [
        WrittenParagraph(
            row.key, row.no, present(row, spoken) if row.x_text_id else None, evidence.get(row.id, ())
        )
        for row in db.session.execute(_BODIES, binds)
    ]  # fmt: skip
    return WrittenPosition(title, summary, paragraphs)
