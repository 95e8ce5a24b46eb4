"""Every row of the database as lines that are the same on SQLite and PostgreSQL, and back again.

A line is one row as a JSON array in the order of the columns, a table's lines stand in the order of its primary
key: so the hash of a table says whether two databases hold the same, whichever kind they are.
"""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    cast,
    func,
    select,
    text,
)
from sqlalchemy.engine import Dialect

from forum.core.db import Base, UtcDateTime

NOT_KEPT = ("site_epoch",)
"""Says only how old copies of pages in browsers and proxies are; a restored place begins a new epoch (R35)."""

BATCH = 1000
Note = Callable[[int], None]
_VECTORS = text("UPDATE search_entry SET vector = CAST(:vector AS tsvector) WHERE id = :id")


def tables() -> list[Table]:
    """Every table a backup holds, those that are pointed at first."""
    return [table for table in Base.metadata.sorted_tables if table.name not in NOT_KEPT]


def schema_of(connection: Connection) -> str:
    """The revision of the database's tables; empty when they were never made."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def _said(column: Column[Any]) -> Any:
    if isinstance(column.type, JSON):
        return cast(column, Text).label(column.name)  # its very letters: key order and spelling stay
    return column


def _order(table: Table, dialect: Dialect) -> list[Any]:
    postgresql = dialect.name != "sqlite"
    return [
        column.collate("C") if postgresql and isinstance(column.type, String) else column
        for column in table.primary_key.columns
    ]


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table, a line each."""
    statement = select(*map(_said, table.columns)).order_by(*_order(table, connection.dialect))
    with connection.execute(statement, execution_options={"yield_per": BATCH}) as rows:
        for row in rows:
            said = json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":"))
            yield said.encode() + b"\n"


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(value).decode("ascii")
        case None | bool() | int() | float() | str():
            return value
    raise TypeError(f"a backup cannot hold a {type(value).__name__}")


def digest(said: Iterable[bytes], note: Note) -> tuple[int, str]:
    """How many lines there are, and their common hash."""
    whole, count = hashlib.sha256(), 0
    for count, line in enumerate(said, start=1):
        whole.update(line)
        note(count)
    return count, whole.hexdigest()


def holds_anything(connection: Connection) -> str | None:
    """The name of a table that is not empty."""
    for table in tables():
        if connection.execute(select(1).select_from(table).limit(1)).first():
            return table.name
    return None


def prepare(connection: Connection, *, empty: bool) -> None:
    """Make ready to fill: nobody else writes, and rows may point at rows that come later."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    else:
        names = ", ".join(f'"{table.name}"' for table in tables())
        connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
        _let_rows_wait(connection, "DEFERRABLE INITIALLY DEFERRED")
    if empty:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


def _let_rows_wait(connection: Connection, how: str) -> None:
    for table in tables():
        for key in table.foreign_key_constraints:
            if key.referred_table is table:
                connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ALTER CONSTRAINT "{key.name}" {how}')


def fill(connection: Connection, table: Table, said: Iterable[bytes], note: Note) -> None:
    """Put lines into an empty table."""
    columns = list(table.columns)
    statement = table.insert().values({column.name: _bound(column, connection.dialect) for column in columns})
    reads = [_reader(column) for column in columns]
    rest, done = iter(said), 0
    while batch := list(islice(rest, BATCH)):
        rows = [
            {column.name: read(value) for column, read, value in zip(columns, reads, json.loads(line), strict=True)}
            for line in batch
        ]
        connection.execute(statement, rows)
        done += len(rows)
        note(done)


def _bound(column: Column[Any], dialect: Dialect) -> Any:
    if not isinstance(column.type, JSON):
        return bindparam(column.name, type_=column.type)
    written = bindparam(column.name, type_=Text())
    return written if dialect.name == "sqlite" else cast(written, column.type)


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    read = next((how for kind, how in _READERS.items() if isinstance(column.type, kind)), _as_it_is)
    return lambda value: None if value is None else read(value)


def _as_it_is(value: Any) -> Any:
    return value


_READERS: dict[type, Callable[[Any], Any]] = {
    UtcDateTime: datetime.fromisoformat,
    Date: date.fromisoformat,
    LargeBinary: base64.b64decode,
}


def finish(connection: Connection) -> None:
    """After filling: the search index, the numbering of rows, and a new epoch of pages."""
    from forum.search.models import SearchEntry
    from forum.search.rules import tsvector

    epoch = {"id": 1, "version": int(time.time())}  # later than any before: no old copy of a page is called fresh
    connection.execute(Base.metadata.tables["site_epoch"].insert(), epoch)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
        return
    entries = select(SearchEntry.id, SearchEntry.tokens)
    found = connection.execute(entries).all()
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        connection.execute(_VECTORS, [{"id": row.id, "vector": tsvector(row.tokens.split())} for row in batch])
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    _let_rows_wait(connection, "NOT DEFERRABLE")
    _continue_numbering(connection)


def _continue_numbering(connection: Connection) -> None:
    for table in tables():
        for column in table.primary_key.columns:
            asked = {"table": f'"{table.name}"', "column": column.name}
            sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), asked)
            if sequence is not None:
                last = connection.scalar(select(func.max(column))) or 0
                turn = {"name": sequence, "last": max(last, 1), "used": last > 0}
                connection.execute(text("SELECT setval(CAST(:name AS regclass), :last, :used)"), turn)
