"""What Sofra needs goes away and comes back: a page that says so, the text kept, nothing half done, then as before."""

import json
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask

from forum.core.db import db
from forum.core.keys import new_key
from tests.drill import people
from tests.drill.site import Browser, Site, served
from tests.drill.writers import Writer, assert_whole, stored
from tests.support import house, postgres, process, redis, require
from tests.support.house import House
from tests.support.postgres_store import PostgresStore

BACK_WITHIN = 10.0
"""Seconds after which Sofra must serve again once its database does."""


def at_a_form(site: Site, person: int, app: Flask) -> Writer:
    """Somebody who has the form of a reply open."""
    thread = people.open_thread(person, "Before it went away")
    writer = Writer(site.browser(people.signed_in(app, person)), thread, "w", 1)
    writer.open_form()
    return writer


@pytest.mark.database("sqlite")
def test_a_busy_sqlite_is_said_and_keeps_the_text(app: Flask, database: House) -> None:
    """Another program holds the write lock for longer than anybody waits: 503, reading goes on, nothing is stored."""
    person = people.join("Ana Hoxhaj")
    with served(database, processes=1) as site:
        writer = at_a_form(site, person, app)
        key = new_key(24)
        other = sqlite3.connect(database.config.data_dir / "sofra.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            refused = writer.say("written while it was busy", key)
            assert writer.browser.get("/en/threads").status == 200
        finally:
            other.execute("ROLLBACK")
            other.close()
        assert refused.status == 503 and refused.headers["Retry-After"] == "10"
        assert "written while it was busy" in refused.text and "locked" not in refused.text
        assert stored(writer.thread) == {}
        assert writer.say("written while it was busy", key).status == 303
    assert stored(writer.thread) == {"written while it was busy": 1}
    assert_whole(writer.thread)


@contextmanager
def own_postgresql(place: Path) -> Iterator[tuple[House, Callable[[], None], Callable[[], None]]]:
    """A site on a PostgreSQL of its own, and how to stop and start that."""
    require.require("postgres")
    directory = postgres.binaries()
    assert directory is not None
    with postgres.cluster() as running, ExitStack() as stack:
        built = house.build("postgresql", PostgresStore(running), place)

        def stop() -> None:
            running.close()
            pid = int((running.place / "data/postmaster.pid").read_text().split()[0])
            process.os.kill(pid, signal.SIGINT)
            until = time.monotonic() + 20
            while (running.place / "data/postmaster.pid").exists():
                assert time.monotonic() < until
                time.sleep(0.05)

        def start() -> None:
            command = [directory / "postgres", "-D", running.place / "data", "-k", running.place]
            command += ["-c", "listen_addresses=", "-c", "fsync=off"]
            log, user = running.place / "log2", process.unprivileged()
            server = process.start(command, log, user=user, cwd=running.place)
            stack.callback(process.stop, server, signal.SIGINT)

        yield built, stop, start
        with built.app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.mark.postgres
def test_a_stopped_postgresql_is_said_and_sofra_recovers(tmp_path: Path) -> None:
    with own_postgresql(tmp_path) as (built, stop, start), built.app.app_context():
        person = people.join("Ana Hoxhaj")
        with served(built, processes=1) as site:
            writer = at_a_form(site, person, built.app)
            db.session.remove()
            key = new_key(24)
            assert site.browser().get("/readyz").status == 200
            stop()
            refused = writer.say("written while it was gone", key)
            assert refused.status == 503 and refused.headers["Retry-After"] == "10"
            assert "written while it was gone" in refused.text
            assert site.browser().get("/en/threads").status == 503
            ready = site.browser().get("/readyz")
            assert ready.status == 503 and json.loads(ready.text)["database"] is False
            assert site.browser().get("/healthz").status == 200
            start()
            _until_answered(site.browser(), "/readyz")
            assert writer.say("written while it was gone", key).status == 303
        assert stored(writer.thread) == {"written while it was gone": 1}
        assert_whole(writer.thread)


def _until_answered(browser: Browser, path: str) -> None:
    until = time.monotonic() + BACK_WITHIN
    while (answer := browser.get(path)).status != 200:
        assert time.monotonic() < until, f"{path} still answers {answer.status}"
        time.sleep(0.1)


@pytest.mark.redis
@pytest.mark.database("sqlite")
def test_sofra_serves_on_without_redis(app: Flask, database: House) -> None:
    """Limits, queue and cache fall back; reading, writing and signing in go on."""
    require.require("redis")
    people.join("Besa Guest", password=True)
    person = people.join("Ana Hoxhaj")
    with ExitStack() as stack:
        url = stack.enter_context(redis.server())
        with served(database, processes=1, redis_url=url) as site:
            writer = at_a_form(site, person, app)
            assert writer.say("with Redis").status == 303
            stack.close()
            assert writer.say("without Redis").status == 303
            assert site.browser().get("/en/threads").status == 200
            for _ in range(12):
                assert site.browser().get("/en/statement").seconds < 1
    assert stored(writer.thread) == {"with Redis": 1, "without Redis": 1}
    assert_whole(writer.thread)
