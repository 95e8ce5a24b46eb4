"""Dissenting opinions: the organisation's own before the close, everybody's after the count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from forum.consultation.models import Dissent, DissentAuthor
from forum.core.db import db
from forum.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class DissentLine:
    """An opinion with the organisations behind it."""

    id: int
    key: str
    filed_at: datetime
    authors: tuple[tuple[str, str], ...]
    """(slug, name), alphabetically."""


_DISSENTS = (
    select(Dissent.id, Dissent.key, Dissent.filed_at, Organisation.slug, Organisation.name)
    .join(DissentAuthor, DissentAuthor.dissent_id == Dissent.id)
    .join(Organisation, Organisation.id == DissentAuthor.organisation_id)
    .where(Dissent.consultation_id == bindparam("consultation_id"), Dissent.withdrawn_at.is_(None))
    .order_by(Dissent.filed_at, Dissent.id, Organisation.sort_key)
)


def dissents_of(consultation_id: int) -> Sequence[DissentLine]:
    """Every opinion that stands: for after the count, and for the publication. One statement."""
    found: dict[int, DissentLine] = {}
    for row in db.session.execute(_DISSENTS, {"consultation_id": consultation_id}):
        known = found.get(row.id)
        authors = (*(known.authors if known else ()), (row.slug, row.name))
        found[row.id] = DissentLine(row.id, row.key, row.filed_at, authors)
    return list(found.values())


def dissent_of(consultation_id: int, slug: str) -> DissentLine | None:
    """The opinion that one organisation stands behind."""
    for line in dissents_of(consultation_id):
        if any(author == slug for author, _name in line.authors):
            return line
    return None
