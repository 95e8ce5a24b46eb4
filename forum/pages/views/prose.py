"""What the site says of itself."""

from flask import current_app

from forum.core.web.access import public
from forum.core.web.requests import page
from forum.pages.views import blueprint
from forum.publication.rules.labels import outcomes, stances


@blueprint.get("/about")
@public()
def about() -> str:
    """What Sofra is and how it works."""
    return page("pages/about.html")


@blueprint.get("/how-to-read-a-position")
@public()
def how_to_read() -> str:
    """Stances, sides, classes, citing."""
    return page("pages/how_to_read.html", stances=stances(), outcomes=outcomes())


@blueprint.get("/privacy")
@public()
def privacy() -> str:
    """What is stored of whom."""
    return page("pages/privacy.html")


@blueprint.get("/accessibility")
@public()
def accessibility() -> str:
    """What was done, and what is not good yet."""
    return page("pages/accessibility.html")


@blueprint.get("/contact")
@public()
def contact() -> str:
    """Whom to write to."""
    return page("pages/contact.html", contact_address=current_app.config["SOFRA"].contact_address)
