"""Letters: in the reader's language and script, at once or once a day, with a way out; over real SMTP."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from forum.core import clock, work
from forum.core.db import db, writing
from forum.core.policy import Actor
from forum.discussion import operations, queries
from forum.notifications import operations as notifications
from forum.notifications.models import MailSetting, Notice
from forum.organisations.models import Mandate
from forum.outbox.models import OutboxMail
from tests.discussion.conftest import Table
from tests.support.smtp import Mailbox
from tests.support.visits import Page, words

Visit = Callable[..., Page]
READER = "person1@example.org"
MORNING = datetime(2026, 12, 3, 6, 5, tzinfo=UTC)
"""Five past seven at the table."""


def go_to(moment: datetime) -> None:
    clock.set_offset(moment - datetime.now(UTC))


def html(letter: EmailMessage) -> str:
    part = letter.get_body(preferencelist=("html",))
    assert part is not None
    return str(part.get_content())


def mail_of(table: Table, how: str = "at_once", kind: str = "reply", language: str = "en") -> tuple[Actor, Any, Actor]:
    """Arta, her thread, and Petar who answers; Arta hears of a kind as `how` says."""
    arta, petar = table.person("Arta Shembulli", language=language), table.person("Petar Primer")
    table.do(notifications.choose_mail, arta, {kind: how})
    return arta, table.thread(arta, "Canary title"), petar


@pytest.mark.parametrize(
    ("reading", "subject"),
    [
        ("en", "Somebody answered your post on GOV-2."),
        ("sq", "GOV-2"),
        ("sr-latn", "GOV-2"),
        ("sr-cyrl", "GOV-2"),
    ],
)
def test_a_letter_speaks_the_language_and_script_of_its_reader(
    table: Table, mailbox: Mailbox, deliver: Callable[..., int], reading: str, subject: str
) -> None:
    arta, opened, petar = mail_of(table, language=reading)
    reply = table.reply(petar, opened.post_key, "Canary words.")
    assert deliver() == 1
    (letter,) = mailbox.to(READER)
    assert subject in letter["Subject"] and letter.get_content_type() == "multipart/alternative"
    assert letter["Content-Language"] == {"sr-latn": "sr-Latn", "sr-cyrl": "sr-Cyrl"}.get(reading, reading)
    text, page = words(letter), html(letter)
    assert f"/{reading}/posts/{reply.key}" in text and f"/{reading}/posts/{reply.key}" in page
    assert f'<html lang="{letter["Content-Language"]}">' in page
    cyrillic = any("\u0400" <= sign <= "\u04ff" for sign in text)
    assert cyrillic == (reading == "sr-cyrl")
    assert "anary" not in text + page + letter["Subject"], "no word of what was written travels by mail"
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Message-ID"] and letter["Date"]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/{reading}/unsubscribe/" in letter["List-Unsubscribe"]
    assert deliver() == 0 and len(mailbox.letters) == 1, "once"


def way_out(letter: EmailMessage) -> str:
    return "/" + str(letter["List-Unsubscribe"]).strip("<>").split("/", 3)[3]


def test_one_click_ends_a_kind_of_mail(
    table: Table, mailbox: Mailbox, deliver: Callable[..., int], client: FlaskClient, visit: Visit
) -> None:
    """R34: the link shows a page, its POST acts, and so does a mail program's, without a cookie or a token."""
    arta, opened, petar = mail_of(table)
    table.reply(petar, opened.post_key)
    deliver()
    path = way_out(mailbox.letters[0])
    for reading in ("en", "sq", "sr-latn", "sr-cyrl"):
        page = visit(path.replace("/en/", f"/{reading}/", 1))
        assert page.xpath("//form//button")
    db.session.rollback()
    assert db.session.get(MailSetting, (arta.id, "reply")).how == "at_once", "looking changes nothing"
    db.session.rollback()
    table.reply(petar, opened.post_key, "Written before the click, not sent yet.")
    work.run_due()
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    db.session.rollback()
    assert db.session.get(MailSetting, (arta.id, "reply")).how == "off"
    assert deliver() == 0 and len(mailbox.letters) == 1, "what waited does not leave any more"
    table.reply(petar, opened.post_key)
    assert deliver() == 0
    db.session.rollback()
    assert len(list(db.session.scalars(select(Notice).where(Notice.person_id == arta.id)))) == 3, "notices stay"
    for wrong in (f"{path}x", "/en/unsubscribe/nonsense", "/en/unsubscribe/W10.x", path.replace("e/", "e/W", 1)):
        assert client.get(wrong).status_code == client.post(wrong).status_code == 404


def test_once_a_day_is_one_letter_and_nothing_is_lost(
    table: Table, mailbox: Mailbox, deliver: Callable[..., int], client: FlaskClient
) -> None:
    """From seven in the morning; what comes later waits for the next day; what was read in the meantime is left out."""
    go_to(MORNING - timedelta(hours=2))
    arta, opened, petar = mail_of(table, "daily")
    early = [table.reply(petar, opened.post_key, f"Early {number}").key for number in range(2)]
    assert deliver(sweep=True) == 0, "before seven"
    go_to(MORNING)
    assert deliver(sweep=True) == 1 and deliver(sweep=True) == 0
    (letter,) = mailbox.to(READER)
    assert all(key in words(letter) and key in html(letter) for key in early)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    go_to(MORNING + timedelta(minutes=30))
    late = table.reply(petar, opened.post_key, "Late").key
    assert deliver(sweep=True) == 0, "one a day"
    go_to(MORNING + timedelta(days=1))
    assert deliver(sweep=True) == 1
    assert late in words(mailbox.letters[-1]) and early[0] not in words(mailbox.letters[-1])
    table.reply(petar, opened.post_key, "Read before it is mailed")
    deliver()
    with writing():
        notifications.mark_all_read(arta)
    go_to(MORNING + timedelta(days=2))
    assert deliver(sweep=True) == 0
    table.reply(petar, opened.post_key)
    deliver()
    assert client.post(way_out(letter)).status_code == 200
    db.session.rollback()
    assert db.session.get(MailSetting, (arta.id, "reply")).how == "off", "the way out of the daily mail ends all of it"
    go_to(MORNING + timedelta(days=3))
    assert deliver(sweep=True) == 0


def test_rights_are_asked_again_when_a_letter_leaves(
    table: Table, mailbox: Mailbox, deliver: Callable[..., int]
) -> None:
    """R32: a mandate that ended, a post out of sight, an account that is closed: the letter is dropped."""
    body = table.organisation("Blue Door")
    arta, petar = table.person("Arta Shembulli", role=None), table.person()
    table.mandate(arta, body)
    arta = table.actor(arta.id)
    members = table.thread(arta, visibility="members")
    public = table.thread(arta)
    table.reply(petar, members.post_key)
    withdrawn = table.reply(petar, public.post_key)
    work.run_due()
    with writing() as session:
        session.execute(update(Mandate).where(Mandate.person_id == arta.id).values(ends_at=clock.now()))
    table.do(operations.withdraw_post, petar, queries.post_for(petar, withdrawn.key))
    assert deliver() == 0 and mailbox.letters == []
    db.session.rollback()
    assert set(db.session.scalars(select(OutboxMail.dropped))) == {"no right to it any more"}


def test_each_hears_of_an_event_once_although_the_worker_repeats_it(
    table: Table, mailbox: Mailbox, deliver: Callable[..., int]
) -> None:
    """50 people a transaction; a crash in between repeats the job and doubles nothing."""
    arta = table.person("Arta Shembulli")
    followers = [table.person() for _ in range(60)]
    for one in followers:
        table.do(operations.follow, one, "demand", "GOV-2")
        table.do(notifications.choose_mail, one, {"thread_opened": "at_once"})
    opened = table.thread(arta)
    assert deliver() == 60
    for _ in range(2):
        notifications.run_fan_out("discussion_thread", {"post_id": opened.post_id})
    assert deliver() == 0 and len(mailbox.letters) == 60
    assert len({letter["To"] for letter in mailbox.letters}) == 60
