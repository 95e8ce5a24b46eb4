"""Building blocks for the statements of features: a text joined in the variant of the reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from forum.core.db import db
from forum.translation.models import Dispute, Revision, Translation, WrittenText

CONTENT = "content_language"
"""The bind parameter of every statement built with `shown`: the content language of the reading."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Columns to select and how to join them: `statement = joined.onto(select(Post.id, *joined.columns))`."""

    columns: tuple[Any, ...]
    text: Any
    _latest: Any
    _now: Any
    _on: tuple[Any, Any, Any]
    _outer: bool

    def onto(self, statement: Select[*tuple[Any, ...]]) -> Any:
        """Add the joins to a SELECT that already stands FROM the owner."""
        on_text, on_latest, on_now = self._on
        joined = statement.join(self.text, on_text, isouter=self._outer)
        return joined.outerjoin(self._latest, on_latest).outerjoin(self._now, on_now)


def shown(kind: str, field: str, owner: ColumnElement[int] | Any, prefix: str = "", *, outer: bool = False) -> Joined:
    """The text (kind, owner, field) with its latest reviewed translation into `:content_language`.

    The row then satisfies `rules.present` (with `prefix`, take it through `Prefixed(row, prefix)`). Two texts in one
    statement need two prefixes. Costs two index lookups per row; constant number of statements.
    """
    text, latest, current = aliased(WrittenText), aliased(Translation), aliased(Translation)
    other = aliased(Translation)
    language: Any = bindparam(CONTENT)
    newest = (
        select(func.max(other.source_number))
        .where(other.text_id == text.id, other.language == language, other.state == "reviewed")
        .correlate(text)
        .scalar_subquery()
    )
    on_text = and_(text.kind == kind, text.owner_id == owner, text.field == field)
    on_latest = and_(latest.text_id == text.id, latest.language == language, latest.source_number == newest)
    on_now = and_(current.text_id == text.id, current.language == language, current.source_number == text.number)
    disputed = exists().where(Dispute.text_id == text.id, Dispute.language == language, Dispute.closed_at.is_(None))
    columns = (
        text.id.label(f"{prefix}x_text_id"), text.language.label(f"{prefix}x_language"),
        text.script.label(f"{prefix}x_script"), text.number.label(f"{prefix}x_number"),
        text.html.label(f"{prefix}x_html"), text.html_other.label(f"{prefix}x_other"),
        latest.source_number.label(f"{prefix}t_number"), latest.html.label(f"{prefix}t_html"),
        latest.html_other.label(f"{prefix}t_other"), latest.script.label(f"{prefix}t_script"),
        latest.kind.label(f"{prefix}t_kind"), current.state.label(f"{prefix}n_state"),
        disputed.correlate(text).label(f"{prefix}x_disputed"),
    )  # fmt: skip
    return Joined(columns, text, latest, current, (on_text, on_latest, on_now), outer)


class Prefixed:
    """A row seen through the prefix of one of its texts."""

    __slots__ = ("_prefix", "_row")

    def __init__(self, row: Any, prefix: str):
        self._row, self._prefix = row, prefix

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, self._prefix + name)


@dataclass(frozen=True, slots=True)
class TextFacts:
    """One text as it stands: for forms, histories and operations."""

    id: int
    kind: str
    owner_id: int
    field: str
    language: str
    script: str | None
    number: int
    source: str
    html: str
    html_other: str | None = None


_TEXT: Any = select(
    WrittenText.id, WrittenText.kind, WrittenText.owner_id, WrittenText.field, WrittenText.language,
    WrittenText.script, WrittenText.number, WrittenText.source, WrittenText.html, WrittenText.html_other,
).where(WrittenText.kind == bindparam("kind"))  # fmt: skip
_ONE = _TEXT.where(WrittenText.owner_id == bindparam("owner_id"), WrittenText.field == bindparam("field"))
_MANY = _TEXT.where(WrittenText.owner_id.in_(bindparam("owner_ids", expanding=True)))
_REVISIONS = select(
    Revision.number, Revision.language, Revision.script, Revision.source, Revision.html, Revision.author_id,
    Revision.reason, Revision.at,
).where(Revision.text_id == bindparam("text_id")).order_by(Revision.number)  # fmt: skip


def text_of(kind: str, owner_id: int, field: str) -> TextFacts | None:
    """The text of one field of one thing, or None."""
    row = db.session.execute(_ONE, {"kind": kind, "owner_id": owner_id, "field": field}).one_or_none()
    return TextFacts(*row) if row else None


def texts_of(kind: str, owner_ids: Sequence[int]) -> dict[tuple[int, str], TextFacts]:
    """All texts of these things, by (owner id, field); one statement."""
    if not owner_ids:
        return {}
    rows = db.session.execute(_MANY, {"kind": kind, "owner_ids": list(owner_ids)})
    return {(row.owner_id, row.field): TextFacts(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class RevisionFacts:
    """What a text said at one revision."""

    number: int
    language: str
    script: str | None
    source: str
    html: str
    author_id: int | None
    reason: str
    at: datetime


def revisions(text_id: int) -> list[RevisionFacts]:
    """Every revision of a text, oldest first."""
    return [RevisionFacts(*row) for row in db.session.execute(_REVISIONS, {"text_id": text_id})]
