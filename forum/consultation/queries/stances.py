"""What organisations answered. Before the close nothing here is for anybody outside the organisation (R23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from forum.accounts.models import Person
from forum.consultation.models import (
    Paragraph,
    ParagraphWording,
    Reservation,
    StanceNote,
    StanceVersion,
)  # fmt: skip
from forum.consultation.rules import endorsement
from forum.consultation.rules.stances import Stance
from forum.core.db import db


@dataclass(frozen=True, slots=True)
class StanceLine:
    """One version of a stance, for the people of the organisation."""

    version: int
    value: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None


_proposer, _confirmer = Person.__table__.alias("proposer"), Person.__table__.alias("confirmer")
_VERSIONS = (
    select(
        StanceVersion.organisation_id, StanceVersion.version, StanceVersion.value, StanceVersion.proposed_by,
        StanceVersion.proposed_at, StanceVersion.confirmed_by, StanceVersion.confirmed_at,
    )
    .where(StanceVersion.round_id == bindparam("round_id"))
    .order_by(StanceVersion.organisation_id, StanceVersion.version)
)  # fmt: skip
_VERSIONS_OF = _VERSIONS.where(StanceVersion.organisation_id == bindparam("organisation_id"))
_LINES = (
    select(
        StanceVersion.version, StanceVersion.value, _proposer.c.name, StanceVersion.proposed_at, _confirmer.c.name,
        StanceVersion.confirmed_at,
    )
    .join(_proposer, _proposer.c.id == StanceVersion.proposed_by)
    .outerjoin(_confirmer, _confirmer.c.id == StanceVersion.confirmed_by)
    .where(
        StanceVersion.round_id == bindparam("round_id"), StanceVersion.organisation_id == bindparam("organisation_id")
    )
    .order_by(StanceVersion.version.desc())
)  # fmt: skip


def _version(row: Any) -> endorsement.StanceVersion:
    return endorsement.StanceVersion(
        row.version, Stance(row.value), row.proposed_by, row.proposed_at, row.confirmed_by, row.confirmed_at
    )


def versions_of(round_id: int, organisation_id: int) -> list[endorsement.StanceVersion]:
    """All versions of one organisation's stance, oldest first."""
    values = {"round_id": round_id, "organisation_id": organisation_id}
    return [_version(row) for row in db.session.execute(_VERSIONS_OF, values)]


def all_versions(round_id: int) -> dict[int, list[endorsement.StanceVersion]]:
    """All versions of a round by organisation; for the count and `verify` only."""
    found: dict[int, list[endorsement.StanceVersion]] = {}
    for row in db.session.execute(_VERSIONS, {"round_id": round_id}):
        found.setdefault(row.organisation_id, []).append(_version(row))
    return found


def stance_lines(round_id: int, organisation_id: int) -> list[StanceLine]:
    """The history of an organisation's stance with names, newest first: for its own people only."""
    values = {"round_id": round_id, "organisation_id": organisation_id}
    return [StanceLine(*row) for row in db.session.execute(_LINES, values)]


@dataclass(frozen=True, slots=True)
class ReservationLine:
    """A reservation with its words; `paragraph` is a key, or None for the whole text."""

    id: int
    organisation_id: int
    version: int
    paragraph: str | None
    paragraph_no: int | None


_RESERVATIONS = (
    select(
        Reservation.id, Reservation.organisation_id, Reservation.version, Paragraph.key, Paragraph.no,
    )
    .outerjoin(Paragraph, Paragraph.id == Reservation.paragraph_id)
    .where(Reservation.round_id == bindparam("round_id"))
    .order_by(Paragraph.no, Reservation.id)
)  # fmt: skip
_RESERVATIONS_OF = _RESERVATIONS.where(
    Reservation.organisation_id == bindparam("organisation_id"), Reservation.version == bindparam("version")
)


def reservations_of(round_id: int, organisation_id: int, version: int) -> list[ReservationLine]:
    """The reservations of one version of a stance."""
    values = {"round_id": round_id, "organisation_id": organisation_id, "version": version}
    return [ReservationLine(*row) for row in db.session.execute(_RESERVATIONS_OF, values)]


def all_reservations(round_id: int) -> list[ReservationLine]:
    """Every reservation of a round, in the order of paragraphs; for the count and after the close."""
    return [ReservationLine(*row) for row in db.session.execute(_RESERVATIONS, {"round_id": round_id})]


@dataclass(frozen=True, slots=True)
class FrozenParagraph:
    """A paragraph of the frozen text in one language."""

    id: int
    key: str
    no: int
    language: str
    text: str
    html: str


_FROZEN = (
    select(
        Paragraph.id, Paragraph.key, Paragraph.no, ParagraphWording.language, ParagraphWording.text,
        ParagraphWording.html,
    )
    .join(ParagraphWording, ParagraphWording.paragraph_id == Paragraph.id)
    .where(Paragraph.position_id == bindparam("position_id"))
    .order_by(Paragraph.no)
)  # fmt: skip


def frozen_text(position_id: int | None) -> Sequence[FrozenParagraph]:
    """The frozen paragraphs in every authentic language; empty before the freezing. One statement."""
    if position_id is None:
        return ()
    return [FrozenParagraph(*row) for row in db.session.execute(_FROZEN, {"position_id": position_id})]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note among the people of one organisation."""

    author: str
    body: str
    language: str
    at: datetime


_NOTES = (
    select(Person.name, StanceNote.body, StanceNote.language, StanceNote.at)
    .join(Person, Person.id == StanceNote.person_id)
    .where(StanceNote.round_id == bindparam("round_id"), StanceNote.organisation_id == bindparam("organisation_id"))
    .order_by(StanceNote.at, StanceNote.id)
)


def notes_of(round_id: int, organisation_id: int) -> list[NoteLine]:
    """The notes beside an organisation's stance: for its own people only."""
    values = {"round_id": round_id, "organisation_id": organisation_id}
    return [NoteLine(*row) for row in db.session.execute(_NOTES, values)]
