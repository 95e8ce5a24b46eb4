"""Asking for every address as everybody, without anything staying changed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import lxml.html
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.security.places import Place

HOME = "127.0.0.1"
ALLOWED, HIDDEN, SIGN_IN, FACTOR = ".", "-", "s", "f"
"""What a request may come to: answered, the page of nothing, to the sign-in, to the second factor."""


@contextmanager
def nothing_stays() -> Iterator[None]:
    """Every commit is a roll-back: what a form does is answered as ever, and was not done."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "commit", Session.rollback)
        yield


@dataclass(frozen=True)
class Answer:
    """What came of asking."""

    place: Place
    method: str
    response: TestResponse

    @property
    def line(self) -> str:
        """How tables call it."""
        return f"{self.method:4} {self.place.name}"


def asked_by(browser: FlaskClient, everywhere: Iterable[Place], methods: str = "GET POST") -> Iterator[Answer]:
    """Every address with every method, each time as if it were the first: whoever is signed out by one is in again."""
    signed_in = browser.get_cookie("sofra", domain=HOME) is not None
    token, waiting = token_of(browser), browser.get_cookie("sofra", domain=HOME)
    for place in everywhere:
        for method in place.methods:
            if method in methods:
                cookie = waiting if signed_in or method == "POST" else None  # a visitor gets one with a form only
                browser.delete_cookie("sofra", domain=HOME)
                if cookie:
                    browser.set_cookie("sofra", cookie.value, domain=HOME)
                yield Answer(place, method, ask(browser, place, method, token))


def token_of(browser: FlaskClient) -> str:
    """A token against forged forms, from the first page that has a form for this browser."""
    for url in ("/en/sign-in", "/en/settings/mail"):
        page = browser.get(url)
        found = lxml.html.document_fromstring(page.get_data(as_text=True)).xpath("//input[@name='csrf_token']/@value")
        if page.status_code == 200 and found:
            return str(found[0])
    raise AssertionError("no page with a form")


FILLED = {
    "body": "A few words.", "title": "A title", "text": "Please look.", "words": "Disa fjalë.", "reason": "A reason.",
    "language": "en", "voice": "own", "visibility": "public", "level": "all", "seq": "1", "number": "1", "note": "",
    "title_number": "1", "seen_version": "1", "version": "1", "value": "stand_aside", "rule": "attack", "then": "keep",
    "email": "somebody@example.org", "name": "Somebody Shembull", "role": "alternate", "as_seat": "kosovo",
    "languages": "sq", "seat": "kosovo", "website": "", "press_contact": "", "shield": "y", "posts": "keep",
    "template": "text", "demands": "GOV-2", "question": "A question?", "length": "14", "review_days": "180",
    "reference": "GOV-3", "caption": "", "what": "up", "into": "", "address": "guest@example.org", "place": "reply/x",
}  # fmt: skip
"""Something plausible in every field that any form has; what a form does not know it ignores."""

OTHERWISE = {
    "consultation": {"language": "sq"}, "consultation.write_field": {"seen": "0"}, "translation": {"language": "sq"},
    "admin.person": {"role": "translator"},
}  # fmt: skip
"""Where the same name means something else."""


def filled(place: Place) -> dict[str, str]:
    """What is sent to an address."""
    special = OTHERWISE.get(place.endpoint) or OTHERWISE.get(place.endpoint.partition(".")[0]) or {}
    return {**FILLED, **special}


def ask(browser: FlaskClient, place: Place, method: str, token: str = "") -> TestResponse:
    """Open an address, or send a filled form with a valid token there."""
    if method == "GET":
        return browser.get(place.url, buffered=True)
    return browser.post(place.url, data={**filled(place), "csrf_token": token}, buffered=True)


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
