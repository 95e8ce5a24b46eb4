"""The list of notices, what is read by reading, and the settings of mail."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.core import work
from forum.core.db import db
from forum.core.languages import READINGS, speaking
from forum.core.policy import Actor
from forum.discussion import operations, queries
from forum.moderation.rules import RULES
from forum.notifications import rules
from forum.notifications.models import MailSetting, Notice
from tests.discussion.conftest import Table
from tests.support.visits import Page

Visit = Callable[..., Page]
POST = {"post": "aaaaaaa", "demand": "GOV-2"}
TEXT = {"kind": "post", "key": "aaaaaaa", "field": "body", "language": "sq"}
CASE = {"kind": "post", "key": "aaaaaaa", "decision": "bbbbbbb", "rule": "other", "reason": "It names somebody."}
ROUND = {"number": "JS-2027-01", "slug": "a-question", "days": 2, "draft": False, "name": "Blue Door", "version": 1,
         "organisation": "blue-door"}  # fmt: skip
PARAMS: dict[str, dict[str, Any]] = {
    "reply": POST, "thread_post": POST | {"demand": ""}, "thread_opened": POST, "translation_ready": TEXT,
    "translation_returned": TEXT, "translation_waits": TEXT, "report_filed": CASE, "content_hidden": CASE,
    "content_unhidden": CASE, "position_published": ROUND,
}  # fmt: skip
CONSULTATIONS = ("announced", "opened", "reminder")
"""What the organisations of a roll must hear of, whatever else they are told."""


def unread(person: Actor) -> int:
    db.session.rollback()
    waiting = (Notice.person_id == person.id, Notice.read_at.is_(None))
    return db.session.scalar(select(func.count()).where(*waiting)) or 0


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("reading", READINGS)
def test_every_kind_says_a_sentence_and_leads_somewhere(client: FlaskClient, reading: str) -> None:
    """Whole sentences in the reader's language, without a word of what was written; links that exist."""
    CASE["rule"] = next(iter(RULES))
    assert set(rules.kinds()) >= {*PARAMS, *(f"consultation_{name}" for name in CONSULTATIONS)}
    adapter = client.application.url_map.bind("127.0.0.1")
    with client.application.test_request_context("/"), speaking(reading):
        for name, kind in rules.kinds().items():
            params = PARAMS.get(name, ROUND)
            sentence, url = kind.sentence(params), kind.url(params)
            assert "%(" not in sentence and "\n" not in sentence and str(kind.label), name
            assert url.startswith((f"/{reading}/", "/posts/")), (name, url)
            assert adapter.match(url.partition("?")[0].partition("#")[0], method="GET"), (name, url)


def test_the_list_says_what_is_new_and_reading_makes_it_old(
    table: Table, client: FlaskClient, visit: Visit, sign_in: Callable[..., Any]
) -> None:
    arta, petar = table.person("Arta Shembulli"), table.person()
    sign_in(arta)
    assert "Nothing to tell you yet." in visit("/en/notices").text
    opened = table.thread(arta)
    replies = [table.reply(petar, opened.post_key, f"Answer {number}") for number in range(3)]
    work.run_due()
    page = visit("/en/notices")
    assert "3 new notices" in page.text and len(page.xpath("//span[@class='tag new']")) == 3
    assert page.links().count(f"/en/posts/{replies[0].key}") == 1
    client.post(f"/en/threads/{opened.key}/read", data=visit(thread(opened)).fields(f"/en/threads/{opened.key}/read")
                | {"seq": "3"})  # fmt: skip
    assert unread(arta) == 1, "what was read in the thread is no news any more (R34)"
    page = visit("/en/notices")
    client.post("/en/notices/read", data=page.fields("/en/notices/read"))
    assert unread(arta) == 0 and "Mark all as read" not in visit("/en/notices").text
    for reading in READINGS:
        visit(f"/{reading}/notices")
    db.session.rollback()
    table.do(operations.narrow_thread, table.person(role="moderator"), queries.thread_for(arta, opened.key))
    left = Table.actor(arta.id)
    assert visit("/en/notices").links().count(f"/en/posts/{replies[0].key}") == 1 and left.is_member
    table.do(operations.withdraw_post, petar, queries.post_for(petar, replies[0].key))
    assert f"/en/posts/{replies[0].key}" not in visit("/en/notices").links(), "what is out of sight is in no list"


def thread(opened: Any) -> str:
    return f"/en/threads/{opened.key}-{opened.slug}"


def test_answering_is_reading(table: Table) -> None:
    arta, petar = table.person(), table.person()
    opened = table.thread(arta)
    reply = table.reply(petar, opened.post_key)
    work.run_due()
    assert unread(arta) == 1
    table.reply(arta, reply.key)
    assert unread(arta) == 0


def test_the_list_goes_on_page_by_page(table: Table, visit: Visit, sign_in: Callable[..., Any]) -> None:
    arta, petar = table.person(), table.person()
    opened = table.thread(arta)
    made = [table.reply(petar, opened.post_key).key for _ in range(34)]
    work.run_due()
    sign_in(arta)
    first = visit("/en/notices")
    following = first.xpath("//a[@rel='next']/@href")
    second = visit(str(following[0]))
    seen = [link.rpartition("/")[2] for page in (first, second) for link in page.links() if "/posts/" in link]
    assert seen == made[::-1] and not second.xpath("//a[@rel='next']")


@pytest.mark.parametrize("before", ["x", "2026-01-01", "2026-01-01T00:00:00", "%00"])
def test_a_place_that_is_none_is_not_found(
    table: Table, client: FlaskClient, sign_in: Callable[..., Any], before: str
) -> None:
    sign_in(table.person())
    assert client.get(f"/en/notices?before={before}").status_code == 404


def test_each_kind_can_be_had_at_once_daily_or_not_by_mail(
    table: Table, client: FlaskClient, visit: Visit, sign_in: Callable[..., Any]
) -> None:
    arta = table.person()
    sign_in(arta)
    for reading in READINGS:
        page = visit(f"/{reading}/settings/mail")
        assert len(page.xpath("//fieldset")) == len(rules.kinds())
    fields = visit("/en/settings/mail").fields()
    assert {name: fields[f"kind_{name}"] for name in rules.kinds()} == {
        name: kind.mailed for name, kind in rules.kinds().items()
    }, "what is chosen at first is the habit of each kind"
    answer = client.post("/en/settings/mail", data=fields | {"kind_reply": "daily", "kind_thread_post": "off"})
    assert "Saved." in visit(answer.location).text
    db.session.rollback()
    chosen = db.session.scalars(select(MailSetting).where(MailSetting.person_id == arta.id))
    kept = {row.kind: row.how for row in chosen}
    assert (kept["reply"], kept["thread_post"]) == ("daily", "off")
    wrong = client.post("/en/settings/mail", data=visit("/en/settings/mail").fields() | {"kind_reply": "hourly"})
    assert wrong.status_code == 422 and "errors" in wrong.text
    db.session.rollback()
    assert db.session.get(MailSetting, (arta.id, "reply")).how == "daily"


def test_notices_are_for_whoever_is_signed_in(client: FlaskClient) -> None:
    for path in ("/en/notices", "/en/settings/mail"):
        assert client.get(path).location.startswith("/en/sign-in?next=")
