"""Databases of the benchmark's own: files in a folder, or fresh ones on a given PostgreSQL server.

Nothing that was there before is touched; what was made is removed at the end.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PREFIX = "sofra_bench_"


@contextmanager
def databases(folder: Path, server_url: str | None) -> Iterator[Callable[[str], str]]:
    """A function that makes an empty database by name and returns its URL."""
    made: list[str] = []

    def file(name: str) -> str:
        return f"sqlite:///{folder / name}.sqlite3"

    if server_url is None:
        yield file
        return
    server = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")

    def fresh(name: str) -> str:
        database = PREFIX + name
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{database}"')
            connection.exec_driver_sql(f"CREATE DATABASE \"{database}\" ENCODING 'UTF8' TEMPLATE template0")
        made.append(database)
        return server.url.set(database=database).render_as_string(hide_password=False)

    try:
        yield fresh
    finally:
        with server.connect() as connection:
            for database in made:
                connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        server.dispose()
