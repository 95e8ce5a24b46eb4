"""Everything that names a person, table by table: whatever points at the account is found, nothing is listed by hand.

A column belongs to a person if it is a foreign key to `person.id` or has one of the names in `_BY_NAME`. Left out are
integer keys (they never leave the database, R36), what opens a door, and what is about others.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, Table, or_, select

from forum.core.db import Base, db

_BY_NAME = frozenset({"person_id", "recipient_id", "actor_id"})
_ROOT = "person"
_SECRET = frozenset(
    {"password_hash", "token_hash", "secret_hash", "code_hash", "secret", "salt", "digest", "form_key", "last_step"}
)
_NOT_ITS_OWN = {
    "invitation": ("accepted_by", ("email", "name")),
    "outbox": ("recipient_id", ("address",)),
    "report": ("by", ("address", "text")),
}
"""Columns that are a person's own only where the row is the person's in this column: whom one invited is another."""
_UNNAMED = frozenset({"work", "submission"})
"""Rows of the machine without a word about anybody."""


def tables() -> Mapping[str, tuple[str, ...]]:
    """Which tables name a person, and in which columns."""
    found = {table.name: tuple(column.name for column in _naming(table)) for table in Base.metadata.sorted_tables}
    return {name: columns for name, columns in found.items() if columns and name not in _UNNAMED}


def _naming(table: Table) -> list[Column[Any]]:
    if table.name == _ROOT:
        return [table.c.id]
    return [column for column in table.c if _points_at_person(column)]


def _points_at_person(column: Column[Any]) -> bool:
    return column.name in _BY_NAME or any(key.target_fullname == "person.id" for key in column.foreign_keys)


def export_person(person_id: int) -> dict[str, Any]:
    """All of it: for each table the rows that name this person, each with the columns that do."""
    found: dict[str, Any] = {}
    for name in tables():
        table = Base.metadata.tables[name]
        naming = _naming(table)
        rows = db.session.execute(select(table).where(or_(*(column == person_id for column in naming))))
        lines = [dict(_line(table, row._mapping, naming, person_id)) for row in rows]
        if lines:
            found[name] = lines
    return found


def _line(table: Table, row: Mapping[Any, Any], naming: list[Column[Any]], person_id: int) -> Iterator[tuple[str, Any]]:
    mine = [column.name for column in naming if row[column.name] == person_id]
    if table.name != _ROOT:
        yield "named_as", mine
    owner, others = _NOT_ITS_OWN.get(table.name, ("", ()))
    for column in table.c:
        hidden = column.name in others and owner not in mine
        if column.name in _SECRET or hidden or _is_key(column) or row[column.name] is None:
            continue
        yield column.name, _plain(row[column.name])


def _is_key(column: Column[Any]) -> bool:
    identifies = column.primary_key or column.foreign_keys or column.name in _BY_NAME or column.name.endswith("_id")
    return bool(identifies) and isinstance(column.type, Integer)


def _plain(value: Any) -> Any:
    """JSON without integer ids inside parameters, moments in ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if not key.endswith("_id") and key not in _SECRET}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return str(value)
    return value.hex() if isinstance(value, bytes) else value


__all__ = ["export_person", "tables"]
