"""A draft: created by an administrator, written by its facilitators (R13, R14)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from forum.consultation import policy
from forum.consultation.models import Consultation, ConsultationDemand, Position, Round
from forum.consultation.operations.records import touch
from forum.consultation.queries import steps
from forum.consultation.queries.cockpit import unasked
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.queries.dates import milestones
from forum.consultation.queries.position import position_draft, texts_of_consultation
from forum.consultation.rules.course_words import sentence
from forum.consultation.rules.phases import ConsultationState, RoundPhase
from forum.consultation.rules.ruleset import RulesetChoices, RulesetError, build_ruleset, round_lengths
from forum.consultation.rules.templates import Length, Unit
from forum.core.db import database_now, require_writing
from forum.core.errors import Conflict, Unfit
from forum.core.keys import new_key
from forum.core.languages import gettext as _
from forum.core.policy import Actor, require
from forum.core.text.slugs import slug
from forum.statement.models import Demand
from forum.translation.operations import ask_for, revise_text, write_text
from forum.translation.queries import text_of
from forum.translation.rules import Words

FARTHEST = timedelta(days=366)
"""An opening is planned within a year."""


def create_draft(
    actor: Actor, choices: RulesetChoices, demands: Sequence[str], question: Words, planned_at: datetime | None = None
) -> str:
    """Begin a consultation on one or more demands; returns its public key. Raises Unfit."""
    require(policy.can_create(actor))
    session, now = require_writing(), database_now()
    known, problems = _demands(demands)
    problems |= _not_ahead(planned_at, now)
    predecessor = None
    if choices.predecessor:
        predecessor = session.scalar(select(Consultation.id).where(Consultation.number == choices.predecessor))
        if predecessor is None:
            problems["predecessor"] = _("There is no consultation with this number.")
    if problems:
        raise Unfit(problems)
    row = Consultation(
        key=new_key(), slug=slug(question.source), template=choices.template, electorate=choices.electorate,
        predecessor_id=predecessor, ruleset=_ruleset(choices), created_at=now, created_by=actor.id,
    )  # fmt: skip
    session.add(row)
    session.flush()  # rounds, demands, position and question carry its id
    session.add_all(ConsultationDemand(consultation_id=row.id, demand_code=code) for code in sorted(known))
    session.add_all(_rounds(row, planned_at))
    session.add(Position(consultation_id=row.id))
    write_text("consultation", row.id, "question", question, actor.id)
    return row.key


_FIELD_OF = {
    "length": "length", "visibility": "visibility", "review": "review_days", "predecessor": "predecessor",
    "template": "template",
}  # fmt: skip


def _ruleset(choices: RulesetChoices) -> dict[str, object]:
    try:
        return build_ruleset(choices)
    except RulesetError as error:
        problems: dict[str, str] = {}
        for one in error.problems:
            field = _FIELD_OF.get(one.code.partition(".")[0], "")
            problems[field] = " ".join(filter(None, (problems.get(field), sentence(one))))
        raise Unfit(problems) from error


def _hours(length: Length) -> int:
    return length.amount if length.unit is Unit.HOURS else length.amount * 24


def _rounds(row: Consultation, planned_at: datetime | None) -> list[Round]:
    return [
        Round(
            consultation_id=row.id, no=no, kind=kind, length_hours=_hours(length), check_hours=_hours(after),
            planned_at=planned_at if no == 1 else None,
        )
        for no, kind, length, after in round_lengths(row.ruleset)
    ]  # fmt: skip


def _demands(codes: Sequence[str]) -> tuple[set[str], dict[str, str]]:
    """The demands of these codes, and what is wrong with the choice."""
    known = set(require_writing().scalars(select(Demand.code).where(Demand.code.in_(codes))))
    return known, {} if codes and known == set(codes) else {"demands": _("Please choose one demand or more.")}


def _not_ahead(planned_at: datetime | None, now: datetime) -> dict[str, str]:
    """What is wrong with a planned opening that does not lie in the future, within a year."""
    if planned_at is None or now < planned_at <= now + FARTHEST:
        return {}
    return {"planned": _("Please choose a day within the next twelve months.")}


def choose_plan(
    actor: Actor, facts: ConsultationFacts, choices: RulesetChoices, demands: Sequence[str], planned_at: datetime | None
) -> None:
    """Lengths, visibility, demands, the planned opening, in the draft; the template stays. Raises Unfit, Conflict."""
    require(policy.can_edit(actor, facts))
    if facts.state is not ConsultationState.DRAFT:
        raise Conflict(_("The rules are frozen: the consultation was announced."))
    known, problems = _demands(demands)
    if problems := problems | _not_ahead(planned_at, facts.now):
        raise Unfit(problems)
    session = require_writing()
    row = session.get_one(Consultation, facts.id)
    row.ruleset = _ruleset(choices)
    row.version += 1
    session.execute(delete(ConsultationDemand).where(ConsultationDemand.consultation_id == facts.id))
    session.add_all(ConsultationDemand(consultation_id=facts.id, demand_code=code) for code in sorted(known))
    for no, _kind, length, after in round_lengths(row.ruleset):
        session.execute(
            update(Round)
            .where(Round.consultation_id == facts.id, Round.no == no)
            .values(length_hours=_hours(length), check_hours=_hours(after))
        )
    session.execute(update(Round).where(Round.consultation_id == facts.id, Round.no == 1).values(planned_at=planned_at))
    touch(facts.id)


def plan_opening(actor: Actor, facts: ConsultationFacts, planned_at: datetime) -> None:
    """Another day for the next opening, after the announcement.

    Signatures under the former are void by it, and the dates settled by them go until both have signed again (R13,
    R14). No opening lies before the days of announcement are over; an overdue one is not made to look punctual.
    """
    require(policy.can_edit(actor, facts))
    if facts.state is not ConsultationState.ANNOUNCED or facts.phase is not RoundPhase.WAITING:
        raise Conflict(_("This round has opened already, or the consultation is suspended."))
    if steps.is_overdue(facts):
        raise Conflict(_("The opening is overdue: it opens as soon as both have signed."))
    if problems := _not_ahead(planned_at, facts.now):
        raise Unfit(problems)
    planned = max(planned_at, steps.earliest_opening(facts) or facts.now)
    require_writing().execute(
        update(Round)
        .where(Round.id == facts.round.id)
        .values(planned_at=planned, opens_at=None, closes_at=None, check_ends_at=None)
    )
    touch(facts.id)


def ask_translators(actor: Actor, facts: ConsultationFacts) -> int:
    """Ask for every language that is missing and not under way, until the opening; how many were asked for (R22)."""
    require(policy.can_edit(actor, facts))
    draft = position_draft(facts.position_id) if facts.position_id else None
    wanted = unasked(facts, draft, texts_of_consultation(facts.id))
    opening = next((one.at for one in milestones(facts) if one.code == "opens"), None)
    for kind, owner_id, field, languages in wanted:
        ask_for(kind, owner_id, field, languages, opening)
    return sum(len(one[3]) for one in wanted)


def write_field(actor: Actor, facts: ConsultationFacts, kind: str, field: str, words: Words, seen_number: int) -> None:
    """Question, scope, title or summary: new words, or changed ones; `seen_number` 0 when there were none.

    Raises Conflict when somebody else changed them meanwhile, or when they are frozen (R12, R14).
    """
    require(policy.can_edit(actor, facts))
    require((kind, field) in FIELDS)
    if kind == "consultation" and facts.state is not ConsultationState.DRAFT:
        raise Conflict(_("The question is frozen: the consultation was announced."))
    if kind == "position" and facts.frozen_at is not None:
        raise Conflict(_("The text is frozen and never changes."))
    session = require_writing()
    owner_id = facts.id if kind == "consultation" else facts.position_id or 0
    store_words(actor, kind, owner_id, field, words, seen_number)
    if (kind, field) == ("consultation", "question"):
        session.execute(update(Consultation).where(Consultation.id == facts.id).values(slug=slug(words.source)))
    touch(facts.id)


FIELDS = (
    ("consultation", "question"), ("consultation", "scope"), ("position", "title"), ("position", "summary"),
)  # fmt: skip


def store_words(actor: Actor, kind: str, owner_id: int, field: str, words: Words, seen_number: int) -> None:
    """Write or revise a text, unless it changed since the writer saw it."""
    text = text_of(kind, owner_id, field)
    if (text.number if text else 0) != seen_number:
        raise Conflict(_("Somebody else changed this text meanwhile. Both versions stand below."))
    if text is None:
        write_text(kind, owner_id, field, words, actor.id)
    else:
        revise_text(kind, owner_id, field, words, actor.id)
