"""Role × route, over every route and method; what is denied is not there, byte for byte (Show 7, R28)."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from forum.core import clock
from forum.core.web.access import access_of
from tests.security.conftest import Visitors
from tests.security.furnished import ROLES, Site, everybody_stepped_up
from tests.security.places import Place, places
from tests.security.walk import HIDDEN, asked_by, nothing_stays, outcome
from tests.support.house import House

TABLE = Path(__file__).with_name("roles.txt")
Told = tuple[int, list[tuple[str, str]], bytes]


def expected() -> dict[str, str]:
    """The reviewed table: method and address → one letter per role."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {name.rstrip(): letters.strip() for name, _, letters in (line.partition(" | ") for line in lines)}


def part_of(everywhere: list[Place], kind: str) -> list[Place]:
    """Everything on SQLite; a tenth, always the same, on PostgreSQL, whose rules are the same code."""
    if kind == "sqlite":
        return everywhere
    return [place for place in everywhere if hashlib.sha256(place.name.encode()).digest()[0] % 10 == 0]


def told(response: TestResponse) -> Told:
    """All that an answer says, but when."""
    headers = sorted((name, value) for name, value in response.headers if name != "Date")
    return response.status_code, headers, response.get_data()


def test_who_may_open_what_is_as_the_table_says_and_what_is_denied_is_not_there(
    app: Flask, database: House, visitors: Visitors, site: Site
) -> None:
    """Each line of `roles.txt` was looked at; a route without a line fails here, with the line it would have.

    What may not be read is then asked for again where it does not exist yet: the same bytes, headers included.
    """
    everywhere, silent = part_of(places(app, site), database.kind), {}
    found: dict[str, str] = {}
    with nothing_stays():
        for role in ROLES:
            for answer in asked_by(visitors.browser(role), everywhere):
                letter = outcome(answer.response)
                found[answer.line] = found.get(answer.line, "") + letter
                if (letter, answer.method) == (HIDDEN, "GET"):
                    silent[role, answer.place] = told(answer.response)
    wanted = expected()
    wrong = [f"{line:70} | {letters}" for line, letters in sorted(found.items()) if wanted.get(line) != letters]
    gone = sorted(set(wanted) - set(found)) if database.kind == "sqlite" else []
    assert not wrong, "these differ from roles.txt:\n" + "\n".join(wrong)
    assert not gone, "these lines of roles.txt have no route any more:\n" + "\n".join(gone)
    _is_not_there(database, visitors, silent)


def _is_not_there(database: House, visitors: Visitors, silent: dict[tuple[str, Place], Told]) -> None:
    database.fresh("people")
    clock.set_offset(visitors.site.offset)
    everybody_stepped_up()
    assert len(silent) > (100 if database.kind == "sqlite" else 40)
    for role in ROLES:
        denied = [place for who, place in silent if who == role]
        for answer in asked_by(visitors.browser(role), denied, "GET"):
            assert told(answer.response) == silent[role, answer.place], f"{role} is told that {answer.line} exists"


@pytest.mark.database("sqlite")
def test_whoever_lacks_the_second_factor_or_showed_it_long_ago_gets_nowhere_privileged(
    app: Flask, visitors: Visitors, site: Site
) -> None:
    """Privileged addresses lead to the second factor first (R42); nobody gets further than before."""
    everywhere = [
        place
        for place in places(app, site)
        if (access := access_of(app.view_functions[place.endpoint])) and access.stepped_up
    ]
    assert len({place.endpoint for place in everywhere}) > 20
    with nothing_stays():
        clock.set_offset(site.offset + timedelta(minutes=31))
        for role in ("administrator", "facilitator", "moderator", "coordinator", "representative"):
            for answer in asked_by(visitors.browser(role), everywhere):
                status, to = answer.response.status_code, answer.response.headers.get("Location", "")
                allowed = status in (404, 409) or (status == 303 and "/step-up?next=" in to)
                assert allowed, (role, answer.line, status, to)
