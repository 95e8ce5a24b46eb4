"""What a page asks of the database is a constant, whatever there is to show (Show 16)."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from forum.consultation.models import Consultation
from forum.core.db import db
from forum.discussion.models import Thread
from forum.statement.queries import demands
from tests.consultation.answers import take_all
from tests.consultation.conftest import Table
from tests.discussion.conftest import Table as Debate
from tests.pages import many

CAPS = {"home": 6, "demand": 10, "thread": 8, "search": 4, "desk": 10, "threads": 5, "notices": 5, "statement": 3,
        "organisation": 8, "consultations": 5, "positions": 5, "feed": 6, "log": 5}  # fmt: skip
SIZES = (3, 300)


class World:
    """A place with everything in it once, and ways to have more of it."""

    def __init__(self, table: Table, debate: Debate) -> None:
        blue = table.organisations["Blue Door"]
        published = table.opened()
        take_all(table, published, "endorse")
        table.close(published)
        table.work()
        table.wait(days=8)
        table.work()
        running = table.opened()
        self.consultations = {"published": self._id(published), "running": self._id(running)}
        self.reader = debate.person("Arta Shembulli")
        debate.mandate(self.reader, blue.id)
        self.reader = debate.actor(self.reader.id)
        shielded = debate.person("Somebody", shield=True)
        self.opened = debate.thread(debate.person("Petar Primer"), "A question", "Fjalë.", language="sq")
        self.reply = debate.reply(shielded, self.opened.post_key, "Canary words")
        thread = db.session.scalar(select(Thread.id).where(Thread.key == self.opened.key))
        assert thread is not None
        self.thread = thread
        db.session.rollback()
        self.paths = {
            "home": "/en/", "demand": f"/en/demands/{demands()['GOV-2'].slug}", "statement": "/en/statement",
            "thread": f"/en/threads/{self.opened.key}-{self.opened.slug}", "search": "/en/search?q=words",
            "threads": "/en/threads", "organisation": f"/en/organisations/{blue.slug}", "positions": "/en/positions",
            "consultations": "/en/consultations", "feed": "/en/feed.atom", "log": "/en/log",
        }  # fmt: skip
        self.private = {"desk": "/en/desk", "notices": "/en/notices"}
        self.size = 1

    @staticmethod
    def _id(number: str) -> int:
        db.session.rollback()
        found = db.session.scalar(select(Consultation.id).where(Consultation.number == number))
        assert found is not None
        return found

    def grow(self, size: int) -> None:
        """Have `size` of everything."""
        more = size - self.size + 1
        many.grow_threads(self.thread, self.reader.id, more)
        many.grow_posts(self.thread, more)
        for number, (name, found) in enumerate(self.consultations.items()):
            many.grow_consultations(found, more, 2100 + size + number + (name == "running"))
        many.grow_desk(self.reader.id, self.reply.post_id, self.reply.key, size)
        self.size = size
        db.session.rollback()


def test_pages_cost_the_same_with_three_things_and_with_three_hundred(
    table: Table, debate: Debate, client: FlaskClient, sign_in: Callable[..., Any], count_statements: Any
) -> None:
    world, prices = World(table, debate), {}
    member = sign_in(world.reader, client.application.test_client())
    for size in SIZES:
        world.grow(size)
        for browser, paths in ((client, world.paths), (member, world.paths | world.private)):
            for name, path in paths.items():
                browser.get(path)  # what is read once per process
                with count_statements() as asked:
                    answer = browser.get(path)
                assert answer.status_code == 200, path
                price = prices.setdefault((name, browser is member), {})
                price[size] = asked
                assert asked.count <= CAPS[name], f"{path} at {size}: {asked.count} statements\n{asked}"
    for key, price in prices.items():
        counts = {size: asked.count for size, asked in price.items()}
        assert len(set(counts.values())) == 1, f"{key}: {counts}\n{price[SIZES[-1]]}"


def test_not_modified_is_said_before_anything_is_made(
    table: Table, debate: Debate, client: FlaskClient, count_statements: Any
) -> None:
    """R35: one statement, no body; and whoever brings a cookie is never answered so."""
    world = World(table, debate)
    for path in world.paths.values():
        first = client.get(path)
        etag = first.headers.get("ETag")
        if "no-store" in first.headers["Cache-Control"]:
            assert etag is None and path.startswith("/en/search")
            continue
        assert etag and etag.startswith("W/") and "Cookie" in first.headers["Vary"], path
        with count_statements() as asked:
            same = client.get(path, headers={"If-None-Match": etag})
        assert (same.status_code, same.data, asked.count) == (304, b"", 1), f"{path} {asked}"
        assert same.headers["ETag"] == etag and same.headers["Cache-Control"] == first.headers["Cache-Control"]
        other = client.get(path.replace("/en/", "/sq/", 1), headers={"If-None-Match": etag})
        assert other.status_code == 200, "another language is another page"
        known = client.application.test_client()
        known.set_cookie("sofra", "nonsense", domain="127.0.0.1")
        private = known.get(path, headers={"If-None-Match": etag})
        assert private.status_code == 200 and "no-store" in private.headers["Cache-Control"], path
