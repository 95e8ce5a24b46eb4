"""Everything the facilitators' page of a consultation shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.consultation import policy
from forum.consultation.queries import candidates, dates, intents, journal, roll, steps
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.queries.page import question_of
from forum.consultation.queries.position import DraftText, PositionDraft, position_draft, texts_of_consultation
from forum.consultation.queries.steps import Step
from forum.consultation.queries.turnout import Turnout, turnout
from forum.consultation.rules.kinds.shape import AUTHENTIC_LANGUAGES
from forum.consultation.rules.phases import RoundPhase
from forum.consultation.rules.roll import Seat
from forum.core.languages import Reading
from forum.core.policy import Actor
from forum.translation.rules import Shown


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a step for which seat, and when; the name stays when the place has changed hands (R13)."""

    seat: Seat
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Cockpit:
    """The facilitators' page; `turnout` is empty for whoever does not facilitate (R23)."""

    facts: ConsultationFacts
    question: Shown | None
    texts: Mapping[str, DraftText]
    draft: PositionDraft | None
    steps: Sequence[Step]
    signed: Mapping[str, Sequence[Signed]]
    intents: Mapping[str, intents.Intent]
    dates: Sequence[dates.DateLine]
    roll: roll.Preview
    turnout: Sequence[Turnout]
    candidates: Mapping[Seat, candidates.Choices]
    unasked: int
    alone_before: frozenset[Seat]
    suspended_by: tuple[Seat, ...]


def cockpit(actor: Actor, facts: ConsultationFacts, spoken: Reading) -> Cockpit:
    """The page for whoever facilitates, and for administrators, who appoint; a constant number of statements."""
    draft = position_draft(facts.position_id) if facts.position_id else None
    texts = texts_of_consultation(facts.id)
    found = next_steps(facts, draft)
    stops = journal.stops_of(facts.id)
    sees_turnout = policy.can_facilitate(actor, facts) and facts.phase is not RoundPhase.WAITING
    return Cockpit(
        facts, question_of(facts.id, spoken), texts, draft, found, _signed(facts, found), intents.intents_of(facts),
        dates.milestones(facts), _preview(facts), turnout(facts) if sees_turnout else (),
        candidates.choices(facts) if policy.can_appoint(actor, facts) else {},
        sum(len(languages) for _, _, _, languages in unasked(facts, draft, texts)),
        intents.alone_before(facts), stops[-1].seats if stops else (),
    )  # fmt: skip


def next_steps(facts: ConsultationFacts, draft: PositionDraft | None) -> list[Step]:
    """The steps that can be taken now, with what each lacks."""
    found: list[Step] = []
    if facts.withdrawn_at is not None or facts.published_at is not None:
        return found
    if facts.announced_at is None:
        found.append(steps.announce_step(facts))
    if facts.frozen_at is None and draft is not None:
        found.append(steps.freeze_step(facts, draft))
    if facts.announced_at is not None and facts.round.opens_at is None:
        found.append(steps.open_step(facts))
    return found


def _signed(facts: ConsultationFacts, found: Sequence[Step]) -> dict[str, list[Signed]]:
    names = {one.person_id: one.person_name for one in facts.facilitators}
    signatures = journal.signatures_of(facts.id)
    return {
        step.act.value: [
            Signed(one.seat, names.get(one.person_id, ""), one.at)
            for one in signatures
            if one.act is step.act and one.object_sha256 == step.sha256
        ]
        for step in found
    }


def _preview(facts: ConsultationFacts) -> roll.Preview:
    people = [one.person_id for one in facts.seats.values()]
    individuals = [one.organisation_id for one in facts.seats.values() if one.individual]
    return roll.preview(
        facts.id, announced=facts.is_announced, facilitators=people, individuals=individuals, now=facts.now
    )


def unasked(
    facts: ConsultationFacts, draft: PositionDraft | None, texts: Mapping[str, DraftText]
) -> list[tuple[str, int, str, list[str]]]:
    """(kind, owner, field, languages) of every text here for which nobody was asked yet."""
    owned: list[tuple[str, int, str, DraftText | None]] = []
    if draft is not None and draft.frozen_at is None:
        owned += [("position", draft.id, "title", draft.title), ("position", draft.id, "summary", draft.summary)]
        owned += [("paragraph", one.id, "body", one.text) for one in draft.paragraphs]
    if facts.announced_at is None:
        owned += [("consultation", facts.id, field, text) for field, text in texts.items()]
    found = []
    for kind, owner_id, field, text in owned:
        if text is not None and (languages := _missing(text)):
            found.append((kind, owner_id, field, languages))
    return found


def _missing(text: DraftText) -> list[str]:
    return [code for code in AUTHENTIC_LANGUAGES if code not in text.reviewed and code not in text.under_way]
