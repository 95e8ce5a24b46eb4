"""The SQL twins say what the rules say; pages ask a constant number of statements; dates and lists as they are."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.accounts.models import Person
from forum.consultation import policy
from forum.consultation.models import Consultation, ConsultationDemand, Evidence, Paragraph, Round
from forum.consultation.operations import signing, stops
from forum.consultation.queries import candidates, dates, glance, phases, roll
from forum.consultation.queries.course import consultation_by_id, consultation_for
from forum.consultation.rules import guards
from forum.consultation.rules.phases import ConsultationState, RoundPhase
from forum.consultation.rules.roll import SIDES, Seat
from forum.consultation.rules.ruleset import RulesetChoices, build_ruleset
from forum.consultation.rules.signatures import Act
from forum.core import clock
from forum.core.db import db, writing
from forum.core.errors import NotFound
from forum.core.keys import new_key
from forum.core.languages import READINGS
from forum.opinion.models import Snapshot
from forum.translation.rules import words
from tests.consultation.conftest import KOSOVO, SERBIA, Table

KS, RS = Seat.KOSOVO, Seat.SERBIA
MANY = 150


def generated(now: datetime, seed: int) -> None:
    """Consultations with every mixture of dates around `now`, the instant itself among them."""
    chance = random.Random(seed)
    near = [timedelta(days=days, microseconds=tick) for days in (-9, 0, 9) for tick in (-1, 0, 1)]

    def moment(none: float = 0.35) -> datetime | None:
        return None if chance.random() < none else now + chance.choice(near)

    with writing() as session:
        for _row in range(MANY):
            suspended = moment(0.7)
            row = Consultation(
                key=new_key(), slug="x", template="text", electorate="organisations",
                ruleset=build_ruleset(RulesetChoices("text")), created_at=now, announced_at=moment(0.2),
                published_at=moment(0.85), withdrawn_at=moment(0.85), suspended_at=suspended,
                suspended_until=moment() if suspended else None,
            )  # fmt: skip
            session.add(row)
            session.flush()
            session.add(ConsultationDemand(consultation_id=row.id, demand_code="GOV-1"))
            for no in range(1, chance.choice((2, 2, 3))):
                one = Round(
                    consultation_id=row.id, no=no, kind="endorse", length_hours=1, check_hours=1, opens_at=moment(),
                    closes_at=moment(),
                )  # fmt: skip
                session.add(one)
                session.flush()
                if chance.random() < 0.5:
                    session.add(
                        Snapshot(
                            subject="round", subject_id=one.id, purpose="stances", input_sha256="", parameters={},
                            code_version="", result={}, published={}, at=now,
                        )
                    )  # fmt: skip


def facts_at(consultation_id: int, now: datetime) -> Any:
    found = consultation_by_id(consultation_id)
    assert found is not None
    return replace(found, now=now)


def test_state_and_phase_in_sql_are_those_of_the_rules(app: Any) -> None:
    now = clock.now()
    generated(now, 7)
    rows = db.session.execute(select(Consultation.id, phases.state()), {"now": now}).all()
    states = {consultation_id: ConsultationState(state) for consultation_id, state in rows}
    rounds = dict(db.session.execute(select(Round.id, phases.round_phase()), {"now": now}).all())  # type: ignore[arg-type]
    assert len(states) == MANY
    for consultation_id, state in states.items():
        facts = facts_at(consultation_id, now)
        assert state is facts.state, facts
        for one in facts.rounds:
            from forum.consultation.rules.phases import round_phase

            assert RoundPhase(rounds[one.id]) is round_phase(one.dates, now), one
    assert set(states.values()) == set(ConsultationState), "every state was among them"
    assert {RoundPhase(phase) for phase in rounds.values()} == set(RoundPhase)


def test_who_may_read_in_sql_is_who_may_by_the_policy(table: Table) -> None:
    now = clock.now()
    table.begun()
    generated(now, 8)
    people = (None, table.administrator, table.facilitators[KS], table.organisations[KOSOVO[1]].speakers[0])
    counts = []
    for person_id in people:
        who = table.actor(person_id) if person_id else None
        binds = {"now": now, **phases.visible_binds(who)}
        seen = set(db.session.scalars(select(Consultation.id).where(phases.visible()), binds))
        everything = list(db.session.scalars(select(Consultation.id)))
        for consultation_id in everything:
            facts = facts_at(consultation_id, now)
            assert policy.can_read(who, facts) is (consultation_id in seen), facts
        counts.append(len(seen))
    assert counts[0] < counts[1] == MANY + 1
    assert counts[2] >= counts[0] and counts[3] == counts[0]


def test_a_draft_is_there_for_its_people_and_for_nobody_else(table: Table) -> None:
    key = table.begun()
    assert consultation_for(table.facilitator(RS), key).key == key
    for person_id in (None, table.translators[0], table.organisations[SERBIA[1]].speakers[0]):
        with pytest.raises(NotFound):
            consultation_for(table.actor(person_id) if person_id else None, key)
    shown = glance.drafts_for(table.facilitator(KS), READINGS["en"], clock.now())
    assert [one.key for one in shown] == [key]
    assert glance.drafts_for(table.actor(table.translators[0]), READINGS["en"], clock.now()) == []
    table.do(table.facilitators[KS], key, signing.propose, Act.WITHDRAW, words("No need.", "en", plain=True))
    table.sign(key, Act.WITHDRAW, RS)
    assert glance.drafts_for(table.facilitator(KS), READINGS["en"], clock.now()) == []


# ---------------------------------------------------------------- dates
def test_a_draft_shows_every_date_it_would_have(table: Table) -> None:
    key = table.drafted()
    found = [(one.code, one.days) for one in dates.milestones(table.facts(key))]
    assert found == [
        ("announced", 0), ("opens", 0), ("reminder", 7), ("reminder", 2), ("reminder", 1), ("closes", 0),
        ("check_ends", 0), ("published", 0), ("review", 0),
    ]  # fmt: skip
    assert not any(one.is_past(clock.now()) for one in dates.milestones(table.facts(key)))


def test_dates_are_those_written_once_they_are(table: Table) -> None:
    number = table.frozen()
    facts = table.facts(number)
    at = {one.code: one.at for one in dates.milestones(facts)}
    one = facts.round
    assert (at["opens"], at["closes"], at["check_ends"]) == (one.opens_at, one.closes_at, one.check_ends_at)
    assert at["announced"] == facts.announced_at and at["published"] == one.check_ends_at
    said = words("An incident.", "en", plain=True)
    table.do(table.facilitators[KS], number, stops.suspend, said)
    table.do(table.facilitators[KS], number, signing.propose, Act.SUSPEND, said)
    table.sign(number, Act.SUSPEND, RS)
    assert [one.code for one in dates.milestones(table.facts(number))] == ["announced"], "nobody knows the others"


# ---------------------------------------------------------------- people
def test_candidates_are_exactly_those_whom_the_guard_lets_pass(table: Table) -> None:
    table.person("outsider")
    number = table.announced()
    facts = table.facts(number)
    offered = candidates.choices(facts)
    for seat in SIDES:
        keys = {one.key for one in offered[seat].eligible}
        for person in db.session.scalars(select(Person)):
            who = candidates.candidate(facts, person.key)
            sits = facts.seats[seat].person_id == person.id
            may = who is not None and not guards.missing_to_replace(
                guards.ReplaceFacts(
                    facts.state, seat, True, frozenset(facts.seats), True, "A reason", frozenset(who.organisations),
                    who.second_factor, who.acted, who.on_roll, bool(who.sat_for - {seat}),
                )
            )  # fmt: skip
            assert (person.key in keys) is (may and not sits), person.name
    assert {len(one.eligible) for one in offered.values()} == {10}


def test_who_can_answer_counts_people_with_a_second_factor_who_do_not_facilitate(table: Table) -> None:
    from forum.organisations.operations.mandates import grant_mandate

    facts = table.facts(table.drafted())
    lone = table.organisation("Lonely Desk", RS, speakers=1)
    seat = table.organisation("Ana Primer, activist", KS, kind="individual", speakers=1)
    bare = table.person_without_factor()
    with writing():
        grant_mandate(None, lone.slug, bare, "alternate")
        grant_mandate(None, lone.slug, table.facilitators[RS], "representative")
    people = [one.person_id for one in facts.seats.values()]
    found = roll.preview(facts.id, announced=False, facilitators=people, individuals=(), now=clock.now())
    able = {line.name: (line.able, line.too_few) for line in found.lines}
    assert able["Lonely Desk"] == (1, True) and able["Blue Door"] == (2, False)
    assert able["Ana Primer, activist"] == (1, False)
    without = roll.preview(facts.id, announced=False, facilitators=people, individuals=[seat.id], now=clock.now())
    assert "Ana Primer, activist" not in [line.name for line in without.lines]


# ---------------------------------------------------------------- budgets
def more(table: Table, number: str, paragraphs: int) -> None:
    """A longer text, more organisations that were invited."""
    facts = table.facts(number)
    made = [words(f"Paragraph {turn}.", "en") for turn in range(paragraphs)]
    with writing() as session:
        from forum.translation.operations import write_text

        for turn, said in enumerate(made):
            row = Paragraph(key=new_key(), position_id=facts.position_id, no=10 + turn)
            session.add(row)
            session.flush()
            write_text("paragraph", row.id, "body", said, None)
            session.add_all(
                Evidence(paragraph_id=row.id, no=no, kind="demand", demand_code="GOV-1") for no in range(1, 4)
            )
    for turn in range(paragraphs // 4):
        table.organisation(f"More {turn + 1}", RS)


@pytest.mark.parametrize("place", ["", "/facilitate"])
def test_pages_ask_a_constant_number_of_statements(
    table: Table, sign_in: Callable[..., FlaskClient], client: FlaskClient, count_statements: Callable[..., Any],
    place: str,
) -> None:  # fmt: skip
    number = table.announced()
    slug = table.facts(number).slug
    url = f"/en/consultations/{number}{place}" if place else f"/en/consultations/{number}-{slug}"
    sign_in(table.facilitators[KS])
    asked = []
    for paragraphs in (0, 24):
        more(table, number, paragraphs)
        client.get(url)
        with count_statements(at_most=34 if place else 20) as found:
            assert client.get(url).status_code == 200
        asked.append(found.count)
    assert asked[0] == asked[1]
    visitor = client.application.test_client()
    if not place:
        with count_statements(at_most=asked[0]):
            assert visitor.get(url).status_code == 200


def test_lists_are_one_statement(table: Table, count_statements: Callable[..., Any]) -> None:
    table.announced()
    for _ in range(3):
        table.begun()
    who, now = table.actor(table.administrator), clock.now()
    speaker = table.actor(table.organisations[KOSOVO[1]].speakers[0])
    for ask in (
        lambda: glance.all_announced(READINGS["sq"], now), lambda: glance.open_now(READINGS["sq"], now),
        lambda: glance.of_demand("GOV-2", READINGS["sq"], now), lambda: glance.drafts_for(who, READINGS["sq"], now),
        lambda: glance.waiting_for(speaker, READINGS["sq"], now),
    ):  # fmt: skip
        with count_statements(at_most=1):
            assert ask()


def test_what_waits_for_an_organisation_says_how_far_it_is(table: Table) -> None:
    from tests.consultation.answers import confirm, propose

    number = table.opened()
    body = table.organisations[KOSOVO[1]]

    def state() -> tuple[bool, bool]:
        (one,) = glance.waiting_for(table.actor(body.speakers[0]), READINGS["en"], clock.now())
        assert one.organisation == body.name and one.glance.number == number and one.glance.is_open(clock.now())
        return one.confirmed, one.proposed

    assert state() == (False, False)
    version = propose(table, number, body, "endorse")
    assert state() == (False, True)
    confirm(table, number, body, version)
    assert state() == (True, False)
    table.do(table.facilitators[KS], number, stops.suspend, words("An incident.", "en", plain=True))
    (one,) = glance.waiting_for(table.actor(body.speakers[0]), READINGS["en"], clock.now())
    assert not one.glance.is_open(clock.now()), "clocks stand still"
    assert glance.waiting_for(table.actor(table.translators[0]), READINGS["en"], clock.now()) == ()


def test_what_can_be_answered_now_stands_before_what_is_to_come(table: Table) -> None:
    from tests.consultation.answers import take

    first, second = table.opened(), table.announced()
    third = table.frozen()
    table.open(third)
    body = table.organisations[KOSOVO[1]]
    who = table.actor(body.speakers[0])

    def order() -> list[str]:
        return [one.glance.number for one in glance.waiting_for(who, READINGS["en"], clock.now())]

    assert order() == [first, third, second], "the next to close, then what is not open yet"
    take(table, first, body, "endorse")
    assert order() == [third, first, second], "an answer that stands can wait"
