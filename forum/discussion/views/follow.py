"""Following, muting, and how far somebody has read."""

from typing import Any

from flask import current_app, request, url_for

from forum.core.policy import Actor
from forum.core.web.access import signed_in
from forum.core.web.requests import me, see_other, submit
from forum.discussion import operations, queries
from forum.discussion.forms import FollowForm, ReadForm
from forum.discussion.views.blueprint import blueprint, url_of
from forum.statement import queries as statement

_DONE = {"following": "followed", "muted": "muted", "": "unfollowed"}


def _choose(now: Actor, kind: str, object_key: str, level: str) -> str:
    if level:
        operations.follow(now, kind, object_key, level)
    else:
        operations.unfollow(now, kind, object_key)
    return _DONE.get(level, "")


@blueprint.post("/threads/<key:key>/follow")
@signed_in
def follow_thread(key: str) -> Any:
    """Hear of a thread, mute it, or neither."""
    form = FollowForm()

    def act(now: Actor) -> str:
        thread = queries.thread_for(now, key)
        return url_of(thread, done=_choose(now, "thread", thread.key, form.level.data or ""))

    return see_other(submit(form, act))


@blueprint.post("/demands/<slug:slug>/follow")
@signed_in
def follow_demand(slug: str) -> Any:
    """Hear of new threads under a demand, or no longer."""
    form = FollowForm()
    demand = statement.demand(slug)
    back = "pages.demand" if "pages.demand" in current_app.view_functions else None

    def act(now: Actor) -> str:
        done = _choose(now, "demand", demand.code, form.level.data or "")
        return url_for(back, slug=demand.slug, done=done) if back else url_for("discussion.threads", done=done)

    return see_other(submit(form, act))


@blueprint.post("/threads/<key:key>/read")
@signed_in
def read(key: str) -> Any:
    """Everything up to a post was read: said by a button, or by a script when posts were in view."""
    form = ReadForm()
    me()

    def act(now: Actor) -> str:
        thread = queries.thread_for(now, key)
        operations.mark_read(now, thread, form.number)
        return url_of(thread, done="read")

    location = submit(form, act)
    if "text/html" not in request.headers.get("Accept", ""):
        return "", 204
    return see_other(location)
