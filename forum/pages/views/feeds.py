"""Atom feeds of what is public, and files for machines."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, url_for

from forum.core import clock
from forum.core.languages import READINGS, reading
from forum.core.web.access import public, static
from forum.core.web.filters import isoformat
from forum.core.web.requests import page
from forum.discussion import queries as discussion
from forum.pages import queries
from forum.pages.views import blueprint, open_blueprint
from forum.pages.views.demand import _code
from forum.publication.queries import latest
from forum.publication.queries import of_demand as positions_of
from forum.publication.rules.labels import in_a_line
from forum.statement import queries as statement

MOST = 30


def _feed(title: str, here: str, entries: list[dict[str, Any]], updated: datetime) -> Response:
    entries = sorted(entries, key=lambda one: one["at"], reverse=True)[:MOST]
    base_url = current_app.config["SOFRA"].base_url
    body = page(
        "pages/feed.xml", title=title, here=base_url + here, entries=entries, updated=updated, base_url=base_url
    )
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _entries(positions: Any, consultations: Any, threads: Any) -> list[dict[str, Any]]:
    found = [
        {
            "at": one.published_at, "title": f"{one.number}: {one.title}",
            "summary": in_a_line(one.outcome, one.figures),
            "url": url_for("publication.position", number=one.number), "id": f"/positions/{one.number}",
        }
        for one in positions
    ]  # fmt: skip
    found += [
        {
            "at": one.announced_at, "title": f"{one.number}: {one.question.html.striptags()}", "summary": "",
            "url": f"/{reading().code}/consultations/{one.number}-{one.slug}", "id": f"/consultations/{one.number}",
        }
        for one in consultations
    ]  # fmt: skip
    found += [
        {
            "at": one.last_post_at, "title": one.title.html.striptags() if one.title else one.key,
            "summary": one.demand_code or "", "id": f"/threads/{one.key}",
            "url": url_for("discussion.thread", key=one.key, slug=one.slug),
        }
        for one in threads
        if one.visibility == "public"
    ]  # fmt: skip
    return found


@blueprint.get("/feed.atom")
@public(lambda: ("home", "publications"))
def feed() -> Response:
    """Everything public: positions, consultations, threads by their latest post."""
    now, spoken = clock.now(), reading()
    threads = discussion.recent_threads(None, spoken).lines
    entries = _entries(latest(spoken, now), queries.courses(spoken, now), threads)
    updated = max((one["at"] for one in entries), default=now)
    return _feed("Sofra", url_for("pages.feed"), entries, updated)


@blueprint.get("/demands/<slug:slug>/feed.atom")
@public(lambda slug: (f"demand/{_code(slug)}", "publications"))
def demand_feed(slug: str) -> Response:
    """The same for one demand."""
    found, now, spoken = statement.demand(slug), clock.now(), reading()
    threads = discussion.threads_of_demand(None, found.code, spoken).lines
    entries = _entries(positions_of(found.code, spoken, now), queries.courses_of(found.code, spoken, now), threads)
    updated = max((one["at"] for one in entries), default=now)
    title = f"Sofra: {found.code} {found.title.text}"
    return _feed(title, url_for("pages.demand_feed", slug=slug), entries, updated)


@open_blueprint.get("/robots.txt")
@public()
def robots() -> Response:
    """Everything public may be read by machines; forms and accounts need not."""
    lines = ["User-agent: *", *(f"Disallow: /{code}/{path}" for code in READINGS for path in ("sign-in", "search"))]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


@open_blueprint.get("/.well-known/security.txt")
@static
def security() -> Response:
    """Whom to tell about a weakness (RFC 9116: good for half a year from when it is read)."""
    config = current_app.config["SOFRA"]
    contact = f"mailto:{config.contact_address}" if config.contact_address else f"{config.base_url}/en/contact"
    lines = [
        f"Contact: {contact}",
        f"Expires: {isoformat(_day(clock.now()) + timedelta(days=180))}",
        "Preferred-Languages: en, sq, sr",
        f"Canonical: {config.base_url}/.well-known/security.txt",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
