"""What the clock makes due: told once, counted, published, reminded of; safe to repeat."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.consultation.models import ConsultationEvent
from forum.consultation.operations import rounds, stops, sweep
from forum.consultation.queries import due
from forum.consultation.rules import timetable
from forum.consultation.rules.phases import ConsultationState, RoundPhase
from forum.consultation.rules.roll import Seat
from forum.core import clock
from forum.core.db import db, writing
from forum.core.models import Work
from forum.notifications.models import Notice
from forum.translation.rules import words
from tests.consultation.answers import propose, take
from tests.consultation.conftest import KOSOVO, REGIONAL, SERBIA, Table

KS, RS = Seat.KOSOVO, Seat.SERBIA


def events(table: Table, name: str) -> list[str]:
    facts = table.facts(name)
    found = select(ConsultationEvent.kind).where(ConsultationEvent.consultation_id == facts.id)
    return list(db.session.scalars(found.order_by(ConsultationEvent.id)))


def reminded(days: int) -> set[int]:
    db.session.rollback()
    rows = db.session.execute(select(Notice.person_id, Notice.params).where(Notice.kind == "consultation_reminder"))
    return {row.person_id for row in rows if row.params["days"] == days}


def test_an_opening_is_told_once_when_it_has_come_and_not_before(table: Table) -> None:
    number = table.frozen()
    opens = table.facts(number).round.opens_at
    assert opens is not None
    table.work()
    assert events(table, number) == ["announced", "frozen"]
    table.go_to(opens - timedelta(seconds=10))
    table.work()
    assert events(table, number) == ["announced", "frozen"]
    table.go_to(opens + timedelta(seconds=1))
    table.work()
    table.work()
    assert events(table, number) == ["announced", "frozen", "opened"]
    consultation_id = table.facts(number).id
    with writing():
        assert rounds.mark_opened(consultation_id) is False


def test_a_close_leads_to_the_count_and_the_end_of_the_check_to_the_publication(table: Table) -> None:
    number = table.opened()
    table.close(number)
    assert table.facts(number).phase is RoundPhase.CLOSED
    sweep.sweep()
    sweep.sweep()
    assert events(table, number)[-1] == "closed" and table.facts(number).phase is RoundPhase.CLOSED
    assert db.session.scalar(select(func.count()).select_from(Work).where(Work.kind == "count_round")) == 1
    table.work()
    facts = table.facts(number)
    assert facts.state is ConsultationState.CHECK
    assert events(table, number)[-2:] == ["closed", "counted"]
    ends = facts.round.check_ends_at
    assert ends is not None
    table.go_to(ends - timedelta(seconds=10))
    table.work()
    assert table.facts(number).state is ConsultationState.CHECK
    table.go_to(ends + timedelta(seconds=1))
    table.work()
    table.work()
    facts = table.facts(number)
    assert facts.state is ConsultationState.PUBLISHED and facts.review_on is not None
    assert facts.review_on - (facts.published_at or clock.now()) <= timedelta(days=181)
    assert events(table, number).count("published") == 1
    assert due.due(clock.now()) == due.Due((), (), ())


def test_one_that_fails_does_not_keep_the_others_waiting(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = table.frozen("rapid"), table.frozen("rapid")
    table.wait(hours=60)
    broken = table.facts(first).id
    whole = rounds.mark_closed

    def fails(consultation_id: int) -> bool:
        if consultation_id == broken:
            raise RuntimeError("out of plates")
        return whole(consultation_id)

    monkeypatch.setattr(rounds, "mark_closed", fails)
    sweep.sweep()
    assert "closed" in events(table, second) and "closed" not in events(table, first)
    monkeypatch.undo()
    sweep.sweep()
    assert "closed" in events(table, first), "the next sweep finds it"


def test_nothing_is_due_while_clocks_stand_still(table: Table) -> None:
    number = table.opened()
    closes = table.facts(number).round.closes_at
    assert closes is not None
    table.go_to(closes - timedelta(hours=1))
    table.do(table.facilitators[KS], number, stops.suspend, words("An incident.", "en", plain=True))
    table.go_to(closes + timedelta(hours=1))
    assert due.due(clock.now()) == due.Due((), (), ()) and due.reminders_due(clock.now()) == []
    table.work()
    assert "closed" not in events(table, number)


def test_reminders_go_at_seven_two_and_one_days_only_to_those_who_have_not_answered(table: Table) -> None:
    number = table.opened()
    closes = table.facts(number).round.closes_at
    assert closes is not None
    take(table, number, table.organisations[KOSOVO[1]], "endorse")
    propose(table, number, table.organisations[SERBIA[1]], "endorse")
    people = {
        person
        for name, body in table.organisations.items()
        for person in body.speakers
        if name != KOSOVO[1]
    } | set(table.facilitators.values())  # fmt: skip
    table.go_to(timetable.add_days(closes, -8))
    table.work()
    assert reminded(7) == set()
    table.go_to(timetable.add_days(closes, -7) + timedelta(minutes=1))
    table.work()
    table.work()
    assert reminded(7) == people, "an unconfirmed stance is no answer"
    take(table, number, table.organisations[REGIONAL[0]], "stand_aside")
    table.go_to(timetable.add_days(closes, -2) + timedelta(minutes=1))
    table.work()
    assert reminded(2) == people - set(table.organisations[REGIONAL[0]].speakers)
    table.go_to(timetable.add_days(closes, -1) + timedelta(hours=25))
    table.work()
    assert reminded(1) == set(), "a reminder that is a day old is none"
    kinds = select(func.count()).select_from(Notice).where(Notice.kind == "consultation_reminder")
    assert db.session.scalar(kinds) == len(reminded(7)) + len(reminded(2)), "each once"


def test_a_rapid_reaction_is_reminded_of_a_day_before(table: Table) -> None:
    number = table.frozen("rapid", lengths={1: 72})
    closes = table.facts(number).round.closes_at
    assert closes is not None
    for days in (2, 1):
        table.go_to(closes - timedelta(days=days) + timedelta(minutes=1))
        table.work()
    assert reminded(7) == set() and len(reminded(2)) == len(reminded(1)) == 24
