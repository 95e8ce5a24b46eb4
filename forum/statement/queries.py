"""The statement in the reader's language: an archive, read once per process."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.languages import READINGS, Reading, html_tag, reading
from forum.statement.models import Demand, Section, Signatory, Statement, StatementText
from forum.statement.rules import is_commitment


@dataclass(frozen=True, slots=True)
class Wording:
    """One part of the statement in one language; `signed` is False for working translations."""

    text: str
    tag: str
    signed: bool


@dataclass(frozen=True, slots=True)
class DemandFacts:
    """A demand as a page shows it: title and text in the reader's language, the signed English beside."""

    code: str
    section: str
    number: int
    slug: str
    commitment: bool
    title: Wording
    text: Wording
    signed: Wording


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """A section with its heading and demands."""

    code: str
    heading: Wording
    demands: tuple[DemandFacts, ...]


@dataclass(frozen=True, slots=True)
class SignatoryFacts:
    """A line of the archived list, the name exactly as signed."""

    number: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """The whole statement in the reader's language."""

    published_on: date
    title: Wording
    subtitle: Wording
    preamble: tuple[Wording, ...]
    sections: tuple[SectionFacts, ...]


_TEXTS = select(
    StatementText.owner, StatementText.field, StatementText.language, StatementText.script, StatementText.text,
    StatementText.text_other, StatementText.kind,
).where(StatementText.language.in_(bindparam("languages", expanding=True)))  # fmt: skip
_TEXTS_OF = _TEXTS.where(StatementText.owner == bindparam("owner"))
_DEMANDS = select(Demand.code, Demand.section, Demand.number, Demand.slug).order_by(Demand.position)
_SIGNATORIES = select(Signatory.number, Signatory.name_as_signed, Signatory.kind).order_by(Signatory.number)
_STATEMENT = select(Statement.published_on)
_SECTIONS = select(Section.code).order_by(Section.position)

_kept: dict[tuple[Any, str], dict[tuple[str, str], Wording]] = {}
_kept_demands: dict[Any, tuple[Any, ...]] = {}
"""The archive never changes while a database lives: it is read once per process, language and database."""


def _wordings(spoken: Reading, languages: tuple[str, ...], rows: Any) -> dict[tuple[str, str], Wording]:
    found: dict[tuple[str, str], Wording] = {}
    for owner, field, language, script, text, other, kind in rows:
        if language not in languages:
            continue
        if language == "sr":
            cyrillic = spoken.script != "Latn"
            text, script = (text, "Cyrl") if cyrillic else (other or text, "Latn")
        found[owner, field] = Wording(text, html_tag(language, script), kind == "signed")
    return found


def _archive(spoken: Reading) -> dict[tuple[str, str], Wording]:
    """All words in the language of a reading."""
    key = (db.engine.url, spoken.code)
    if key not in _kept:
        rows = db.session.execute(_TEXTS, {"languages": [spoken.content]}).all()
        found = _wordings(spoken, (spoken.content,), rows)
        if not found:
            return {}
        _kept[key] = found
    return _kept[key]


def forget_archive() -> None:
    """Read it again (after seeding)."""
    _kept.clear()
    _kept_demands.clear()


def _demand_rows() -> tuple[Any, ...]:
    """Code, section, number and slug of the demands, in the order signed."""
    found = _kept_demands.get(db.engine.url)
    if found is None:
        found = tuple(db.session.execute(_DEMANDS).all())
        if found:
            _kept_demands[db.engine.url] = found
    return found


def _facts(row: Any, words: dict[tuple[str, str], Wording], english: dict[tuple[str, str], Wording]) -> DemandFacts:
    return DemandFacts(
        row.code, row.section, row.number, row.slug, is_commitment(row.code),
        words[row.code, "title"], words[row.code, "text"], english[row.code, "text"],
    )  # fmt: skip


def demands(spoken: Reading | None = None) -> dict[str, DemandFacts]:
    """All demands by code, in the order signed; no statement once the archive was read."""
    spoken = spoken or reading()
    words, english = _archive(spoken), _archive(READINGS["en"])
    return {row.code: _facts(row, words, english) for row in _demand_rows()} if words else {}


def demand(name: str, spoken: Reading | None = None) -> DemandFacts:
    """The demand of a slug or code; raises NotFound. No statement once the archive was read."""
    spoken = spoken or reading()
    row = next((one for one in _demand_rows() if name in (one.slug, one.code)), None)
    if row is None:
        raise NotFound
    return _facts(row, _archive(spoken), _archive(READINGS["en"]))


def versions(code: str) -> dict[str, Wording]:
    """The text of a demand in every reading, by reading code; no statement (the words are kept)."""
    return {key: _archive(spoken)[code, "text"] for key, spoken in READINGS.items()}


def statement(spoken: Reading | None = None) -> StatementFacts:
    """The whole statement; one SQL statement (the words are kept)."""
    spoken = spoken or reading()
    published = db.session.scalar(_STATEMENT)
    if published is None:
        raise NotFound
    words, known = _archive(spoken), demands(spoken)
    sections = tuple(
        SectionFacts(code, words[code, "heading"], tuple(d for d in known.values() if d.section == code))
        for code in ("GOV", "INT", "COM")
    )
    preamble = tuple(words[name, "text"] for name in ("P1", "P2", "P3"))
    return StatementFacts(published, words["TITLE", "text"], words["SUBTITLE", "text"], preamble, sections)


def signatories() -> tuple[SignatoryFacts, ...]:
    """The 47 lines in the order of the archive, never sorted otherwise."""
    return tuple(SignatoryFacts(*row) for row in db.session.execute(_SIGNATORIES))


def signatory(number: int) -> SignatoryFacts:
    """One line of the list; raises NotFound."""
    for found in signatories():
        if found.number == number:
            return found
    raise NotFound


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands above the demands: title, subtitle and the heading of each section."""

    title: Wording
    subtitle: Wording
    sections: dict[str, Wording]


def headings(spoken: Reading | None = None) -> Headings:
    """The words of home; no statement once the archive was read. Raises NotFound before the seed."""
    words = _archive(spoken or reading())
    if not words:
        raise NotFound
    sections = {code: words[code, "heading"] for code in ("GOV", "INT", "COM")}
    return Headings(words["TITLE", "text"], words["SUBTITLE", "text"], sections)
