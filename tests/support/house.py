"""The application under test: built once per worker and kind of database, with a fresh database for each test.

The migrations run once; a test gets a copy of what they left (a file on SQLite, the rows on PostgreSQL). So
tests may commit, and see what a running site sees.
"""

import contextvars
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.config import Config
from forum.core.db import db
from tests.support import process

TEMPLATES = ("bare", "seeded")
"""After the migrations alone; with the statement, as every site has it."""


FOLDERS = ("mail", "files")
"""What else a site leaves in its data directory."""


class Store(Protocol):
    """A place for one database that can be set back."""

    url: str

    def keep(self, template: str) -> None:
        """Keep the present content under a name; nobody may be connected."""

    def restore(self, template: str) -> None:
        """Set back to what was kept."""


class SqliteStore:
    """A file and copies of it."""

    def __init__(self, place: Path) -> None:
        self.path = place / "sofra.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def kept(self, template: str) -> Path:
        """Where the copy lies."""
        return self.path.with_suffix(f".{template}")

    def keep(self, template: str) -> None:
        assert not self._log().exists(), "somebody is still connected"
        shutil.copyfile(self.path, self.kept(template))

    def _log(self) -> Path:
        return self.path.with_name(f"{self.path.name}-wal")

    def restore(self, template: str) -> None:
        for suffix in ("-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                self.path.with_name(self.path.name + suffix).unlink()
        shutil.copyfile(self.kept(template), self.path)


@dataclass
class House:
    """One application on one database."""

    kind: str
    app: Flask
    config: Config
    store: Store

    def fresh(self, template: str) -> None:
        """Forget what the last test did."""
        self._hang_up()
        self.store.restore(template)
        for name in FOLDERS:
            shutil.rmtree(self.config.data_dir / name, ignore_errors=True)
            with suppress(FileNotFoundError):
                shutil.copytree(self._kept(template, name), self.config.data_dir / name)

    def keep(self, template: str) -> None:
        """Keep the database and the folders as they are now, for `fresh`."""
        self._hang_up()
        self.store.keep(template)
        for name in FOLDERS:
            with suppress(FileNotFoundError):
                shutil.copytree(self.config.data_dir / name, self._kept(template, name))

    def _kept(self, template: str, folder: str) -> Path:
        return self.config.data_dir.with_name(f"{self.config.data_dir.name}-{template}-{folder}")

    def _hang_up(self) -> None:
        if has_app_context():
            db.session.remove()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def configuration(store: Store, place: Path, **changes: Any) -> Config:
    """Settings of a site under test: a port of its own on the loopback address, letters into files."""
    settings: dict[str, Any] = {
        "secret_key": "a secret that only tests know, long enough",
        "base_url": f"http://127.0.0.1:{process.free_port()}",
        "data_dir": place,
        "database_url": store.url,
        "key_dir": place.with_name(f"{place.name}-keys"),
        "testing": True,
    }
    return Config(**{**settings, **changes})


def build(kind: str, store: Store, place: Path) -> House:
    """Make the application, migrate, seed, and keep both templates."""
    import flask_migrate

    from forum import create_app

    config = configuration(store, place)
    app = create_app(config)
    app.test_client_class = Client
    with app.app_context():
        flask_migrate.upgrade()
        db.session.remove()
        db.engine.dispose()
    store.keep("bare")
    command(app, "seed", "statement")
    with app.app_context():
        db.engine.dispose()
    store.keep("seeded")
    return House(kind, app, config, store)


def command(app: Flask, *arguments: str) -> str:
    """What `flask <arguments>` prints; raises when it fails."""
    result = contextvars.Context().run(app.test_cli_runner().invoke, args=list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    if result.exit_code:
        raise RuntimeError(f"flask {' '.join(arguments)} ended with {result.exit_code}:\n{result.output}")
    return str(result.output)


class Client(FlaskClient):
    """A browser without scripts. Each request runs in a context of its own, as on a server, although the test
    itself stands in an application context; what the test has read before is forgotten afterwards."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request to the site's own address."""
        if args and isinstance(args[0], str):
            kwargs.setdefault("base_url", self.application.config["SOFRA"].base_url)
        _forget()
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        _forget()
        return response


def _forget() -> None:
    if has_app_context():
        db.session.rollback()
        db.session.expire_all()
