"""Counting: by the worker, by row and never by clock, once; the log is written with it (R9, R23, R27)."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.audit.models import LogEntry, LogSecret
from forum.consultation.models import ConsultationEvent
from forum.consultation.operations import counting
from forum.consultation.operations.stops import suspend
from forum.consultation.rules.roll import Seat
from forum.core.db import db, writing
from forum.core.page_versions import stamp
from forum.opinion.models import Snapshot
from forum.translation.rules import words
from tests.consultation import answers as a
from tests.consultation.conftest import Table
from tests.support import visits


@pytest.fixture
def number(table: Table) -> str:
    """An open round."""
    return table.opened()


def stances_logged() -> list[tuple[str | None, str]]:
    db.session.rollback()
    rows = db.session.execute(
        select(LogEntry.organisation, LogSecret.payload)
        .join(LogSecret, LogSecret.n == LogEntry.n)
        .where(LogEntry.type == "stance_recorded")
        .order_by(LogEntry.n)
    )
    return [(organisation, payload["stance"]) for organisation, payload in rows]


def test_between_the_close_and_the_count_the_page_says_so_and_shows_nothing(
    table: Table, number: str, visit: Callable[..., visits.Page]
) -> None:
    orgs = table.organisations
    a.take(table, number, orgs["Stone Well"], "dissent")
    facts = table.facts(number)
    url = f"/en/consultations/{number}-{facts.slug}"
    assert "being counted" not in visit(url).text
    table.close(number)
    page = visit(url)
    assert "Closed, being counted." in page.text
    assert "Dissent" not in page.text
    assert not stances_logged()
    table.work()
    page = visit(url)
    assert "being counted" not in page.text and "Dissent" in page.text
    named = [("Stone Well", "dissent") if name == "Stone Well" else (name, "no_response") for name in sorted(orgs)]
    assert stances_logged() == named, "with the snapshot, in the order of organisations"


def test_only_the_first_count_is_stored(table: Table, number: str) -> None:
    a.take_all(table, number, "endorse")
    found = a.count(table, number)
    round_id = a.round_of(number).id
    db.session.rollback()
    logged = db.session.scalar(select(func.count()).select_from(LogEntry))
    counting.count_round(round_id)
    table.work()
    db.session.rollback()
    assert a.result(number) == found
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 1
    assert db.session.scalar(select(func.count()).select_from(LogEntry)) == logged
    told = db.session.scalars(select(ConsultationEvent.round_no).where(ConsultationEvent.kind == "counted")).all()
    assert list(told) == [1]


def test_nothing_is_counted_before_the_close_or_while_clocks_stand_still(table: Table, number: str) -> None:
    round_id = a.round_of(number).id
    db.session.rollback()
    with writing():
        assert not counting.store_count(round_id)
    closes = a.round_of(number).closes_at
    assert closes is not None
    table.go_to(closes - timedelta(hours=1))
    reason = words("An incident.", "en", plain=True)
    table.do(table.facilitators[Seat.KOSOVO], number, suspend, reason)
    table.go_to(closes + timedelta(hours=1))
    with writing():
        assert not counting.store_count(round_id)


def test_the_count_bumps_every_page_that_shows_it_in_its_own_transaction(table: Table, number: str) -> None:
    scopes = (f"consultation/{number}", "consultations", "home", "demand/GOV-2")
    table.close(number)
    now = table.facts(number).now
    before = {scope: stamp((scope,), now) for scope in scopes}
    round_id = a.round_of(number).id
    db.session.rollback()

    def broken_off() -> None:
        with writing():
            assert counting.store_count(round_id)
            raise RuntimeError("broken off")

    with pytest.raises(RuntimeError, match="broken off"):
        broken_off()
    assert {scope: stamp((scope,), now) for scope in scopes} == before
    counting.count_round(round_id)
    db.session.rollback()
    assert all(stamp((scope,), now) != before[scope] for scope in scopes)


@pytest.mark.parametrize(
    ("template", "takes", "outcome"),
    [
        ("text", {"endorse": "all"}, "joint"),
        ("text", {"dissent": ("Stone Well", "Wide Road", "River Bench")}, "divergent"),
        ("text", {"dissent": ("Stone Well", "Wide Road")}, "broad"),
        ("text", {"reservation": ("Stone Well", "Wide Road")}, "joint_with_reservations"),
        ("rapid", {"silent": ("Stone Well", "Wide Road", "River Bench", "Blue Door", "Paper Boat")}, "joint"),
        ("text", {"silent": ("Stone Well", "Wide Road", "River Bench", "Blue Door", "Paper Boat")}, "no_quorum"),
    ],
)
@pytest.mark.database("sqlite")
def test_the_class_is_that_of_the_rules(
    table: Table, template: str, takes: dict[str, tuple[str, ...]], outcome: str
) -> None:
    number = table.opened(template)
    for name, body in table.organisations.items():
        stance = next((one for one, names in takes.items() if name in names), "endorse")
        if stance != "silent":
            a.take(table, number, body, stance, {"whole": "But."} if stance == "reservation" else None)
    assert a.count(table, number).result["class"] == outcome


def test_two_workers_count_once(app: Flask, table: Table, number: str, caplog: pytest.LogCaptureFixture) -> None:
    from concurrent.futures import ThreadPoolExecutor

    a.take_all(table, number, "endorse")
    table.close(number)
    round_id = a.round_of(number).id
    db.session.rollback()

    def count() -> None:
        with app.app_context():
            counting.count_round(round_id)
            db.session.remove()

    with caplog.at_level(logging.ERROR), ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(count), pool.submit(count)]:
            done.result(30)
    assert len(stances_logged()) == 11
    assert not caplog.records
