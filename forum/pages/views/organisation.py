"""The public page of an organisation: who speaks for it, what it signed, what it answered."""

from typing import Any

from flask import redirect, url_for

from forum.core import clock
from forum.core.errors import NotFound
from forum.core.languages import reading
from forum.core.web.access import public
from forum.core.web.requests import actor, page
from forum.organisations import forms
from forum.organisations import queries as organisations
from forum.organisations.queries.bodies import history
from forum.pages.views import blueprint
from forum.publication.queries.stances import stances_of
from forum.publication.rules.labels import stances
from forum.statement import queries as statement


@blueprint.get("/organisations/<slug:slug>")
@public(lambda slug: (f"organisation/{slug}",))
def organisation(slug: str) -> Any:
    """The page; a slug it once had leads here."""
    try:
        found = organisations.organisation(slug)
    except NotFound:
        today = organisations.slug_today(slug)
        if today is None:
            raise
        return redirect(url_for("pages.organisation", slug=today), 301)
    who = actor()
    insider = who is not None and who.is_member
    line = statement.signatory(found.signatory_number) if found.signatory_number else None
    past = history(found.id)
    return page(
        "pages/organisation.html",
        organisation=found,
        speakers=organisations.public_speakers(found.id, found.name, found.individual, clock.now(), insider),
        signatory=line,
        history=past,
        successor=None if found.member else _successor(past),
        stances=stances_of(found.slug, reading()),
        stance_labels=stances(),
        seats={key: str(label) for key, label in forms.SEATS.items()},
        roles={key: str(label) for key, label in forms.ROLES.items()},
    )


def _successor(past: Any) -> Any:
    """Into which organisation it merged last, if that is how it went."""
    gone = [one for one in past if one.kind in ("left", "merged_into", "joined")]
    last = gone[-1] if gone else None
    return organisations.organisation_by_id(int(last.value)) if last and last.kind == "merged_into" else None
