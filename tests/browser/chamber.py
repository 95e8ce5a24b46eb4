"""The people of the table at their browsers, and what they do in a consultation."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from flask.testing import FlaskClient

from tests.browser import people
from tests.browser.hands import Hands
from tests.consultation.conftest import Body, Table
from tests.support.folk import code_of


class Chamber:
    """The people of the table at their browsers."""

    def __init__(
        self, table: Table, open_browser: Callable[..., Any], flask_command: Callable[..., str],
        sign_in: Callable[..., FlaskClient],
    ) -> None:  # fmt: skip
        self.table, self.open, self.command, self.sign_in = table, open_browser, flask_command, sign_in
        self.number = ""
        self.here: dict[int, Hands] = {}

    def comes(self, person_id: int, path: str = "", **window: Any) -> Hands:
        """Somebody has a window of their own and opens a page, with the second factor where it is asked.

        Administrator, facilitators and whoever comes on a phone sign in by hand; the others have done so before.
        """
        if person_id not in self.here:
            by_hand = window or person_id in (self.table.administrator, *self.table.facilitators.values())
            self.here[person_id] = Hands(self.open(**window).new_page())
            if by_hand:
                people.sign_in(self.here[person_id], self.command, self.table.email(person_id))
            else:
                people.bring_cookie(self.here[person_id], self.sign_in(person_id, self.client(), stepped_up=False))
        if path:
            self.opens(self.here[person_id], path)
        return self.here[person_id]

    @staticmethod
    def client() -> FlaskClient:
        """A browser without a window."""
        return current_app.test_client()

    @staticmethod
    def opens(hands: Hands, path: str) -> None:
        hands.go(path)
        people.show_factor(hands, code_of())

    def body(self, name: str) -> Body:
        """An organisation."""
        return self.table.organisations[name]


def appoint(hands: Hands, seat: str, name: str, reason: str = "") -> None:
    """The administrator names somebody for a seat."""
    form = f"form[action$='/appoint/{seat}']"
    if not hands.page.locator(form).is_visible():
        hands.page.locator(f"details:has({form}) > summary").click()
    value = hands.page.locator(f"{form} option", has_text=name).get_attribute("value")
    hands.choose(f"{form} select[name=person]", value or "")
    if reason:
        hands.write(f"{form} [name=reason]", reason)
    hands.press(f"{form} button[type=submit]")


def signs(hands: Hands, act: str) -> None:
    """A facilitator signs what the page shows."""
    hands.press(f"form[action$='/facilitate/sign/{act}'] button")


def proposes(hands: Hands, stance: str, reservation: str = "", at: int = 0) -> None:
    """Propose a stance, with a reservation about a paragraph."""
    hands.choose("input[name=value]", stance)
    if reservation:
        paragraph = hands.page.locator(f"#n{at}")
        if not paragraph.locator("textarea").is_visible():
            paragraph.locator("summary").click()
        paragraph.locator("textarea").fill(reservation)
    hands.press("form[action*='/answer/']:has(input[name=value]) button[type=submit]")
    hands.page.locator("#proposal").wait_for()


def speaks(chamber: Chamber, body: Body, person_id: int = 0, reading: str = "en", **window: Any) -> Hands:
    """Somebody of an organisation opens its page, and shows the second factor before writing."""
    person_id = person_id or body.speakers[0]
    hands = chamber.comes(person_id, f"/{reading}/consultations/{chamber.number}/answer/{body.slug}", **window)
    if hands.page.locator("main .note a[href*='/step-up']").count():
        hands.press("main .note a[href*='/step-up']")
        people.show_factor(hands, code_of())
    return hands


def confirms(chamber: Chamber, body: Body, person_id: int = 0, reading: str = "en") -> Hands:
    """A second person confirms what was proposed."""
    hands = speaks(chamber, body, person_id or body.speakers[1], reading)
    hands.press("form[action$='/confirm'] button")
    assert not hands.page.locator("#proposal").count()
    return hands
