"""Home says what there is, to everybody the same: the table of 19, what is open, positions, what changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from forum.consultation.models import Consultation
from forum.consultation.rules.signatures import Act
from forum.core import clock
from forum.core.db import db, writing
from forum.discussion import operations, queries
from forum.pages import rules
from forum.pages.queries import standings
from forum.statement.queries import demands
from tests.consultation.answers import take_all
from tests.consultation.conftest import Table
from tests.discussion.conftest import Table as Debate
from tests.support.visits import Page

Visit = Callable[..., Page]
READINGS = ("en", "sq", "sr-latn", "sr-cyrl")


def seats(page: Page) -> dict[str, str]:
    """The state of each seat of the drawing, by code."""
    found = {}
    for link in page.xpath("//*[local-name()='svg' and contains(@class, 'sofra')]//*[local-name()='a']"):
        title = link.xpath("string(.//*[local-name()='title'])")
        found[title.partition(" ")[0]] = link.get("data-state")
    return found


def section(page: Page, heading: str) -> str:
    """The words of a section, by the id of its heading."""
    return words(page, f"//section[@aria-labelledby='{heading}']")


def words(page: Page, path: str) -> str:
    """The words of the first thing that an XPath finds."""
    return " ".join(page.xpath(path)[0].text_content().split())


@pytest.mark.parametrize("reading", READINGS)
def test_an_empty_table_says_so_in_every_language(visit: Visit, reading: str) -> None:
    page = visit(f"/{reading}/")
    assert set(seats(page).values()) == {"empty"} and len(seats(page)) == 19
    assert len(page.xpath("//li[contains(@class, 'point')]")) == 19
    assert len(page.xpath("//*[local-name()='g' and @class='free']")) == 1, "the place at the top stays free"
    empty = page.xpath("//p[contains(@class, 'empty')]")
    assert len(empty) == 3, "open now, latest positions and what has changed say that there is nothing yet"
    assert len(page.xpath("//ul[@class='key']/li")) == 5, "every state has its words"
    assert not page.xpath("//*[@id='gov-1']//a[contains(@href, 'consultations')]")


def test_seats_show_what_is_happening(table: Table, debate: Debate, visit: Visit) -> None:
    """Debate, open consultation, position: from the data, each with a link and in words beside the demand."""
    arta = debate.person("Arta Shembulli")
    first = debate.thread(arta, "What is an agreement?", demand="GOV-5")
    debate.reply(arta, first.post_key)
    debate.thread(arta, "Canary of members", demand="GOV-6", visibility="members")
    number = table.opened()
    page = visit("/en/")
    states = seats(page)
    assert (states["GOV-2"], states["GOV-5"], states["GOV-6"], states["COM-1"]) == ("round", "debate", "empty", "empty")
    links = page.xpath("//*[local-name()='svg']//*[local-name()='a']/@href")
    assert [link for link in links if "gov-2" in link] == [f"/en/demands/{demands()['GOV-2'].slug}"]
    row = words(page, "//*[@id='gov-5']")
    assert "1 thread, 2 posts" in row and "Last post:" in row
    assert "anary" not in page.html
    opened = section(page, "open-h")
    closes = table.facts(number).round.closes_at
    assert closes is not None
    assert "Should agreements be carried out" in opened and "Closes:" in opened and "23:59 CET" in opened
    assert f"/en/consultations/{number}-" in page.html
    changed = section(page, "changed-h")
    assert "Consultation opened" in changed and "New post" in changed and "What is an agreement?" in changed
    take_all(table, number, "endorse")
    table.close(number)
    table.work()
    assert seats(visit("/en/"))["GOV-2"] == "empty", "closed is not open, and not yet published"
    table.wait(days=8)
    table.work()
    page = visit("/en/")
    assert seats(page)["GOV-2"] == "position"
    assert "Dates for agreements" in section(page, "latest-h") and "Joint" in section(page, "latest-h")
    assert "Position published" in section(page, "changed-h") and number in section(page, "latest-h")
    sat = section(page, "seats-h")
    assert "Kosovo5 Serbia5 Regional1" in sat


def test_what_is_announced_or_suspended_is_not_called_open(table: Table, visit: Visit) -> None:
    table.announced()
    page = visit("/en/")
    assert "Announced:" in section(page, "open-h") and seats(page)["GOV-2"] == "empty"
    number = table.opened()
    assert seats(visit("/en/"))["GOV-2"] == "round"
    with writing():
        halted = update(Consultation).where(Consultation.number == number)
        db.session.execute(halted.values(suspended_at=clock.now(), suspended_until=clock.now() + timedelta(hours=72)))
    page = visit("/en/")
    assert seats(page)["GOV-2"] == "empty" and "suspended" in section(page, "open-h")


def test_home_is_the_same_for_members_and_counts_public_things_only(
    debate: Debate, visit: Visit, sign_in: Callable[..., Any]
) -> None:
    """R8: whoever sits at the table sees more in threads, never in what the public page counts."""
    arta = debate.person("Arta Shembulli")
    debate.thread(arta, "Canary of members", visibility="members")
    seen = debate.thread(arta, "Open to all")
    reply = debate.reply(arta, seen.post_key)
    gone = debate.thread(arta, "Taken back")
    for key in (reply.key, gone.post_key):
        debate.do(operations.withdraw_post, arta, queries.post_for(arta, key))
    before = standings(clock.now())
    assert (before["GOV-2"].threads, before["GOV-2"].posts) == (1, 1)
    assert before["GOV-2"].last_post_at is not None and before["GOV-2"].state == "debate"
    sign_in(arta)
    assert "anary" not in visit("/en/").html


def test_a_visitor_with_the_page_gets_no_body_until_something_changes(
    table: Table, client: FlaskClient, count_statements: Any
) -> None:
    """R35: not modified is said by one statement; every step of a consultation is a new page."""
    etags = [client.get("/en/").headers["ETag"]]

    def same() -> bool:
        with count_statements() as asked:
            status = client.get("/en/", headers={"If-None-Match": etags[-1]}).status_code
        assert status == 200 or asked.count == 1, asked
        return status == 304

    def changed(what: str) -> None:
        assert not same(), what
        etags.append(client.get("/en/").headers["ETag"])

    assert same()
    number = table.announced()
    changed("announced")
    table.sign(number, Act.FREEZE)
    table.sign(number, Act.OPEN_ROUND)
    changed("its opening is settled")
    table.open(number)
    changed("opened by the clock")
    assert same()
    table.close(number)
    changed("closed by the clock, without any write")
    table.wait(days=8)
    table.work()
    changed("published")
    assert len(set(etags)) == len(etags)


def test_nineteen_seats_lie_around_the_table_and_the_top_is_free() -> None:
    codes = tuple(f"{name}-{n}" for name, many in (("GOV", 7), ("INT", 5), ("COM", 7)) for n in range(1, many + 1))
    found = rules.table(codes)
    assert [one.code for one in found] == list(codes)
    assert all(abs((one.x - 250) ** 2 + (one.y - 250) ** 2 - 207**2) < 60 for one in found)
    assert min(one.angle for one in found) > 20 and max(one.angle for one in found) < 340
    apart = [later.angle - earlier.angle for earlier, later in zip(found, found[1:], strict=False)]
    assert min(apart) > 16 and sum(gap > 20 for gap in apart) == 2, "sections are set apart"


@pytest.mark.parametrize(("path", "to"), [("/", None), ("/fr/", 404), ("/en", 308)])
def test_the_door(client: FlaskClient, path: str, to: int | None) -> None:
    """R38: nothing is negotiated; four links of equal weight."""
    answer = client.get(path, headers={"Accept-Language": "sq"})
    if to:
        assert answer.status_code == to
    else:
        assert all(f'href="/{code}/"' in answer.text for code in READINGS) and "Set-Cookie" not in answer.headers
