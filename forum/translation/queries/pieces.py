"""One text and its way into one language: everything that policies, operations and pages must know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.languages import CONTENT
from forum.core.policy import Actor
from forum.translation.models import Dispute, Translation, WrittenText
from forum.translation.queries.shown import TextFacts
from forum.translation.rules import TextKind, kinds, workflow


@dataclass(frozen=True, slots=True)
class RowFacts:
    """One translation of one revision, in whatever state."""

    source_number: int
    kind: str
    state: str
    script: str | None
    source: str
    html: str
    html_other: str | None
    note: str
    requested_by: int | None
    translator_id: int | None
    reviewer_id: int | None
    claimed_until: datetime | None
    deadline: datetime | None
    submitted_at: datetime | None
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """A doubt about a translation that is not settled."""

    key: str
    source_number: int
    by: int
    reason: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and its way into `target`. `row` is the translation at work (of the present revision, or an older one
    that waits for review), `published` what readers see. `readable` was asked for the actor it was loaded for."""

    text: TextFacts
    key: str
    target: str
    row: RowFacts | None
    published: RowFacts | None
    disputes: tuple[DisputeFacts, ...]
    readable: bool
    public: bool
    is_open: bool
    changeable: bool
    authentic: bool
    plain: bool
    limit: int
    authors: tuple[int, ...]
    label: Any
    link: str | None
    scopes: tuple[str, ...]

    def is_free(self, now: datetime) -> bool:
        """Whether nobody holds it now and it waits for words."""
        row = self.row
        return row is None or workflow.is_free(row.state, row.translator_id, row.claimed_until, now)

    def holder(self, now: datetime) -> int | None:
        """Who holds it now."""
        row = self.row
        return workflow.holder(row.state, row.translator_id, row.claimed_until, now) if row else None

    @property
    def kind(self) -> str:
        """The kind of the text."""
        return self.text.kind

    @property
    def is_outdated(self) -> bool:
        """Whether what readers see is of an older revision."""
        return self.published is not None and workflow.is_outdated(self.published.source_number, self.text.number)

    @property
    def address(self) -> dict[str, Any]:
        """The values of its URL."""
        return {"kind": self.text.kind, "key": self.key, "field": self.text.field, "language": self.target}

    @property
    def object(self) -> str:
        """Its opaque address in the public log."""
        return f"{self.text.kind}/{self.key}/{self.text.field}/{self.target}"


_TEXT: Any = select(
    WrittenText.id, WrittenText.kind, WrittenText.owner_id, WrittenText.field, WrittenText.language,
    WrittenText.script, WrittenText.number, WrittenText.source, WrittenText.html, WrittenText.html_other,
).where(
    WrittenText.kind == bindparam("kind"), WrittenText.owner_id == bindparam("owner_id"),
    WrittenText.field == bindparam("field"),
)  # fmt: skip
_TEXT_LOCKED = _TEXT.with_for_update()
_ROWS: Any = (
    select(
        Translation.source_number, Translation.kind, Translation.state, Translation.script, Translation.source,
        Translation.html, Translation.html_other, Translation.note, Translation.requested_by,
        Translation.translator_id, Translation.reviewer_id, Translation.claimed_until, Translation.deadline,
        Translation.submitted_at, Translation.reviewed_at,
    )
    .where(Translation.text_id == bindparam("text_id"), Translation.language == bindparam("target"))
    .order_by(Translation.source_number.desc())
)  # fmt: skip
_DISPUTES = (
    select(Dispute.key, Dispute.source_number, Dispute.by, Dispute.reason, Dispute.opened_at)
    .where(
        Dispute.text_id == bindparam("text_id"), Dispute.language == bindparam("target"), Dispute.closed_at.is_(None)
    )
    .order_by(Dispute.opened_at, Dispute.id)
)


def owner_for(actor: Actor | None, kind: str, key: str) -> tuple[TextKind, int]:
    """The kind and the owner of a public key, for whoever may read it or wrote it; raises NotFound."""
    known = kinds().get(kind)
    owner_id = known.owner_of(key) if known else None
    if known is None or owner_id is None or not known.may_read(actor, owner_id):
        raise NotFound
    return known, owner_id


def piece_for(actor: Actor | None, kind: str, key: str, field: str, target: str, *, lock: bool = False) -> Piece:
    """One text on its way into a language; raises NotFound for what this actor may not read.

    With `lock` the text is locked first: whoever else wants this piece waits.
    """
    known, owner_id = owner_for(actor, kind, key)
    values = {"kind": kind, "owner_id": owner_id, "field": field}
    row = db.session.execute(_TEXT_LOCKED if lock else _TEXT, values).one_or_none()
    if row is None or target not in CONTENT or target == row.language:
        raise NotFound
    return _piece(known, owner_id, key, TextFacts(*row), target)


def _piece(known: TextKind, owner_id: int, key: str, text: TextFacts, target: str) -> Piece:
    about = {"text_id": text.id, "target": target}
    rows = [RowFacts(*row) for row in db.session.execute(_ROWS, about)]
    disputes = tuple(DisputeFacts(*row) for row in db.session.execute(_DISPUTES, about))
    return Piece(
        text=text, key=key, target=target, row=_at_work(rows, text.number),
        published=next((row for row in rows if row.state == "reviewed"), None), disputes=disputes, readable=True,
        public=known.may_read(None, owner_id), is_open=known.open_for_translation(owner_id),
        changeable=known.may_change(owner_id), authentic=known.authentic, plain=text.field in known.plain_fields,
        limit=known.limit, authors=tuple(known.authors(owner_id)), label=known.label, link=known.link(owner_id),
        scopes=tuple(known.scopes(owner_id)),
    )  # fmt: skip


def _at_work(rows: list[RowFacts], current: int) -> RowFacts | None:
    """What waits for review comes first, also of an older revision; else the translation of the present revision."""
    submitted = next((row for row in rows if row.state == "submitted"), None)
    return submitted or next((row for row in rows if row.source_number == current), None)
