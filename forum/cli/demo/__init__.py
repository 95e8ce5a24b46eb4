"""`flask seed demo`: a worked example with invented people, made by the operations that people use.

The cast is in `cast.py`, what they write in `threads/` and `positions/`, what happens when in `table.py`,
`debate.py` and `course.py`. Time is moved by the clock's offset, so that the story spans months and ends now.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event

from forum.accounts.queries import people, person_by_email
from forum.cli.demo import cast, course, debate, table
from forum.cli.demo.stage import STORY, Stage
from forum.core import actors, work
from forum.core.db import db, on_work
from forum.notifications import seed as notifications
from forum.notifications.queries import settings_of

Say = Callable[[str], None]
FIRST = "iris"
DONE = "daily"
"""The last act of the story: the first administrator chooses daily mail."""
CAUGHT_UP = timedelta(days=4)
"""So long ago everybody last read their notices: what is new is news."""


class NotHere(RuntimeError):
    """The example cannot be laid out here; the message says why."""


def seed_demo(say: Say) -> bool:
    """Lay the example out; False when it stands already. Raises NotHere."""
    if not _is_new():
        return False
    stage = Stage(ends=datetime.now(UTC))
    table.plan(stage)
    course.plan(stage, debate.plan(stage))
    stage.at(stage.ends - timedelta(minutes=2), lambda: notifications.choose(stage.people[FIRST], DONE))
    stage.at(stage.ends - CAUGHT_UP, lambda: _catch_up(stage))
    stage.every_night(lambda _moment: work.sweep())
    former = on_work(None)  # the story does its own work, and no worker waits beside it
    try:
        with _quickly():
            stage.play(_teller(say))
    finally:
        on_work(former)
    return True


def _catch_up(stage: Stage) -> None:
    for person_id in stage.people.values():
        if actors.load(person_id=person_id) is not None:  # whoever is shut out reads nothing
            notifications.read_all(person_id)


def _is_new() -> bool:
    first = person_by_email(cast.address(FIRST))
    if first is None and not people(""):
        return True
    if first is None:
        raise NotHere("There are people here already; the worked example wants a place of its own.")
    if set(settings_of(first.id).values()) != {DONE}:
        raise NotHere("The worked example was begun here and not finished: remove the place and begin again.")
    return False


@contextmanager
def _quickly() -> Iterator[None]:
    """SQLite need not wait for the disk after each of some thousand commits: what is lost can be laid out again."""
    engine = db.engine
    if engine.dialect.name != "sqlite":
        yield
        return
    event.listen(engine, "connect", _hurry)
    _connect_anew()
    try:
        yield
    finally:
        event.remove(engine, "connect", _hurry)
        _connect_anew()


def _hurry(dbapi: Any, _record: object) -> None:
    dbapi.execute("PRAGMA synchronous=OFF")


def _connect_anew() -> None:
    db.session.remove()
    db.engine.dispose()


def _teller(say: Say) -> Callable[[float], None]:
    told = [0]

    def tell(part: float) -> None:
        tenth = int(part * 10)
        if tenth > told[0]:
            told[0] = tenth
            say(f"  {tenth * 10:3d} % of what happens in {STORY.days} days")

    return tell
