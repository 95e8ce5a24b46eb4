"""Home in each reading, and the chooser at the root (R38)."""

from typing import Any

from flask import url_for

from forum.core import clock
from forum.core.languages import READINGS, reading
from forum.core.web.access import public
from forum.core.web.chooser import chooser
from forum.core.web.requests import page
from forum.discussion import queries as discussion
from forum.pages import queries, rules
from forum.pages.views import blueprint, open_blueprint
from forum.publication.queries import latest
from forum.publication.rules.labels import outcomes, seats
from forum.statement import queries as statement

OPEN, POSITIONS, THREADS = 5, 4, 8


@open_blueprint.get("/")
@public()
def root() -> Any:
    """Four links of equal weight; nothing is negotiated."""
    return chooser({code: url_for("pages.home", lang=code) for code in READINGS})


@blueprint.get("/")
@public(lambda: ("home", "consultations"))
def home() -> str:
    """What Sofra is, the table of 19, what is open, the latest positions, what changed: the same for everybody."""
    now, spoken = clock.now(), reading()
    demands, standings = statement.demands(), queries.standings(now)
    found, positions = queries.courses(spoken, now), latest(spoken, now, THREADS)
    threads = discussion.recent_threads(None, spoken, per=THREADS).lines
    return page(
        "pages/home.html",
        demands=demands, words=statement.headings(), seats=rules.table(tuple(demands)), standings=standings,
        states=rules.states(standings, tuple(demands)), nothing=rules.NOTHING,
        running=queries.running(found, now)[:OPEN], positions=positions[:POSITIONS],
        changes=queries.changes(threads, found, positions, now), outcomes=outcomes(), at=now,
        seated=queries.seated(), seat_names=seats(),
    )  # fmt: skip
