"""One search is one statement: matches, filters and what the searcher may read, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Integer, String, and_, bindparam, column, literal_column, or_, select, table, text, true

from forum.core.db import db
from forum.core.languages import Reading, html_tag
from forum.core.policy import Actor
from forum.core.text.folding import highlight, snippet
from forum.search import rules
from forum.search.models import SearchEntry
from forum.search.rules import PER_PAGE, Query

_FETCHED = PER_PAGE * 3
"""A thing may be found in three languages; it is shown once."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: pieces of title and text in the original words, hits marked True."""

    kind: str
    url: str
    title: Sequence[tuple[str, bool]]
    text: Sequence[tuple[str, bool]]
    tag: str
    demand_code: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits; `more` continues it (`before`), None at the end."""

    hits: tuple[Hit, ...]
    more: int | None


@cache
def _statement(sqlite: bool, kinds: frozenset[str]) -> Any:
    entry = SearchEntry
    columns = (
        entry.id, entry.kind, entry.object_id, entry.language, entry.script, entry.demand_code, entry.at,
        entry.url_key, entry.title, entry.body,
    )  # fmt: skip
    audience = or_(
        entry.audience == "public",
        bindparam("insider", type_=Boolean),
        entry.audience.in_(bindparam("scopes", expanding=True)),
    )
    readable = or_(*(_readable(rules.kinds()[name]) for name in sorted(kinds)))
    wanted = and_(
        or_(bindparam("kind", type_=String).is_(None), entry.kind == bindparam("kind", type_=String)),
        or_(bindparam("demand", type_=String).is_(None), entry.demand_code == bindparam("demand", type_=String)),
        or_(bindparam("language", type_=String).is_(None), entry.language == bindparam("language", type_=String)),
    )
    if sqlite:
        fts = table("search_fts", column("rowid", Integer))
        statement = select(*columns).select_from(fts.join(entry, entry.id == fts.c.rowid))
        match: Any = literal_column("search_fts").op("MATCH")(bindparam("match", type_=String))
        newest, before = fts.c.rowid.desc(), fts.c.rowid < bindparam("before", type_=Integer)
    else:
        statement = select(*columns)
        match = text("search_entry.vector @@ CAST(:match AS tsquery)").bindparams(bindparam("match", type_=String))
        newest, before = entry.id.desc(), entry.id < bindparam("before", type_=Integer)
    return statement.where(match, before, audience, readable, wanted).order_by(newest).limit(_FETCHED)


def _readable(kind: rules.SearchKind) -> Any:
    own = SearchEntry.kind == kind.name
    return and_(own, kind.readable(SearchEntry.object_id) if kind.readable else true())


def search(
    actor: Actor | None,
    query: Query,
    spoken: Reading,
    *,
    kind: str | None = None,
    demand: str | None = None,
    language: str | None = None,
    before: int | None = None,
) -> Found:
    """What matches and this actor may read, newest first; one statement. `before` continues a page."""
    sqlite = db.engine.dialect.name == "sqlite"
    statement = _statement(sqlite, frozenset(rules.kinds()))
    values = {
        "match": rules.fts5(query) if sqlite else rules.tsquery(query),
        "before": before or 2**31 - 1,
        "insider": bool(actor and (actor.mandates or actor.roles)),
        "scopes": list(actor.parts) if actor else [],
        "kind": kind, "demand": demand, "language": language,
    }  # fmt: skip
    rows = db.session.execute(statement, values).all()
    chosen: dict[tuple[str, int], Any] = {}
    last = None
    for row in rows:
        key = (row.kind, row.object_id)
        if key not in chosen and len(chosen) == PER_PAGE:
            break
        last = row.id
        if key not in chosen or row.language == spoken.content:
            chosen[key] = row
    more = last if last is not None and (len(rows) == _FETCHED or last != rows[-1].id) else None
    return Found(tuple(_hit(row, query) for row in chosen.values()), more)


def _hit(row: Any, query: Query) -> Hit:
    return Hit(
        row.kind, rules.kinds()[row.kind].url(row.url_key),
        highlight(row.title, query.marked, query.prefix_last), snippet(row.body, query.marked, 220, query.prefix_last),
        html_tag(row.language, row.script), row.demand_code, row.at,
    )  # fmt: skip
