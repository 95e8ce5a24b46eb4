"""What migrations need beyond the models: types that print with their import, and the full-text index (R37)."""

from typing import Any

from forum.core.db import UtcDateTime

SEARCH_TABLES = ("search_fts", "search_fts_data", "search_fts_idx", "search_fts_docsize", "search_fts_config")
SEARCH_COLUMNS = ("vector",)
SEARCH_INDEXES = ("ix_search_entry_vector",)

_SQLITE_UP = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(tokens, content='search_entry', content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN "
    "INSERT INTO search_fts(rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
    "CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
    "INSERT INTO search_fts(rowid, tokens) VALUES (new.id, new.tokens); END",
)
_SQLITE_DOWN = (
    "DROP TRIGGER IF EXISTS search_entry_added",
    "DROP TRIGGER IF EXISTS search_entry_removed",
    "DROP TRIGGER IF EXISTS search_entry_changed",
    "DROP TABLE IF EXISTS search_fts",
)
_POSTGRESQL_UP = (
    "ALTER TABLE search_entry ADD COLUMN vector tsvector",
    "CREATE INDEX ix_search_entry_vector ON search_entry USING gin (vector)",
)
_POSTGRESQL_DOWN = (
    "DROP INDEX IF EXISTS ix_search_entry_vector",
    "ALTER TABLE search_entry DROP COLUMN IF EXISTS vector",
)


def create_search_index(connection: Any) -> None:
    """Make the full-text index (and, on SQLite, the triggers that keep it)."""
    for statement in _SQLITE_UP if connection.dialect.name == "sqlite" else _POSTGRESQL_UP:
        connection.exec_driver_sql(statement)


def drop_search_index(connection: Any) -> None:
    """Remove it."""
    for statement in _SQLITE_DOWN if connection.dialect.name == "sqlite" else _POSTGRESQL_DOWN:
        connection.exec_driver_sql(statement)


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Hide the index's own tables, column and index from comparisons of models and schema."""
    if kind == "table":
        return name not in SEARCH_TABLES
    if kind == "column":
        return not (reflected and name in SEARCH_COLUMNS)
    return not (kind == "index" and name in SEARCH_INDEXES)


def render_item(kind: str, thing: Any, autogen: Any) -> str | bool:
    """Print our own types with their import."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        autogen.imports.add("from forum.core.db import UtcDateTime")
        return "UtcDateTime()"
    return False
