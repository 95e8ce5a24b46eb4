"""The debate in a browser: in place with scripts, everything without them; by keyboard; at 360 pixels."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.models import Draft
from forum.core.policy import Actor
from forum.discussion.models import Post, ReadMark
from forum.moderation.models import Report
from forum.statement.queries import demands
from tests.discussion.conftest import Table

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]
DRAFT_KEPT = 15_000
FOCUSED = """() => { const at = document.activeElement;
  return [at.getAttribute('href') ?? '', at.matches(':focus-visible')]; }"""
WAYS = {
    "with scripts": {"width": 360, "height": 740},
    "without scripts": {"width": 360, "height": 740, "java_script_enabled": False},
}


@pytest.fixture
def table(app: Flask) -> Table:
    """People and threads, made through operations."""
    return Table()


@pytest.fixture
def comes(
    app: Flask, live_server: str, open_browser: Callable[..., Any], sign_in: Callable[..., Any]
) -> Iterator[Callable[..., Any]]:
    """Somebody opens a browser and is signed in: `comes(person, width=360)` gives the page."""

    def opened(person: Actor, **options: Any) -> Any:
        client = sign_in(person, app.test_client())
        cookie = client.get_cookie("sofra", domain="127.0.0.1")
        window = open_browser(**options)
        window.add_cookies([{"name": "sofra", "value": cookie.value, "url": live_server}])
        db.session.rollback()
        return window.new_page()

    yield opened
    db.session.rollback()


def address(opened: Any) -> str:
    return f"/en/threads/{opened.key}-{opened.slug}"


def count(model: Any, *where: Any) -> int:
    db.session.rollback()
    found = db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0
    db.session.rollback()
    return found


def until(page: Any, holds: Callable[[], bool], told: str) -> None:
    """Wait for what the server does; no longer than a person would."""
    for _ in range(150):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError(told)


def fits(page: Any) -> None:
    wide, room = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide <= room, f"{page.url} scrolls sideways: {wide} > {room}"


def publish(page: Any) -> None:
    page.locator("form.composer button[type=submit]:not([formaction])").first.click()


def test_replies_stand_in_place_below_what_they_answer(table: Table, comes: Callable[..., Any]) -> None:
    """With scripts nothing is loaded again; the new post is focused, told, in its place in the tree, and only once."""
    arta, petar = table.person("Arta Shembulli"), table.person("Petar Primer")
    opened = table.thread(petar, "A question")
    first = table.reply(petar, opened.post_key, "The first answer.")
    table.reply(petar, opened.post_key, "The second answer.")
    page = comes(arta)
    page.goto(address(opened))
    page.evaluate("window.here = true")
    assert "Everyone can read this." in page.locator("#reply").inner_text()
    page.locator("textarea[name=body]").fill("To the thread.")
    publish(page)
    page.get_by_text("To the thread.").first.wait_for()
    assert page.evaluate("document.activeElement.tagName") == "ARTICLE"
    assert page.locator("#announce").inner_text() == "Your reply is published."
    assert page.locator("textarea[name=body]").input_value() == ""

    page.locator(f"#p{first.key} a[data-answer]").click()
    form = page.locator(f"li:has(> #p{first.key}) > form.composer")
    assert form.locator(".label").first.inner_text() == "Reply to Petar Primer, post 2"
    form.locator("textarea").fill("Below the first.")
    publish(page)
    page.locator(".post p", has_text="Below the first.").first.wait_for()
    nested = page.locator(f"li:has(> #p{first.key}) > ol.replies article")
    assert nested.count() == 1 and nested.locator("h4").count() == 1, "the heading says the level"
    assert page.locator("#reply form.composer").count() == 1, "the form is back at its place"
    page.locator("textarea[name=body]").fill("Once more.")
    publish(page)
    page.locator(".post p", has_text="Once more.").first.wait_for()
    assert page.evaluate("window.here") is True, "nothing was loaded again"
    assert count(Post) == 6 and count(Draft) == 0
    page.reload()
    assert page.locator("article.post").count() == 6
    assert page.locator(f"li:has(> #p{first.key}) > ol.replies article").count() == 1, "the server puts it there too"
    assert page.locator("textarea[name=body]").input_value() == "", "what was published is no draft"


def test_what_is_typed_is_kept_wherever_one_goes(table: Table, comes: Callable[..., Any]) -> None:
    """On the server within seconds, in the browser at once; each post has its own; sent text is forgotten."""
    arta = table.person("Arta Shembulli")
    opened = table.thread(table.person("Petar Primer"))
    other = table.reply(arta, opened.post_key)
    page = comes(arta)
    page.goto(address(opened))
    box = page.locator("textarea[name=body]")
    box.fill("Half a thought")
    page.locator(".kept").get_by_text("Kept as a draft.").wait_for(timeout=DRAFT_KEPT)
    assert count(Draft, Draft.body == "Half a thought", Draft.place == f"post/{opened.post_key}/reply") == 1
    page.locator(f"#p{other.key} a[data-answer]").click()
    assert box.input_value() == "", "another post, another draft"
    box.fill("Another thought")
    page.get_by_role("button", name="Cancel").click()
    assert box.input_value() == "Half a thought"
    until(page, lambda: count(Draft, Draft.body == "Another thought") == 1, "the second draft is not on the server")
    page.goto("/en/desk")
    assert "Half a thought" in page.locator("main").inner_text()
    elsewhere = comes(arta)
    elsewhere.goto(f"/en/threads/{opened.key}/reply/{other.key}")
    assert elsewhere.locator("textarea[name=body]").input_value() == "Another thought", "in another browser too"
    elsewhere.goto(address(opened))
    elsewhere.locator("textarea[name=body]").fill("A whole thought")
    publish(elsewhere)
    elsewhere.get_by_text("A whole thought").wait_for()
    until(elsewhere, lambda: count(Draft) == 1, "what was sent is a draft still")
    title = comes(arta)
    path = f"/en/demands/{demands()['GOV-2'].slug}/new-thread"
    db.session.rollback()
    title.goto(path)
    title.locator("input[name=title]").fill("A title to come")
    title.locator("textarea[name=body]").fill("Words to come")
    until(title, lambda: count(Draft, Draft.place.startswith("demand/")) == 2, "title and words are not kept")
    title.reload()
    assert title.locator("input[name=title]").input_value() == "A title to come"
    title.locator("input[name=visibility][value=members]").check()
    publish(title)
    title.get_by_text("Your thread is open.").wait_for()
    title.goto(path)
    assert title.locator("input[name=title]").input_value() == title.locator("textarea[name=body]").input_value() == ""


def test_a_form_that_fails_in_place_comes_back_as_a_page(table: Table, comes: Callable[..., Any]) -> None:
    """What the server refuses is said by the server, with the text; a broken line loses nothing either."""
    arta = table.person("Arta Shembulli")
    opened = table.thread(table.person("Petar Primer"))
    page = comes(arta)
    page.goto(address(opened))
    page.locator("textarea[name=body]").fill("Words with a bell \u0007 in them")
    publish(page)
    page.locator(".errors").wait_for()
    assert "cannot be stored" in page.locator(".errors").inner_text()
    assert page.evaluate("document.activeElement.className").startswith("errors")
    assert "Words with a bell" in page.locator("textarea[name=body]").input_value()
    page.locator("textarea[name=body]").fill("Words without")
    page.route("**/reply/**", lambda to: to.abort() if "fragment" in to.request.headers["accept"] else to.continue_())
    publish(page)
    page.get_by_text("Your reply is published.").wait_for()
    assert count(Post) == 2


def test_reading_moves_the_mark_over_what_was_seen_only(table: Table, comes: Callable[..., Any]) -> None:
    """R34: posts that were in view, one after the other; a jump to the first that was not."""
    arta, petar = table.person("Arta Shembulli"), table.person("Petar Primer")
    opened = table.thread(petar, body="Long. " * 40)
    for number in range(12):
        table.reply(petar, opened.post_key, f"Answer {number}. " + "Many words follow here. " * 30)

    def mark() -> int:
        db.session.rollback()
        found = db.session.scalar(select(ReadMark.seq).where(ReadMark.person_id == arta.id)) or 0
        db.session.rollback()
        return found

    page = comes(arta)
    page.goto(address(opened))
    until(page, lambda: mark() > 0, "nothing was marked although posts were in view")
    assert 1 <= mark() < 8, "posts that were not in view are not read"
    for _ in range(40):
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(60)
    until(page, lambda: mark() == 13, f"read to the end, marked up to {mark()}")
    last = table.reply(petar, opened.post_key, "News.")
    db.session.rollback()
    page.goto(address(opened))
    page.get_by_role("link", name=re.compile("first new post")).click()
    assert page.url.endswith(f"#p{last.key}") and page.locator(f"#p{last.key}.unread").count() == 1
    assert page.locator(f"#p{last.key}").is_visible()


@pytest.mark.parametrize("way", WAYS)
def test_a_debate_from_the_first_word_to_the_last(
    way: str, table: Table, comes: Callable[..., Any], open_browser: Callable[..., Any]
) -> None:
    """Preview, reply, quote, edit with its history, withdraw and bring back, follow, mute, flat view, report."""
    arta, petar = table.person("Arta Shembulli"), table.person("Petar Primer")
    opened = table.thread(petar, "Kush i mban datat?", "Fjalët e para, në *shqip*.", language="sq")
    page = comes(arta, **WAYS[way])
    page.goto(address(opened))
    assert {one.get_attribute("lang") for one in (page.locator("h1"), page.locator(".said").first)} == {"sq"}
    fits(page)
    page.locator("textarea[name=body]").fill("Први **одговор**.")
    page.locator("select[name=language]").select_option("sr")
    page.locator("form.composer button[formaction]").click()
    preview = page.locator(".preview")
    assert preview.locator("strong").inner_text() == "одговор"
    assert preview.locator(".said").get_attribute("lang") == "sr-Cyrl" and count(Post) == 1 and count(Draft) == 1
    fits(page)
    publish(page)
    page.get_by_text("Your reply is published.").wait_for()
    mine = page.locator("article.post", has_text="одговор")
    key = (mine.get_attribute("id") or "")[1:]
    assert f"#p{key}" in page.url and mine.locator(".said").get_attribute("lang") == "sr-Cyrl" and count(Draft) == 0

    page.locator(f"#p{opened.post_key} a[href$='quote=1']").click()
    assert page.locator("textarea[name=body]").input_value().startswith("> Fjalët e para")
    page.locator("textarea[name=body]").fill("> Fjalët e para\n\nAn answer to that.")
    publish(page)
    page.locator(".post p", has_text="An answer to that.").first.wait_for()
    fits(page)

    page.locator(f"#p{key} a[href*='/edit/']").click()
    page.locator("textarea[name=body]").fill("Други **одговор**.")
    publish(page)
    page.get_by_text("Your change is published.").wait_for()
    page.locator(f"#p{key} a[href*='/history/']").click()
    assert page.locator("del").first.inner_text() == "Први" and page.locator("ins").first.inner_text() == "Други"
    fits(page)
    page.go_back()
    page.locator(f"#p{key} a[href*='/withdraw/']").click()
    page.locator("form[action*='/withdraw/'] button").click()
    page.get_by_text("You withdrew this post.").wait_for()
    assert "одговор" not in page.locator("main").inner_text()
    page.locator("form[action*='/restore/'] button").click()
    page.get_by_text("Your post is back.").wait_for()

    page.get_by_role("button", name="Mute").click()
    page.get_by_text("You muted this thread.").wait_for()
    page.get_by_role("button", name="Follow", exact=True).click()
    page.get_by_text("You follow this thread.").first.wait_for()
    page.get_by_role("link", name="Show in order of time").click()
    assert page.locator("ol.replies").count() == 0 and page.locator("ol.posts > li").count() == 3
    fits(page)
    page.locator("article.post time").first.click()
    assert re.search(r"[?&]at=\w{7}.*#p\w{7}$", page.url), "the time is the link to the post"

    page.locator(f"#p{opened.post_key} a[href*='/report/']").click()
    page.locator("form input[type=radio]").first.check()
    page.locator("form textarea").first.fill("It names somebody.")
    fits(page)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    assert count(Report) == 1
    visitor = open_browser(**WAYS[way]).new_page()
    visitor.goto(address(opened))
    assert visitor.locator("textarea").count() == 0 and "Sign in to reply" in visitor.locator("#reply").inner_text()
    fits(visitor)


def test_by_keyboard_alone(table: Table, comes: Callable[..., Any]) -> None:
    """From the first key: skip to the content, find the reply, write, publish, and stand at one's own words."""
    arta, petar = table.person("Arta Shembulli"), table.person("Petar Primer")
    opened = table.thread(petar)
    first = table.reply(petar, opened.post_key)
    page = comes(arta)
    page.goto(address(opened))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(60):
        page.keyboard.press("Tab")
        href, seen = page.evaluate(FOCUSED)
        assert seen, "the focus cannot be seen"
        if href.endswith(f"/reply/{first.key}"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/reply/**")
    while page.evaluate("document.activeElement.tagName") != "TEXTAREA":
        page.keyboard.press("Tab")
    page.keyboard.insert_text("Typed, not clicked.")
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Your reply is published.").wait_for()
    own = page.locator("article.post", has_text="Typed, not clicked.").get_attribute("id")
    assert page.url.endswith(f"#{own}")
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.getElementById('{own}').contains(document.activeElement)"), "one goes on from there"
