"""What the harness must know of an application to measure it, and the yardstick as such a target.

An application under measurement is described by a subclass of `Target`. The same names of pages are
used by every target; a page that one of them does not have is simply not compared.

| page     | yardstick              | stands for                                            |
|----------|------------------------|-------------------------------------------------------|
| home     | index                  | what is open, newest threads                          |
| demand   | one forum, 20 topics   | a list of threads                                     |
| thread   | topic 1                | 20 posts                                              |
| thread50 | topic 2, 50 per page   | 50 posts                                              |
| deep     | topic 2, last page     | page 50 of a long thread                              |
| deeper   | topic 3, last page     | page 250 of the longest thread                        |
| desk     | –                      | what waits for the signed-in person                   |
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.client import Unexpected, form, hidden_fields
from tests.bench.corpus import READERS, Corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from wsgiref.types import WSGIApplication

    from tests.bench.client import Client, LocalClient, Request
    from tests.bench.growth import Query

    Browser = Client | LocalClient


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page is and how many posts of the corpus it must show."""

    path: str
    posts: int = 0
    visitors: bool = True


class Target(ABC):
    """An application with the corpus in it."""

    name: str
    revalidates = True  # answers 304 to a matching ETag

    def __init__(self, corpus: Corpus, database_url: str, name: str | None = None) -> None:
        self.corpus, self.database_url = corpus, database_url
        if name is not None:
            self.name = name

    @abstractmethod
    def fill(self) -> None:
        """Make the tables and store the whole corpus."""

    @abstractmethod
    def stored(self) -> int:
        """How many posts the database holds now: what writers were told is stored must be there."""

    @property
    @abstractmethod
    def app(self) -> str:
        """What gunicorn loads, as `module:name` or `module:factory()`."""

    @property
    @abstractmethod
    def env(self) -> Mapping[str, str]:
        """Environment of the server."""

    @abstractmethod
    def application(self) -> WSGIApplication:
        """The same application in this process, for counting statements."""

    @abstractmethod
    def pages(self) -> Mapping[str, Page]:
        """Pages to measure, by the names in the table above."""

    @abstractmethod
    def sign_in(self, browser: Browser, reader: int) -> None:
        """Sign the browser in as reader 1 … READERS of the corpus."""

    @abstractmethod
    def replies(self, browser: Browser, reader: int, first: int, count: int) -> list[Request]:
        """Replies ready to be posted by a signed-in browser; forms are fetched here, off the clock."""

    def first_views(self) -> Mapping[str, str]:
        """Pages to weigh as a first visit, by the name the report gives them."""
        return {name: page.path for name, page in self.pages().items() if name in ("home", "thread")}

    def start_code(self) -> str | None:
        """Code that starts the application in a fresh interpreter, or None when that is not measured."""
        return None

    def writer(self) -> str | None:
        """`module:factory` for `writers.py`, or None when writers are not measured."""
        return None

    def queries(self) -> list[Query]:
        """Statements of the pages, for `growth.py`."""
        return []

    def reply_topic(self, reader: int, number: int) -> int:
        """Replies go to topics that no measured page shows, 50 for each reader."""
        others = self.corpus.sizes.topics - 3
        return 4 + (reader * 50 + number % 50) % others

    def last_page(self, topic: int, per: int = 20) -> tuple[int, int]:
        """Number of the last page of a topic and how many posts stand on it."""
        posts = self.corpus.lengths[topic]
        at = -(-posts // per)
        return at, posts - (at - 1) * per


def shown_posts(html: str) -> set[str]:
    """Numbers of the corpus's posts whose text stands on a page."""
    return set(re.findall(r"\bNo\. (\d+)\.", html))


def check_page(browser: Browser, page: Page) -> None:
    """A page is measured only when it shows every post it ought to show."""
    shown = shown_posts(browser.get(page.path).text)
    if len(shown) < page.posts:
        raise Unexpected(f"{page.path} shows {len(shown)} of {page.posts} posts")


class Yardstick(Target):
    """The plain application of `yardstick.py`."""

    name = "yardstick"
    revalidates = False

    def fill(self) -> None:
        from tests.bench import yardstick_data

        engine = yardstick_data.connect(self.database_url)
        yardstick_data.fill(engine, self.corpus)
        engine.dispose()

    def stored(self) -> int:
        import sqlalchemy as sa

        from tests.bench import yardstick_data

        engine = yardstick_data.connect(self.database_url)
        with engine.connect() as connection:
            count: int = connection.execute(sa.select(sa.func.count(yardstick_data.post.c.id))).scalar_one()
        engine.dispose()
        return count

    @property
    def app(self) -> str:
        return "tests.bench.yardstick:serve()"

    @property
    def env(self) -> Mapping[str, str]:
        return {"YARDSTICK_DATABASE_URL": self.database_url}

    def application(self) -> WSGIApplication:
        from tests.bench.yardstick import create_yardstick

        return create_yardstick(self.database_url)

    def pages(self) -> Mapping[str, Page]:
        deep, on_deep = self.last_page(2)
        deeper, on_deeper = self.last_page(3)
        return {
            "home": Page("/"),
            "demand": Page("/forum/1"),
            "thread": Page("/topic/1", 20),
            "thread50": Page("/topic/2?per=50", min(50, self.corpus.sizes.deep)),
            "deep": Page(f"/topic/2?page={deep}", on_deep),
            "deeper": Page(f"/topic/3?page={deeper}", on_deeper),
        }

    def sign_in(self, browser: Browser, reader: int) -> None:
        from tests.bench.yardstick_data import PASSWORD

        if not 1 <= reader <= READERS:
            raise ValueError("only the readers of the corpus sign in")
        hidden = hidden_fields(browser.get("/sign-in").text, "")
        browser.post("/sign-in", {**hidden, "name": f"Reader {reader}", "password": PASSWORD})

    def replies(self, browser: Browser, reader: int, first: int, count: int) -> list[Request]:
        topic = self.reply_topic(reader, 0)
        hidden = hidden_fields(browser.get(f"/topic/{topic}").text, f"/topic/{topic}/reply")
        return [
            form(
                f"/topic/{self.reply_topic(reader, number)}/reply",
                {**hidden, "text": self.corpus.reply(number)},
            )
            for number in range(first, first + count)
        ]

    def writer(self) -> str:
        return "tests.bench.targets:yardstick_writer"


def yardstick_writer(database_url: str, number: int) -> Callable[[int], None]:
    """One writer of replies through the yardstick's own route, in this process."""
    from tests.bench.client import LocalClient
    from tests.bench.yardstick import create_yardstick

    browser = LocalClient(create_yardstick(database_url))
    signing = Yardstick(Corpus(200), database_url)
    signing.sign_in(browser, number % READERS + 1)
    hidden = hidden_fields(browser.get("/topic/4").text, "/topic/4/reply")

    def write(turn: int) -> None:
        browser.post("/topic/4/reply", {**hidden, "text": f"Reply {turn} of writer {number}."})

    return write
