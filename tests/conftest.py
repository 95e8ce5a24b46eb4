"""The fixtures of all tests. What they stand on is in tests/support/.

A test that asks for `app` (or `client`, `visit` …) runs on SQLite and on PostgreSQL, each time with a fresh
database; `@pytest.mark.database("sqlite")` asks for one of them, `@pytest.mark.bare` leaves out the statement.
"""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from forum.core import clock, languages
from forum.core.db import db, writing
from tests.support import house, postgres, redis, require, smtp, statements, visits
from tests.support.house import House
from tests.support.postgres_store import PostgresStore

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

KINDS = {"sqlite": (), "postgresql": (pytest.mark.postgres,)}
LONG = ("drill", "bench")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: the tests are the ones that run side by side


# ---------------------------------------------------------------- which tests run, and where
def pytest_configure(config: pytest.Config) -> None:
    # A machine that does other things meanwhile is slow, not wrong.
    settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")
    if strangers := require.unknown():
        known = ", ".join(require.SERVICES)
        raise pytest.UsageError(f"SOFRA_REQUIRE names {', '.join(sorted(strangers))}; there are {known}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("database")
        kinds = marker.args if marker else tuple(KINDS)
        metafunc.parametrize("database", [pytest.param(kind, marks=KINDS[kind]) for kind in kinds], indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long runs only where they are asked for; tests that share what is dear to make run in one process."""
    for item in items:
        if group := _group_of(item):
            item.add_marker(pytest.mark.xdist_group(group))
    wanted = str(config.option.markexpr)
    left_out = [item for item in items if any(item.get_closest_marker(kind) and kind not in wanted for kind in LONG)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


LAID_OUT = ("consultation", "publication", "security", "fuzz")
"""Folders whose tests begin with much that was laid out once and is set back."""


def _group_of(item: pytest.Item) -> str:
    """The process an item belongs to: that of the browser, of a PostgreSQL, of a furnished SQLite; or any."""
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    kind = getattr(item, "callspec", None) and item.callspec.params.get("database")  # type: ignore[attr-defined]
    if item.get_closest_marker("browser") or folder == "browser":
        return "browser"
    if kind == "postgresql":
        return f"postgresql, {'laid out' if folder in LAID_OUT else 'bare'}"
    return "sqlite, laid out" if kind and folder in LAID_OUT else ""


def pytest_collection_finish() -> None:
    """What stays until the end is not looked through again and again: a tenth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


# ---------------------------------------------------------------- guards
@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Tests talk to this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test wanted to talk to {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def usual_time_and_tongue() -> Iterator[None]:
    """Each test begins at the real time and in English."""
    languages.speak("en")
    yield
    clock.set_offset(timedelta())


@pytest.fixture(autouse=True)
def watch() -> Iterator[statements.Watch]:
    """No request asks too much under the write lock, and none that only reads wants to write (R30, R34)."""
    with statements.watched() as found:
        yield found


# ---------------------------------------------------------------- services
@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], House]]:
    """The application on a kind of database, built when first asked for."""
    built: dict[str, House] = {}
    with ExitStack() as stack:

        def wanted(kind: str) -> House:
            if kind not in built:
                place = tmp_path_factory.mktemp(kind)
                store: house.Store = (
                    house.SqliteStore(place)
                    if kind == "sqlite"
                    else PostgresStore(stack.enter_context(postgres.cluster()))
                )
                built[kind] = house.build(kind, store, place)
            return built[kind]

        yield wanted
        for made in built.values():
            with made.app.app_context():
                db.engine.dispose()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a private Redis."""
    require.require("redis")
    with redis.server() as url:
        yield url


@pytest.fixture
def mailbox() -> Iterator[smtp.Mailbox]:
    """A mail server that keeps what it gets."""
    with smtp.server() as found:
        yield found


# ---------------------------------------------------------------- the application
@pytest.fixture
def database(request: pytest.FixtureRequest, houses: Callable[[str], House]) -> House:
    """The application with a fresh database; runs on both kinds."""
    if request.param == "postgresql":
        require.require("postgres")
    found = houses(request.param)
    found.fresh("bare" if request.node.get_closest_marker("bare") else "seeded")
    return found


@pytest.fixture
def app(database: House) -> Iterator[Flask]:
    """The application, the test standing in its context: operations and queries may be called at once."""
    with database.app.app_context():
        yield database.app
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts, not signed in."""
    return app.test_client()


@pytest.fixture
def visit(client: FlaskClient) -> Callable[..., visits.Page]:
    """GET with `client` and check the page: `visit("/sq/", status=200, follow=False)`."""
    return partial(visits.visit, client)


@pytest.fixture
def sign_in(client: FlaskClient) -> Callable[..., FlaskClient]:
    """Sign `client` (or another one) in as a person: `sign_in(person)`; the second factor was just shown."""

    def signed_in(person: Any, using: FlaskClient | None = None, stepped_up: bool = True) -> FlaskClient:
        from forum.accounts.models import SignInSession
        from forum.core import keys

        browser = using or client
        token, now = keys.new_secret(), clock.now()
        with writing() as session:
            session.add(
                SignInSession(
                    token_hash=keys.hashed(token),
                    person_id=person if isinstance(person, int) else person.id,
                    browser="test",
                    created_at=now,
                    stepped_up_at=now if stepped_up else None,
                )
            )
        with browser.session_transaction(base_url=browser.application.config["SOFRA"].base_url) as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
            cookie["seen"] = int(now.timestamp())
            cookie.permanent = True
        return browser

    return signed_in


@pytest.fixture
def count_statements(app: Flask) -> Callable[..., AbstractContextManager[statements.Statements]]:
    """`with count_statements(at_most=8): client.get(…)`; a failure prints all SQL."""
    return partial(statements.counted, db.engine)


@pytest.fixture
def outbox(app: Flask, database: House) -> visits.Outbox:
    """Mail that waits (`waiting()`), and letters after `deliver()`."""
    return visits.Outbox(app, database.config.data_dir / "mail")


@pytest.fixture
def flask_command(app: Flask) -> Callable[..., str]:
    """Run `flask …` and get what it prints: `flask_command("log", "verify")`."""
    return partial(house.command, app)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages without a translation are shown as ⟦message⟧, which `visit` refuses."""
    for reading in languages.READINGS.values():
        catalogue = languages.catalogue(reading.catalogue)
        if reading.code != "en":
            monkeypatch.setattr(catalogue, "_fallback", languages_marked())


def languages_marked() -> Any:
    """Translations that mark everything."""
    from gettext import NullTranslations

    class Marked(NullTranslations):
        def gettext(self, message: str) -> str:
            return f"⟦{message}⟧"

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return f"⟦{msgid1 if n == 1 else msgid2}⟧"

        def pgettext(self, context: str, message: str) -> str:
            return f"⟦{message}⟧"

        def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
            return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    return Marked()


# ---------------------------------------------------------------- a browser
@pytest.fixture
def live_server(app: Flask, database: House) -> Iterator[str]:
    """The site on a real port, for a browser; gives its address."""
    from werkzeug.serving import make_server

    port = int(database.config.base_url.rpartition(":")[2])
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield database.config.base_url
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """The browser, started once."""
    require.require("browser")
    from playwright.sync_api import sync_playwright

    from tests.support import browser

    with sync_playwright() as playwright:
        running = browser.launch(playwright)
        yield running
        running.close()


@pytest.fixture
def open_browser(chromium: "Browser", live_server: str) -> Iterator[Callable[..., "BrowserContext"]]:
    """A window of its own for one more person: `open_browser(width=360, java_script_enabled=False).new_page()`.

    An error of a script, a refusal by the content security policy or a request elsewhere fails the test.
    """
    windows: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(width: int = 1280, height: int = 900, **options: Any) -> "BrowserContext":
        window = chromium.new_context(base_url=live_server, viewport={"width": width, "height": height}, **options)
        window.set_default_timeout(15_000)
        window.on("request", lambda asked: _home(asked.url, live_server) or wrong.append(f"asked for {asked.url}"))
        window.on("weberror", lambda error: wrong.append(str(error.error)))
        window.on(
            "console",
            lambda message: (
                wrong.append(message.text)
                if message.type == "error" and not message.text.startswith("Failed to load resource")
                else None
            ),
        )
        windows.append(window)
        return window

    yield opened
    for window in windows:
        window.close()
    assert not wrong, "\n".join(wrong)


def _home(url: str, site: str) -> bool:
    return url.startswith((f"{site}/", "data:", "blob:", "about:"))


@pytest.fixture
def page(open_browser: Callable[..., "BrowserContext"]) -> "Page":
    """A page 1280 wide, scripts on."""
    return open_browser().new_page()
