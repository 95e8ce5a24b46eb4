"""How statements grow: their plans, and their time on a small and a large database.

Hand in the statements of a page as `Query(name, statement, params)`, or take them from the page itself with
`captured()`. A plan is found by running the very statement and explaining the very text and values the driver got.
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection, CursorResult


@dataclass(frozen=True, slots=True)
class Query:
    """One statement of a page, as SQLAlchemy knows it or as the driver got it (text and values). `small` names tables
    that may be read whole because they stay small."""

    name: str
    statement: sa.Executable | str
    params: Any = field(default_factory=dict)
    small: frozenset[str] = frozenset()

    def run(self, connection: Connection) -> CursorResult[Any]:
        """Send it."""
        if isinstance(self.statement, str):
            return connection.exec_driver_sql(self.statement, self.params)
        return connection.execute(self.statement, dict(self.params))


@contextmanager
def captured() -> Iterator[list[tuple[str, Any]]]:
    """The statements that every engine of this process sends while the block runs, with the values of each."""
    from sqlalchemy.engine import Engine

    from tests.bench.pages import NOT_COUNTED

    sent: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, statement: str, params: Any, _context: Any, _many: bool) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            sent.append((statement, params))

    sa.event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        sa.event.remove(Engine, "before_cursor_execute", keep)


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one statement on a warm connection, rows fetched."""

    runs: int
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Growth:
    """One statement on both databases."""

    name: str
    small: Timing
    large: Timing

    @property
    def factor(self) -> float:
        """How many times dearer the large database is."""
        return self.large.p50_ms / self.small.p50_ms


def plan_of(connection: Connection, query: Query) -> list[str]:
    """The lines of the plan by which the database runs this statement."""
    sent: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, statement: str, params: Any, _context: Any, _many: bool) -> None:
        sent.append((statement, params))

    sa.event.listen(connection, "before_cursor_execute", keep)
    try:
        query.run(connection).close()
    finally:
        sa.event.remove(connection, "before_cursor_execute", keep)
    lines: list[str] = []
    for statement, params in sent:
        if connection.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", params)
            lines += [str(row[3]) for row in rows]
        else:
            # A small table is read whole even where an index would serve; only a statement for
            # which there is no index still shows such a scan when it is discouraged.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            lines += [str(row[0]).strip() for row in connection.exec_driver_sql(f"EXPLAIN {statement}", params)]
            connection.exec_driver_sql("SET LOCAL enable_seqscan = on")
    return lines


def full_scans(
    plan: Iterable[str], small: frozenset[str] = frozenset(), aliases: Mapping[str, str] | None = None
) -> list[str]:
    """Lines of a plan that read a whole table or a whole index, except tables that stay small.

    SQLite names aliases in its plans; `aliases` says which table an alias is.
    """
    found = []
    for line in plan:
        scan = re.match(r"SCAN (?:TABLE )?(\S+)(.*)", line)  # SQLite
        if scan and ("VIRTUAL TABLE INDEX" in scan[2] or scan[1] in ("CONSTANT", "json_each") or scan[1][0] == "("):
            continue
        scan = scan or re.search(r"Seq Scan on (\S+)()", line)  # PostgreSQL
        if scan and (aliases or {}).get(scan[1], scan[1]) not in small:
            found.append(line)
    return found


def check_plans(connection: Connection, queries: Iterable[Query]) -> dict[str, list[str]]:
    """Full scans by name of the query; empty when every plan is good."""
    found = {}
    for query in queries:
        if scans := full_scans(plan_of(connection, query), query.small):
            found[query.name] = scans
    return found


def time_query(connection: Connection, query: Query, *, runs: int = 200, seconds: float = 5.0) -> Timing:
    """Run one statement many times, at most `runs` and at most `seconds`."""
    until = time.monotonic() + seconds
    for _ in range(3):
        query.run(connection).all()
    taken: list[float] = []
    while len(taken) < runs and (not taken or time.monotonic() < until):
        since = time.perf_counter()
        query.run(connection).all()
        taken.append((time.perf_counter() - since) * 1000)
    taken.sort()
    return Timing(len(taken), taken[len(taken) // 2], taken[min(len(taken) - 1, len(taken) * 99 // 100)])


def compare(
    small: tuple[Connection, Sequence[Query]], large: tuple[Connection, Sequence[Query]], *, runs: int = 200
) -> list[Growth]:
    """The same queries on two databases, in turn; each side brings its own parameters."""
    names = {query.name: query for query in large[1]}
    return [
        Growth(query.name, time_query(small[0], query, runs=runs), time_query(large[0], names[query.name], runs=runs))
        for query in small[1]
        if query.name in names
    ]
