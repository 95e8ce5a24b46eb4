"""Weight of a first view and statements of a page."""

from __future__ import annotations

import gzip
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from sqlalchemy import event
from sqlalchemy.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.targets import Browser

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ", "SHOW ")


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes after gzip: what must arrive before the page is readable, and the rest."""

    html: int
    blocking: int
    requests: int
    later: int

    @property
    def readable(self) -> int:
        """HTML and everything that holds up the first paint."""
        return self.html + self.blocking


class _Links(HTMLParser):
    """Own files of a page: those that hold up the first paint, and all others."""

    def __init__(self) -> None:
        super().__init__()
        self.blocking: list[str] = []
        self.later: list[str] = []
        self.in_head = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "body":
            self.in_head = False
        if tag == "link" and found.get("href"):
            relation = (found.get("rel") or "").split()
            if "stylesheet" in relation and found.get("media") != "print":
                self.blocking.append(found["href"] or "")
            elif {"icon", "stylesheet", "modulepreload", "preload"} & set(relation):
                self.later.append(found["href"] or "")
        elif tag == "script" and found.get("src"):
            waits = self.in_head and not ({"async", "defer"} & set(found)) and found.get("type") != "module"
            (self.blocking if waits else self.later).append(found["src"] or "")
        elif tag == "img" and found.get("src"):
            self.later.append(found["src"] or "")


def weigh(browser: Browser, path: str) -> Weight:
    """Fetch a page and its files as a browser does at its first visit, and weigh them."""
    html = browser.get(path)
    links = _Links()
    links.feed(html.text)
    blocking = [_file(browser, path, link) for link in dict.fromkeys(links.blocking)]
    later = [_file(browser, path, link) for link in dict.fromkeys(links.later)]
    return Weight(_packed(html.body), sum(blocking), 1 + len(blocking), sum(later))


def _file(browser: Browser, page: str, link: str) -> int:
    if link.startswith("data:"):
        return 0
    parts = urlsplit(urljoin(page, link))
    return _packed(browser.get(parts.path + (f"?{parts.query}" if parts.query else "")).body)


def _packed(body: bytes) -> int:
    return len(gzip.compress(body, 6, mtime=0))


@dataclass(slots=True)
class Counted:
    """Statements sent to a database while the block ran."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


@contextmanager
def counted_statements() -> Iterator[Counted]:
    """Count statements of every engine in this process; transaction and settings are not counted."""
    counted = Counted()

    def keep(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: bool) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            counted.statements.append(statement)

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield counted
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


def statements_of(browser: Browser, path: str, **headers: str) -> int:
    """Statements of one page, asked a second time so that nothing is counted that happens once."""
    expected = 304 if "If_None_Match" in headers else 200
    browser.get(path, expected, **headers)
    with counted_statements() as counted:
        browser.get(path, expected, **headers)
    return len(counted)
