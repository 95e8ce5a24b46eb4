"""The position of a consultation: as it is being written, and as it was frozen (R12, R22)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, bindparam, select

from forum.consultation.models import Evidence, Paragraph, ParagraphWording, Position, PositionWording
from forum.consultation.rules.frozen_text import text_hash
from forum.consultation.rules.guards import ParagraphFacts, PositionFacts
from forum.core.db import db
from forum.core.languages import Reading, html_tag
from forum.core.text import scripts
from forum.discussion.models import Post
from forum.statement.models import Demand
from forum.translation.models import Translation, WrittenText
from forum.translation.queries import protected_names

KINDS = ("position", "paragraph")


@dataclass(frozen=True, slots=True)
class Version:
    """One language of a text, reviewed or original: Serbian in Cyrillic, as it would be frozen."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class DraftText:
    """One text of the position: its original, and every language in which its current words are reviewed."""

    text_id: int
    number: int
    language: str
    script: str | None
    source: str
    html: str
    versions: Mapping[str, Version]
    under_way: Mapping[str, str]

    @property
    def tag(self) -> str:
        """The `lang` of the original."""
        return html_tag(self.language, self.script)

    @property
    def reviewed(self) -> frozenset[str]:
        """The languages in which it could be frozen now."""
        return frozenset(self.versions)

    @property
    def words(self) -> dict[str, str]:
        """The words by language."""
        return {language: version.text for language, version in self.versions.items()}


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What a paragraph rests on; `reference` is the key of a post or the code of a demand.

    A post is told by its place in its thread and its time, for a key says nothing to a reader.
    """

    id: int
    no: int
    kind: str
    reference: str
    slug: str
    url: str
    label: str
    seq: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ParagraphDraft:
    """A numbered paragraph with its evidence."""

    id: int
    key: str
    no: int
    text: DraftText | None
    evidence: tuple[EvidenceFacts, ...]


@dataclass(frozen=True, slots=True)
class PositionDraft:
    """The whole text; `sha256` is what signatures under the freezing bind (R13)."""

    id: int
    frozen_at: datetime | None
    frozen_sha256: str | None
    title: DraftText | None
    summary: DraftText | None
    paragraphs: tuple[ParagraphDraft, ...] = field(default_factory=tuple)

    @property
    def sha256(self) -> str:
        """The hash of the text in its three languages as it stands now."""
        paragraphs = [(one.key, one.text.words if one.text else {}) for one in self.paragraphs]
        return text_hash(self.title.words if self.title else {}, self.summary.words if self.summary else {}, paragraphs)

    @property
    def facts(self) -> PositionFacts:
        """The same as the guards know it."""
        return PositionFacts(
            self.title.reviewed if self.title else (),
            self.summary.reviewed if self.summary else (),
            [ParagraphFacts(p.no, p.text.reviewed if p.text else (), len(p.evidence)) for p in self.paragraphs],
            self.frozen_at is not None,
        )


_POSITION = select(Position.id, Position.frozen_at, Position.text_sha256).where(Position.id == bindparam("id"))
_PARAGRAPHS = (
    select(Paragraph.id, Paragraph.key, Paragraph.no)
    .where(Paragraph.position_id == bindparam("id"))
    .order_by(Paragraph.no)
)
_OF_POSITION = (WrittenText.kind == "position") & (WrittenText.owner_id == bindparam("id"))
_OF_PARAGRAPHS = (WrittenText.kind == "paragraph") & WrittenText.owner_id.in_(
    select(Paragraph.id).where(Paragraph.position_id == bindparam("id"))
)
_OF_CONSULTATION = (WrittenText.kind == "consultation") & (WrittenText.owner_id == bindparam("id"))
_TEXTS: Any = select(WrittenText)
_TRANSLATIONS: Any = (
    select(
        Translation.text_id, Translation.language, Translation.state, Translation.script, Translation.source,
        Translation.html, Translation.html_other,
    )
    .join(WrittenText, WrittenText.id == Translation.text_id)
    .where(Translation.source_number == WrittenText.number)
)  # fmt: skip
_POSITION_TEXTS = _TEXTS.where(_OF_POSITION | _OF_PARAGRAPHS)
_POSITION_TRANSLATIONS = _TRANSLATIONS.where(_OF_POSITION | _OF_PARAGRAPHS)
_OWN_TEXTS, _OWN_TRANSLATIONS = _TEXTS.where(_OF_CONSULTATION), _TRANSLATIONS.where(_OF_CONSULTATION)
_EVIDENCE = (
    select(
        Evidence.paragraph_id, Evidence.id, Evidence.no, Evidence.kind, Post.key, Evidence.demand_code, Demand.slug,
        Evidence.url, Evidence.label, Post.seq, Post.at,
    )
    .join(Paragraph, Paragraph.id == Evidence.paragraph_id)
    .outerjoin(Post, Post.id == Evidence.post_id)
    .outerjoin(Demand, Demand.code == Evidence.demand_code)
    .where(Paragraph.position_id == bindparam("id"))
    .order_by(Evidence.no)
)  # fmt: skip


def position_draft(position_id: int) -> PositionDraft:
    """The text as it is written now, with every reviewed language; five statements, whatever its length."""
    binds = {"id": position_id}
    position = db.session.execute(_POSITION, binds).one()
    texts = _drafts(_POSITION_TEXTS, _POSITION_TRANSLATIONS, binds)
    evidence = _evidence(binds)
    paragraphs = tuple(
        ParagraphDraft(row.id, row.key, row.no, texts.get(("paragraph", row.id, "body")), evidence.get(row.id, ()))
        for row in db.session.execute(_PARAGRAPHS, binds)
    )
    title, summary = (texts.get(("position", position_id, name)) for name in ("title", "summary"))
    return PositionDraft(position.id, position.frozen_at, position.text_sha256, title, summary, paragraphs)


def texts_of_consultation(consultation_id: int) -> dict[str, DraftText]:
    """Question and scope, by field, each with the languages in which it is reviewed; two statements."""
    found = _drafts(_OWN_TEXTS, _OWN_TRANSLATIONS, {"id": consultation_id})
    return {field: text for (_kind, _owner, field), text in found.items()}


def _drafts(
    texts: Select[Any], translations: Select[Any], binds: Mapping[str, int]
) -> dict[tuple[str, int, str], DraftText]:
    written = list(db.session.scalars(texts, binds, execution_options={"populate_existing": True}))
    versions: dict[int, dict[str, Version]] = {
        one.id: {one.language: _version(one.source, one.html, one.html_other, one.script)} for one in written
    }
    under_way: dict[int, dict[str, str]] = {one.id: {} for one in written}
    for row in db.session.execute(translations, binds):
        if row.state == "reviewed":
            versions[row.text_id][row.language] = _version(row.source, row.html, row.html_other, row.script)
        else:
            under_way[row.text_id][row.language] = row.state
    return {
        (one.kind, one.owner_id, one.field): DraftText(
            one.id, one.number, one.language, one.script, one.source, one.html, versions[one.id], under_way[one.id]
        )
        for one in written
    }


def _version(source: str, html: str, html_other: str | None, script: str | None) -> Version:
    """Serbian is frozen in Cyrillic (R22): what was written in Latin is converted, as readers of Cyrillic see it."""
    if script == "Latn":
        return Version(scripts.to_cyrillic(source), html_other or html)
    return Version(source, html)


def evidence_of(position_id: int) -> dict[int, tuple[EvidenceFacts, ...]]:
    """What each paragraph rests on, by its id; one statement."""
    return _evidence({"id": position_id})


def _evidence(binds: Mapping[str, int]) -> dict[int, tuple[EvidenceFacts, ...]]:
    found: dict[int, list[EvidenceFacts]] = {}
    for row in db.session.execute(_EVIDENCE, binds):
        reference = row.key or row.demand_code or ""
        facts = EvidenceFacts(
            row.id, row.no, row.kind, reference, row.slug or "", row.url or "", row.label, row.seq, row.at
        )
        found.setdefault(row.paragraph_id, []).append(facts)
    return {key: tuple(lines) for key, lines in found.items()}


@dataclass(frozen=True, slots=True)
class FrozenText:
    """A frozen text in one language, with the `lang` it is shown in."""

    html: Markup
    tag: str


@dataclass(frozen=True, slots=True)
class FrozenParagraph:
    """A frozen paragraph in one language."""

    key: str
    no: int
    text: FrozenText
    evidence: tuple[EvidenceFacts, ...]


@dataclass(frozen=True, slots=True)
class FrozenPosition:
    """The frozen text in the language of a reading."""

    title: FrozenText
    summary: FrozenText
    paragraphs: tuple[FrozenParagraph, ...]


_WORDINGS = select(PositionWording.field, PositionWording.text).where(
    PositionWording.position_id == bindparam("id"), PositionWording.language == bindparam("language")
)
_PARAGRAPH_WORDINGS = (
    select(Paragraph.id, Paragraph.key, Paragraph.no, ParagraphWording.html)
    .join(ParagraphWording, ParagraphWording.paragraph_id == Paragraph.id)
    .where(Paragraph.position_id == bindparam("id"), ParagraphWording.language == bindparam("language"))
    .order_by(Paragraph.no, ParagraphWording.revision)
)


def frozen_position(position_id: int, spoken: Reading) -> FrozenPosition:
    """The frozen text for a reading, Serbian in its script, names as they are; three statements, in Latin five."""
    binds: dict[str, Any] = {"id": position_id, "language": spoken.content}
    fields = {row.field: row.text for row in db.session.execute(_WORDINGS, binds)}
    evidence = evidence_of(position_id)
    protected = protected_names() if spoken.script == "Latn" else ()

    def shown(text: str, *, html: bool = False) -> FrozenText:
        markup = Markup(text) if html else Markup.escape(text)  # noqa: S704  (sanitised when it was stored)
        if spoken.script == "Latn":
            names = [name for name in protected if name in text]
            markup = Markup(scripts.convert_html(str(markup), "Latn", names))  # noqa: S704
        return FrozenText(markup, html_tag(spoken.content, spoken.script))

    paragraphs = {
        row.id: FrozenParagraph(row.key, row.no, shown(row.html, html=True), evidence.get(row.id, ()))
        for row in db.session.execute(_PARAGRAPH_WORDINGS, binds)
    }
    return FrozenPosition(shown(fields["title"]), shown(fields["summary"]), tuple(paragraphs.values()))
