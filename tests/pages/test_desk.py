"""My desk: what waits for me and for my organisation, and until when."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from forum.accounts.operations import drafts
from forum.consultation.rules.roll import Seat
from forum.core.db import db
from forum.core.languages import READINGS
from forum.statement.queries import demands
from tests.consultation.answers import confirm, propose
from tests.consultation.conftest import Table
from tests.discussion.conftest import Table as Debate
from tests.pages.test_home import section
from tests.support.visits import Page

Visit = Callable[..., Page]


@pytest.mark.parametrize("reading", READINGS)
def test_an_empty_desk_says_so(debate: Debate, visit: Visit, sign_in: Callable[..., Any], reading: str) -> None:
    arta = debate.person()
    sign_in(arta)
    assert len(visit(f"/{reading}/desk").xpath("//p[contains(@class, 'empty')]")) == 1, "nobody waits without a seat"
    debate.mandate(arta, debate.organisation("Blue Door"))
    page = visit(f"/{reading}/desk")
    assert len(page.xpath("//p[contains(@class, 'empty')]")) == 2
    assert "no-store" in page.response.headers["Cache-Control"]


def test_the_desk_is_for_whoever_is_signed_in(client: FlaskClient) -> None:
    assert client.get("/en/desk").location.startswith("/en/sign-in?next=")


def test_what_waits_for_my_organisation_and_until_when(
    table: Table, visit: Visit, sign_in: Callable[..., Any]
) -> None:
    """R23: of my own organisation alone, and of nobody else's answers."""
    body, other = table.organisations["Blue Door"], table.organisations["Wide Road"]
    sign_in(table.actor(body.speakers[0]))
    number = table.frozen()
    waits = section(visit("/en/desk"), "org-h")
    assert "Opens:" in waits and "Answer" not in waits
    table.open(number)
    propose(table, number, other, "dissent")
    page = visit("/en/desk")
    waits = section(page, "org-h")
    assert "Closes:" in waits and "23:59 CET" in waits and "Answer" in waits and "second person" not in waits
    assert f"/en/consultations/{number}/answer/{body.slug}" in page.links()
    first = propose(table, number, body, "endorse")
    assert "A stance waits for its second person" in section(visit("/en/desk"), "org-h")
    second = propose(table, number, body, "stand_aside")
    confirm(table, number, body, second)
    waits = section(visit("/en/desk"), "org-h")
    assert "A stance is in force" in waits and first < second
    assert "second person" not in waits, "what was proposed before the stance in force waits for nobody"
    table.close(number)
    sign_in(table.actor(body.speakers[0]))
    assert "Closed; the result is being checked" in section(visit("/en/desk"), "org-h")


def test_what_i_facilitate_is_one_click_away(table: Table, visit: Visit, sign_in: Callable[..., Any]) -> None:
    sign_in(table.facilitator(Seat.KOSOVO))
    key = table.begun()
    led = visit("/en/desk")
    assert f"/en/consultations/{key}/facilitate" in led.links() and "Draft" in section(led, "fac-h")
    number = table.announced()
    assert f"/en/consultations/{number}/facilitate" in visit("/en/desk").links()


def test_drafts_lead_back_to_where_they_were_written(
    debate: Debate, visit: Visit, sign_in: Callable[..., Any]
) -> None:
    arta = debate.person("Arta Shembulli")
    sign_in(arta)
    opened = debate.thread(arta)
    secret = debate.thread(debate.person(), visibility="members")
    demand = demands()["COM-3"]
    db.session.rollback()
    places = (
        f"post/{opened.post_key}/reply", f"post/{opened.post_key}/edit", f"post/{secret.post_key}/reply",
        "demand/COM-3/thread", "demand/COM-3/thread/title", "demand/XYZ/thread", "something/else",
    )  # fmt: skip
    for place in places:
        drafts.keep_draft(arta, place, f"Words of {place}", "sq")
    page = visit("/en/desk")
    kept = section(page, "draft-h")
    assert kept.count("Words of") == 6 and "title" not in kept
    paths = (
        f"/en/threads/{opened.key}/reply/{opened.post_key}", f"/en/threads/{opened.key}/edit/{opened.post_key}",
        f"/en/threads/{secret.key}/reply/{secret.post_key}", f"/en/demands/{demand.slug}/new-thread",
    )  # fmt: skip
    for path in paths:
        assert path in page.links()
        words = visit(path).tree.xpath("string(//textarea[@name='body'])")
        assert words.strip().startswith("Words of"), "what was typed stands in the form again"
    title = visit(f"/en/demands/{demand.slug}/new-thread").xpath("//input[@name='title']/@value")
    assert title == ["Words of demand/COM-3/thread/title"]


def test_threads_i_follow_with_new_posts(debate: Debate, visit: Visit, sign_in: Callable[..., Any]) -> None:
    arta, besa = debate.person("Arta Shembulli"), debate.person("Besa Fiktive")
    opened = debate.thread(arta, "A question")
    sign_in(arta)
    assert "Nothing new" in section(visit("/en/desk"), "new-h")
    for _ in range(2):
        debate.reply(besa, opened.post_key)
    news = section(visit("/en/desk"), "new-h")
    assert "A question" in news and "2 new posts" in news
    debate.reply(arta, opened.post_key)
    assert "Nothing new" not in section(visit("/en/desk"), "new-h"), "an answer below does not read what stands between"
