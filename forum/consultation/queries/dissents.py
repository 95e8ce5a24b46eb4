"""Dissenting opinions: the organisation's own before the close, everybody's after the count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from forum.consultation.models import Dissent, DissentAuthor
from forum.consultation.rules.endorsement import ENDORSING
from forum.core.db import db
from forum.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Author:
    """An organisation behind an opinion."""

    organisation_id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class DissentLine:
    """An opinion with the organisations behind it, alphabetically."""

    id: int
    key: str
    filed_at: datetime
    authors: tuple[Author, ...]

    def is_of(self, organisation_id: int) -> bool:
        """Whether the organisation stands behind it."""
        return any(one.organisation_id == organisation_id for one in self.authors)


_DISSENTS = (
    select(
        Dissent.id, Dissent.key, Dissent.filed_at, DissentAuthor.organisation_id, Organisation.slug, Organisation.name
    )
    .join(DissentAuthor, DissentAuthor.dissent_id == Dissent.id)
    .join(Organisation, Organisation.id == DissentAuthor.organisation_id)
    .where(Dissent.consultation_id == bindparam("consultation_id"), Dissent.withdrawn_at.is_(None))
    .order_by(Dissent.filed_at, Dissent.id, Organisation.sort_key)
)


def dissents_of(consultation_id: int) -> Sequence[DissentLine]:
    """Every opinion that was filed, published or not: for an organisation's own people, and for the count."""
    found: dict[int, DissentLine] = {}
    for row in db.session.execute(_DISSENTS, {"consultation_id": consultation_id}):
        known = found.get(row.id)
        author = Author(row.organisation_id, row.slug, row.name)
        found[row.id] = DissentLine(row.id, row.key, row.filed_at, (*(known.authors if known else ()), author))
    return list(found.values())


def published_dissents(consultation_id: int, result: Mapping[str, Any]) -> Sequence[DissentLine]:
    """The opinions that everybody reads after the count: without the organisations that endorse (R11)."""
    endorsing = endorsing_in(result)
    found = []
    for line in dissents_of(consultation_id):
        authors = tuple(one for one in line.authors if one.organisation_id not in endorsing)
        if authors:
            found.append(replace(line, authors=authors))
    return found


def endorsing_in(result: Mapping[str, Any]) -> frozenset[int]:
    """The organisations that endorse by the count, with reservation or without."""
    return frozenset(line["organisation"] for line in result["stances"] if line["stance"] in ENDORSING)


def dissent_of(consultation_id: int, organisation_id: int) -> DissentLine | None:
    """The opinion that one organisation stands behind."""
    return next((line for line in dissents_of(consultation_id) if line.is_of(organisation_id)), None)
