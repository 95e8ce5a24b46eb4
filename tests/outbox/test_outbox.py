"""Mail leaves at least once, in the end, and never for what was rolled back."""

import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select, update

from forum.core import clock
from forum.core.db import db, writing
from forum.core.languages import READINGS
from forum.outbox import operations, queries, rules
from forum.outbox.models import OutboxMail
from forum.outbox.rendering import render
from forum.outbox.rules import MailKind, SignedLink
from tests.support.smtp import Mailbox
from tests.support.visits import Outbox

TEMPLATES = {
    "test/emails/letter/subject.txt": "Letter {{ number }}\n\nBcc: everybody@example.org\n",
    "test/emails/letter/body.txt": "Number {{ number }}: {{ absolute('/en/') }} {{ link }}",
    "test/emails/letter/body.html": '{% extends "mail/base.html" %}{% block body %}<p>{{ words }}</p>{% endblock %}',
}


@pytest.fixture(autouse=True)
def letters(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A kind of letter whose context a test may change."""
    context: dict[str, Any] = {"words": "<b>ëšћ</b>", "link": SignedLink("pages.home", "home", ("x",))}
    known = dict(rules.kinds())

    def told(params: Any, _recipient: int | None) -> dict[str, Any] | None:
        return context | params | {"number": params["number"]} if context else None

    rules.register("letter", MailKind("test/emails/letter", told))
    loader = app.jinja_env.loader
    assert loader is not None
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([loader, DictLoader(TEMPLATES)]))
    yield context
    rules._kinds.clear()
    rules._kinds.update(known)


def post(number: int, to: str = "", **more: Any) -> None:
    values = {"reading": "en", "params": {"number": number}, "event_key": f"event/{number}"} | more
    operations.post(kind="letter", address=to or f"reader{number}@example.org", **values)


def left(number: int) -> OutboxMail:
    db.session.rollback()
    found = db.session.scalar(select(OutboxMail).where(OutboxMail.event_key == f"event/{number}"))
    assert found is not None
    db.session.refresh(found)
    return found


@pytest.fixture
def send(mailbox: Mailbox, tmp_path: Path) -> Callable[[], int]:
    """Send what is due to the mail server; gives how many left."""

    def sent() -> int:
        db.session.rollback()
        return operations.send_due(render, mailbox.url, tmp_path)

    return sent


def test_a_letter_leaves_once_with_everything_it_should_say(mailbox: Mailbox, send: Callable[[], int]) -> None:
    with writing():
        post(1, reading="sr-cyrl")
        post(1, reading="sr-cyrl")
    assert send() == 1 and send() == 0
    (letter,) = mailbox.letters
    assert letter["Subject"] == "Letter 1 Bcc: everybody@example.org" and letter["Bcc"] is None
    assert letter["To"] == "reader1@example.org" and letter["Content-Language"] == READINGS["sr-cyrl"].html
    text, html = (letter.get_body(preferencelist=(kind,)).get_content() for kind in ("plain", "html"))
    assert "Number 1: http://127.0.0.1" in text and "/sr-cyrl/?token=" in text
    assert "&lt;b&gt;ëšћ&lt;/b&gt;" in html, "what people wrote is words, not markup"
    assert letter["List-Unsubscribe"] is None, "letters about an account have no way out"
    assert left(1).sent_at is not None and left(1).dropped is None


def test_nothing_leaves_for_what_was_rolled_back(send: Callable[[], int]) -> None:
    def failing() -> None:
        with writing():
            post(1)
            raise ValueError

    pytest.raises(ValueError, failing)
    assert send() == 0 and queries.count_waiting() == 0
    with pytest.raises(RuntimeError, match="inside writing"):
        post(1)


def test_a_busy_server_is_asked_again_later_and_others_do_not_wait(mailbox: Mailbox, send: Callable[[], int]) -> None:
    with writing():
        post(1)
    mailbox.busy = True
    assert send() == 0
    assert (left(1).tries, left(1).sent_at, left(1).lease_until) == (1, None, None)
    assert left(1).not_before > clock.now() and "451" in (left(1).last_error or "")
    mailbox.busy = False
    with writing():
        post(2)
    assert send() == 1, "the other one left, the first has its time"
    clock.set_offset(timedelta(minutes=5))
    assert send() == 1
    assert [letter["To"] for letter in mailbox.letters] == ["reader2@example.org", "reader1@example.org"]
    assert [line.last_error for line in queries.troubled()] != []


def test_what_is_refused_for_good_is_not_tried_again(mailbox: Mailbox, send: Callable[[], int]) -> None:
    mailbox.refuse.add("reader1@example.org")
    with writing():
        post(1)
        post(2)
    assert send() == 1
    assert (left(1).dropped, left(1).tries) == ("refused by the mail server", 1)
    assert left(2).dropped is None and queries.count_waiting() == 0


def test_a_server_that_never_answers_is_given_up_after_days(
    send: Callable[[], int], mailbox: Mailbox, tmp_path: Path
) -> None:
    with writing():
        post(1)
    moment = timedelta()
    for number in range(1, operations.MOST_TRIES + 1):
        db.session.rollback()
        assert operations.send_due(render, "smtp://127.0.0.1:9", tmp_path) == 0
        assert left(1).tries == number
        moment += timedelta(hours=3)
        clock.set_offset(moment)
    assert left(1).dropped == "given up" and send() == 0 and mailbox.letters == []


def test_a_letter_that_cannot_be_made_stops_no_other(
    letters: dict[str, Any], mailbox: Mailbox, send: Callable[[], int]
) -> None:
    with writing():
        post(1, params={})
        post(2)
    assert send() == 1
    assert (left(1).tries, left(1).sent_at) == (1, None) and "KeyError" in (left(1).last_error or "")
    assert left(2).sent_at is not None
    letters.clear()
    with writing():
        post(3)
    assert send() == 0 and left(3).dropped == "no right to it any more"


def test_a_crash_in_between_sends_it_again(mailbox: Mailbox, send: Callable[[], int], tmp_path: Path) -> None:
    """Claimed and not finished: after the lease it is anybody's; no second worker takes it before."""
    with writing():
        post(1)
    db.session.rollback()
    assert operations._claim() is not None
    assert send() == 0
    clock.set_offset(operations.LEASE + timedelta(seconds=1))
    assert send() == 1 and left(1).tries == 2


def test_a_secret_is_not_kept_once_it_was_mailed(send: Callable[[], int]) -> None:
    with writing():
        post(1, params={"number": 1, "secret": "abc"})
    send()
    assert left(1).params == {"number": 1}


def test_mail_of_what_is_withdrawn_does_not_leave(send: Callable[[], int]) -> None:
    with writing():
        post(1, event_key="event/1")
        post(12, event_key="event/12")
        post(2, event_key="event/2")
        operations.withdraw("event/1")
    assert send() == 1
    assert (left(1).dropped, left(2).dropped) == ("withdrawn", None)


def test_nobody_waits_for_the_mail_server(mailbox: Mailbox, send: Callable[[], int], tmp_path: Path) -> None:
    """R30: no mail inside `writing()`, and no write lock is held while the server is spoken to."""
    with writing(), pytest.raises(RuntimeError):
        operations.send_due(render, mailbox.url, tmp_path)
    with writing():
        post(1)
    real = operations.deliver
    seen: list[bool] = []

    def slow(*args: Any) -> None:
        with writing() as session:
            session.execute(update(OutboxMail).values(last_error=None))
        seen.append(True)
        real(*args)

    operations.deliver = slow
    try:
        assert send() == 1 and seen == [True]
    finally:
        operations.deliver = real


def test_without_a_server_letters_lie_in_a_folder(outbox: Outbox, flask_command: Callable[..., str]) -> None:
    with writing():
        post(1)
    db.session.rollback()
    assert "letter\ten\t0" in flask_command("outbox", "list")
    assert flask_command("outbox", "send") == "1 mails left.\n"
    assert [letter["To"] for letter in outbox.letters()] == ["reader1@example.org"]
    assert flask_command("outbox", "list") == ""


@pytest.mark.parametrize(
    ("error", "final"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no")}), True),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (451, b"later")}), False),
        (smtplib.SMTPDataError(554, b"no"), True),
        (smtplib.SMTPServerDisconnected(), False),
        (TimeoutError(), False),
    ],
)
def test_which_answers_are_final(error: Exception, final: bool) -> None:
    assert operations._is_final(error) == final
