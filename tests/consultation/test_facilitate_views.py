"""The facilitators' page, as a browser without scripts sees it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from forum.consultation.rules.roll import Seat
from tests.consultation.conftest import Table
from tests.support.visits import Page, checked

Visit = Callable[..., Page]
SignIn = Callable[..., FlaskClient]


def cockpit(name: str) -> str:
    return f"/en/consultations/{name}/facilitate"


def send(client: FlaskClient, page: Page, action: str, *, status: int = 303, **values: Any) -> Any:
    """Fill the form that posts to `action` and send it; gives the page it leads to, or the one it came back as."""
    response = client.post(action, data=page.fields(action) | values)
    assert response.status_code == status, response.get_data(as_text=True)[:3000]
    if status == 303:
        return checked(client.get(response.location, follow_redirects=True))
    return checked(response, status)


@pytest.mark.parametrize("reading", ["en", "sq", "sr-latn", "sr-cyrl"])
def test_every_state_has_a_page_in_every_language(table: Table, sign_in: SignIn, visit: Visit, reading: str) -> None:
    key = table.begun()
    sign_in(table.facilitators[Seat.KOSOVO])
    visit(f"/{reading}/consultations/{key}/facilitate")
    number = table.opened()
    sign_in(table.facilitators[Seat.SERBIA])
    page = visit(f"/{reading}/consultations/{number}/facilitate")
    assert page.xpath("//h1")
