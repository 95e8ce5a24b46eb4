"""What one organisation answered, over all publications; public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from forum.consultation.models import Position, PositionWording, RollOrganisation
from forum.core.db import db
from forum.core.languages import Reading
from forum.core.text.scripts import to_latin
from forum.organisations.models import Organisation
from forum.publication.models import Publication


@dataclass(frozen=True, slots=True)
class StanceOf:
    """An organisation's stance in one published position."""

    number: str
    title: str
    stance: str
    published_at: datetime


_STANCES = (
    select(
        Publication.number, PositionWording.text, Publication.content, Publication.published_at, Organisation.key
    )
    .join(RollOrganisation, RollOrganisation.consultation_id == Publication.consultation_id)
    .join(Organisation, Organisation.id == RollOrganisation.organisation_id)
    .join(Position, Position.consultation_id == Publication.consultation_id)
    .join(
        PositionWording,
        (PositionWording.position_id == Position.id)
        & (PositionWording.field == "title")
        & (PositionWording.language == bindparam("language")),
    )
    .where(Organisation.slug == bindparam("slug"), Publication.version == 1)
    .order_by(Publication.published_at.desc())
    .limit(100)
)


def stances_of(slug: str, spoken: Reading) -> Sequence[StanceOf]:
    """Every published stance of an organisation, newest first. One statement."""
    found = []
    for row in db.session.execute(_STANCES, {"slug": slug, "language": spoken.content}):
        stance = next((line["stance"] for line in row.content["roll"] if row.key == line.get("key")), "no_response")
        title = to_latin(row.text) if spoken.script == "Latn" else row.text
        found.append(StanceOf(row.number, title, stance, row.published_at))
    return found
