"""From a report to a decision and back, as browsers without scripts see it."""

import json
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.accounts.models import Totp
from forum.audit.models import LogEntry, LogSecret
from forum.core import clock
from forum.core.db import db, writing
from forum.core.models import Page as PageVersion
from forum.core.models import Work
from forum.core.policy import Actor
from forum.core.work import run_due
from forum.moderation.models import Case, Report
from forum.moderation.queries import is_held
from forum.moderation.rules import Thing
from forum.notifications.models import Notice
from tests.moderation.conftest import Board
from tests.support.visits import Outbox, Page, checked, words

People = Callable[..., Actor]
CANARY = "kanarinë"


def fields(page: Page, url: str) -> dict[str, str]:
    """The fields of the form that posts to exactly this address."""
    form = next(form for form in page.tree.forms if form.get("action") == url)
    return {str(name): str(value or "") for name, value in form.form_values()}


def send(client: FlaskClient, url: str, at: str | None = None, status: int = 303, **changes: str) -> Any:
    """Fill in the form for `url` that stands on the page `at`."""
    page = checked(client.get(at or url))
    response = client.post(url, data=fields(page, url) | changes)
    assert response.status_code == status, response.get_data(as_text=True)
    return response


def report_url(note: Thing, reading: str = "en") -> str:
    return f"/{reading}/report/note/{note.key}"


def case_url(note: Thing) -> str:
    return f"/en/moderation/note/{note.key}"


@pytest.fixture
def moderator(app: Flask, person: People, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The browser of a moderator for Kosovo, second factor shown."""
    return on_duty(app, person("moderator", "kosovo"), sign_in)


def on_duty(app: Flask, actor: Actor, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The browser of somebody with a second factor."""
    with writing() as session:
        session.add(Totp(person_id=actor.id, secret="A" * 32, confirmed_at=clock.now()))
    return sign_in(actor, app.test_client())


@pytest.mark.parametrize("reading", ["en", "sq", "sr-latn", "sr-cyrl"])
def test_a_visitor_reports_and_gets_a_receipt_without_a_typed_word(
    reading: str, board: Board, client: FlaskClient, outbox: Outbox
) -> None:
    note = board.pin("Fjalë të këqija.")
    answer = send(client, report_url(note, reading), rule="hate", text="Read this!", address="visitor@example.org")
    assert "received" in answer.headers["Location"]
    checked(client.get(answer.headers["Location"]))
    assert db.session.execute(select(Report.rule, Report.address, Report.by, Report.reading)).one() == (
        "hate", "visitor@example.org", None, reading,
    )  # fmt: skip
    outbox.deliver()
    (letter,) = outbox.to("visitor@example.org")
    assert "Read this" not in words(letter)
    assert "Fjalë" not in words(letter)


def test_a_visitor_leaves_an_address_and_chooses_a_rule(board: Board, client: FlaskClient) -> None:
    url = report_url(board.pin("Fjalë."))
    for changes in ({"address": "x@example.org"}, {"rule": "hate"}, {"rule": "hate", "address": "no address"},
                    {"rule": "nothing", "address": "x@example.org"}):  # fmt: skip
        page = checked(client.get(url))
        answer = checked(client.post(url, data=fields(page, url) | {"text": "Kept"} | changes), 422)
        assert fields(answer, url)["text"].strip() == "Kept"
    assert db.session.scalar(select(func.count(Report.id))) == 0


def test_reporting_twice_changes_nothing_and_is_answered_alike(board: Board, client: FlaskClient) -> None:
    note = board.pin("Fjalë.")
    answers = [
        send(client, report_url(note), rule="hate", text=text, address="a@example.org") for text in ("One", "Two")
    ]
    send(client, report_url(note), rule="attack", address="b@example.org")
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert db.session.scalar(select(func.count(Report.id))) == 2
    assert db.session.scalar(select(func.count(Case.id))) == 1


def test_ten_reports_an_hour_from_one_place(board: Board, client: FlaskClient) -> None:
    url = report_url(board.pin("Fjalë."))
    for number in range(10):
        send(client, url, rule="hate", address=f"a{number}@example.org")
    send(client, url, status=429, rule="hate", address="b@example.org")


def test_what_one_may_not_read_is_not_there_to_be_reported(
    app: Flask, board: Board, person: People, sign_in: Callable[..., FlaskClient]
) -> None:
    closed, hidden = board.pin(CANARY, public=False), board.pin(CANARY)
    board.set(hidden.object_id, "hidden")
    visitor, outsider = app.test_client(), sign_in(person(), app.test_client())
    for browser in (visitor, outsider):
        unknown = browser.get("/en/report/note/zzzzzzz")
        for note in (closed, hidden):
            answer = browser.get(report_url(note))
            assert (answer.status_code, answer.get_data()) == (404, unknown.get_data())
    member = sign_in(person("translator"), app.test_client())
    assert CANARY in checked(member.get(report_url(closed))).text


def test_moderators_of_both_seats_hear_of_it(app: Flask, board: Board, person: People, client: FlaskClient) -> None:
    told = {person("moderator", "kosovo").id, person("moderator", "serbia").id}
    person("moderator", "regional")
    person("translator")
    send(client, report_url(board.pin(CANARY)), rule="hate", address="a@example.org")
    run_due()
    notices = list(db.session.scalars(select(Notice)))
    assert {notice.person_id for notice in notices} == told
    assert CANARY not in json.dumps([notice.params for notice in notices])


def test_a_hidden_note_comes_back_by_one_click_and_the_log_tells_no_word(
    app: Flask, board: Board, person: People, moderator: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    author = person("translator")
    note = board.pin(CANARY, author_id=author.id)
    send(sign_in(person(), app.test_client()), report_url(note), rule="hate", text="Look")
    assert is_held("note", note.object_id)
    db.session.rollback()
    assert "Note" in checked(moderator.get("/en/moderation")).text
    page = checked(moderator.get(case_url(note)))
    assert CANARY in page.text
    assert "Look" in page.text
    send(moderator, case_url(note), then="hide", rule="hate", reason="Contempt of a community")
    assert board.notes[note.object_id].state == "hidden"
    assert not is_held("note", note.object_id)
    run_due()
    mine = sign_in(author, app.test_client())
    listed = checked(mine.get("/en/notices"))
    assert "Contempt of a community" in listed.text
    decision = next(link for link in listed.links() if "/decisions/" in link)
    assert CANARY in checked(mine.get(decision)).text
    assert moderator.get(decision).status_code == 404
    send(moderator, f"{case_url(note)}/undo", at=case_url(note))
    assert board.notes[note.object_id].state == "live"
    types = list(db.session.scalars(select(LogEntry.type).order_by(LogEntry.n)))
    assert types == ["post_hidden", "post_unhidden"]
    logged = json.dumps([secret.payload for secret in db.session.scalars(select(LogSecret))])
    assert CANARY not in logged
    assert "Contempt" not in logged
    assert db.session.scalar(select(PageVersion.version).where(PageVersion.scope == f"note/{note.key}")) == 2


def test_every_decision_needs_a_reason_and_hiding_a_rule(board: Board, moderator: FlaskClient) -> None:
    note = board.pin("Fjalë.")
    for changes in ({"then": "hide", "rule": "hate"}, {"then": "keep"}, {"then": "hide", "reason": "Why"}):
        page = checked(moderator.get(case_url(note)))
        checked(moderator.post(case_url(note), data=fields(page, case_url(note)) | changes), 422)
    assert board.notes[note.object_id].state == "live"
    assert db.session.scalar(select(func.count(LogEntry.n))) == 0


def test_kept_means_answered(board: Board, client: FlaskClient, moderator: FlaskClient) -> None:
    note = board.pin("Fjalë.")
    send(client, report_url(note), rule="hate", address="a@example.org")
    send(moderator, case_url(note), then="keep", reason="Sharp, but no insult")
    assert db.session.scalar(select(Case.state)) == "closed"
    assert "No report waits" in checked(moderator.get("/en/moderation")).text
    assert "Note" in checked(moderator.get("/en/moderation?state=closed")).text


def test_a_thread_is_narrowed_by_its_owner(board: Board, moderator: FlaskClient) -> None:
    note = board.pin("Fjalë.")
    send(moderator, case_url(note), then="narrow", rule="private", reason="Names a child")
    assert board.narrowed == [note.object_id]


def test_what_another_moderator_hid_meanwhile_is_a_conflict(board: Board, moderator: FlaskClient) -> None:
    note = board.pin("Fjalë.")
    page = checked(moderator.get(case_url(note)))
    board.set(note.object_id, "hidden")
    sent = fields(page, case_url(note)) | {"then": "hide", "rule": "hate", "reason": "Why"}
    assert "Why" in checked(moderator.post(case_url(note), data=sent), 409).html


def test_only_those_on_duty_come_in(
    app: Flask, board: Board, person: People, sign_in: Callable[..., FlaskClient]
) -> None:
    note = board.pin("Fjalë.")
    for role, seat in ((None, None), ("translator", None), ("administrator", None)):
        browser = sign_in(person(role, seat), app.test_client())
        for url in ("/en/moderation", case_url(note)):
            assert browser.get(url).status_code == 404
        assert browser.post(case_url(note), data={}).status_code in (400, 404)
    assert app.test_client().get("/en/moderation").status_code == 303


def test_without_the_second_factor_nothing_is_decided(
    app: Flask, board: Board, person: People, sign_in: Callable[..., FlaskClient]
) -> None:
    note = board.pin("Fjalë.")
    browser = sign_in(person("moderator", "serbia"), app.test_client(), stepped_up=False)
    page = checked(browser.get(case_url(note)))
    sent = fields(page, case_url(note)) | {"then": "hide", "rule": "hate", "reason": "Why"}
    assert browser.post(case_url(note), data=sent).status_code == 409
    assert board.notes[note.object_id].state == "live"


def test_two_reports_at_once_make_one_case(app: Flask, board: Board) -> None:
    note, ready, answers = board.pin("Fjalë."), Barrier(2), []
    browsers = [app.test_client() for _ in range(2)]
    sent = [
        fields(checked(browser.get(report_url(note))), report_url(note))
        | {"rule": "hate", "address": f"a{number}@example.org"}
        for number, browser in enumerate(browsers)
    ]

    def press(browser: FlaskClient, data: dict[str, str]) -> None:
        ready.wait()
        answers.append(browser.post(report_url(note), data=data).status_code)

    threads = [Thread(target=press, args=pair) for pair in zip(browsers, sent, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303, 303]
    assert db.session.scalar(select(func.count(Case.id))) == 1
    assert db.session.scalar(select(func.count(Report.id))) == 2


def test_nonsense_in_addresses_is_not_an_error_of_ours(board: Board, moderator: FlaskClient) -> None:
    for path in (
        "report/nothing/aaaaaaa", "report/note/zzzzzzz", "moderation/note/zzzzzzz", "moderation?before=yesterday",
        "moderation?before=2027-01-01", "decisions/zzzzzzz",
    ):  # fmt: skip
        assert moderator.get(f"/en/{path}").status_code == 404, path
    assert db.session.scalar(select(func.count(Work.id))) == 0
