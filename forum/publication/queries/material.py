"""Everything a publication is built from, read from stored rows (R27)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum.consultation.models import (
    Consultation,
    ConsultationDemand,
    ConsultationEvent,
    Evidence,
    Facilitator,
    Paragraph,
    ParagraphWording,
    Position,
    PositionWording,
    Round,
)  # fmt: skip
from forum.consultation.queries import answering, dissents, stances
from forum.core.db import db
from forum.core.text.markdown import plain
from forum.discussion.models import Post
from forum.opinion.queries.snapshots import snapshot
from forum.organisations.models import Organisation, OrganisationEvent
from forum.translation.models import Translation, WrittenText


@dataclass(frozen=True, slots=True)
class Material:
    """Rows of one consultation, as they stand."""

    consultation: Consultation
    round: Round
    position: Position
    demands: Sequence[str]
    wordings: Sequence[Any]
    paragraphs: Sequence[Any]
    evidence: Sequence[Any]
    facilitators: Sequence[Any]
    events: Sequence[Any]
    result: Mapping[str, Any]
    roll: Sequence[answering.RollLine]
    reservations: Sequence[stances.ReservationLine]
    dissents: Sequence[dissents.DissentLine]
    left: Mapping[int, datetime]
    predecessor: str


def material(consultation_id: int) -> Material | None:
    """The rows, or None while the round is not counted or the text not frozen."""
    consultation = db.session.get(Consultation, consultation_id)
    rows = db.session.execute(
        select(Round, Position)
        .join(Position, Position.consultation_id == Round.consultation_id)
        .where(Round.consultation_id == consultation_id, Round.kind == "endorse")
    ).one_or_none()
    if consultation is None or rows is None or rows.Position.text_sha256 is None:
        return None
    counted = snapshot("round", rows.Round.id, "stances")
    if counted is None:
        return None
    before = db.session.get(Consultation, consultation.predecessor_id) if consultation.predecessor_id else None
    position_id = rows.Position.id
    return Material(
        consultation=consultation,
        round=rows.Round,
        position=rows.Position,
        demands=list(_all(select(ConsultationDemand.demand_code).filter_by(consultation_id=consultation_id), True)),
        wordings=_all(select(PositionWording).filter_by(position_id=position_id), True),
        paragraphs=_all(
            select(Paragraph.key, Paragraph.no, Paragraph.id, ParagraphWording.language, ParagraphWording.text)
            .join(ParagraphWording, ParagraphWording.paragraph_id == Paragraph.id)
            .where(Paragraph.position_id == position_id)
            .order_by(Paragraph.no)
        ),
        evidence=_all(
            select(Evidence.paragraph_id, Evidence.kind, Evidence.demand_code, Evidence.url, Evidence.label, Post.key)
            .join(Paragraph, Paragraph.id == Evidence.paragraph_id)
            .outerjoin(Post, Post.id == Evidence.post_id)
            .where(Paragraph.position_id == position_id)
            .order_by(Evidence.paragraph_id, Evidence.no)
        ),
        facilitators=_all(
            select(Facilitator.seat, Facilitator.starts_at, Facilitator.ends_at, Organisation.name)
            .join(Organisation, Organisation.id == Facilitator.organisation_id)
            .where(Facilitator.consultation_id == consultation_id)
            .order_by(Facilitator.starts_at)
        ),
        events=_all(
            select(ConsultationEvent).filter_by(consultation_id=consultation_id).order_by(ConsultationEvent.at), True
        ),
        result=counted.result,
        roll=answering.roll_of(consultation_id),
        reservations=stances.all_reservations(rows.Round.id),
        dissents=dissents.published_dissents(consultation_id, counted.result),
        left=_left(consultation_id),
        predecessor=before.number or "" if before else "",
    )


def _all(statement: Any, scalars: bool = False) -> Sequence[Any]:
    return db.session.scalars(statement).all() if scalars else db.session.execute(statement).all()


def _left(consultation_id: int) -> dict[int, datetime]:
    """Organisations of the roll that have left since, and when (R10)."""
    from forum.consultation.models import RollOrganisation

    rows = db.session.execute(
        select(OrganisationEvent.organisation_id, OrganisationEvent.kind, OrganisationEvent.effective_at)
        .join(RollOrganisation, RollOrganisation.organisation_id == OrganisationEvent.organisation_id)
        .where(
            RollOrganisation.consultation_id == consultation_id, OrganisationEvent.kind.in_(("left", "joined"))
        )
        .order_by(OrganisationEvent.effective_at, OrganisationEvent.id)
    )  # fmt: skip
    last: dict[int, datetime | None] = {}
    for row in rows:
        last[row.organisation_id] = row.effective_at if row.kind == "left" else None
    return {key: at for key, at in last.items() if at is not None}


@dataclass(frozen=True, slots=True)
class TextVersions:
    """A text with its reviewed translations of the current revision, by content language."""

    original: str
    script: str
    texts: Mapping[str, str]
    machine: tuple[str, ...]


def text_versions(kind: str, owner_ids: Sequence[int], field: str) -> dict[int, TextVersions]:
    """The words of these things with what was translated and reviewed; two statements."""
    if not owner_ids:
        return {}
    texts = _all(
        select(WrittenText).where(
            WrittenText.kind == kind, WrittenText.owner_id.in_(owner_ids), WrittenText.field == field
        ),
        True,
    )
    translated = _all(
        select(Translation.text_id, Translation.language, Translation.source, Translation.kind)
        .join(WrittenText, WrittenText.id == Translation.text_id)
        .where(
            Translation.text_id.in_([text.id for text in texts]), Translation.state == "reviewed",
            Translation.source_number == WrittenText.number,
        )
    )  # fmt: skip
    found: dict[int, TextVersions] = {}
    for text in texts:
        mine = [row for row in translated if row.text_id == text.id]
        versions = {row.language: row.source for row in mine} | {text.language: text.source}
        machine = tuple(sorted(row.language for row in mine if row.kind == "machine"))
        found[text.owner_id] = TextVersions(text.language, text.script or "", versions, machine)
    return found


def plain_paragraphs(consultation_id: int) -> dict[str, list[str]]:
    """The frozen paragraphs by language as plain words, from the HTML made when they were frozen; one statement."""
    found: dict[str, list[str]] = {}
    for language, html in db.session.execute(
        select(ParagraphWording.language, ParagraphWording.html)
        .join(Paragraph, Paragraph.id == ParagraphWording.paragraph_id)
        .join(Position, Position.id == Paragraph.position_id)
        .where(Position.consultation_id == consultation_id)
        .order_by(Paragraph.no)
    ):
        found.setdefault(language, []).append(plain(html))
    return found
