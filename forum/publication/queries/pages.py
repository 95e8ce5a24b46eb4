"""What the public reads of publications; everything here is public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from forum.consultation.models import ConsultationDemand, Position, PositionWording
from forum.core.db import UtcDateTime, db
from forum.core.errors import NotFound
from forum.core.languages import Reading
from forum.core.text.scripts import to_latin
from forum.publication.models import Publication, PublicationFile
from forum.publication.rules.canonical import from_canonical
from forum.publication.rules.content import Content, Figures

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a position."""

    version: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class PositionFacts:
    """One version with what is around it."""

    consultation_id: int
    number: str
    version: int
    content: Content
    sha256: str
    published_at: datetime
    review_on: datetime | None
    versions: Sequence[VersionLine]
    files: Mapping[tuple[str, str], int]
    """Size in bytes by (language, format); a file that is not there yet is being made."""

    @property
    def latest(self) -> bool:
        """Whether no newer version stands."""
        return self.version == max(one.version for one in self.versions)


@dataclass(frozen=True, slots=True)
class PositionLine:
    """A position in a list: number, title in the reader's language, class."""

    number: str
    title: str
    outcome: str
    demands: tuple[str, ...]
    published_at: datetime
    review_on: datetime | None
    figures: tuple[Figures, ...] = ()
    """How each side stands."""


_VERSIONS = (
    select(Publication.version, Publication.published_at)
    .where(Publication.number == bindparam("number"))
    .order_by(Publication.version)
)
_ONE = select(
    Publication.consultation_id, Publication.version, Publication.published_at, Publication.sha256,
    Publication.content, Publication.review_on,
).where(Publication.number == bindparam("number"), Publication.version == bindparam("version"))  # fmt: skip
_FILES = select(PublicationFile.language, PublicationFile.format, func.length(PublicationFile.content)).where(
    PublicationFile.consultation_id == bindparam("consultation_id"), PublicationFile.version == bindparam("version")
)
_FILE = select(PublicationFile.content, PublicationFile.sha256).join(
    Publication,
    (Publication.consultation_id == PublicationFile.consultation_id) & (Publication.version == PublicationFile.version),
).where(
    Publication.number == bindparam("number"), PublicationFile.version == bindparam("version"),
    PublicationFile.language == bindparam("language"), PublicationFile.format == bindparam("format"),
)  # fmt: skip
_newest = select(func.max(Publication.version)).where(Publication.number == bindparam("number"))
_later = Publication.__table__.alias("later")
_codes = (
    select(func.aggregate_strings(ConsultationDemand.demand_code, ","))
    .where(ConsultationDemand.consultation_id == Publication.consultation_id)
    .correlate(Publication)
    .scalar_subquery()
)
_LIST = (
    select(
        Publication.number, PositionWording.text, _codes.label("codes"), Publication.outcome_class,
        Publication.published_at, Publication.review_on, Publication.content["figures"].label("figures"),
    )
    .join(Position, Position.consultation_id == Publication.consultation_id)
    .join(
        PositionWording,
        (PositionWording.position_id == Position.id)
        & (PositionWording.field == "title")
        & (PositionWording.language == bindparam("language")),
    )
    .where(
        ~select(_later.c.version)
        .where(_later.c.consultation_id == Publication.consultation_id, _later.c.version > Publication.version)
        .exists(),
        Publication.published_at < bindparam("before", type_=UtcDateTime()),
    )
    .order_by(Publication.published_at.desc())
    .limit(bindparam("most"))
)  # fmt: skip
_OF_DEMAND = _LIST.join(ConsultationDemand, ConsultationDemand.consultation_id == Publication.consultation_id).where(
    ConsultationDemand.demand_code == bindparam("code")
)


def position(number: str, version: int | None = None) -> PositionFacts:
    """A version of a position, the newest by default; raises NotFound. Three statements."""
    lines = [VersionLine(*row) for row in db.session.execute(_VERSIONS, {"number": number})]
    wanted = [one.version for one in lines if version is None or one.version == version]
    if not wanted:
        raise NotFound
    row = db.session.execute(_ONE, {"number": number, "version": wanted[-1]}).one()
    values = {"consultation_id": row.consultation_id, "version": row.version}
    files = {(language, format_): size for language, format_, size in db.session.execute(_FILES, values)}
    return PositionFacts(
        row.consultation_id, number, row.version, from_canonical(row.content), row.sha256, row.published_at,
        row.review_on, lines, files,
    )  # fmt: skip


def newest_version(number: str) -> int:
    """The newest version of a position; raises NotFound. One statement."""
    found = db.session.scalar(_newest, {"number": number})
    if found is None:
        raise NotFound
    return int(found)


def file_of(number: str, version: int, language: str, format_: str) -> tuple[bytes, str]:
    """The bytes and hash of a file as it was made; raises NotFound. One statement."""
    values = {"number": number, "version": version, "language": language, "format": format_}
    row = db.session.execute(_FILE, values).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def latest(spoken: Reading, before: datetime, most: int = PER_PAGE) -> list[PositionLine]:
    """Positions, newest first; one statement."""
    values = {"before": before, "most": most, "language": spoken.content}
    return [_line(row, spoken) for row in db.session.execute(_LIST, values)]


def of_demand(code: str, spoken: Reading, before: datetime, most: int = PER_PAGE) -> list[PositionLine]:
    """The positions on one demand, newest first; one statement."""
    values = {"before": before, "most": most, "language": spoken.content, "code": code}
    return [_line(row, spoken) for row in db.session.execute(_OF_DEMAND, values)]


def _line(row: Any, spoken: Reading) -> PositionLine:
    title = to_latin(row.text) if spoken.script == "Latn" else row.text
    codes = tuple(sorted((row.codes or "").split(",")))
    figures = tuple(Figures(**one) for one in row.figures or ())
    outcome = row.outcome_class or ""
    return PositionLine(row.number, title, outcome, codes, row.published_at, row.review_on, figures)
