"""Texts that would do something are put into every text field of every form and come out inert (Show 13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import inspect

from forum.core.db import db
from forum.core.work import sweep
from tests.security.conftest import Visitors
from tests.security.furnished import ROLES, Site
from tests.security.payloads import LINES, MARK, MARKDOWN, REFUSED, alive, odd_characters, rotated
from tests.security.places import Place, places
from tests.security.test_roles import expected
from tests.security.walk import HOME
from tests.support.visits import Outbox

WRITERS = (
    "member", "representative", "coordinator", "facilitator", "translator", "moderator", "administrator", "visitor",
)  # fmt: skip
LEAVES = (
    "sign-out", "/close", "/leave", "/suspend", "/withdraw", "/end", "/remove", "/merge", "/drop", "/revoke", "/undo",
)  # fmt: skip
"""Forms that would end what the next form needs."""
SECRETS = ("password", "code")


@dataclass(frozen=True)
class Filled:
    """A form as it stands on a page, and which of its fields take text."""

    action: str
    values: dict[str, str]
    lines: tuple[str, ...]
    texts: tuple[str, ...]


def forms_of(page: Any, url: str) -> Iterator[Filled]:
    """Every form of a page that posts, choices made as a hasty person would."""
    for form in page.forms:
        if form.get("method", "get").lower() != "post":
            continue
        values = {str(name): str(value or "") for name, value in form.form_values()}
        for group in {one.get("name") for one in form.xpath(".//input[@type='radio']")} - set(values):
            values[group] = form.xpath(f".//input[@name='{group}']/@value")[0]
        for select in form.xpath(".//select"):
            options = [one for one in select.xpath(".//option/@value") if one]
            if not values.get(select.get("name")) and options:
                values[select.get("name")] = options[0]
        lines = form.xpath(".//input[not(@type) or contains(' text search url email ', @type)]/@name")
        hidden = [name for name in form.xpath(".//input[@type='hidden']/@name") if name == "next"]
        texts = form.xpath(".//textarea/@name")
        yield Filled(form.get("action") or url, values, tuple(lines + hidden), tuple(texts))


def open_to(role: str, everywhere: list[Place]) -> list[Place]:
    """The addresses from which a kind of person gets something, by the table."""
    table, column = expected(), ROLES.index(role)
    return [place for place in everywhere if table.get(f"GET  {place.name}", "." * 12)[column] == "."]


def send_everywhere(visitors: Visitors, everywhere: list[Place], turn: int) -> int:
    """Fill and send every form that anybody sees; every answer to it must be inert. Gives how many fields took part."""
    lines, texts, fields, sent = rotated(LINES, turn * 7), rotated(MARKDOWN + LINES, turn * 5), 0, set()
    for role in WRITERS:
        browser = visitors.browser(role)
        home = browser.get_cookie("sofra", domain=HOME)
        for place in open_to(role, everywhere):
            answer = browser.get(place.url)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            for form in forms_of(lxml.html.document_fromstring(answer.get_data(as_text=True)), place.url):
                mine = [name for name in form.lines if not any(word in name for word in SECRETS)]
                where = (role if role == "visitor" else "", form.action, tuple(mine), form.texts)
                if where in sent or any(part in form.action for part in LEAVES) or not (mine or form.texts):
                    continue
                sent.add(where)
                values = dict(form.values)
                values |= {name: next(lines) for name in mine}
                values |= {name: "\n\n".join(islice(texts, 6)) for name in form.texts}
                fields += len(mine) + len(form.texts)
                back = browser.post(form.action, data=values)
                _is_inert(back.get_data(as_text=True), f"the answer of {form.action} to {role}", back.mimetype)
                assert back.status_code < 500, (form.action, role)
                assert MARK not in back.headers.get("Set-Cookie", "")
                if home:
                    browser.set_cookie("sofra", home.value, domain=HOME)
    return fields


def _is_inert(text: str, what: str, kind: str, *, shown: bool = False) -> None:
    if kind == "text/html":
        found = alive(text) if MARK in text else []
        assert not found, f"{what}: {found}"
    if shown:
        assert not odd_characters(text), f"{what}: {odd_characters(text)}"


def crawl(visitors: Visitors, everywhere: list[Place]) -> int:
    """Look at every page that anybody sees; gives on how many the payloads stand."""
    seen = 0
    for role in ("visitor", "member", "moderator", "administrator", "facilitator"):
        browser, common = visitors.browser(role), set() if role == "visitor" else set(open_to("visitor", everywhere))
        for place in open_to(role, everywhere):
            if place in common and role != "member":
                continue
            answer = browser.get(place.url, buffered=True)
            assert answer.status_code < 500, place.url
            if answer.mimetype.startswith(("text/", "application/json", "application/atom")):
                text = answer.get_data(as_text=True)
                _is_inert(text, f"{place.url} for {role}", answer.mimetype, shown=True)
                seen += MARK in text
    return seen


@pytest.mark.database("sqlite")
def test_what_would_do_something_is_shown_and_does_nothing(
    app: Flask, visitors: Visitors, site: Site, outbox: Outbox
) -> None:
    """Every text field of every form, in turns; then every page, feed, file and letter."""
    everywhere = [place for place in places(app, site) if "GET" in place.methods]
    assert send_everywhere(visitors, everywhere, 0) > 40
    sweep()
    db.session.rollback()
    links = _new_links(visitors, everywhere)
    assert crawl(visitors, everywhere + links) > 15, "the payloads are nowhere to be seen"
    for letter in outbox.deliver():
        assert MARK not in " ".join(letter.keys())
        assert all("\n" not in str(value) for value in letter.values())
        for part in letter.walk():
            if part.get_content_type() == "text/html":
                _is_inert(str(part.get_content()), f"a letter: {letter['Subject']}", "text/html", shown=True)
    assert {"post", "thread", "person", "organisation"} <= set(inspect(db.engine).get_table_names())


def _new_links(visitors: Visitors, everywhere: list[Place]) -> list[Place]:
    """Where the lists of the site lead now: what was just written is among it."""
    browser, found = visitors.browser("member"), {}
    for url in ("/en/threads", "/sr-latn/threads", "/en/consultations", "/en/organisations", "/en/translations"):
        page = lxml.html.document_fromstring(browser.get(url).get_data(as_text=True))
        for href in page.xpath("//main//a/@href"):
            if href.startswith("/") and not any(part in href for part in LEAVES):
                found[href.partition("#")[0]] = Place("followed", "", href.partition("#")[0], ("GET",))
    return [place for url, place in found.items() if url not in {one.url for one in everywhere}][:60]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("text", REFUSED)
def test_what_turns_or_hides_text_is_never_stored(visitors: Visitors, site: Site, text: str) -> None:
    """It is refused beside the field, or the hidden part is left out, and no page shows it."""
    browser = visitors.browser("member")
    url = f"/en/threads/{site.names['public_thread']}/reply/{site.names['public_post']}"
    page = lxml.html.document_fromstring(browser.get(url).get_data(as_text=True))
    form = next(form for form in forms_of(page, url) if "body" in form.texts)
    answer = browser.post(form.action, data={**form.values, "body": text})
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        assert "canary" in answer.get_data(as_text=True)
    shown = browser.get(f"/en/threads/{site.names['public_thread']}", follow_redirects=True).get_data(as_text=True)
    assert not odd_characters(shown)
    assert (text in shown) is False


@pytest.mark.database("sqlite")
def test_addresses_and_questions_of_the_query_string_are_inert(visitors: Visitors, site: Site) -> None:
    """What stands in an address may come back on the page: as text."""
    for role in ("visitor", "member"):
        browser = visitors.browser(role)
        for text in LINES + MARKDOWN:
            for url in ("/en/search", "/en/sign-in", "/en/threads", "/en/translations", "/en/nothing"):
                name = "next" if "sign-in" in url else "q"
                answer = browser.get(url, query_string={name: text, MARK: text})
                assert answer.status_code < 500, (url, text)
                _is_inert(answer.get_data(as_text=True), f"{url}?{name}={text}", answer.mimetype)
                assert MARK not in answer.headers.get("Location", "").partition("?")[0]


def test_the_look_sees_what_is_alive() -> None:
    for bad in (*LINES[:4], LINES[6], "<a href='javascript:x'>", "<img src=//canary.example>", "<p style=x>", "50337"):
        assert alive(f"<html><body><p>{bad}</p></body></html>"), bad
    assert alive(f'<html><body><input value="{LINES[4]}"></body></html>')
    assert alive(f"<html><body><input value='{LINES[5]}'></body></html>")
    assert not alive("<html><body><p>canary &lt;script&gt; <a href='https://canary.example/'>x</a></p></body></html>")
    assert odd_characters("\u202e") and odd_characters("a" + "\u0335" * 6) and not odd_characters("ëžđ\n")
