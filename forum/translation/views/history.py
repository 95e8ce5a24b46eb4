"""All versions of one text."""

from forum.core.web.access import public
from forum.core.web.requests import actor, page
from forum.translation import queries
from forum.translation.views.blueprint import LANGUAGES, blueprint, in_reading


def _scopes(kind: str, key: str, field: str) -> tuple[str, ...]:
    return queries.scopes_of(kind, key)


@blueprint.get("/translations/<kind>/<key>/<field>")
@public(scopes=_scopes)
def history(kind: str, key: str, field: str) -> str:
    """What a text said at each revision, and its reviewed translations; for whoever may read it."""
    found = queries.history(actor(), kind, key, field)
    return page(
        "translation/history.html", history=found, languages=LANGUAGES, link=in_reading(found.link),
        address={"kind": kind, "key": key, "field": field},
    )  # fmt: skip
