"""What the site says of itself, and the public page of an organisation."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from forum.core.languages import READINGS
from forum.publication.rules.labels import outcomes, stances
from tests.consultation.answers import take, take_all
from tests.consultation.conftest import Table
from tests.pages.test_home import section
from tests.support.visits import Page

Visit = Callable[..., Page]
PAGES = ("about", "how-to-read-a-position", "privacy", "accessibility", "contact")
LEAST = 90
"""Words: a page that says less is none."""


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("reading", READINGS)
def test_the_site_says_what_it_is_in_every_language(visit: Visit, reading: str) -> None:
    seen = set()
    for name in PAGES:
        page = visit(f"/{reading}/{name}")
        told = " ".join(page.xpath("//main")[0].text_content().split())
        assert len(told.split()) > (60 if name == "contact" else LEAST), name
        seen.add(told)
        assert page.response.headers["Cache-Control"].startswith("public") and page.response.headers["ETag"]
        assert all(f"/{reading}/{other}" in page.links() for other in PAGES), "each is reached from everywhere"
    assert len(seen) == len(PAGES)


@pytest.mark.database("sqlite")
def test_stances_and_classes_bear_the_names_that_positions_bear(visit: Visit) -> None:
    page = visit("/en/how-to-read-a-position")
    names = [one.text_content() for one in page.xpath("//dt")]
    assert names == [*stances().values(), *reversed(list(outcomes().values()))]


@pytest.mark.database("sqlite")
def test_nothing_is_promised_that_is_not_there(visit: Visit, client: FlaskClient) -> None:
    """Without an address nobody is sent to "the address above"; machines find whom to tell about a weakness."""
    assert "address above" not in visit("/en/contact").text
    told = client.get("/.well-known/security.txt").text
    base = client.application.config["SOFRA"].base_url
    assert f"Contact: {base}/en/contact" in told and "Expires: " in told
    assert "Disallow: /en/search" in client.get("/robots.txt").text


def test_an_organisation_shows_what_it_answered(table: Table, visit: Visit) -> None:
    """R23: nothing before the publication; then its stance with the position, and what stands under its name."""
    number, body = table.opened(), table.organisations["Stone Well"]
    take(table, number, body, "stand_aside")
    take_all(table, number, "endorse", but=("Stone Well",))
    page = visit(f"/en/organisations/{body.slug}")
    assert number not in page.html and "Seat, as declared by itself: Serbia" in page.text
    table.close(number)
    table.work()
    table.wait(days=8)
    table.work()
    for reading in READINGS:
        visit(f"/{reading}/organisations/{body.slug}")
    told = section(visit(f"/en/organisations/{body.slug}"), "st-h")
    assert "Stand aside" in told and number in told and "Dates for agreements" in told
    assert "Endorse" in section(visit(f"/en/organisations/{table.organisations['Blue Door'].slug}"), "st-h")
