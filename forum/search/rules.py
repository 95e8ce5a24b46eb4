"""What can be found, how a query is understood, and how it is said to either database (R37)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.core.text.aliases import aliases, expand
from forum.core.text.folding import tokens

MOST_TERMS = 12
MOST_CHARACTERS = 200
PER_PAGE = 20
_PART = re.compile(r'"([^"]*)"|(\S+)')

Alternatives = tuple[tuple[str, ...], ...]
"""Ways to say one term: each a phrase of one or more tokens."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in one language, as it goes into the index. `url_key` is what its link is made of.

    `audience`: public · members · a scope (`consultation/12`): members and those with a part in it.
    """

    kind: str
    object_id: int
    language: str
    at: datetime
    url_key: str
    title: str
    body: str
    audience: str = "public"
    script: str | None = None
    demand_code: str | None = None
    organisation_id: int | None = None
    author_id: int | None = None


@dataclass(frozen=True, slots=True)
class SearchKind:
    """A kind of thing: its label, the link of an entry (`url(url_key)`), and `readable(object_id)`: an SQL condition
    that the thing may be read now (binds `insider` and `scopes` are given), checked again at each search (R32)."""

    name: str
    label: Any
    url: Callable[[str], str]
    readable: Callable[[Any], Any] | None = None


_kinds: dict[str, SearchKind] = {}


def register(kind: SearchKind) -> None:
    """Name a kind (from the owner's `init_app`)."""
    _kinds[kind.name] = kind


def kinds() -> dict[str, SearchKind]:
    """All kinds by name."""
    return dict(_kinds)


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood: all terms must be found; the last may be the beginning of a word."""

    terms: tuple[Alternatives, ...]
    prefix_last: bool
    marked: tuple[str, ...]
    """Folded tokens to mark in the original text, the last one last."""


def tokens_of(entry: Entry) -> list[str]:
    """The tokens of an entry, in order."""
    return [*tokens(entry.title), *tokens(entry.body)]


def understand(typed: str) -> Query | None:
    """Words and "phrases" of a query; None when nothing in it can be looked for."""
    terms: list[Alternatives] = []
    run: list[str] = []
    quoted_last = False
    for phrase, word in _PART.findall(typed[:MOST_CHARACTERS]):
        found = tuple(tokens(phrase or word))
        if not found:
            continue
        quoted_last = bool(phrase)
        if not phrase and len(found) == 1:
            run.append(found[0])
            continue
        terms += _expanded(run)
        run = []
        terms.append((found,) if phrase else tuple(dict.fromkeys((found, *aliases(found)))))
    terms = [*terms, *_expanded(run)][:MOST_TERMS]
    if not terms:
        return None
    marked = tuple(token for term in terms for phrase in reversed(term) for token in phrase)
    prefix = not quoted_last and not typed[-1:].isspace()
    return Query(tuple(terms), prefix, (*marked, terms[-1][0][-1]))


def _expanded(run: list[str]) -> list[Alternatives]:
    return [tuple(dict.fromkeys(position)) for position in expand(run)]


def fts5(query: Query) -> str:
    """The query in the language of SQLite's FTS5; every token is quoted."""
    said = []
    for index, term in enumerate(query.terms):
        star = "*" if query.prefix_last and index == len(query.terms) - 1 else ""
        ways = ['"' + " ".join(phrase) + '"' + (star if n == 0 else "") for n, phrase in enumerate(term)]
        said.append("(" + " OR ".join(ways) + ")")
    return " AND ".join(said)


def tsquery(query: Query) -> str:
    """The query in the language of PostgreSQL's tsquery; every token is quoted."""
    said = []
    for index, term in enumerate(query.terms):
        star = ":*" if query.prefix_last and index == len(query.terms) - 1 else ""
        ways = []
        for n, phrase in enumerate(term):
            words = [f"'{token}'" for token in phrase]
            words[-1] += star if n == 0 else ""
            ways.append("(" + " <-> ".join(words) + ")")
        said.append("(" + " | ".join(ways) + ")")
    return " & ".join(said)


def tsvector(found: list[str]) -> str:
    """A tsvector literal with positions (PostgreSQL keeps 255 of a token and counts to 16,383)."""
    places: dict[str, list[int]] = {}
    for position, token in enumerate(found, start=1):
        if position <= 16383 and len(places.setdefault(token, [])) < 255:
            places[token].append(position)
        else:
            places.setdefault(token, [])
    return " ".join(
        f"'{token}'" + (":" + ",".join(map(str, where)) if where else "") for token, where in places.items()
    )
