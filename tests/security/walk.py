"""Asking for every address as everybody, without anything staying changed."""

from collections.abc import Iterator
from contextlib import contextmanager

import lxml.html
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.security.places import Place

ALLOWED, HIDDEN, SIGN_IN, FACTOR = ".", "-", "s", "f"
"""What a request may come to: answered, the page of nothing, to the sign-in, to the second factor."""


@contextmanager
def nothing_stays() -> Iterator[None]:
    """Every commit is a roll-back: what a form does is answered as ever, and was not done."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "commit", Session.rollback)
        yield


def token_of(browser: FlaskClient) -> str:
    """A token against forged forms, from the first page that has a form for this browser."""
    for url in ("/en/sign-in", "/en/settings/mail"):
        page = browser.get(url)
        found = lxml.html.document_fromstring(page.get_data(as_text=True)).xpath("//input[@name='csrf_token']/@value")
        if page.status_code == 200 and found:
            return str(found[0])
    raise AssertionError("no page with a form")


def ask(browser: FlaskClient, place: Place, method: str, token: str = "") -> TestResponse:
    """Open an address, or send an empty form with a valid token there."""
    if method == "GET":
        return browser.get(place.url, buffered=True)
    return browser.post(place.url, data={"csrf_token": token}, buffered=True)


def outcome(answer: TestResponse) -> str:
    """In one letter."""
    to = answer.headers.get("Location", "")
    if answer.status_code in (404, 405):
        return HIDDEN
    if "/sign-in?next=" in to or (answer.status_code == 400 and "You are signed out" in answer.get_data(as_text=True)):
        return SIGN_IN
    if "/step-up" in to or "/settings/factor" in to:
        return FACTOR
    return ALLOWED if answer.status_code < 500 else "!"
