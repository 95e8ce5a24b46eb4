"""Consultations for a worked example: each step as its people take it, in transactions of their own."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from forum.consultation.operations import dissents, drafts, facilitators, position, signing, stances, stops
from forum.consultation.queries.course import consultation_for
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.ruleset import RulesetChoices
from forum.consultation.rules.signatures import Act
from forum.consultation.rules.stances import Stance
from forum.core import actors
from forum.core.db import writing
from forum.translation.queries import protected_names
from forum.translation.rules import Words, words


def draft(administrator_id: int, template: str, demands: Sequence[str], question: str, language: str) -> str:
    """An administrator begins a draft; returns its key."""
    made = _words(question, language, plain=True)
    with writing():
        return drafts.create_draft(actors.of(administrator_id), RulesetChoices(template), demands, made)


def appoint(administrator_id: int, name: str, seat: str, person_id: int) -> None:
    """An administrator appoints a facilitator."""
    with writing():
        actor = actors.of(administrator_id)
        facts = consultation_for(actor, name, lock=True)
        facilitators.appoint_facilitator(actor, facts, Seat(seat), actors.of(person_id).key)


def write(person_id: int, name: str, field: str, source: str, language: str) -> None:
    """A facilitator writes title or summary of the position."""
    made = _words(source, language, plain=True)
    with writing():
        actor = actors.of(person_id)
        drafts.write_field(actor, consultation_for(actor, name, lock=True), "position", field, made, 0)


def paragraph(person_id: int, name: str, source: str, language: str, evidence: Sequence[str]) -> str:
    """A facilitator adds a paragraph with what it rests on; returns its key."""
    made = _words(source, language)
    with writing():
        actor = actors.of(person_id)
        key = position.add_paragraph(actor, consultation_for(actor, name, lock=True), made)
    for reference in evidence:
        with writing():
            actor = actors.of(person_id)
            position.add_evidence(actor, consultation_for(actor, name, lock=True), key, reference)
    return key


def sign(person_id: int, name: str, act: str) -> None:
    """A facilitator signs what the page shows now."""
    with writing():
        actor = actors.of(person_id)
        facts = consultation_for(actor, name, lock=True)
        signing.sign(actor, facts, Act(act), signing.step_of(facts, Act(act)).sha256)


def propose(person_id: int, name: str, slug: str, value: str, reservations: Mapping[str, tuple[str, str]]) -> int:
    """Somebody proposes a stance; `reservations`: key of a paragraph (or *whole*) → words and language."""
    made = {key: _words(*said) for key, said in reservations.items()}
    with writing():
        return stances.propose_stance(actors.of(person_id), name, slug, Stance(value), made, 0)


def confirm(person_id: int, name: str, slug: str, *, mailed_link: bool = False) -> None:
    """Another person confirms the first proposal; an individual seat by its mailed link (R10)."""
    with writing():
        stances.confirm_stance(actors.of(person_id), name, slug, 1, mailed_link=mailed_link)


def dissent(person_id: int, name: str, slug: str, source: str, language: str) -> str:
    """An organisation files its dissenting opinion; returns its key."""
    made = _words(source, language)
    with writing():
        return dissents.file_dissent(actors.of(person_id), name, slug, made)


def join_dissent(person_id: int, name: str, slug: str, key: str) -> None:
    """Another organisation stands behind it."""
    with writing():
        dissents.join_dissent(actors.of(person_id), name, slug, key)


def intend(person_id: int, name: str, act: str, reason: str, language: str) -> None:
    """A facilitator proposes a longer suspension or a withdrawal, with a public reason."""
    made = _words(reason, language)
    with writing():
        actor = actors.of(person_id)
        signing.propose(actor, consultation_for(actor, name, lock=True), Act(act), made)


def extend(person_id: int, name: str, by: timedelta, reason: str, language: str) -> None:
    """A facilitator proposes a later close."""
    made = _words(reason, language)
    with writing():
        actor = actors.of(person_id)
        facts = consultation_for(actor, name, lock=True)
        assert facts.round.closes_at is not None
        signing.propose_extension(actor, facts, facts.round.closes_at + by, made)


def suspend(person_id: int, name: str, reason: str, language: str) -> None:
    """A facilitator stops the clocks for 72 hours."""
    made = _words(reason, language)
    with writing():
        actor = actors.of(person_id)
        stops.suspend(actor, consultation_for(actor, name, lock=True), made)


def _words(source: str, language: str, *, plain: bool = False) -> Words:
    return words(source, language, plain=plain, protected=protected_names())
