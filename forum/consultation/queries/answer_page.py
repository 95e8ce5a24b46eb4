"""Everything an organisation's own people see on its answering page; nobody else sees any of it (R23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from forum.consultation.queries import answering, dissents, position, reports, stances
from forum.consultation.queries.answering import EndorseRound, RollLine
from forum.consultation.queries.dissents import DissentLine
from forum.consultation.queries.stances import NoteLine, ReservationLine, StanceLine
from forum.consultation.rules import endorsement
from forum.consultation.rules.endorsement import WHOLE
from forum.consultation.rules.kinds.shape import AUTHENTIC_LANGUAGES
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.languages import Reading
from forum.core.policy import Actor
from forum.opinion.queries.snapshots import snapshot
from forum.translation.models import Translation, WrittenText
from forum.translation.queries import texts_of
from forum.translation.queries.shown import TextFacts


@dataclass(frozen=True, slots=True)
class OwnText:
    """Words of the organisation with the languages in which they stand; the others are awaited (R11)."""

    text: TextFacts
    languages: tuple[str, ...]

    @property
    def awaited(self) -> tuple[str, ...]:
        """The authentic languages in which it is missing."""
        return tuple(code for code in AUTHENTIC_LANGUAGES if code not in self.languages)


@dataclass(frozen=True, slots=True)
class ReservationView:
    """A reservation with its words, for the organisation's own people."""

    line: ReservationLine
    key: str
    own: OwnText

    @property
    def place(self) -> str:
        """What it names, as the form calls it."""
        return self.line.paragraph or WHOLE


@dataclass(frozen=True, slots=True)
class OpinionView:
    """A dissenting opinion with its words; `mine`: the organisation stands behind it."""

    line: DissentLine
    own: OwnText
    mine: bool


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The page on which an organisation answers, and on which it checks its entry after the count."""

    round: EndorseRound
    line: RollLine
    text: position.FrozenPosition | None
    paragraph_keys: tuple[str, ...]
    history: Sequence[StanceLine]
    latest: int
    in_force: StanceLine | None
    proposal: StanceLine | None
    reservations: Sequence[ReservationView]
    notes: Sequence[NoteLine]
    opinion: OpinionView | None
    others: Sequence[OpinionView]
    reports: Sequence[reports.ReportLine]
    speakers: int
    may_speak: bool
    may_confirm: bool
    facilitates: bool
    lacks_second: bool
    is_open: bool
    closed: bool
    takes_dissents: bool
    in_check: bool

    @property
    def endorses(self) -> bool:
        """Whether the stance in force is to endorse: then no opinion of it is published (R11)."""
        return self.in_force is not None and self.in_force.value in endorsement.ENDORSING


_LANGUAGES = (
    select(Translation.text_id, Translation.language)
    .join(WrittenText, WrittenText.id == Translation.text_id)
    .where(
        Translation.text_id.in_(bindparam("ids", expanding=True)), Translation.state == "reviewed",
        Translation.source_number == WrittenText.number,
    )
)  # fmt: skip


def answer_page(actor: Actor, name: str, slug: str, spoken: Reading, now: datetime) -> AnswerPage:
    """The answering page of an organisation, for its own people; raises NotFound for everybody else."""
    found = answering.endorse_round(name)
    line = answering.roll_line(found.consultation_id, slug)
    if not actor.mandates_in(line.organisation_id):
        raise NotFound
    history = stances.stance_lines(found.id, line.organisation_id)
    versions = stances.versions_of(found.id, line.organisation_id)
    in_force = endorsement.stance_in_force(versions, found.closes_at)
    proposal = None if found.counted else endorsement.waiting_for_confirmation(versions)
    latest = max((one.version for one in versions), default=0)
    shown_version = proposal.version if proposal else in_force.version if in_force else 0
    mandates = answering.mandates_of(line.organisation_id)
    facilitators = answering.facilitators_of(found.consultation_id)
    speakers = endorsement.speakers_at(mandates, now, facilitators)
    by_version = {one.version: one for one in history}
    text = position.frozen_position(found.position_id or 0, spoken) if found.text_sha256 else None
    opinions = _opinions(found, line)
    may_speak = actor.id in speakers
    return AnswerPage(
        round=found,
        line=line,
        text=text,
        paragraph_keys=tuple(one.key for one in text.paragraphs) if text else (),
        history=history,
        latest=latest,
        in_force=by_version.get(in_force.version) if in_force else None,
        proposal=by_version.get(proposal.version) if proposal else None,
        reservations=_reservations(found, line, stances.reservations_of(found.id, line.organisation_id, shown_version)),
        notes=stances.notes_of(found.id, line.organisation_id),
        opinion=next((one for one in opinions if one.mine), None),
        others=[one for one in opinions if not one.mine],
        reports=reports.reports_of(found.consultation_id, line.organisation_id) if found.counted else (),
        speakers=len(speakers),
        may_speak=may_speak,
        may_confirm=proposal is not None and may_speak and not line.individual and proposal.proposed_by != actor.id,
        facilitates=actor.id in facilitators,
        lacks_second=endorsement.lacks_second_person(mandates, now, line.individual, facilitators),
        is_open=found.takes_stances(now),
        closed=found.is_closed(now),
        takes_dissents=found.takes_dissents(now),
        in_check=found.in_check(now),
    )


def _reservations(found: EndorseRound, line: RollLine, lines: Sequence[ReservationLine]) -> list[ReservationView]:
    """With the key under which translators know each: its place among those of the version."""
    own = _own_texts("reservation", [one.id for one in lines])
    places = {one: place for place, one in enumerate(sorted(one.id for one in lines), 1)}
    return [
        ReservationView(one, f"{found.key}.{line.key}.{one.version}.{places[one.id]}", own[one.id])
        for one in lines
        if one.id in own
    ]


def _opinions(found: EndorseRound, line: RollLine) -> list[OpinionView]:
    """The organisation's own opinion; after the count also those that everybody reads."""
    counted = snapshot("round", found.id, "stances") if found.counted else None
    own = dissents.dissent_of(found.consultation_id, line.organisation_id)
    lines = list(dissents.published_dissents(found.consultation_id, counted.result)) if counted else []
    if own is not None and all(one.id != own.id for one in lines):
        lines.append(own)
    texts = _own_texts("dissent", [one.id for one in lines])
    return [OpinionView(one, texts[one.id], own is not None and one.id == own.id) for one in lines if one.id in texts]


def _own_texts(kind: str, owner_ids: Sequence[int]) -> dict[int, OwnText]:
    """Words with the languages in which they stand, by owner; two statements."""
    texts = {owner_id: text for (owner_id, field), text in texts_of(kind, owner_ids).items() if field == "body"}
    if not texts:
        return {}
    languages: dict[int, list[str]] = {text.id: [text.language] for text in texts.values()}
    for text_id, language in db.session.execute(_LANGUAGES, {"ids": list(languages)}):
        languages[text_id].append(language)
    return {owner_id: OwnText(text, tuple(languages[text.id])) for owner_id, text in texts.items()}
