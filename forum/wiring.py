"""Every reaction of one feature to another, one line each (R32).

REQUIRED belongs to the change: a failure fails the request. REACTIONS run in a savepoint each: a failure is
logged and left as a `work` row. `WORK` names who does what the worker finds; `SWEEPS` what it looks for by the
clock. `ACTOR` joins what features know about whoever acts.
"""

from forum.core import db as database
from forum.core import events

REQUIRED: list[tuple[type[events.Event], events.Handler]] = []
REACTIONS: list[tuple[type[events.Event], events.Handler]] = []


def connect() -> None:
    """Install all of it; called once by `create_app`."""
    events.connect(REQUIRED, REACTIONS, database.react)
