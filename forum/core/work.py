"""Work that must not be lost: rows written in the request's transaction, done by the worker, safe to repeat.

Huey only wakes the worker; a periodic sweep finds what a crash left behind. A handler gets the params of its
row and runs outside any transaction; it opens `writing()` itself, briefly (R40: ≤ 50 ms).
"""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select, update

from forum.core import clock
from forum.core.db import db, require_writing, upsert, writing
from forum.core.models import Work

log = logging.getLogger("sofra.work")

LEASE = timedelta(minutes=5)
MOST_TRIES = 12
Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}
_periodic: dict[str, Callable[[], None]] = {}


def register(kind: str, handler: Handler) -> None:
    """Name the function that does work of this kind (called in `wiring.py` or `init_app`)."""
    _handlers[kind] = handler


def every_sweep(name: str, job: Callable[[], None]) -> None:
    """A job run at each sweep (about once a minute): it looks for what is due by the clock."""
    _periodic[name] = job


def enqueue(kind: str, unique_key: str | None = None, not_before: datetime | None = None, **params: Any) -> None:
    """Leave work in this transaction; the same `unique_key` is left once, ever."""
    session = require_writing()
    values = {
        "kind": kind, "params": params, "unique_key": unique_key,
        "not_before": not_before or clock.now(), "tries": 0,
    }  # fmt: skip
    session.execute(_left(db.engine.dialect.name), values)
    session.info["work"] = True


@cache
def _left(_dialect: str) -> Any:
    return upsert(Work).on_conflict_do_nothing()


def reaction_failed(handler: Callable[..., Any], fact: Any, error: Exception) -> None:
    """Log a failed reaction and leave it to be tried again by the worker."""
    log.error("reaction %s failed", handler.__qualname__, exc_info=error)
    name = f"{handler.__module__}:{handler.__qualname__}"
    event = f"{type(fact).__module__}:{type(fact).__qualname__}"
    enqueue("reaction", handler=name, event=event, fact=asdict(fact))


def run_due(limit: int = 200) -> int:
    """Do what is waiting, oldest first; returns how many were done."""
    done = 0
    for _turn in range(limit):
        taken = _take()
        if taken is None:
            break
        done += _do(*taken)
    return done


def sweep() -> int:
    """Everything due by the clock, then everything waiting; returns how many rows were done."""
    for name, job in _periodic.items():
        try:
            job()
        except Exception:
            db.session.rollback()
            log.exception("sweep %s failed", name)
    return run_due()


def _take() -> tuple[int, str, dict[str, Any], int] | None:
    now = clock.now()
    waiting = (
        select(Work)
        .where(Work.done_at.is_(None), Work.not_before <= now, (Work.lease_until.is_(None)) | (Work.lease_until <= now))
        .order_by(Work.not_before, Work.id)
        .limit(1)
    )
    if db.session.scalar(waiting) is None:
        db.session.rollback()
        return None
    with writing() as session:
        row = session.scalar(waiting.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.lease_until, row.tries = now + LEASE, row.tries + 1
        return row.id, row.kind, row.params, row.tries


def _do(work_id: int, kind: str, params: dict[str, Any], tries: int) -> int:
    error: str | None = None
    try:
        _handlers[kind](**params)
    except Exception as problem:
        db.session.rollback()
        log.exception("work %s (%s) failed, try %s", work_id, kind, tries)
        error = repr(problem)[:500]
    with writing() as session:
        values: dict[str, Any] = {"lease_until": None, "last_error": error}
        if error is None or tries >= MOST_TRIES:
            values["done_at"] = clock.now()
        else:
            values["not_before"] = clock.now() + timedelta(seconds=min(2**tries * 5, 3600))
        session.execute(update(Work).where(Work.id == work_id).values(**values))
    return int(error is None)
