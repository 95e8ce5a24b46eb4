"""Organisations and individual seats can be found by the name they bear and by those they bore (R3, R37)."""

from forum.core.db import require_writing
from forum.core.languages import lazy, reading
from forum.organisations import queries
from forum.organisations.events import OrganisationChanged
from forum.organisations.models import Organisation
from forum.search import operations as search
from forum.search.rules import Entry, SearchKind


def _url(slug: str) -> str:
    return f"/{reading().code}/organisations/{slug}"


KIND = SearchKind("organisation", lazy("Organisations"), _url)


def organisation_changed(fact: OrganisationChanged) -> None:
    """REQUIRED: its entry says what it is called; a name is in no language and is never converted."""
    row = require_writing().get_one(Organisation, fact.organisation_id)
    names = [one.value for one in queries.all_events(row.id) if one.kind == "renamed" and one.value]
    former = [name for name in dict.fromkeys(names) if name != row.name]
    search.put(
        Entry(
            kind=KIND.name, object_id=row.id, language="", at=row.created_at, url_key=row.slug, title=row.name,
            body=" · ".join(former), organisation_id=row.id,
        )
    )  # fmt: skip
