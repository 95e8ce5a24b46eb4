"""The fixtures themselves: fresh databases, isolated requests, counted statements."""

from collections.abc import Callable

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from forum.core.db import aside, db, writing
from forum.statement.models import Demand
from tests.support.visits import Outbox


def demands() -> int:
    return int(db.session.scalar(select(func.count()).select_from(Demand)) or 0)


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_the_statement_and_nothing_else(app: Flask, turn: int) -> None:
    assert demands() == 19
    with writing() as session:
        session.execute(text("UPDATE demand SET slug = slug || '-changed'"))
    assert db.session.scalar(select(func.count()).where(Demand.slug.endswith("-changed"))) == 19


@pytest.mark.parametrize("turn", [1, 2])
def test_what_another_connection_writes_is_gone_too(app: Flask, turn: int) -> None:
    assert not db.session.scalar(select(func.count()).where(Demand.slug.endswith("-aside")))
    with aside() as session:
        session.execute(text("UPDATE demand SET slug = slug || '-aside'"))


@pytest.mark.bare
def test_a_bare_database_has_tables_only(app: Flask) -> None:
    assert demands() == 0


@pytest.mark.database("sqlite")
def test_one_kind_can_be_asked_for(app: Flask) -> None:
    assert db.engine.dialect.name == "sqlite"


def test_a_request_stands_alone(app: Flask, client: FlaskClient) -> None:
    g.left_by_the_test = True
    assert client.get("/healthz").status_code == 200
    assert g.left_by_the_test
    assert demands() == 19


def test_statements_are_counted_without_their_frame(app: Flask, count_statements: Callable) -> None:
    db.session.rollback()
    with count_statements() as found:
        demands()
        with writing():
            demands()
    assert found.count == 2, found

    def too_many() -> None:
        with count_statements(at_most=1):
            demands()
            demands()

    with pytest.raises(AssertionError, match="2 statements, at most 1"):
        too_many()


def test_nothing_waits_in_a_fresh_outbox(outbox: Outbox) -> None:
    assert outbox.waiting() == []
    assert outbox.letters() == []


@pytest.mark.browser
@pytest.mark.database("sqlite")
def test_a_browser_opens_the_site(open_browser: Callable, live_server: str) -> None:
    page = open_browser(width=360).new_page()
    answer = page.goto("/healthz")
    assert answer is not None
    assert answer.status == 200


@pytest.mark.parametrize("turn", [1, 2])
def test_changed_tables_and_numbering_are_set_back_too(app: Flask, turn: int) -> None:
    connection = db.session.connection(execution_options={"sofra_write": True})
    assert not db.inspect(connection).has_table("left_behind")
    connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    db.session.commit()
