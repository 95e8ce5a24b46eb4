"""Counting what is asked of the database, so that no page asks more when there is more to show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

NOT_COUNTED = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "SET", "COMMIT", "ROLLBACK")


@dataclass
class Statements:
    """What was asked, in order."""

    sql: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many statements that count."""
        return len(self.sql)

    def __str__(self) -> str:
        return "\n".join(f"{number:3} {' '.join(sql.split())}" for number, sql in enumerate(self.sql, 1))


@contextmanager
def counted(engine: Engine, at_most: int | None = None) -> Iterator[Statements]:
    """Count inside the block; more than `at_most` fails and prints every statement."""
    found = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            found.sql.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
    if at_most is not None and found.count > at_most:
        raise AssertionError(f"{found.count} statements, at most {at_most} are allowed:\n{found}")
