"""My desk: what waits for me and for my organisation, and until when."""

from flask import url_for

from forum.accounts.operations.drafts import drafts_of
from forum.consultation.queries.glance import waiting_for
from forum.core import clock
from forum.core.languages import reading
from forum.core.web.access import signed_in
from forum.core.web.requests import me, page
from forum.discussion import queries as discussion
from forum.pages.views import blueprint


@blueprint.get("/desk")
@signed_in
def desk() -> str:
    """Everything that asks for this person."""
    now, spoken = clock.now(), reading()
    return page(
        "pages/desk.html",
        waiting=waiting_for(me(), spoken, now),
        threads=discussion.unread_threads(me(), spoken),
        drafts=[(draft, _place(draft.place)) for draft in drafts_of(me()).values()],
        facilitates=[scope for scope, part in me().parts.items() if part == "facilitator"],
        at=now,
    )


def _place(place: str) -> str | None:
    """Where a draft was being written, as a path, when that can be told."""
    kind, _, rest = place.partition("/")
    if kind == "thread" and len(rest) >= 7:
        return url_for("discussion.thread_by_key", key=rest[:7])
    if kind == "demand" and rest:
        return f"/{reading().code}/demands/{rest}"
    return None
