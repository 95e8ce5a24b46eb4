"""What stands before the next step: the facts of each guard, and the hash a signature would bind (R13, R14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, select

from forum.consultation.models import Paragraph, Round
from forum.consultation.queries import journal, roll
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.queries.position import PositionDraft
from forum.consultation.rules import guards, phases, signatures, timetable
from forum.consultation.rules.kinds import kind_named
from forum.consultation.rules.kinds.shape import Readiness
from forum.consultation.rules.missing import Missing
from forum.consultation.rules.roll import RollEntry, Seat, roll_hash, sizes
from forum.consultation.rules.ruleset import minimum_per_side, ruleset_hash
from forum.consultation.rules.signatures import Act, object_hash
from forum.core.canonical import digest
from forum.core.db import db
from forum.translation.queries import texts_of

SIGNED = "signature.missing"


@dataclass(frozen=True, slots=True)
class Step:
    """A step with what it lacks; `sha256` is what a signature under it binds now."""

    act: Act
    sha256: str
    missing: tuple[Missing, ...]
    signed: frozenset[Seat]

    @property
    def lacking(self) -> tuple[Missing, ...]:
        """What is missing besides signatures: until that is done nobody can sign."""
        return tuple(one for one in self.missing if one.code != SIGNED)

    def signed_by(self, seats: frozenset[Seat]) -> "Step":
        """The same once these seats have signed."""
        names = {seat.value for seat in seats}
        missing = tuple(one for one in self.missing if one.code != SIGNED or one.data["seat"] not in names)
        return replace(self, missing=missing, signed=seats)


def pair_of(facts: ConsultationFacts, act: Act, sha256: str) -> guards.Pair:
    """The seats taken now, and those that signed this object (R13)."""
    return guards.Pair(frozenset(facts.seats), signatures.seats_signed(journal.signatures_of(facts.id), act, sha256))


def question_hash(facts: ConsultationFacts, words: Mapping[str, str]) -> str:
    """What the announcement binds of the question: question, scope and demands."""
    return digest({"question": words.get("question", ""), "scope": words.get("scope", ""), "demands": facts.demands})


def drawn_roll(facts: ConsultationFacts, at: datetime) -> list[RollEntry]:
    """The roll if it were announced at that instant; facilitating individuals are off it (R13)."""
    individuals = {one.organisation_id for one in facts.seats.values() if one.individual}
    return roll.roll_drawn_at(at, individuals)


_PARAGRAPHS = select(func.count()).where(Paragraph.position_id == bindparam("id"))


def announce_step(facts: ConsultationFacts, roll: Sequence[RollEntry] | None = None) -> Step:
    """The announcement; `roll` as it is drawn now."""
    lines = drawn_roll(facts, facts.now) if roll is None else roll
    words = {name: text.source for (_, name), text in texts_of("consultation", [facts.id]).items()}
    bound = signatures.announce_facts(ruleset_hash(facts.ruleset), roll_hash(lines), question_hash(facts, words))
    sha256 = object_hash(Act.ANNOUNCE, facts.key, bound)
    pair = pair_of(facts, Act.ANNOUNCE, sha256)
    shows_text = kind_named(facts.rounds[0].kind).text_from_announcement
    paragraphs = db.session.scalar(_PARAGRAPHS, {"id": facts.position_id}) if shows_text else None
    asked = guards.AnnounceFacts(
        facts.state, pair, "question" in words, len(facts.demands), sizes(lines), minimum_per_side(facts.ruleset), (),
        paragraphs,
    )  # fmt: skip
    return Step(Act.ANNOUNCE, sha256, tuple(guards.missing_to_announce(asked)), frozenset(pair.signed))


def freeze_step(facts: ConsultationFacts, draft: PositionDraft) -> Step:
    """The freezing of the text."""
    sha256 = object_hash(Act.FREEZE, facts.key, signatures.freeze_facts(draft.sha256))
    pair = pair_of(facts, Act.FREEZE, sha256)
    lacking = _unwritten(draft, guards.missing_to_freeze(facts.state, pair, draft.facts))
    return Step(Act.FREEZE, sha256, lacking, frozenset(pair.signed))


def _unwritten(draft: PositionDraft, lacking: Sequence[Missing]) -> tuple[Missing, ...]:
    """What nobody has written yet lacks its words, not three languages."""
    found = list(lacking)
    for name, text in (("title", draft.title), ("summary", draft.summary)):
        code = f"freeze.{name}"
        if text is None and any(one.code == code for one in found):
            at = next(index for index, one in enumerate(found) if one.code == code)
            found = [one for one in found if one.code != code]
            found.insert(at, Missing(f"freeze.unwritten_{name}"))
    return tuple(found)


def open_step(facts: ConsultationFacts) -> Step:
    """The opening of the round that stands next; once it is settled `open.already` is never asked."""
    one = facts.round
    bound = signatures.open_round_facts(one.no, one.planned_at, facts.text_sha256 or "")
    sha256 = object_hash(Act.OPEN_ROUND, facts.key, bound)
    pair = pair_of(facts, Act.OPEN_ROUND, sha256)
    before = next((other for other in facts.rounds if other.no == one.no - 1), None)
    previous = phases.round_phase(before.dates, facts.now) if before else None
    asked = guards.OpenFacts(
        facts.state, pair, one.no, one.kind, facts.phase, previous, Readiness(frozen=facts.frozen_at is not None)
    )
    return Step(Act.OPEN_ROUND, sha256, tuple(guards.missing_to_open(asked)), frozenset(pair.signed))


def earliest_opening(facts: ConsultationFacts) -> datetime | None:
    """Before this no round opens: the days of announcement, longer by what the clock stood still (R15)."""
    if facts.announced_at is None:
        return None
    stopped = phases.stopped(journal.suspensions_of(facts.id), facts.announced_at, facts.now)
    return timetable.earliest_opening(facts.announced_at, facts.ruleset["announcement_days"], stopped)


def is_overdue(facts: ConsultationFacts) -> bool:
    """Whether the next opening is late by seven days: said publicly (R14)."""
    one = facts.round
    if facts.state is not phases.ConsultationState.ANNOUNCED or one.planned_at is None:
        return False
    return timetable.is_overdue(one.planned_at, one.opens_at is not None, facts.now)


_CONSULTATION_OF_ROUND = select(Round.consultation_id).where(Round.id == bindparam("id"))


def consultation_of_round(round_id: int) -> int | None:
    """To which consultation a round belongs."""
    return db.session.scalar(_CONSULTATION_OF_ROUND, {"id": round_id})
