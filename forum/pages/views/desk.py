"""My desk: what waits for me and for my organisation, and until when."""

from collections.abc import Iterable

from flask import url_for

from forum.accounts.operations.drafts import DraftFacts, drafts_of
from forum.consultation.queries.glance import waiting_for
from forum.core import clock
from forum.core.errors import NotFound
from forum.core.languages import reading
from forum.core.web.access import signed_in
from forum.core.web.requests import me, page
from forum.discussion import queries as discussion
from forum.pages import queries
from forum.pages.views import blueprint
from forum.statement import queries as statement


@blueprint.get("/desk")
@signed_in
def desk() -> str:
    """Everything that asks for this person."""
    now, spoken, who = clock.now(), reading(), me()
    drafts = [one for one in drafts_of(who).values() if not one.place.endswith("/title")]
    places = _places(drafts)
    return page(
        "pages/desk.html",
        waiting=waiting_for(who, spoken, now),
        threads=discussion.unread_threads(who, spoken),
        drafts=[(draft, places.get(draft.place)) for draft in drafts],
        facilitates=queries.facilitated(who, spoken),
        at=now,
    )


def _places(drafts: Iterable[DraftFacts]) -> dict[str, str]:
    """Where each draft was being written, as a path, when that can be told."""
    parts = {draft.place: draft.place.split("/") for draft in drafts}
    posts = [one[1] for one in parts.values() if len(one) == 3 and one[0] == "post"]
    threads = discussion.threads_of_posts(me(), posts)
    found = {}
    for place, one in parts.items():
        match one:
            case ["post", key, "reply" | "edit" as what] if key in threads:
                found[place] = url_for(f"discussion.{what}", key=threads[key], post=key)
            case ["demand", code, "thread"]:
                try:
                    found[place] = url_for("discussion.new_thread", slug=statement.demand(code).slug)
                except NotFound:
                    continue
    return found
