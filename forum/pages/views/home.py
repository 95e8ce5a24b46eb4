"""Home in each reading, and the chooser at the root (R38)."""

from typing import Any

from flask import url_for

from forum.consultation.queries.glance import open_now
from forum.core import clock
from forum.core.languages import READINGS, reading
from forum.core.web.access import public
from forum.core.web.chooser import chooser
from forum.core.web.requests import actor, page
from forum.discussion import queries as discussion
from forum.pages.views import blueprint, open_blueprint
from forum.publication.queries import latest
from forum.publication.rules.labels import outcomes
from forum.statement import queries as statement


@open_blueprint.get("/")
@public()
def root() -> Any:
    """Four links of equal weight; nothing is negotiated."""
    return chooser({code: url_for("pages.home", lang=code) for code in READINGS})


@blueprint.get("/")
@public(lambda: ("home",))
def home() -> str:
    """What Sofra is, the table of 19, what is open, the latest positions, what changed."""
    now, spoken = clock.now(), reading()
    return page(
        "pages/home.html",
        demands=statement.demands(),
        words=statement.headings(),
        counts=discussion.demand_counts(),
        open_now=open_now(spoken, now),
        positions=latest(spoken, now, 3),
        threads=discussion.recent_threads(actor(), spoken, per=6).lines,
        outcomes=outcomes(),
    )
