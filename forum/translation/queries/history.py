"""All versions of one text: what it said at each revision, and its translations."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import bindparam, select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.languages import html_tag
from forum.core.policy import Actor
from forum.core.text.diff import Changes
from forum.core.text.diff import words as word_diff
from forum.translation.models import Translation
from forum.translation.queries.pieces import owner_for
from forum.translation.queries.shown import TextFacts, revisions, text_of


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One revision: when, why, its words, and what changed since the one before (None for the first)."""

    number: int
    at: datetime
    reason: str
    tag: str
    source: str
    changes: Changes | None


@dataclass(frozen=True, slots=True)
class TranslationLine:
    """One reviewed translation of one revision."""

    language: str
    source_number: int
    kind: str
    tag: str
    html: Markup
    reviewed_at: datetime | None
    outdated: bool


@dataclass(frozen=True, slots=True)
class History:
    """Everything that readers may see of how a text came about. It names nobody (R7)."""

    text: TextFacts
    link: str | None
    revisions: tuple[RevisionLine, ...]
    translations: tuple[TranslationLine, ...]


_TRANSLATIONS = (
    select(
        Translation.language, Translation.source_number, Translation.kind, Translation.script, Translation.html,
        Translation.reviewed_at,
    )
    .where(Translation.text_id == bindparam("text_id"), Translation.state == "reviewed")
    .order_by(Translation.language, Translation.source_number.desc())
)  # fmt: skip


def history(actor: Actor | None, kind: str, key: str, field: str) -> History:
    """All versions of a text, newest first; raises NotFound for what this actor may not read."""
    known, owner_id = owner_for(actor, kind, key)
    text = text_of(kind, owner_id, field)
    if text is None:
        raise NotFound
    lines: list[RevisionLine] = []
    before: str | None = None
    for one in revisions(text.id):
        changes = word_diff(before, one.source) if before is not None else None
        tag = html_tag(one.language, one.script)
        lines.append(RevisionLine(one.number, one.at, one.reason, tag, one.source, changes))
        before = one.source
    translations = tuple(
        TranslationLine(
            row.language, row.source_number, row.kind, html_tag(row.language, row.script), _stored(row.html),
            row.reviewed_at, row.source_number < text.number,
        )
        for row in db.session.execute(_TRANSLATIONS, {"text_id": text.id})
    )  # fmt: skip
    return History(text, known.link(owner_id), tuple(reversed(lines)), translations)


def _stored(html: str) -> Markup:
    return Markup(html)  # noqa: S704  (rendered and sanitised when it was stored)


def scopes_of(kind: str, key: str) -> tuple[str, ...]:
    """The page versions that the history of a text depends on; none for an unknown one."""
    try:
        known, owner_id = owner_for(None, kind, key)
    except NotFound:
        return ()
    return tuple(known.scopes(owner_id))


def changed_since(text: TextFacts, number: int) -> Changes:
    """What changed in the original between a revision and now, word by word."""
    old = next((one.source for one in revisions(text.id) if one.number == number), "")
    return word_diff(old, text.source)
