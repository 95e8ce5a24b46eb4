"""A demand's page tells the whole story: text, threads, consultations, positions."""

from typing import Any

from flask import current_app, request, url_for

from forum.consultation.queries.glance import of_demand
from forum.core import clock
from forum.core.errors import NotFound
from forum.core.languages import READINGS, reading
from forum.core.web.access import public
from forum.core.web.caching import PUBLIC
from forum.core.web.chooser import chooser
from forum.core.web.forms import Form
from forum.core.web.requests import actor, page
from forum.discussion import policy
from forum.discussion import queries as discussion
from forum.pages.queries import story_of
from forum.pages.views import blueprint, open_blueprint
from forum.publication.queries import of_demand as positions_of
from forum.publication.rules.labels import outcomes
from forum.statement import queries as statement


def _code(slug: str) -> str:
    """The code that a slug begins with, for the page's scope."""
    return "-".join(slug.split("-")[:2]).upper()


@open_blueprint.get("/demands/<slug:slug>")
@public()
def open_demand(slug: str) -> Any:
    """The link without a language (R36)."""
    found = statement.demand(slug)
    return chooser({code: url_for("pages.demand", lang=code, slug=found.slug) for code in READINGS})


@blueprint.get("/demands/<slug:slug>")
@public(lambda slug: (f"demand/{_code(slug)}",))
def demand(slug: str) -> Any:
    """The page of a demand."""
    found, now, spoken, who = statement.demand(slug), clock.now(), reading(), actor()
    consultations = of_demand(found.code, spoken, now)
    positions = positions_of(found.code, spoken, now)
    codes = list(_neighbours(found.code))
    return page(
        "pages/demand.html",
        demand=found,
        versions=statement.versions(found.code),
        readings_by_code=READINGS,
        threads=discussion.threads_of_demand(who, found.code, spoken, before=request.args.get("before") or None),
        consultations=consultations,
        positions=positions,
        story=story_of(consultations, positions, now),
        level=discussion.follow_level(who, "demand", found.code),
        may_open=policy.can_open_thread(who),
        before=codes[0], after=codes[1],
        outcomes=outcomes(),
        form=Form() if who is not None else None,
        share=f"{current_app.config['SOFRA'].base_url}{url_for('pages_open.open_demand', slug=found.slug)}",
    )  # fmt: skip


def _neighbours(code: str) -> tuple[Any, Any]:
    known = list(statement.demands().values())
    place = next(index for index, one in enumerate(known) if one.code == code)
    return (known[place - 1] if place else None), (known[place + 1] if place + 1 < len(known) else None)


@blueprint.get("/evidence/<reference>")
@public()
def evidence(reference: str) -> Any:
    """From a reference in a position to the thing itself: a demand or a post."""
    from flask import redirect

    if reference[:4] in ("GOV-", "INT-", "COM-"):
        target = url_for("pages.demand", slug=statement.demand(reference).slug)
    elif len(reference) == 7 and reference.isalnum() and reference.isascii():
        target = f"/posts/{reference}"
    else:
        raise NotFound
    response = redirect(target, 302)
    response.headers["Cache-Control"] = PUBLIC
    return response
