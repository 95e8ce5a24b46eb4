"""Keeping the index: called by the owners of things, in the transaction that changes them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, text

from forum.core.db import db, require_writing
from forum.search.models import SearchEntry
from forum.search.rules import Entry, tokens_of, tsvector

_VECTOR = text("UPDATE search_entry SET vector = CAST(:vector AS tsvector) WHERE id = :id")


def put(entry: Entry) -> None:
    """Add a thing in a language to the index, or replace what stands there."""
    session = require_writing()
    found = tokens_of(entry)
    values: dict[str, Any] = {
        "audience": entry.audience, "script": entry.script, "demand_code": entry.demand_code,
        "organisation_id": entry.organisation_id, "author_id": entry.author_id, "at": entry.at,
        "url_key": entry.url_key, "title": entry.title[:300], "body": entry.body, "tokens": " ".join(found),
    }  # fmt: skip
    known = {"kind": entry.kind, "object_id": entry.object_id, "language": entry.language}
    row = session.scalar(select(SearchEntry).filter_by(**known))
    if row is None:
        row = SearchEntry(**known, **values)
        session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()  # the vector needs the id; triggers of FTS5 run here
    if db.engine.dialect.name != "sqlite":
        session.execute(_VECTOR, {"vector": tsvector(found), "id": row.id})


def drop(kind: str, object_ids: int | Sequence[int], language: str | None = None) -> None:
    """Take things out of the index, in all languages or in one."""
    session = require_writing()
    ids = [object_ids] if isinstance(object_ids, int) else list(object_ids)
    statement = delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.object_id.in_(ids))
    if language is not None:
        statement = statement.where(SearchEntry.language == language)
    session.execute(statement)
