"""Sofra as a target of the benchmark: as it is served, with its headers, limits and log; no worker runs beside it."""

from __future__ import annotations

import os
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tests.bench.client import LocalClient, Unexpected, form, hidden_fields
from tests.bench.corpus import COMMON_WORD, READERS
from tests.bench.growth import Query, captured
from tests.bench.targets import Page, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from wsgiref.types import WSGIApplication

    from flask import Flask

    from tests.bench.client import Request
    from tests.bench.targets import Browser

SECRET = "only the benchmark knows this, and nobody else needs to"
HOST = "127.0.0.1:8000"
SMALL = frozenset(
    {"demand", "role", "mandate", "organisation", "consultation", "consultation_demand", "round", "site_epoch"}
)
"""Tables that stay small whatever people write: they may be read whole."""
NEWEST = "ORDER BY thread.last_post_at DESC"
"""Threads read in this order, by its index, until a page is full: the plan calls it a scan, and it reads a page."""


class SofraTarget(Target):
    """The whole application on a database with the corpus."""

    name = "sofra"

    @cached_property
    def place(self) -> Path:
        """A data directory beside the database."""
        return Path(tempfile.mkdtemp(prefix="sofra-bench-place-"))

    def fill(self) -> None:
        import logging

        import flask_migrate

        from forum.core.db import db
        from forum.statement.seed import seed
        from tests.bench import sofra_data

        app = self.flask
        logging.getLogger("alembic").setLevel(logging.WARNING)
        with app.app_context():
            flask_migrate.upgrade()
            seed()
            self.trees = sofra_data.fill(self.corpus)
            db.session.remove()

    @cached_property
    def flask(self) -> Flask:
        """The application in this process."""
        os.environ.update(self.env)
        return serve()

    def stored(self) -> int:
        engine = sa.create_engine(self.database_url)
        with engine.connect() as connection:
            count: int = connection.execute(sa.text("SELECT count(*) FROM post")).scalar_one()
        engine.dispose()
        return count

    @property
    def app(self) -> str:
        return "tests.bench.sofra_target:serve()"

    @property
    def env(self) -> Mapping[str, str]:
        return {
            "SOFRA_SECRET_KEY": SECRET, "SOFRA_DATABASE_URL": self.database_url, "SOFRA_DATA_DIR": str(self.place),
            "SOFRA_BASE_URL": f"http://{HOST}",
        }  # fmt: skip

    def application(self) -> WSGIApplication:
        return self.flask

    def thread(self, topic: int, **arguments: str) -> str:
        """The address of a thread."""
        from forum.discussion.rules import thread_slug
        from tests.bench.sofra_data import THREAD, key

        title = self.titles[topic]
        asked = "&".join(f"{name}={value}" for name, value in arguments.items())
        return f"/en/threads/{key(THREAD, topic)}-{thread_slug(title)}" + (f"?{asked}" if asked else "")

    @cached_property
    def titles(self) -> dict[int, str]:
        """Titles of threads by number."""
        return {topic.id: topic.title for topic in self.corpus.topics()}

    def pages(self) -> Mapping[str, Page]:
        deep, on_deep = self.last_page(2)
        deeper, on_deeper = self.last_page(3)
        return {
            "home": Page("/en/"),
            "demand": Page("/en/demands/gov-1-continue-dialogue"),
            "thread": Page(self.thread(1), 20),
            "thread50": Page(self.thread(2, per="50"), min(50, self.corpus.sizes.deep)),
            "deep": Page(self.thread(2, after=self.trees[2][(deep - 1) * 20 - 1]), on_deep),
            "deeper": Page(self.thread(3, after=self.trees[3][(deeper - 1) * 20 - 1]), on_deeper),
            "search": Page(f"/en/search?q={COMMON_WORD}"),
            "desk": Page("/en/desk", visitors=False),
        }

    def first_views(self) -> Mapping[str, str]:
        found = {}
        for reading in ("en", "sq", "sr-latn", "sr-cyrl"):
            for name in ("home", "thread"):
                found[f"{name} {reading}"] = self.pages()[name].path.replace("/en/", f"/{reading}/", 1)
        return found

    def sign_in(self, browser: Browser, reader: int) -> None:
        from tests.bench.sofra_data import token

        if not 1 <= reader <= READERS:
            raise ValueError("only the readers of the corpus sign in")
        browser.cookies["sofra"] = cookie(self.flask, token(reader))

    def replies(self, browser: Browser, reader: int, first: int, count: int) -> list[Request]:
        from forum.core.keys import new_key

        sent = []
        path, hidden = "", {}
        for number in range(first, first + count):
            topic = self.reply_topic(reader, number)
            path = self.reply_path(topic)
            hidden = hidden or hidden_fields(browser.get(path).text, path)
            words = {"body": self.corpus.reply(number), "language": "en", "voice": "own", "form_key": new_key(24)}
            sent.append(form(path, {**hidden, **words}))
        return sent

    def reply_path(self, topic: int) -> str:
        """Where the opening post of a thread is answered."""
        from tests.bench.sofra_data import POST, THREAD, key

        return f"/en/threads/{key(THREAD, topic)}/reply/{key(POST, self.openings[topic])}"

    @cached_property
    def openings(self) -> dict[int, int]:
        """Numbers of opening posts by thread."""
        return {post.topic_id: post.id for post in self.corpus.posts() if post.position == 1}

    def start_code(self) -> str:
        return "import forum; forum.create_app()"

    def writer(self) -> str:
        os.environ["SOFRA_BENCHMARK_POSTS"] = str(self.corpus.sizes.posts)
        return "tests.bench.sofra_target:writer"

    def queries(self) -> list[Query]:
        """The statements of the pages, taken from the pages themselves."""
        return list(self._queries())

    def _queries(self) -> Iterator[Query]:
        browser = LocalClient(self.application())
        self.sign_in(browser, 1)
        asked = {name: page.path for name, page in self.pages().items() if name in ("home", "demand", "thread", "deep")}
        asked |= {"desk": "/en/desk", "search rare": "/en/search?q=zbules%C3%AB"}
        asked |= {"search common": f"/en/search?q={COMMON_WORD}", "search prefix": "/en/search?q=pyet"}
        for name, path in asked.items():
            browser.get(path)
            with captured() as statements:
                browser.get(path)
            for number, (statement, params) in enumerate(statements, start=1):
                label = name if len(statements) == 1 else f"{name} {number}"
                if name.startswith("search") and "search_entry" not in statement:
                    label = f"of {label}"
                newest_first = NEWEST in statement and "LIMIT" in statement
                yield Query(label, statement, params, SMALL | {"thread"} if newest_first else SMALL)


def cookie(app: Flask, token: str) -> str:
    """The cookie of a browser that is signed in."""
    from flask.sessions import SecureCookieSessionInterface

    from forum.core import clock

    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    if serializer is None:
        raise Unexpected("the application signs no cookies")
    seen = int(clock.now().timestamp())
    return str(serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True, "seen": seen}))


def serve() -> Flask:
    """For gunicorn: Sofra as it is served; only the number of requests an address may make is out of reach.

    `?per=50` shows 50 posts, as the yardstick does; Sofra itself has no such argument.
    """
    from flask import request

    from forum import create_app
    from forum.core.web import limits
    from forum.discussion.queries import thread_page

    limits.READS = limits.WRITES = limits.SEARCHES = "1000000000 per minute"
    app = create_app()
    usual = dict(thread_page.__kwdefaults__ or {})

    @app.before_request
    def as_many_as_asked() -> None:
        thread_page.__kwdefaults__ = {**usual, "per": 50 if request.args.get("per") == "50" else usual["per"]}

    inner = app.wsgi_app

    def at_any_port(environ: Any, start_response: Any) -> Any:
        environ["HTTP_HOST"] = HOST  # the port is known only when the server runs
        return inner(environ, start_response)

    app.wsgi_app = at_any_port  # type: ignore[method-assign]
    return app


def writer(database_url: str, number: int) -> Callable[[int], None]:
    """One writer of replies through Sofra's own route, in this process."""
    from forum.core.keys import new_key
    from tests.bench.corpus import Corpus

    target = SofraTarget(Corpus(int(os.environ["SOFRA_BENCHMARK_POSTS"])), database_url)
    browser = LocalClient(target.application())
    target.sign_in(browser, number % READERS + 1)
    path = target.reply_path(4)
    hidden: dict[str, Any] = hidden_fields(browser.get(path).text, path)

    def write(turn: int) -> None:
        words = {"body": f"Reply {turn} of writer {number}.", "language": "en", "voice": "own"}
        browser.post(path, {**hidden, **words, "form_key": new_key(24)})

    return write
