"""Bad input, case by case: a clear error, never a 5xx, nothing stored, nothing typed lost (Show 14)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from forum import create_app
from forum.core import clock
from forum.core.db import Base, db
from forum.core.errors import Conflict, TooMany
from forum.core.keys import new_key
from forum.core.web import limits
from forum.discussion import operations as debate
from forum.discussion.models import Post
from forum.outbox.models import OutboxMail
from tests.security.conftest import Visitors
from tests.security.furnished import ROLES, Site
from tests.security.places import places
from tests.security.test_payloads import open_to
from tests.security.test_roles import expected
from tests.security.walk import HOME, ask, filled, token_of
from tests.support.house import House
from tests.support.visits import checked

TYPED = "Half a sentence that <took> long & was hard"
SHOWN = "Half a sentence that &lt;took&gt; long &amp; was hard"


@pytest.fixture
def member(visitors: Visitors) -> FlaskClient:
    """The browser of somebody at the table."""
    return visitors.browser("member")


@pytest.fixture
def reply(member: FlaskClient, site: Site) -> tuple[str, dict[str, str]]:
    """The address of a form for an answer, and its fields."""
    url = f"/en/threads/{site.names['public_thread']}/reply/{site.names['public_post']}"
    page = lxml.html.document_fromstring(member.get(url).get_data(as_text=True))
    form = next(form for form in page.forms if "body" in dict(form.form_values()) or form.xpath(".//textarea"))
    return url, {str(name): str(value or "") for name, value in form.form_values()}


def posts() -> int:
    """How many there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Post)) or 0


# ---------------------------------------------------------------- what is typed
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * 20_001, "This text is too long"), ("", "Please write something here."),
        ("\n \t", "Please write something"),
        ("\u200b\u2060", "Please write something"), (f"{TYPED} \x07", "characters that cannot be stored"),
        (f"{TYPED} \u202e", "characters that cannot be stored"), (f"{TYPED} a\u0335\u0336\u0337", "Too many accents"),
        (f"{TYPED} \ufffe", "characters that cannot be stored"), ("#\n\n***", "Please write something"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_taken_stands_in_the_form_again(
    member: FlaskClient, reply: tuple[str, dict[str, str]], text: str, sentence: str
) -> None:
    url, fields = reply
    before = posts()
    page = checked(member.post(url, data={**fields, "body": text}), 422)
    assert sentence in page.text
    shown = str(page.xpath("//textarea[@name='body']")[0].text or "")
    kept = "".join(char for char in text if char.isprintable() and char not in "\u202e\ufffe")
    assert kept.strip()[:60] in shown.replace("\n", "")
    assert posts() == before


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("broken", [b"%ED%A0%80", b"%FF%FE", b"%C0%AF", b"%00", b"%F4%90%80%80"])
def test_bytes_that_are_no_text_are_never_an_error_of_ours(
    member: FlaskClient, reply: tuple[str, dict[str, str]], broken: bytes
) -> None:
    """Lone surrogates, overlong and impossible sequences: in a body, a query string and a path."""
    url, fields = reply
    sent = f"csrf_token={fields['csrf_token']}&form_key={'k' * 24}&language=en&voice=own&body=".encode() + broken
    assert member.post(url, data=sent, content_type="application/x-www-form-urlencoded").status_code in (303, 400, 422)
    for path in ("/en/search?q=", "/en/threads?before=", "/en/sign-in?next=/", "/en/", "/en/threads/", "/posts/"):
        assert member.get(path + broken.decode()).status_code < 500, path


@pytest.mark.database("sqlite")
def test_wrong_kinds_of_bodies_are_refused(member: FlaskClient, reply: tuple[str, dict[str, str]]) -> None:
    url, fields = reply
    before = posts()
    for data, kind in (
        ('{"body": "x"}', "application/json"), ("body=x", "text/plain"), ("body=x", ""),
        (b"\x00\xff" * 50, "image/png"),
        ("--x\r\nnonsense", "multipart/form-data; boundary=x"), ("x", "multipart/form-data"), ("<a/>", "text/xml"),
        ("body=x", "application/x-www-form-urlencoded; charset=nonsense"),
    ):  # fmt: skip
        assert member.post(url, data=data, content_type=kind).status_code in (400, 413, 415, 422), kind
    file = (BytesIO(b"words"), "words.txt")
    assert member.post(url, data={**fields, "body": file}, content_type="multipart/form-data").status_code == 422
    twice = [*fields.items(), ("body", "one"), ("body", "two"), ("language", "xx"), ("voice", "everybody")]
    assert member.post(url, data=dict_of_lists(twice)).status_code == 422
    assert posts() == before


def dict_of_lists(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """The same name several times."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.database("sqlite")
def test_bodies_that_are_too_large_are_refused(member: FlaskClient, reply: tuple[str, dict[str, str]]) -> None:
    url, fields = reply
    before = posts()
    checked(member.post(url, data={**fields, "body": "x" * 1_000_100}), 413)
    many = {**fields, **{f"f{number}": "x" for number in range(1100)}}
    assert member.post(url, data=many, content_type="multipart/form-data").status_code == 413
    assert posts() == before


# ---------------------------------------------------------------- addresses
def names_asked_for() -> list[str]:
    """Every name that some view looks for in the query string."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "forum").rglob("*.py"))
    return sorted(set(re.findall(r"""(?:args\.get|whole_number|choice|args\.getlist)\(\s*["'](\w+)["']""", source)))


ODD = (
    "9" * 30, "-1", "0", "1e9", "NaN", "0x10", "１２", "١٢", "a" * 3000, "", " ", "[]", "null", "\U0001f44d", "1;2",
    "%", "1.5", "9223372036854775808", "2147483648", "en", "../..", "2026-02-30", "0001-01-01", "9999-12-31T23:59",
)  # fmt: skip


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_odd_values_in_the_query_string_are_no_error_of_ours(visitors: Visitors, site: Site, role: str) -> None:
    """Every name that is looked for, with wrong types, huge numbers and impossible dates, on every page that looks."""
    names, browser = names_asked_for(), visitors.browser(role)
    assert {"q", "next", "before"} <= set(names)
    everywhere = [place for place in places(visitors.app, site) if "GET" in place.methods]
    pages = [place for place in open_to(role, everywhere) if place.endpoint in listing(visitors.app)]
    assert len(pages) >= 5
    for turn, value in enumerate(ODD):
        for place in pages[:: 1 if role == "visitor" else 3][turn % 2 :: 2]:
            answer = browser.get(place.url, query_string=dict.fromkeys(names, value))
            assert answer.status_code < 500, (place.url, value)


def listing(app: Flask) -> set[str]:
    """Endpoints whose module looks at the query string."""
    import sys

    modules = {name for name, module in sys.modules.items() if name.startswith("forum.") and hasattr(module, "request")}
    return {name for name, view in app.view_functions.items() if view.__module__ in modules}


@pytest.mark.database("sqlite")
def test_ids_that_nobody_has_are_not_found(app: Flask, visitors: Visitors, site: Site) -> None:
    """Every address with a key, number, slug, name or token in it, with one that does not exist."""
    unknown = replace(site, names={name: _unlike(value) for name, value in site.names.items()})
    browser, seen = visitors.browser("administrator"), 0
    token = token_of(browser)
    for place, real in zip(places(app, unknown), places(app, site), strict=True):
        if place.url != real.url:
            for method in place.methods:
                answer = ask(browser, place, method, token)
                seen += 1
                gone = answer.status_code in (404, 422) or place.endpoint in GONE_KINDLY
                assert gone and answer.status_code < 500, (method, place.url, answer.status_code)
    assert seen > 120


GONE_KINDLY = {
    "accounts.confirm_address", "accounts.invitation", "accounts.new_password", "accounts.one_time",
    "accounts.cancel_reset", "pages.evidence", "post_links.post",
}  # fmt: skip
"""Mailed links say that they are used up or too old; a reference is only passed on."""


def _unlike(value: str) -> str:
    if value.startswith("JS-"):
        return "JS-2031-77"
    return ("zzz" if not value.startswith("zzz") else "yyy") + value[3:]


@pytest.mark.parametrize(
    "host",
    ["elsewhere.example", "127.0.0.1", "127.0.0.1:1", "localhost", "a b", "127.0.0.1@elsewhere.example", "[::1]"],
)
@pytest.mark.database("sqlite")
def test_a_forged_host_is_refused_before_anything_is_done(visitors: Visitors, site: Site, host: str) -> None:
    browser = visitors.browser("visitor")
    for path in ("/", "/en/", "/en/sign-in", "/log.jsonl", "/en/nothing"):
        answer = browser.get(path, headers={"Host": host})
        assert answer.status_code == 400, (path, host)
        assert host not in answer.get_data(as_text=True)
    data = {"csrf_token": token_of(browser), "email": "member@example.org"}
    assert browser.post("/en/forgotten", data=data, headers={"Host": host}).status_code == 400


@pytest.mark.database("sqlite")
def test_forwarded_hosts_are_ignored_where_no_proxy_is_named(app: Flask, visitors: Visitors, site: Site) -> None:
    headers = {"X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "https", "X-Original-URL": "/en/admin/"}
    answer = visitors.browser("visitor").get("/en/", headers={**headers, "Forwarded": "host=elsewhere.example"})
    assert answer.status_code == 200
    assert "elsewhere" not in answer.get_data(as_text=True)


# ---------------------------------------------------------------- what goes wrong while somebody writes
def kept(answer: Any, status: int) -> None:
    """The page says what happened, and gives the text back."""
    assert answer.status_code == status
    page = checked(answer, status)
    assert SHOWN in page.html
    assert "csrf_token" not in {name for name, _ in _typed_names(page.html)}


def _typed_names(html: str) -> Iterator[tuple[str, str]]:
    for element in lxml.html.document_fromstring(html).xpath("//main//textarea"):
        yield str(element.get("name")), str(element.text)


@pytest.mark.database("sqlite")
def test_text_comes_back_when_the_session_is_lost(visitors: Visitors, member: FlaskClient, reply: Any) -> None:
    url, fields = reply
    before = posts()
    member.delete_cookie("sofra", domain=HOME)
    kept(member.post(url, data={**fields, "body": TYPED}), 400)
    other = visitors.browser("outsider")
    kept(other.post(url, data={**fields, "body": TYPED}), 400)
    assert posts() == before


@pytest.mark.database("sqlite")
def test_text_comes_back_when_the_token_is_stale(member: FlaskClient, reply: Any) -> None:
    url, fields = reply
    clock_moved = {**fields, "csrf_token": fields["csrf_token"][:-4] + "AAAA", "body": TYPED}
    kept(member.post(url, data=clock_moved), 400)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Conflict("Somebody was quicker."), 409), (TooMany(30), 429), (ValueError("a bug"), 500),
        (OperationalError("INSERT", {}, Exception("database is locked")), 503), (PoolTimeout("no connection"), 503),
        (RecursionError("deep"), 500), (MemoryError(), 500),
    ],
)  # fmt: skip
def test_text_comes_back_whatever_goes_wrong_and_nothing_is_half_done(
    app: Flask, member: FlaskClient, reply: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    """A conflict, a limit, a bug, a database that is busy or gone, in the middle of the operation."""
    url, fields = reply
    before = posts(), _rows()

    def half(*args: Any, **kwargs: Any) -> Any:
        honest(*args, **kwargs)
        db.session.flush()
        raise error

    honest = debate.post_reply
    monkeypatch.setattr(debate, "post_reply", half)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = member.post(url, data={**fields, "body": TYPED})
    kept(answer, status)
    assert (posts(), _rows()) == before
    text = answer.get_data(as_text=True)
    assert "Traceback" not in text and "a bug" not in text and "locked" not in text
    if status in (429, 503):
        assert int(answer.headers["Retry-After"]) > 0
    monkeypatch.setattr(debate, "post_reply", honest)
    assert member.post(url, data={**fields, "body": TYPED}).status_code == 303, "sent again, it is done"
    assert posts() == before[0] + 1


def _rows() -> int:
    db.session.rollback()
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables)


@pytest.mark.database("sqlite")
def test_an_error_of_ours_shows_its_number_and_nothing_else_on_any_route(
    app: Flask, visitors: Visitors, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A view that breaks, in each language and without one: a page, the number of the request, the same headers."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def broken(**_values: Any) -> Any:
        db.session.execute(db.text("SELECT broken FROM nowhere"))

    for endpoint, urls in (("pages.about", ["/en/about", "/sr-cyrl/about"]), ("pages_open.root", ["/"])):
        monkeypatch.setitem(app.view_functions, endpoint, broken)
        for url in urls:
            for role in ("visitor", "member"):
                answer = visitors.browser(role).get(url)
                page = checked(answer, 503 if answer.status_code == 503 else 500)
                assert "nowhere" not in page.html and re.search(r"\b[0-9a-f]{16}\b", page.html)
                assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.database("sqlite")
def test_floods_are_answered_with_429_and_the_text(app: Flask, database: House, site: Site, visitors: Visitors) -> None:
    """The general limits per address; the same text comes back, reading goes on until its own limit."""
    flooded = create_app(replace(app.config["SOFRA"], testing=False, base_url=app.config["SOFRA"].base_url))
    flooded.test_client_class = app.test_client_class
    limits._own.reset()
    client = flooded.test_client()
    with flooded.app_context():
        answers = [client.post("/en/sign-in", data={"email": TYPED}) for _ in range(125)]
        assert {answer.status_code for answer in answers[:120]} == {400}
        kept(answers[-1], 429)
        assert answers[-1].headers["Retry-After"] == "60"
        assert client.get("/en/about").status_code == 200
        db.session.remove()
        db.engine.dispose()


# ---------------------------------------------------------------- the same form twice
@pytest.mark.database("sqlite")
def test_every_form_that_is_sent_again_has_one_effect(app: Flask, visitors: Visitors, site: Site) -> None:
    """Each form of the site by somebody who may send it, twice with the same key: the second changes nothing."""
    table, done = expected(), []
    for place in places(app, site):
        letters = table.get(f"POST {place.name}", "")
        able = [role for role, letter in zip(ROLES[1:], letters[1:], strict=False) if letter == "."]
        if "POST" not in place.methods or not able or place.endpoint in NO_KEY or any(w in place.url for w in ENDS):
            continue
        role = able[0]
        browser = visitors.browser(role)
        data = {**filled(place), "csrf_token": token_of(browser), "form_key": new_key(24)}
        first = browser.post(place.url, data=data)
        if first.status_code != 303:
            continue
        before = _content()
        second = browser.post(place.url, data=data)
        after = _content()
        changed = {name for name in before if before[name] != after[name]}
        assert not changed, (place.name, changed)
        if place.endpoint.partition(".")[0] != "accounts":
            assert second.status_code == 303, place.name
            assert second.headers["Location"] == first.headers["Location"], place.name
        done.append(place.endpoint)
    assert len(set(done)) > 25, sorted(set(done))


NO_KEY = {"accounts.sign_out", "accounts.end_sessions", "accounts.one_time", "accounts.close", "accounts.remove_factor"}
"""They end a session or a link: whoever sends them twice is somebody else by then."""
ENDS = ("/suspend", "/my-organisations/")


def _content() -> dict[str, list[str]]:
    db.session.rollback()
    left_out = {"attempt", "throttle"}
    tables = [table for table in Base.metadata.sorted_tables if table.name not in left_out]
    return {table.name: sorted(map(repr, db.session.execute(table.select()))) for table in tables}


@pytest.mark.database("sqlite")
def test_nothing_of_this_leaves_a_letter(outbox: Any, site: Site) -> None:
    """The furnished site has sent what it had to: a test that looks for letters begins with none."""
    failed = select(func.count()).select_from(OutboxMail).where(OutboxMail.last_error.is_not(None))
    assert db.session.scalar(failed) == 0
    assert clock.offset() == site.offset


def test_the_names_looked_for_are_found_in_the_source() -> None:
    found: Callable[[], list[str]] = names_asked_for
    assert "password" not in found()


# ---------------------------------------------------------------- what an error may say (R28)
@pytest.mark.database("sqlite")
def test_what_is_not_there_says_nothing_and_what_went_wrong_says_no_more_than_it_must(
    app: Flask, visitors: Visitors, site: Site
) -> None:
    """404 and 405 carry no number, address, token or form, and switch languages at home; 4xx carry no number."""
    browser, key = visitors.browser("visitor"), site.names["members_post"]
    for url, status in (
        (f"/en/posts/{key}", 404), ("/sq/nothing-here", 404), ("/nothing-here", 404),
        ("/en/positions/JS-2031-77.pdf", 404), (f"/en/threads/{site.names['members_thread']}/read", 405),
    ):  # fmt: skip
        page = checked(browser.get(url), status)
        assert not page.xpath("//main//form") and not page.xpath("//input")
        for told in (key, site.names["members_thread"], "nothing-here", "JS-2031-77", "csrf", str(status)):
            assert told not in page.html, (url, told)
        assert not re.search(r"\b[0-9a-f]{16}\b", page.html)
        switch = set(page.xpath("//ul[@class='langs']//a/@href"))
        assert switch == {"/en/", "/sq/", "/sr-latn/", "/sr-cyrl/"}
    answer = browser.post("/en/sign-in", data={"email": TYPED, "csrf_token": "x"})
    page = checked(answer, 400)
    assert not re.search(r"\b[0-9a-f]{16}\b", page.html)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "where", ["{home}.elsewhere.example/x", "http://elsewhere.example/{home}", "{home}@elsewhere.example"]
)
def test_the_way_back_from_an_error_never_leads_elsewhere(visitors: Visitors, site: Site, where: str) -> None:
    """A page elsewhere that sends a forged form names itself as the page one came from."""
    browser = visitors.browser("visitor")
    home = visitors.app.config["SOFRA"].base_url
    answer = browser.post("/en/sign-in", data={"email": TYPED}, headers={"Referer": where.format(home=home)})
    assert "elsewhere" not in answer.get_data(as_text=True)
    answer = browser.post("/en/sign-in", data={"email": TYPED}, headers={"Referer": f"{home}/en/threads"})
    assert f'href="{home}/en/threads"' in answer.get_data(as_text=True)
