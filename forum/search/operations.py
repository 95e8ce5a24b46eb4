"""Keeping the index: called by the owners of things, in the transaction that changes them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import delete, text

from forum.core.db import db, require_writing, upsert
from forum.search.models import SearchEntry
from forum.search.rules import Entry, tokens_of, tsvector

_VECTOR = text("UPDATE search_entry SET vector = CAST(:vector AS tsvector) WHERE id = :id")


def put(entry: Entry) -> None:
    """Add a thing in a language to the index, or replace what stands there."""
    session = require_writing()
    found, sqlite = tokens_of(entry), db.engine.dialect.name == "sqlite"
    values: dict[str, Any] = {
        "kind": entry.kind, "object_id": entry.object_id, "language": entry.language,
        "audience": entry.audience, "script": entry.script, "demand_code": entry.demand_code,
        "organisation_id": entry.organisation_id, "author_id": entry.author_id, "at": entry.at,
        "url_key": entry.url_key, "title": entry.title[:300], "body": entry.body, "tokens": " ".join(found),
    }  # fmt: skip
    entry_id = session.scalar(_put(sqlite), values)  # triggers of FTS5 run here
    if not sqlite:
        session.execute(_VECTOR, {"vector": tsvector(found), "id": entry_id})


_WHICH = ("kind", "object_id", "language")


@cache
def _put(_sqlite: bool) -> Any:
    insert = upsert(SearchEntry)
    rest = [column.name for column in SearchEntry.__table__.columns if column.name not in (*_WHICH, "id")]
    changed = {name: insert.excluded[name] for name in rest}
    return insert.on_conflict_do_update(index_elements=list(_WHICH), set_=changed).returning(SearchEntry.id)


def drop(kind: str, object_ids: int | Sequence[int], language: str | None = None) -> None:
    """Take things out of the index, in all languages or in one."""
    session = require_writing()
    ids = [object_ids] if isinstance(object_ids, int) else list(object_ids)
    statement = delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.object_id.in_(ids))
    if language is not None:
        statement = statement.where(SearchEntry.language == language)
    session.execute(statement)
