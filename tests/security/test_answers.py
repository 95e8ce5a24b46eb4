"""Headers, caching, scripts and tokens on every route (Show 13)."""

import re
from collections.abc import Iterator

import lxml.html
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from forum.core.web.access import access_of
from forum.core.web.caching import PRIVATE, PUBLIC
from tests.security.conftest import Visitors
from tests.security.furnished import Site
from tests.security.places import places
from tests.security.walk import Answer, asked_by, filled, nothing_stays
from tests.support.house import House

POLICY = {
    "default-src": "'none'", "style-src": "'self'", "script-src": "'self'", "img-src": "'self' data:",
    "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip
CODE = re.compile(r"(?i)<(style|script(?![^>]*\ssrc=)|iframe|object|embed|base)\b|\s(style|on[a-z]+)=|(java|vb)script:")


def wrong_headers(response: TestResponse) -> list[str]:
    """What an answer lacks, whatever it answers."""
    found = dict(response.headers)
    told = [name for name, value in HEADERS.items() if found.get(name) != value]
    parts = [part.strip().partition(" ") for part in found.get("Content-Security-Policy", "").split(";")]
    policy = {name: value for name, _, value in parts}
    download = "attachment" in found.get("Content-Disposition", "")
    if policy != POLICY and not (download and {"default-src", "sandbox"} <= set(policy)):
        told.append(f"Content-Security-Policy: {found.get('Content-Security-Policy')}")
    if "Cookie" not in found.get("Vary", ""):
        told.append("Vary: Cookie")
    if "camera=()" not in found.get("Permissions-Policy", ""):
        told.append("Permissions-Policy")
    if found.get("Content-Type", "").startswith("text/") and "charset=utf-8" not in found["Content-Type"]:
        told.append(f"charset: {found['Content-Type']}")
    return told


def wrong_code(html: str) -> list[str]:
    """Script or style in the page itself (a quick look first: what it shows is looked at closely)."""
    if not CODE.search(html):
        return []
    told = []
    for element in lxml.html.document_fromstring(html).iter():
        if not isinstance(element.tag, str):
            continue
        told += [f"{element.tag} {name}" for name in element.attrib if name == "style" or name.startswith("on")]
        told += [element.tag for tag in ("style", "iframe", "object", "embed", "base") if element.tag == tag]
        told += ["script"] if element.tag == "script" and not element.get("src", "").startswith("/static/") else []
        told += [value for value in element.attrib.values() if re.match(r"(?i)\s*(java|vb)script:", value)]
    return told


def wrong_caching(answer: Answer, app: Flask, signed_in: bool) -> list[str]:
    """Kept by nobody, unless it is a public page asked for without a cookie (R35)."""
    access = access_of(app.view_functions[answer.place.endpoint])
    kind = access.kind if access else ""
    cache = answer.response.headers["Cache-Control"]
    may_be_kept = kind == "public" and not signed_in and answer.method == "GET" and answer.response.status_code < 400
    if may_be_kept and cache == PUBLIC:
        return ["a public answer sets a cookie"] if "Set-Cookie" in answer.response.headers else []
    if cache == PRIVATE:
        return ["a public page is kept by nobody"] if may_be_kept else []
    return [] if kind == "static" and "no-store" in cache else [f"Cache-Control: {cache}"]


@pytest.mark.parametrize("role", ["visitor", "member", "facilitator", "administrator", "translator"])
@pytest.mark.database("sqlite")
def test_every_answer_has_its_headers_and_nothing_inline(
    app: Flask, visitors: Visitors, site: Site, role: str
) -> None:
    """Security headers, the default `no-store`, a strict policy, and no page that would need a weaker one."""
    methods = "GET POST" if role in ("visitor", "member") else "GET"
    with nothing_stays():
        for answer in asked_by(visitors.browser(role), places(app, site), methods):
            wrong = wrong_headers(answer.response) + wrong_caching(answer, app, role != "visitor")
            if answer.response.mimetype == "text/html":
                wrong += wrong_code(answer.response.get_data(as_text=True))
            assert not wrong, (answer.line, answer.response.status_code, wrong)


def test_the_look_at_headers_and_code_sees_what_is_wrong(app: Flask) -> None:
    response = app.response_class("x")
    assert len(wrong_headers(response)) == 8  # type: ignore[arg-type]
    for bad in ("<p onclick='x()'>", "<b style='x'>", "<script>1</script>", "<a href='JavaScript:x'>", "<iframe>"):
        assert wrong_code(f"<html><body>{bad}")
    assert not wrong_code("<html><body><p>onclick= style= javascript:</p><script src='/static/x.js'></script>")


@pytest.mark.database("sqlite")
def test_errors_have_the_same_headers_and_are_kept_by_nobody(app: Flask, visitors: Visitors, site: Site) -> None:
    browser = visitors.browser("visitor")
    for status, answer in (
        (404, browser.get("/en/nothing")), (404, browser.get("/nothing")), (405, browser.post("/en/statement")),
        (400, browser.get("/en/", headers={"Host": "elsewhere.example"})), (404, browser.get("/en/threads?before=x")),
        (413, browser.post("/en/sign-in", data={"email": "x" * 1_100_000})),
        (400, browser.post("/en/sign-in", data={"email": "x"})),
    ):  # fmt: skip
        assert answer.status_code in (status, 400), (status, answer.request.path)
        assert not wrong_headers(answer), answer.request.path
        assert answer.headers["Cache-Control"] == PRIVATE


@pytest.mark.database("sqlite")
def test_a_secure_site_asks_for_tls_and_sends_its_cookie_over_tls_only(app: Flask, site: Site) -> None:
    from dataclasses import replace

    config = app.config["SOFRA"]
    app.config["SOFRA"] = replace(config, base_url=config.base_url.replace("http:", "https:"))
    try:
        answer = app.test_client().get("/healthz")
    finally:
        app.config["SOFRA"] = config
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert replace(config, base_url="https://sofra.example").secure


# ---------------------------------------------------------------- tokens
def forged(visitors: Visitors, role: str, site: Site, token: str) -> Iterator[Answer]:
    """Every form of the site, sent by a page elsewhere."""
    browser = visitors.browser(role)
    for place in places(visitors.app, site):
        if "POST" in place.methods:
            data = {**filled(place), "body": "Typed with care <b>&", "csrf_token": token, "password": "a secret thing"}
            yield Answer(place, "POST", browser.post(place.url, data=data))


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("role", ["visitor", "administrator"])
@pytest.mark.parametrize("token", ["", "ImZvcmdlZCI.ahBQ9w.cj5HgCvTa2Vm3Wlkm4bVkpAzA"])
def test_a_form_without_its_token_is_refused_and_gives_back_what_was_typed(
    app: Flask, database: House, visitors: Visitors, site: Site, role: str, token: str
) -> None:
    """On every route that takes forms, signed in or not; one click in a mail program is the only exception (R34)."""
    count = 0
    before = everything(database)
    for answer in forged(visitors, role, site, token):
        text = answer.response.get_data(as_text=True)
        if answer.place.endpoint == "notifications.unsubscribe":
            assert answer.response.status_code == 200
            continue
        count += 1
        assert answer.response.status_code == 400, (answer.line, answer.response.status_code)
        assert "Typed with care &lt;b&gt;&amp;" in text, answer.line
        assert "a secret thing" not in text, f"{answer.line} gives a password back"
    assert count > 100
    assert everything(database) == before


def everything(database: House) -> dict[str, list[str]]:
    """All rows but the one that the exception changes."""
    from forum.core.db import Base, db

    db.session.rollback()
    tables = [table for table in Base.metadata.sorted_tables if table.name != "mail_setting"]
    return {table.name: sorted(map(repr, db.session.execute(table.select()))) for table in tables}
