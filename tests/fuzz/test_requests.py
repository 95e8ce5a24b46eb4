"""Thousands of generated requests over the map of addresses and all forms: none is an error of ours (Show 14)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.core import clock
from forum.core.db import db
from forum.core.work import sweep
from tests.fuzz.generate import Generator, Sent
from tests.security.conftest import Visitors, site, visitors
from tests.security.furnished import ROLES, Site
from tests.security.walk import HOME, token_of
from tests.support.house import House

__all__ = ["site", "visitors"]
SIZES = [600, pytest.param(20_000, marks=pytest.mark.drill)]
SIGNED_IN = set(ROLES) - {"visitor", "suspended"}
KEPT = 400
"""After so many requests the site is set back: else everything ends withdrawn, hidden and closed."""


class Reached:
    """Which view the last request came to, if any."""

    def __init__(self) -> None:
        self.view: str | None = None

    @contextmanager
    def watching(self, app: Flask) -> Iterator[None]:
        """Note every view that is entered."""
        before = dict(app.view_functions)

        def noting(name: str, view: Any) -> Any:
            @wraps(view)
            def noted(**values: Any) -> Any:
                self.view = name
                return view(**values)

            return noted

        app.view_functions.update({name: noting(name, view) for name, view in before.items()})
        try:
            yield
        finally:
            app.view_functions.update(before)


class Browsers:
    """A browser for each role, always as it was when it signed in."""

    def __init__(self, people: Visitors) -> None:
        self.people, self.clients, self.kept = people, {}, {}  # type: ignore[var-annotated]

    def of(self, role: str) -> tuple[FlaskClient, str]:
        """The browser and a valid token."""
        if role not in self.clients:
            client = self.people.browser(role)
            token = token_of(client)
            self.clients[role] = client
            self.kept[role] = token, client.get_cookie("sofra", domain=HOME)
        token, cookie = self.kept[role]
        if cookie:
            self.clients[role].set_cookie("sofra", cookie.value, domain=HOME)
        return self.clients[role], token


def send(browsers: Browsers, sent: Sent, wrong_token: bool) -> Any:
    """One request; with the token that belongs to it, unless a wrong one is wanted."""
    client, token = browsers.of(sent.role)
    options = dict(sent.options)
    if isinstance(options.get("data"), dict):
        options["data"] = {**options["data"], "csrf_token": "nonsense" if wrong_token else token}
    return client.open(sent.url, method=sent.method, buffered=True, **options)


@pytest.mark.parametrize("count", SIZES)
def test_no_generated_request_is_an_error_of_ours(
    app: Flask, database: House, visitors: Visitors, site: Site, count: int
) -> None:
    """At least half of them reach a view, signed in, with an id that exists; statuses are counted per route.

    PostgreSQL is stricter about numbers and characters: it gets a quarter as many.
    """
    count = count if database.kind == "sqlite" else count // 4
    made, table, reached = Generator(app, site, seed=count), defaultdict(Counter), 0
    browsers, note, failures = Browsers(visitors), Reached(), []
    with note.watching(app):
        for number, sent in enumerate(made.requests(count)):
            if number % KEPT == KEPT - 1:
                database.fresh("furnished")
                clock.set_offset(site.offset)
                browsers = Browsers(visitors)
            note.view = None
            answer = send(browsers, sent, wrong_token=number % 25 == 24)
            table[sent.place.endpoint][answer.status_code] += 1
            reached += bool(note.view and sent.valid and sent.role in SIGNED_IN)
            if answer.status_code >= 500 and answer.status_code != 501:
                failures.append(f"{answer.status_code} {number}: {sent.role} {sent.method} {sent.url} {sent.options}")
    db.session.rollback()
    _print(table, count, reached)
    assert not failures, f"{len(failures)} failures:\n" + "\n".join(one[:600] for one in failures[:20])
    assert reached * 2 >= count, f"only {reached} of {count} came to something"
    assert len(table) > 60
    sweep()


def _print(table: dict[str, Counter[int]], count: int, reached: int) -> None:
    codes = sorted({code for counted in table.values() for code in counted})
    print(f"\n{count} requests, {reached} of them reached a view, signed in, with an id that exists\n")
    print(f"{'route':36}" + "".join(f"{code:>6}" for code in codes))
    for endpoint, counted in sorted(table.items()):
        print(f"{endpoint:36}" + "".join(f"{counted.get(code) or '':>6}" for code in codes))
    total = sum(table.values(), Counter())
    print(f"{'all':36}" + "".join(f"{total[code]:>6}" for code in codes))
