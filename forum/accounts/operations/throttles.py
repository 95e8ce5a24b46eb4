"""Counting attempts before the costly check, and giving them back on success (R31). Rows, written aside."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update

from forum.accounts.models import Throttle
from forum.accounts.rules import throttles as rules
from forum.accounts.rules.throttles import THROTTLES, Scope
from forum.core import clock
from forum.core.db import aside, upsert, writing
from forum.core.errors import TooMany


def count(key: str, subjects: Mapping[Scope, str]) -> None:
    """Count one attempt for each scope and its subject, at once; raises `TooMany` where the limit is passed.

    `key` is the application's secret: the rows hold no readable address.
    """
    now = clock.now()
    late: list[int] = []
    with aside() as session:
        for scope, subject in sorted(subjects.items()):
            throttle = THROTTLES[scope]
            window = rules.window_of(throttle, now)
            row = {"scope": scope.value, "subject_hash": rules.subject_hash(key.encode(), scope, subject)}
            insert = upsert(Throttle).values(**row, window=window, count=1)
            current = session.scalar(
                insert.on_conflict_do_update(
                    index_elements=["scope", "subject_hash", "window"], set_={"count": Throttle.count + 1}
                ).returning(Throttle.count)
            )
            previous = session.scalar(select(Throttle.count).filter_by(**row, window=window - 1)) or 0
            if not rules.allowed(rules.sliding_count(throttle, previous, current or 1, now), throttle.limit):
                late.append(int(rules.retry_after(throttle, now).total_seconds()))
    if late:
        raise TooMany(max(late))


def give_back(key: str, subjects: Mapping[Scope, str]) -> None:
    """The attempt succeeded: it is not counted against anybody."""
    now = clock.now()
    with aside() as session:
        for scope, subject in sorted(subjects.items()):
            row = {"scope": scope.value, "subject_hash": rules.subject_hash(key.encode(), scope, subject)}
            session.execute(
                update(Throttle)
                .filter_by(**row, window=rules.window_of(THROTTLES[scope], now))
                .where(Throttle.count > 0)
                .values(count=Throttle.count - 1)
            )


def prune() -> None:
    """Forget windows that count no more."""
    now = clock.now()
    with writing() as session:
        for scope, throttle in THROTTLES.items():
            oldest = rules.oldest_window(throttle, now)
            session.execute(delete(Throttle).where(Throttle.scope == scope.value, Throttle.window < oldest))
