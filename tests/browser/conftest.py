"""The furnished site, made once for all workers, and a browser for each kind of person on it."""

import fcntl
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from forum.accounts.operations import passwords
from forum.core import clock
from tests.browser.furnished import furnish
from tests.consultation.conftest import table as table
from tests.security.conftest import Visitors
from tests.security.furnished import Site
from tests.support.house import House, SqliteStore

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

TEMPLATE = "for browsers"


@pytest.fixture(scope="session")
def furnishings(tmp_path_factory: pytest.TempPathFactory) -> Callable[[House], Site]:
    """Make the site, or take it from the worker that made it; its database is kept as a template."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if base.name.startswith("popen-") else base) / "furnished"
    made: list[Site] = []

    def site_of(database: House) -> Site:
        if not made:
            place.mkdir(exist_ok=True)
            with (place / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                made.append(_taken(database, place) or _made(database, place))
        return made[0]

    return site_of


def _made(database: House, place: Path) -> Site:
    assert isinstance(database.store, SqliteStore)
    passwords.make_cheap()
    database.fresh("seeded")
    site = furnish(database.app)
    database.store.keep(TEMPLATE)
    shutil.copyfile(database.store.kept(TEMPLATE), place / "database")
    (place / "site").write_bytes(pickle.dumps(site))
    return site


def _taken(database: House, place: Path) -> Site | None:
    assert isinstance(database.store, SqliteStore)
    if not (place / "site").exists():
        return None
    shutil.copyfile(place / "database", database.store.kept(TEMPLATE))
    found: Site = pickle.loads((place / "site").read_bytes())
    return found


@pytest.fixture
def site(database: House, furnishings: Callable[[House], Site]) -> Site:
    """The furnished site at its own time."""
    found = furnishings(database)
    database.fresh(TEMPLATE)
    clock.set_offset(found.offset)
    return found


@pytest.fixture
def visitors(site: Site, app: Flask) -> Visitors:
    """Browsers without a window for everybody."""
    return Visitors(app, site)


@pytest.fixture
def window_of(visitors: Visitors, open_browser: Callable[..., "BrowserContext"]) -> Callable[..., "BrowserContext"]:
    """`window_of("member", width=320)`: the windows of somebody who is signed in."""

    def opened(role: str, **options: Any) -> "BrowserContext":
        window = open_browser(**{"reduced_motion": "reduce", **options})
        cookie = visitors.browser(role).get_cookie("sofra", domain="127.0.0.1")
        if cookie is not None:
            window.add_cookies(
                [{"name": "sofra", "value": cookie.value, "domain": "127.0.0.1", "path": "/", "httpOnly": True}]
            )
        return window

    return opened
