"""`flask seed demo`: a worked example with invented people, made by the operations that people use.

The cast is in `cast.py`, what they write in `threads/` and `positions/`, what happens when in `table.py`,
`debate.py` and `course.py`. Time is moved by the clock's offset, so that the story spans months.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from forum.cli.demo import cast, course, debate, table
from forum.cli.demo.stage import Stage

Say = Callable[[str], None]
FIRST, LAST = "iris", "guide"


class NotHere(RuntimeError):
    """The example cannot be laid out here; the message says why."""


def seed_demo(say: Say) -> bool:
    """Lay the example out; False when it stands already. Raises NotHere."""
    if not _is_new():
        return False
    stage = Stage(ends=datetime.now(UTC))
    table.plan(stage)
    course.plan(stage, debate.plan(stage))
    stage.every_night(_night)
    stage.play(_teller(say))
    return True


def _is_new() -> bool:
    from forum.accounts.queries import people, person_by_email

    if person_by_email(cast.address(LAST)):
        return False
    if person_by_email(cast.address(FIRST)):
        raise NotHere("The example was begun here and not finished. Remove the place (make demo uses ./demo-data).")
    if people(""):
        raise NotHere("There are people here already; the example wants a place of its own.")
    return True


def _night(_moment: datetime) -> None:
    from forum.core import work

    work.sweep()


def _teller(say: Say) -> Callable[[float], None]:
    told = [0]

    def tell(part: float) -> None:
        tenth = int(part * 10)
        if tenth > told[0]:
            told[0] = tenth
            say(f"  {tenth * 10:3d} % of {200} days")

    return tell
