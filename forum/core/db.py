"""The database: one session, one write at a time, one commit per request (R30, R31).

Every transaction is read-only, and the database itself refuses writes in it, unless it was opened by
`writing()` or `aside()`. SQLite gets a fair queue (a file lock) in front of `BEGIN IMMEDIATE`, because its
own waiting is unfair.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CheckConstraint, DateTime, Engine, MetaData, String, Text, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

from forum.core import clock
from forum.core.errors import Unavailable
from forum.core.guard import inside_writing

WRITE = {"sofra_write": True}
"""Execution option of a transaction that may write; Alembic's env.py sets it too."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA trusted_schema=ON",  # OFF forbids the triggers of FTS5 (SQLite 3.40): nothing could be indexed
    "PRAGMA cache_size=-6000",
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment; naive values are refused. SQLite keeps it as text that sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """UTC on the way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC on the way out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


ByteText = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Text that sorts by its bytes on both databases (paths of posts, sort keys)."""

Key = String(7)
"""A public key: 7 random base-32 characters (R36)."""

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of all models."""

    registry = registry(metadata=MetaData(naming_convention=_NAMING), type_annotation_map={datetime: UtcDateTime()})


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": False})


def prepare(engine: Engine) -> None:
    """Teach an engine how its connections and transactions begin; once per engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _connect_sqlite(dbapi: Any, _record: object) -> None:
    dbapi.isolation_level = None  # no BEGIN of the driver's own: savepoints work
    for pragma in _PRAGMAS:
        dbapi.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("sofra_write", False):
        connection.exec_driver_sql("PRAGMA query_only=0")
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # may be refused: the error must be SQLAlchemy's
        return
    dbapi: Any = connection.connection.dbapi_connection  # each page begins so: what cannot fail takes the short way
    dbapi.execute("PRAGMA query_only=1")
    dbapi.execute("BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    write = connection.get_execution_options().get("sofra_write", False)
    connection.connection.dbapi_connection.read_only = not write  # type: ignore[union-attr]


@contextmanager
def _transaction(session: Session) -> Iterator[Session]:
    engine = db.engine
    lock = f"{engine.url.database}.writer" if engine.dialect.name == "sqlite" else os.devnull
    with open(lock, "w") as queue:
        if lock != os.devnull:
            fcntl.flock(queue, fcntl.LOCK_EX)
        try:
            session.connection(execution_options=WRITE)
            yield session
            session.flush()  # an error belongs to this try, not to the commit
            session.commit()
        except OperationalError as error:
            session.rollback()
            raise Unavailable from error
        except BaseException:
            session.rollback()
            raise


@contextmanager
def writing() -> Iterator[Session]:
    """The one write transaction of a request, job or command: ends the read, locks, commits at its end.

    The actor and everything decided on must be read again inside. Raises RuntimeError when opened twice and
    `Unavailable` when the database is busy or gone (nothing was done).
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("writing() inside writing()")
    session.rollback()
    session.expire_all()
    session.info["writing"] = True
    token = inside_writing.set(True)
    try:
        with _transaction(session):
            yield session
    finally:
        inside_writing.reset(token)
        session.info["writing"] = False
    _wake_worker(session)


@contextmanager
def aside() -> Iterator[Session]:
    """A short transaction of its own, committed at once, for what must stay although the request fails (R31)."""
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("aside() inside writing()")
    session.rollback()  # one connection per request: two starve the pool
    token = inside_writing.set(True)
    try:
        with Session(db.engine) as own, _transaction(own):
            yield own
    finally:
        inside_writing.reset(token)


def require_writing() -> Session:
    """The session inside `writing()`; operations refuse to run elsewhere (R30)."""
    session = db.session()
    if not session.info.get("writing"):
        raise RuntimeError("operations run inside writing() only")
    return session


def react(handlers: Any, fact: object) -> None:
    """Run REACTIONS: a savepoint each; what fails is logged and left as a `work` row (R32)."""
    from forum.core.work import reaction_failed

    for handler in handlers:
        try:
            with db.session.begin_nested():
                handler(fact)
                db.session.flush()  # an error belongs to this savepoint, not to the commit
        except Exception as error:
            reaction_failed(handler, fact, error)


def upsert(model: type[Base]) -> Any:
    """The `INSERT … ON CONFLICT` of the dialect in use, for that table."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    return dialect.insert(model)


def database_now() -> datetime:
    """The database's clock, plus the offset of tests and seeds; ask after locking (R33)."""
    if db.engine.dialect.name == "sqlite":
        stamp = db.session.scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))
        moment = datetime.fromisoformat(str(stamp)).replace(tzinfo=UTC)
    else:
        moment = db.session.scalar(text("SELECT clock_timestamp()")).astimezone(UTC)
    return moment + clock.offset()


def is_locked(error: DBAPIError) -> bool:
    """Whether an error of the driver says *busy* rather than *wrong*."""
    return "locked" in str(error) or "busy" in str(error)


_wakers: list[Any] = []


def on_work(wake: Any) -> Any:
    """Call `wake()` after each commit that left work to do (the queue of the worker); returns who was called before."""
    former = _wakers[0] if _wakers else None
    _wakers[:] = [wake] if wake else []
    return former


def _wake_worker(session: Session) -> None:
    if session.info.pop("work", False):
        for wake in _wakers:
            wake()


def one_of(column: str, *values: str) -> CheckConstraint:
    """A check that a column holds one of these words (or NULL)."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")
