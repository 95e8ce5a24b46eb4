"""One write at a time, one commit per request; the database refuses everything else (R30, R31, R32)."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from forum.core import clock, events, submissions, work
from forum.core.db import aside, database_now, db, react, require_writing, writing
from forum.core.errors import Conflict, Unavailable
from forum.core.events import Event
from forum.core.models import Draft, Page, Submission, Work
from forum.core.page_versions import bump, bump_everything, set_boundaries, stamp
from forum.statement.models import Demand

pytestmark = pytest.mark.bare


def draft(place: str, body: str = "words") -> Draft:
    return Draft(person_id=1, place=place, body=body, language="en", updated_at=clock.now())


def drafts() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Draft.place)))


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO page (scope, version) VALUES ('x', 1)", "UPDATE page SET version = 2", "DELETE FROM page",
        "CREATE TABLE sneaky (id INTEGER)",
    ],
)  # fmt: skip
def test_the_database_refuses_to_write_in_a_read(app: Flask, change: str) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        db.session.execute(text(change))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Page)) == 0


def test_a_read_stays_a_read_after_a_write(app: Flask) -> None:
    with writing():
        bump("home")
    with pytest.raises(DBAPIError):
        db.session.execute(text("UPDATE page SET version = 9"))
    db.session.rollback()


def test_writing_commits_once_at_its_end_and_not_at_all_when_it_fails(app: Flask) -> None:
    with writing() as session:
        session.add(draft("kept"))
    with pytest.raises(ZeroDivisionError), writing() as session:  # noqa: PT012
        session.add(draft("lost"))
        session.flush()
        1 / 0  # noqa: B018
    assert drafts() == ["kept"]


def test_an_error_of_the_last_flush_is_told_and_nothing_stands(app: Flask) -> None:
    with pytest.raises(IntegrityError), writing() as session:  # noqa: PT012
        session.add_all([draft("twice"), draft("other")])
        session.execute(text("INSERT INTO draft SELECT 1, 'twice', 'x', 'en', :at"), {"at": str(clock.now())[:19]})
    assert drafts() == []


def test_writing_inside_writing_raises(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside writing"), writing(), writing():
        pass
    with writing() as session:
        session.add(draft("afterwards"))
    assert drafts() == ["afterwards"]


def test_aside_stays_although_the_request_fails_and_never_opens_inside_writing(app: Flask) -> None:
    with aside() as own:
        own.add(draft("counted"))
    with pytest.raises(RuntimeError, match="inside writing"), writing(), aside():
        pass
    assert drafts() == ["counted"]


def test_operations_run_inside_writing_only(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside writing"):
        require_writing()
    with writing() as session:
        assert require_writing() is session


def test_what_was_read_before_is_read_again_inside(app: Flask) -> None:
    with writing() as session:
        session.add(draft("seen", "first"))
    seen = db.session.scalars(select(Draft)).one()
    with Session(db.engine) as other:
        other.connection(execution_options={"sofra_write": True})
        db.session.rollback()
        other.execute(text("UPDATE draft SET body = 'second'"))
        other.commit()
    with writing() as session:
        assert session.scalars(select(Draft)).one().body == "second"
    assert seen.body == "second"


def test_a_busy_or_lost_database_is_unavailable_and_nothing_was_done(app: Flask) -> None:
    with pytest.raises(Unavailable), writing() as session:  # noqa: PT012
        session.add(draft("half"))
        session.flush()
        raise OperationalError("INSERT", {}, Exception("database is locked"))
    assert drafts() == []


@pytest.mark.database("sqlite")
def test_another_program_holding_the_lock_is_waited_for(app: Flask) -> None:
    """SQLite's own lock is waited for; the queue in front is fair: first come, first served."""
    order: list[str] = []

    def write(name: str) -> None:
        with app.app_context(), writing() as session:
            session.add(draft(name))
            order.append(name)

    with writing() as session:
        threads = []
        for number in range(4):
            threads.append(threading.Thread(target=write, args=(f"w{number}",)))
            threads[-1].start()
            time.sleep(0.05)
        session.add(draft("first"))
        assert order == []
    for thread in threads:
        thread.join(10)
    assert drafts() == ["first", "w0", "w1", "w2", "w3"]


# ---------------------------------------------------------------- repeated submissions
def test_a_form_sent_again_has_one_effect_and_leads_to_the_same_place(app: Flask) -> None:
    calls: list[int] = []

    def act() -> str:
        calls.append(1)
        require_writing().add(draft(f"call {len(calls)}"))
        return "/here"

    for _ in range(3):
        with writing():
            assert submissions.once(7, "k" * 24, "digest", act) == "/here"
    with writing():
        assert submissions.once(8, "k" * 24, "digest", act) == "/here"
    assert drafts() == ["call 1", "call 2"], "the key belongs to a person"


def test_the_same_key_with_other_words_is_a_conflict(app: Flask) -> None:
    with writing():
        submissions.once(7, "k" * 24, "one", lambda: "/one")
    with pytest.raises(Conflict), writing():
        submissions.once(7, "k" * 24, "two", lambda: "/two")
    assert db.session.scalars(select(Submission.location)).all() == ["/one"]


def test_an_act_that_fails_may_be_sent_again(app: Flask) -> None:
    def fail() -> str:
        raise Conflict("closed")

    with pytest.raises(Conflict), writing():
        submissions.once(7, "k" * 24, "one", fail)
    with writing():
        assert submissions.once(7, "k" * 24, "one", lambda: "/one") == "/one"


def test_equal_forms_at_once_have_one_effect(app: Flask) -> None:
    """The second sender waits for the first and gets its result."""
    told: list[str] = []

    def send() -> None:
        with app.app_context(), writing():
            told.append(submissions.once(7, "k" * 24, "one", lambda: _slowly(len(told))))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert told == ["/place/0"] * 6
    assert len(drafts()) == 1


def _slowly(number: int) -> str:
    time.sleep(0.05)
    require_writing().add(draft(f"made {number}"))
    return f"/place/{number}"


def test_submissions_are_forgotten_after_a_week(app: Flask) -> None:
    with writing():
        submissions.once(7, "k" * 24, "one", lambda: "/one")
    submissions.prune()
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 1
    clock.set_offset(clock.offset() + submissions.timedelta(days=8))
    submissions.prune()
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 0


# ---------------------------------------------------------------- reactions and work
class Happened(Event):
    """For these tests."""


def _fails(_fact: Event) -> None:
    require_writing().add(draft("lost with its savepoint"))
    raise ValueError("reaction")


def _breaks_sql(_fact: Event) -> None:
    require_writing().execute(text("INSERT INTO draft SELECT 1, place, body, language, updated_at FROM draft"))


def _works(_fact: Event) -> None:
    require_writing().add(draft("a reaction that works"))


@pytest.fixture
def connected() -> Callable[..., None]:
    before = {kind: dict(found) for kind, found in events.connections().items()}
    yield events.connect  # type: ignore[misc]
    flat = {kind: [(event, one) for event, all_ in found.items() for one in all_] for kind, found in before.items()}
    events.connect(flat["required"], flat["reactions"], react)


def test_a_failed_reaction_costs_only_itself_and_is_left_as_work(app: Flask, connected: Callable[..., None]) -> None:
    connected([], [(Happened, _fails), (Happened, _breaks_sql), (Happened, _works)], react)
    with writing() as session:
        session.add(draft("the change"))
        session.flush()
        events.publish(Happened())
    assert drafts() == ["a reaction that works", "the change"]
    left = db.session.scalars(select(Work).order_by(Work.id)).all()
    assert [row.kind for row in left] == ["reaction", "reaction"]
    assert [row.params["handler"].split(":")[1] for row in left] == ["_fails", "_breaks_sql"]


def test_a_failed_requirement_fails_the_change(app: Flask, connected: Callable[..., None]) -> None:
    connected([(Happened, _fails)], [(Happened, _works)], react)
    with pytest.raises(ValueError, match="reaction"), writing() as session:  # noqa: PT012
        session.add(draft("the change"))
        events.publish(Happened())
    assert drafts() == []


def test_work_is_done_once_tried_again_later_and_given_up_in_the_end(app: Flask) -> None:
    done: list[str] = []

    def sometimes(what: str) -> None:
        done.append(what)
        if what == "bad":
            raise ValueError(what)

    work.register("sometimes", sometimes)
    with writing():
        for what in ("good", "good", "bad"):
            work.enqueue("sometimes", unique_key=what, what=what)
    assert work.run_due() == 1
    assert done == ["good", "bad"]
    assert work.run_due() == 0, "what failed waits"
    for _ in range(work.MOST_TRIES + 2):
        clock.set_offset(clock.offset() + submissions.timedelta(hours=2))
        work.run_due()
    assert done.count("bad") == work.MOST_TRIES
    assert done.count("good") == 1
    work._handlers.pop("sometimes")


def test_work_taken_by_a_process_that_died_is_found_again(app: Flask) -> None:
    done: list[int] = []
    work.register("counted", lambda: done.append(1))
    with writing():
        work.enqueue("counted")
    assert work._take() is not None
    assert work.run_due() == 0, "somebody else has it"
    clock.set_offset(clock.offset() + work.LEASE + submissions.timedelta(seconds=1))
    assert work.run_due() == 1
    assert done == [1]
    work._handlers.pop("counted")


# ---------------------------------------------------------------- time and pages
def test_the_databases_clock_is_that_of_the_process_and_shifted_with_it(app: Flask) -> None:
    assert abs((database_now() - clock.now()).total_seconds()) < 1
    clock.set_offset(submissions.timedelta(days=3))
    assert abs((database_now() - clock.now()).total_seconds()) < 1


def test_moments_are_aware_and_come_back_in_utc(app: Flask) -> None:
    with writing() as session:
        session.add(Draft(person_id=1, place="x", body="", language=None, updated_at=clock.civil(clock.now())))
    found = db.session.scalars(select(Draft.updated_at)).one()
    assert found.utcoffset() == submissions.timedelta(0)
    with pytest.raises(Exception, match="naive"), writing() as session:
        session.add(Draft(person_id=1, place="y", body="", updated_at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_a_stamp_changes_with_its_scopes_the_clock_and_the_epoch_alone(app: Flask) -> None:
    def now() -> str:
        db.session.rollback()
        return stamp(["home", "demand/GOV-2"], clock.now())

    seen = [now()]
    with writing():
        bump("thread/abc")
    assert now() == seen[-1]
    for change in (
        lambda: bump("home"), lambda: bump("demand/GOV-2", "home"), bump_everything, bump_everything,
        lambda: set_boundaries("home", [clock.now() - submissions.timedelta(minutes=1)]),
    ):  # fmt: skip
        with writing():
            change()
        seen.append(now())
    with writing():
        set_boundaries("home", [clock.now() + submissions.timedelta(minutes=1)])
    assert now() == seen[-2], "that boundary is no longer planned"
    clock.set_offset(submissions.timedelta(minutes=2))
    seen.append(now())
    assert len(set(seen)) == len(seen)


def test_a_page_is_one_row_whoever_bumps_first(app: Flask) -> None:
    threads = [threading.Thread(target=_bump, args=(app, turn)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    rows = dict(db.session.execute(select(Page.scope, Page.version)).all())
    assert rows == {"a": 8, "b": 8, "c": 8}


def _bump(app: Flask, turn: int) -> None:
    scopes = ["a", "b", "c"]
    with app.app_context(), writing():
        bump(*(scopes[turn % 3 :] + scopes[: turn % 3]))


def test_the_statement_is_not_here(app: Flask) -> None:
    """These tests start from migrations alone."""
    assert db.session.scalar(select(func.count()).select_from(Demand)) == 0
