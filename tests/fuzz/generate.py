"""Generated requests: mostly what a browser would send, each with something wrong somewhere.

The generator is seeded: the same number gives the same requests on the same site.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from tests.security.furnished import ROLES, Site
from tests.security.payloads import LINES, MARKDOWN, REFUSED
from tests.security.places import Place, places
from tests.security.test_roles import expected
from tests.security.walk import filled

ODD_TEXTS = (
    *LINES, *MARKDOWN, *REFUSED, "", " ", "x" * 5000, "\u0301" * 50, "\U0001f44d" * 40, "а" * 300, "\ufffd", "0", "-1",
    "999999999999999999999", "1e400", "NaN", "true", "null", "[]", "{}", "on", "2026-13-45", "2026-01-01T00:00",
    "JS-2026-01", "GOV-2", "en", "sq", "sr", "kosovo", "serbia", "regional", "endorse", "dissent", "public", "members",
)  # fmt: skip
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data", "application/json", "text/plain", "image/png", "")
HEADERS = (
    ("Accept", "text/vnd.sofra.fragment+html"), ("Accept", "*/*;q=nonsense"), ("If-None-Match", 'W/"x", "y'),
    ("If-None-Match", "*"), ("If-Modified-Since", "yesterday"), ("Range", "bytes=5-1"), ("Range", "bytes=0-,-1"),
    ("Cookie", "sofra=nonsense"), ("Cookie", "sofra=eyJhIjoxfQ.x.y; sofra=2"), ("Accept-Language", "xx;q=5,*"),
    ("Referer", "http://elsewhere.example/<b>"), ("Content-Length", "x"), ("X-HTTP-Method-Override", "DELETE"),
    ("Content-Encoding", "gzip"), ("Transfer-Encoding", "identity"), ("X-Forwarded-For", "1.2.3.4, nonsense"),
)  # fmt: skip
QUERY = (
    "q", "page", "before", "after", "kind", "demand", "language", "view", "next", "saved", "preview", "quote", "lang",
    "part", "handle", "state", "role", "type", "done", "_external", "_anchor", "_scheme",
)  # fmt: skip


@dataclass
class Sent:
    """One request, and what is known of it."""

    role: str
    method: str
    place: Place
    url: str
    valid: bool
    options: dict[str, Any] = field(default_factory=dict)


@dataclass
class Generator:
    """Makes requests for a furnished site."""

    app: Flask
    site: Site
    seed: int

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.places = places(self.app, self.site)
        self.places += [place for lang in ("sq", "sr-latn", "sr-cyrl") for place in places(self.app, self.site, lang)]
        self.able = {line: [ROLES[place] for place, letter in enumerate(letters) if letter == "."]
                     for line, letters in expected().items()}  # fmt: skip
        self.names = sorted({name for place in self.places for name in filled(place)})

    def requests(self, count: int) -> Iterator[Sent]:
        """That many."""
        for _ in range(count):
            yield self._request()

    def _request(self) -> Sent:
        place, chance = self.random.choice(self.places), self.random.random
        method = self.random.choice(place.methods) if chance() < 0.95 else self.random.choice(METHODS)
        able = self.able.get(f"{method:4} {place.name}", ()) if chance() < 0.6 else ()
        role = self.random.choice([one for one in able if one != "visitor"] or ROLES)
        url, valid = (place.url, True) if chance() < 0.8 else (self._bent(place.url), False)
        sent = Sent(role, method, place, url, valid)
        if chance() < 0.3:
            sent.options["query_string"] = [(self._pick(QUERY), self._text()) for _ in range(self.random.randint(1, 4))]
        if chance() < 0.15:
            sent.options["headers"] = [self._pick(HEADERS)]
        if method not in ("GET", "HEAD"):
            self._body(sent, place)
        return sent

    def _body(self, sent: Sent, place: Place) -> None:
        values: dict[str, Any] = filled(place)
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 5))):
            name = self._pick(tuple(self.names))
            bend = self.random.random()
            if bend < 0.15:
                values.pop(name, None)
            elif bend < 0.25:
                values[name] = [self._text(), self._text()]
            else:
                values[name] = self._text()
        if self.random.random() < 0.3:
            values["form_key"] = "".join(self.random.choices("abcdef0123456789", k=24))
        sent.options["data"] = values
        if self.random.random() < 0.06:
            sent.options |= {"data": self._text().encode("utf-8", "replace"), "content_type": self._pick(KINDS)}

    def _bent(self, url: str) -> str:
        """An address with one part of it changed."""
        parts = url.split("/")
        place = self.random.randrange(1, len(parts))
        parts[place] = self._pick((*BENT, self._text()))
        return "/".join(parts).replace("?", "%3F").replace("#", "%23").replace("\r", "").replace("\n", "") or "/"

    def _text(self) -> str:
        return self._pick(ODD_TEXTS)

    def _pick(self, among: tuple[Any, ...]) -> Any:
        return self.random.choice(among)


METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE")
BENT = ("", "x", "zzzzzzz", "JS-2099-99", "%00", "%ff", "..", "a" * 300, "\U0001f642", "en", "v999", "1.json")
