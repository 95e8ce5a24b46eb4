"""The furnished site, made once per worker and kind of database; each test gets it as it was."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts.operations import passwords
from forum.core import clock
from tests.consultation.conftest import Table
from tests.security.furnished import Site, furnish
from tests.support.house import House


@dataclass
class Visitors:
    """A browser for each kind of person on the furnished site."""

    app: Flask
    site: Site

    def browser(self, role: str) -> FlaskClient:
        """A browser that is signed in as this kind of person (a visitor's is not)."""
        client = self.app.test_client()
        if role in self.site.tokens:
            with client.session_transaction(base_url=self.app.config["SOFRA"].base_url) as cookie:
                cookie["_user_id"] = self.site.tokens[role]
                cookie["_fresh"] = True
                cookie["seen"] = int(clock.now().timestamp())
                cookie.permanent = True
        return client


_furnished: dict[str, Site] = {}
"""By address of the database: once per worker and kind, whoever asks for it."""


def furnished(database: House) -> Site:
    """Make the site where it is not made yet; both its states are kept as templates of the database."""
    if database.store.url not in _furnished:
        passwords.make_cheap()
        database.fresh("seeded")
        site, things = furnish(database.app, Table())
        database.store.keep("people")
        things()
        database.store.keep("furnished")
        _furnished[database.store.url] = site
    return _furnished[database.store.url]


@pytest.fixture
def site(database: House) -> Site:
    """The furnished site at its own time."""
    found = furnished(database)
    database.fresh("furnished")
    clock.set_offset(found.offset)
    return found


@pytest.fixture
def visitors(site: Site, app: Flask) -> Visitors:
    """Browsers of everybody; the test stands in the application's context."""
    return Visitors(app, site)


@pytest.fixture
def anyone(visitors: Visitors) -> Callable[[str], Any]:
    """`anyone("member")`: a browser."""
    return visitors.browser
