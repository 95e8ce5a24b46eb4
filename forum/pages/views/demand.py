"""A demand's page tells the whole story: text, threads, consultations, positions."""

from typing import Any

from flask import current_app, redirect, request, url_for

from forum.core import clock
from forum.core.errors import NotFound
from forum.core.languages import READINGS, reading
from forum.core.web.access import public
from forum.core.web.chooser import chooser
from forum.core.web.forms import Form
from forum.core.web.requests import actor, choice, page
from forum.discussion import policy
from forum.discussion import queries as discussion
from forum.pages import queries, rules
from forum.pages.views import blueprint, open_blueprint
from forum.publication.queries import of_demand as positions_of
from forum.publication.rules.labels import outcomes
from forum.statement import queries as statement
from forum.statement.queries import DemandFacts


def _code(slug: str) -> str:
    """The code that a slug begins with, for the page's scope."""
    return "-".join(slug.split("-")[:2]).upper()


def _found(slug: str) -> DemandFacts:
    """The demand of a slug; a wrong readable part after the code still finds it. Raises NotFound."""
    try:
        return statement.demand(slug)
    except NotFound:
        return statement.demand(_code(slug))


@open_blueprint.get("/demands/<slug:slug>")
@public()
def open_demand(slug: str) -> Any:
    """The link without a language (R36)."""
    found = _found(slug)
    return chooser({code: url_for("pages.demand", lang=code, slug=found.slug) for code in READINGS})


@blueprint.get("/demands/<slug:slug>")
@public(lambda slug: (f"demand/{_code(slug)}", "consultations"))
def demand(slug: str) -> Any:
    """The page of a demand."""
    found, now, spoken, who = _found(slug), clock.now(), reading(), actor()
    if slug != found.slug:
        return redirect(url_for("pages.demand", slug=found.slug), 301)
    standing = queries.standings(now).get(found.code, rules.NOTHING)
    courses, positions = queries.courses_of(found.code, spoken, now), positions_of(found.code, spoken, now)
    before, after = _neighbours(found.code)
    return page(
        "pages/demand.html",
        demand=found, heading=statement.headings().sections[found.section], standing=standing,
        versions=statement.versions(found.code), readings_by_code=READINGS,
        threads=discussion.threads_of_demand(who, found.code, spoken, before=request.args.get("before") or None),
        courses=[one for one in courses if one.published_at is None], positions=positions,
        open_rounds=[one for one in courses if one.is_open(now)],
        story=queries.story_of(courses, positions, standing.first_thread_at, now), outcomes=outcomes(), at=now,
        level=discussion.follow_level(who, "demand", found.code), may_open=policy.can_open_thread(who),
        before=before, after=after, form=Form() if who is not None else None,
        done=choice("done", ("followed", "unfollowed", "muted")),
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
    if reference[:4] in ("GOV-", "INT-", "COM-"):
        target = url_for("pages.demand", slug=statement.demand(reference).slug)
    elif len(reference) == 7 and reference.isalnum() and reference.isascii():
        target = url_for("discussion.post", key=reference)
    else:
        raise NotFound
    return redirect(target, 302)
