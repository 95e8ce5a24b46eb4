"""Lay out the worked example in a place that goes afterwards, open it in Chromium and picture its main pages.

`python -m tests.screens [NAME ...]` makes all of them, or the named ones, in docs/screens/.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from sqlalchemy import text

from forum import create_app
from forum.cli.demo import cast
from forum.config import Config
from forum.core.db import db
from tests.screens.shots import SHOTS, Shot
from tests.support import browser, house, process

TARGET = Path(__file__).resolve().parents[2] / "docs" / "screens"
DEMAND = "GOV-2"


@contextmanager
def example() -> Iterator[Flask]:
    """The application with the worked example, on a free port."""
    import flask_migrate

    with tempfile.TemporaryDirectory(prefix="sofra-screens-") as place:
        config = Config(
            secret_key="only for pictures, and long enough for that",
            base_url=f"http://127.0.0.1:{process.free_port()}",
            data_dir=Path(place) / "data",
            database_url=f"sqlite:///{place}/data/sofra.sqlite3",
            key_dir=Path(place) / "keys",
            demo=True,
            testing=True,
        )
        app = create_app(config)
        with app.app_context():
            flask_migrate.upgrade()
        print(house.command(app, "seed", "statement").strip())
        print("Laying out the worked example; this takes a minute or two.")
        house.command(app, "seed", "demo")
        yield app
        with app.app_context():
            db.engine.dispose()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The same on its port."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: Any) -> None:
            """Requests are not news here."""

    base_url = app.config["SOFRA"].base_url
    server = make_server("127.0.0.1", int(base_url.rpartition(":")[2]), app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield base_url
    server.shutdown()
    thread.join(10)


def places(app: Flask) -> dict[str, str]:
    """What the addresses of the pictures need: the longest thread of a demand, consultations in their phases."""
    asked = {
        "demand": f"SELECT slug FROM demand WHERE code = '{DEMAND}'",
        "thread": (
            "SELECT key || '-' || slug FROM thread WHERE visibility = 'public'"
            f" AND demand_code = '{DEMAND}' ORDER BY post_count DESC LIMIT 1"
        ),
        "open": "SELECT number || '-' || slug FROM consultation {}",
        "number": "SELECT number FROM consultation {}",
        "prepared": (
            "SELECT number FROM consultation JOIN facilitator ON facilitator.consultation_id = consultation.id"
            " JOIN person ON person.id = facilitator.person_id JOIN round ON round.consultation_id = consultation.id"
            f" WHERE person.email = '{cast.address('valbona')}' AND number IS NOT NULL AND published_at IS NULL"
            " AND withdrawn_at IS NULL AND suspended_at IS NULL"
            " AND (round.opens_at IS NULL OR round.opens_at > CURRENT_TIMESTAMP) ORDER BY number DESC LIMIT 1"
        ),
        "position": (
            "SELECT number FROM publication WHERE outcome_class = 'joint_with_reservations' ORDER BY number LIMIT 1"
        ),
    }
    running = (
        "JOIN round ON round.consultation_id = consultation.id WHERE published_at IS NULL AND withdrawn_at IS NULL"
        " AND suspended_at IS NULL AND round.opens_at < CURRENT_TIMESTAMP AND round.closes_at > CURRENT_TIMESTAMP"
    )
    with app.app_context():
        return {name: str(db.session.scalar(text(sql.format(running)))) for name, sql in asked.items()}


def sign_in(app: Flask, page: Any, handle: str) -> None:
    """By a link that counts as the second factor, as the example prints them."""
    from forum.accounts.operations.links import issue
    from forum.accounts.queries import person_by_email
    from forum.accounts.rules.tokens import Purpose
    from forum.core.db import writing

    with app.app_context():
        person = person_by_email(cast.address(handle))
        assert person is not None, handle
        with writing():
            secret = issue(person.id, Purpose.ONE_TIME_SIGN_IN, demo=True)
    page.goto(f"/en/one-time/{secret}")
    page.locator("main form button[type=submit]").click()


def take(app: Flask, running: Any, base_url: str, shot: Shot, known: dict[str, str]) -> Path:
    """One picture."""
    wide, high = shot.size
    window = running.new_context(
        base_url=base_url,
        viewport={"width": wide, "height": high},
        color_scheme="dark" if shot.dark else "light",
    )
    page = window.new_page()
    if shot.who:
        sign_in(app, page, shot.who)
    answer = page.goto(shot.path.format(**known))
    assert answer is not None and answer.status == 200, f"{shot.name}: {answer and answer.status}"
    if shot.at:
        page.locator(shot.at).first.evaluate("element => element.scrollIntoView()")
    path = TARGET / f"{shot.name}.png"
    page.screenshot(path=path)
    window.close()
    return path


def main(wanted: list[str]) -> None:
    """All pictures, or the named ones."""
    from playwright.sync_api import sync_playwright

    TARGET.mkdir(exist_ok=True)
    with example() as app, served(app) as base_url, sync_playwright() as playwright:
        running, known = browser.launch(playwright), places(app)
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                print(take(app, running, base_url, shot, known).relative_to(TARGET.parents[1]))
        running.close()


main(sys.argv[1:])
