"""Everything an organisation's own people see on its answering page; nobody else sees any of it (R23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.consultation.queries import answering, dissents, stances
from forum.consultation.queries.answering import EndorseRound, RollLine
from forum.consultation.queries.dissents import DissentLine
from forum.consultation.queries.stances import FrozenParagraph, NoteLine, ReservationLine, StanceLine
from forum.consultation.rules import endorsement
from forum.core.errors import NotFound
from forum.core.languages import Reading
from forum.core.policy import Actor
from forum.translation.queries import texts_of
from forum.translation.queries.shown import TextFacts


@dataclass(frozen=True, slots=True)
class ReservationView:
    """A reservation with its words, for the organisation's own people."""

    line: ReservationLine
    text: TextFacts | None


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The page on which an organisation answers."""

    round: EndorseRound
    line: RollLine
    paragraphs: Sequence[FrozenParagraph]
    history: Sequence[StanceLine]
    latest: int
    in_force: StanceLine | None
    proposal: StanceLine | None
    reservations: Sequence[ReservationView]
    notes: Sequence[NoteLine]
    dissent: DissentLine | None
    dissent_text: TextFacts | None
    may_speak: bool
    may_confirm: bool
    lacks_second: bool
    is_open: bool


def answer_page(actor: Actor, name: str, slug: str, spoken: Reading, now: datetime) -> AnswerPage:
    """The answering page of an organisation, for its own people; raises NotFound for everybody else."""
    found = answering.endorse_round(name)
    line = answering.roll_line(found.consultation_id, slug)
    if not actor.mandates_in(line.organisation_id):
        raise NotFound
    history = stances.stance_lines(found.id, line.organisation_id)
    versions = stances.versions_of(found.id, line.organisation_id)
    in_force = endorsement.stance_in_force(versions, found.closes_at)
    proposal = endorsement.waiting_for_confirmation(versions)
    latest = max((one.version for one in versions), default=0)
    shown_version = proposal.version if proposal else in_force.version if in_force else 0
    reservations = stances.reservations_of(found.id, line.organisation_id, shown_version)
    texts = texts_of("reservation", [one.id for one in reservations])
    mandates = answering.mandates_of(line.organisation_id)
    facilitators = answering.facilitators_of(found.consultation_id)
    speakers = endorsement.speakers_at(mandates, now, facilitators)
    by_version = {one.version: one for one in history}
    dissent = dissents.dissent_of(found.consultation_id, slug)
    dissent_texts = texts_of("dissent", [dissent.id]) if dissent else {}
    return AnswerPage(
        round=found,
        line=line,
        paragraphs=[one for one in stances.frozen_text(found.position_id) if one.language == spoken.content],
        history=history,
        latest=latest,
        in_force=by_version.get(in_force.version) if in_force else None,
        proposal=by_version.get(proposal.version) if proposal else None,
        reservations=[ReservationView(one, texts.get((one.id, "body"))) for one in reservations],
        notes=stances.notes_of(found.id, line.organisation_id),
        dissent=dissent,
        dissent_text=dissent_texts.get((dissent.id, "body")) if dissent else None,
        may_speak=actor.id in speakers,
        may_confirm=proposal is not None and actor.id in speakers and proposal.proposed_by != actor.id,
        lacks_second=endorsement.lacks_second_person(mandates, now, line.individual, facilitators),
        is_open=found.is_open(now) and found.text_sha256 is not None,
    )
