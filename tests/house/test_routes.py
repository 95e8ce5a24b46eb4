"""Every route declares who may open it; what may be sent without a token stands on a list of one (R28, R34)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from forum.core.db import db, writing
from forum.core.web import access
from forum.extensions import csrf
from tests.support.statements import MOST_INSIDE_WRITING, Watch

WITHOUT_TOKEN = {"forum.notifications.views.unsubscribe"}
"""One click in a mail program, signed, for one purpose."""


def undeclared(app: Flask) -> list[str]:
    """Endpoints whose view says nothing about who may open it."""
    return sorted(name for name, view in app.view_functions.items() if access.access_of(view) is None)


def odd_methods(app: Flask) -> list[str]:
    """Routes that answer to more than reading and posting."""
    usual = {"GET", "HEAD", "OPTIONS", "POST"}
    return sorted(str(rule) for rule in app.url_map.iter_rules() if not (rule.methods or set()) <= usual)


@pytest.fixture
def bad_app() -> Flask:
    """An application in which somebody forgot."""
    found = Flask("bad")
    found.add_url_rule("/open", "bare", lambda: "x", methods=["GET", "DELETE"])
    found.add_url_rule("/good", "good", access.visitor(lambda: "x"))
    return found


@pytest.mark.bare
@pytest.mark.database("sqlite")
def test_every_route_declares_who_may_open_it(app: Flask, bad_app: Flask) -> None:
    assert undeclared(app) == []
    assert "bare" in undeclared(bad_app)
    assert "good" not in undeclared(bad_app)


@pytest.mark.bare
@pytest.mark.database("sqlite")
def test_routes_are_read_or_posted_to(app: Flask, bad_app: Flask) -> None:
    assert odd_methods(app) == []
    assert odd_methods(bad_app) == ["/open"]


@pytest.mark.bare
@pytest.mark.database("sqlite")
def test_one_form_alone_is_sent_without_a_token(app: Flask) -> None:
    assert set(csrf._exempt_views) == WITHOUT_TOKEN
    assert not csrf._exempt_blueprints


@pytest.mark.bare
def test_a_page_that_writes_is_refused_by_the_database(app: Flask) -> None:
    with asked(app, "GET"), pytest.raises(DBAPIError, match=r"readonly|read-only"):
        db.session.execute(text("UPDATE site_epoch SET version = 2"))


@pytest.mark.bare
def test_a_page_that_opens_a_transaction_for_writing_is_seen_by_every_test(app: Flask, watch: Watch) -> None:
    with asked(app, "GET"), writing():
        pass
    assert watch.wrong == ["GET /here opens a transaction that writes"]
    watch.wrong.clear()
    with asked(app, "POST"), writing():
        pass
    assert watch.wrong == []


@pytest.mark.bare
def test_too_many_statements_under_the_lock_are_seen_by_every_test(app: Flask, watch: Watch) -> None:
    with asked(app, "POST"):
        _ask(MOST_INSIDE_WRITING)
        _ask(MOST_INSIDE_WRITING)
        assert watch.wrong == []
        _ask(MOST_INSIDE_WRITING + 1)
    assert watch.wrong.pop().startswith("/here: more than 40 inside writing()")
    _ask(MOST_INSIDE_WRITING + 1)
    assert watch.wrong == [], "what tests set up counts for nothing"


def _ask(times: int) -> None:
    with writing() as session:
        for _ in range(times):
            session.execute(text("SELECT 1"))


@contextmanager
def asked(app: Flask, method: str) -> Iterator[None]:
    """Inside a request."""
    with app.test_request_context("/here", method=method, base_url=app.config["SOFRA"].base_url):
        yield
        db.session.rollback()
