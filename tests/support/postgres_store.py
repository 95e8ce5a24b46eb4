"""A database of PostgreSQL that is set back in milliseconds.

`CREATE DATABASE … TEMPLATE` copies a thousand files and takes a few tenths of a second; emptying what a test
has filled and copying the kept rows back takes a tenth of that. When a test changed the tables themselves,
the database is made anew from its template.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from tests.support.postgres import Cluster

_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_SHAPE = "SELECT count(*), max(oid)::bigint FROM pg_class WHERE relnamespace = 'public'::regnamespace"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
_ALONE = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@dataclass(frozen=True)
class Kept:
    """The content of a database: rows as COPY writes them, the state of sequences, and the shape of the tables."""

    rows: dict[str, bytes]
    sequences: dict[str, int | None]
    shape: tuple[object, ...]


class PostgresStore:
    """A database of a private cluster and what was kept of it."""

    name = "sofra"

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.url = cluster.url(self.name)
        self._kept: dict[str, Kept] = {}
        self._clean: tuple[str, int] | None = None
        self._tables = f"{self.name}_tables"
        cluster.create(self.name)

    def keep(self, template: str) -> None:
        """Keep the present content row by row; the first time also as a template database, for its tables."""
        with psycopg.connect(self.url) as connection:
            rows = {}
            for (table,) in connection.execute(_TABLES).fetchall():
                copied = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
                with connection.cursor().copy(copied) as copy:
                    rows[table] = b"".join(map(bytes, copy))
            sequences = dict(connection.execute(_SEQUENCES).fetchall())
            shape = connection.execute(_SHAPE).fetchone()
        assert shape is not None
        if not self._kept:
            self.cluster.create(self._tables, self.name)
        self._kept[template] = Kept({table: data for table, data in rows.items() if data}, sequences, shape)
        self._clean = None

    def restore(self, template: str) -> None:
        """Set back to what was kept; does nothing when nobody has written since the last time."""
        if self._clean == (template, self.cluster.writes()):
            return
        if not self._set_back(self._kept[template]):
            self.cluster.drop(self.name)
            self.cluster.create(self.name, self._tables)
            self._set_back(self._kept[template], anew=True)
        self._clean = (template, self.cluster.writes())

    def _set_back(self, kept: Kept, *, anew: bool = False) -> bool:
        """Set the rows back; False when the tables are not those that were kept (unless made anew just now)."""
        try:
            connection = psycopg.connect(self.url)
        except psycopg.OperationalError:
            return False
        with connection:
            connection.execute(_ALONE)
            if not anew and connection.execute(_SHAPE).fetchone() != kept.shape:
                return False
            connection.execute("SET LOCAL session_replication_role = replica")  # no trigger, no order of tables
            used = connection.execute(f"{_TABLES} AND pg_relation_size(oid) > 0").fetchall()
            empty = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for (table,) in used]
            connection.execute(sql.SQL("; ").join(empty))
            for table, data in kept.rows.items():
                filled = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
                with connection.cursor().copy(filled) as copy:
                    copy.write(data)
            turned = [
                sql.SQL("SELECT setval({}, {}, {})").format(
                    sql.Literal(name), sql.Literal(value or 1), sql.Literal(value is not None)
                )
                for name, value in kept.sequences.items()
            ]
            connection.execute(sql.SQL("; ").join(turned))
        return True
