"""The way forward: announce, freeze, open, publish (R11, R12, R14, R15, R20, R22)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forum.consultation.rules.guards.common import BEFORE_ROUNDS, UNDER_WAY, Pair, signatures_missing, state_missing
from forum.consultation.rules.kinds import kind_named
from forum.consultation.rules.kinds.shape import AUTHENTIC_LANGUAGES, Readiness
from forum.consultation.rules.missing import Missing, missing
from forum.consultation.rules.phases import ConsultationState, RoundPhase
from forum.consultation.rules.roll import Seat, size_missing
from forum.consultation.rules.timetable import add_days


@dataclass(frozen=True, slots=True)
class ParagraphFacts:
    """A numbered paragraph: languages in which its current wording is reviewed, and how much evidence it has."""

    no: int
    reviewed: Collection[str]
    evidence: int


@dataclass(frozen=True, slots=True)
class PositionFacts:
    """The text to be frozen: title and two-sentence summary are part of it (R22)."""

    title_reviewed: Collection[str]
    summary_reviewed: Collection[str]
    paragraphs: Sequence[ParagraphFacts]
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class AnnounceFacts:
    """For the announcement. `text_paragraphs` is None for a template whose first round needs no text."""

    state: ConsultationState
    pair: Pair
    question_written: bool
    demands: int
    roll: Mapping[Seat, int]
    minimum_per_side: int
    ruleset_problems: Sequence[Missing] = ()
    text_paragraphs: int | None = None


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """For settling the opening of a round; `previous` is the phase of the round before it, None for the first."""

    state: ConsultationState
    pair: Pair
    round_no: int
    kind: str
    phase: RoundPhase
    previous: RoundPhase | None
    readiness: Readiness = field(default_factory=Readiness)


@dataclass(frozen=True, slots=True)
class DissentFacts:
    """A dissenting opinion: its number on the page and the languages in which it stands."""

    no: int
    languages: Collection[str]


@dataclass(frozen=True, slots=True)
class PublishFacts:
    """For publication by the worker; `check_ends_at` already counts the time in which clocks stood still."""

    state: ConsultationState
    counted: bool
    check_ends_at: datetime
    now: datetime
    dissents: Sequence[DissentFacts] = ()
    dissent_wait_days: int = 7


def missing_to_announce(facts: AnnounceFacts) -> list[Missing]:
    """Before the announcement: question, demands, ruleset, roll, a text to show, both signatures (R14, R15, R20)."""
    result = state_missing("announce", facts.state, (ConsultationState.DRAFT,))
    if not facts.question_written:
        result.append(missing("announce.question"))
    if not facts.demands:
        result.append(missing("announce.demands"))
    result += facts.ruleset_problems
    result += size_missing(facts.roll, facts.minimum_per_side)
    if facts.text_paragraphs == 0:
        result.append(missing("announce.text"))
    return result + signatures_missing(facts.pair)


def text_missing(position: PositionFacts) -> list[Missing]:
    """What the text lacks: every part reviewed in en, sq and sr (R22), every paragraph with evidence."""
    result = [
        missing(f"freeze.{part}", language=language)
        for part, reviewed in (("title", position.title_reviewed), ("summary", position.summary_reviewed))
        for language in AUTHENTIC_LANGUAGES
        if language not in reviewed
    ]
    if not position.paragraphs:
        result.append(missing("freeze.no_paragraph"))
    for paragraph in position.paragraphs:
        result += [
            missing("freeze.wording", paragraph=paragraph.no, language=language)
            for language in AUTHENTIC_LANGUAGES
            if language not in paragraph.reviewed
        ]
        if not paragraph.evidence:
            result.append(missing("freeze.evidence", paragraph=paragraph.no))
    return result


def missing_to_freeze(state: ConsultationState, pair: Pair, position: PositionFacts) -> list[Missing]:
    """Before the text is frozen; what is frozen never changes (R12), so a second freezing is refused."""
    if position.frozen:
        return [missing("freeze.already")]
    return (
        state_missing("freeze", state, (*BEFORE_ROUNDS, ConsultationState.RUNNING))
        + text_missing(position)
        + signatures_missing(pair)
    )


def missing_to_open(facts: OpenFacts) -> list[Missing]:
    """Before an opening is settled: the round before it counted, its own content ready, both signatures (R14)."""
    result = state_missing("open", facts.state, UNDER_WAY)
    if facts.phase is not RoundPhase.WAITING:
        result.append(missing("open.already", round=facts.round_no))
    if facts.previous not in (None, RoundPhase.COUNTED):
        result.append(missing("open.previous", round=facts.round_no - 1))
    return result + kind_named(facts.kind).missing_to_open(facts.readiness) + signatures_missing(facts.pair)


def missing_to_publish(facts: PublishFacts) -> list[Missing]:
    """Before the worker publishes: time only, no signature, so that nobody can withhold a result (R14).

    A language a dissent lacks is waited for, at most so many days after the check (R11); a `rapid` one waits for none.
    """
    result = state_missing("publish", facts.state, (ConsultationState.CHECK,))
    if not facts.counted:
        result.append(missing("publish.not_counted"))
    if facts.now < facts.check_ends_at:
        result.append(missing("publish.check_runs", until=facts.check_ends_at.isoformat()))
    latest = add_days(facts.check_ends_at, facts.dissent_wait_days)
    if facts.now < latest:
        result += [
            missing("publish.dissent_language", dissent=one.no, language=language, until=latest.isoformat())
            for one in facts.dissents
            for language in AUTHENTIC_LANGUAGES
            if facts.dissent_wait_days and language not in one.languages
        ]
    return result
