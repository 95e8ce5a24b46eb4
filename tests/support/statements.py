"""Counting what is asked of the database, so that no page asks more when there is more to show."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import has_request_context
from sqlalchemy import Connection, Engine, event

from forum.core.guard import inside_writing

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


MOST_INSIDE_WRITING = 40
"""Statements that a request may ask while everybody else's write waits for it."""


class Watch:
    """Counts what requests ask inside `writing()`, in every test; and whether a reading request wants to write."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self._of_thread = threading.local()

    @property
    def _asked(self) -> list[str]:
        found: list[str] = getattr(self._of_thread, "asked", [])
        self._of_thread.asked = found
        return found

    def begin(self, connection: Connection) -> None:
        """A transaction begins: in a request that only reads it must not be one that writes (R34)."""
        self._of_thread.asked = []
        if has_request_context() and connection.get_execution_options().get("sofra_write"):
            from flask import request

            if request.method in ("GET", "HEAD"):
                self.wrong.append(f"{request.method} {request.path} opens a transaction that writes")

    def note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        """A statement is asked."""
        if not inside_writing.get() or not has_request_context() or statement.startswith(NOT_COUNTED):
            return
        self._asked.append(statement)
        if len(self._asked) == MOST_INSIDE_WRITING + 1:
            from flask import request

            asked = "\n".join(f"{number:3} {' '.join(sql.split())[:160]}" for number, sql in enumerate(self._asked, 1))
            self.wrong.append(f"{request.path}: more than {MOST_INSIDE_WRITING} inside writing()\n{asked}")


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch every engine; afterwards nothing may have been wrong."""
    watch = Watch()
    event.listen(Engine, "begin", watch.begin)
    event.listen(Engine, "before_cursor_execute", watch.note)
    try:
        yield watch
    finally:
        event.remove(Engine, "begin", watch.begin)
        event.remove(Engine, "before_cursor_execute", watch.note)
    assert not watch.wrong, "\n".join(watch.wrong)
