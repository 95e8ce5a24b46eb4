"""What people at the table do in every journey: come in by a mailed link, set up the second factor, invite others."""

from collections.abc import Callable
from typing import Any

import pyotp
from flask.testing import FlaskClient

from forum.core import clock
from tests.browser.hands import Hands
from tests.support.visits import Outbox, link_in

PASSWORD = "katër drurë dhe чаша воде"


def accept(hands: Hands, outbox: Outbox, email: str, name: str) -> None:
    """Open the invitation that was mailed to an address, and accept it with a new account."""
    outbox.deliver()
    hands.go(link_in(outbox.to(email)[-1], "/invitation/"))
    hands.write("input[name=name]", name)
    hands.write("input[name=password]", PASSWORD)
    hands.press("main form button[type=submit]")
    hands.at(r"/welcome$")


def set_up_factor(hands: Hands) -> str:
    """Set up the second factor from the page that one is on; gives its secret."""
    hands.press("a[href*='/settings/factor']")
    hands.press("form[action*='/settings/factor/begin'] button")
    secret = hands.page.locator("main .mono").first.inner_text().replace(" ", "")
    hands.write("input[name=code]", pyotp.TOTP(secret).at(clock.now()))
    hands.press("main form button[type=submit]")
    assert hands.page.locator("main li.mono").count() == 10
    hands.press("main .acts a.btn")
    return secret


def first_administrator(hands: Hands, flask_command: Callable[..., str]) -> None:
    """Sign in with the link that the host prints; it works once."""
    link = flask_command("accounts", "first-link").split()[-1]
    hands.go(link)
    hands.press("main form button[type=submit]")
    hands.at(r"/welcome$")
    set_up_factor(hands)


def sign_in(hands: Hands, flask_command: Callable[..., str], email: str) -> None:
    """Come in by the one-time link that the host prints."""
    hands.go(flask_command("accounts", "link", email).split()[-1])
    hands.press("main form button[type=submit]")
    hands.page.wait_for_url(lambda url: "/one-time/" not in url)


def bring_cookie(hands: Hands, client: FlaskClient) -> None:
    """Go on in a window where a client has signed in."""
    cookie = client.get_cookie("sofra", domain="127.0.0.1")
    assert cookie is not None
    brought = {"name": "sofra", "value": cookie.value, "domain": "127.0.0.1", "path": "/", "httpOnly": True}
    hands.page.context.add_cookies([brought])  # type: ignore[list-item]


def show_factor(hands: Hands, code: str) -> None:
    """Type the code of the second factor, where one was asked for it."""
    if "/step-up" in hands.page.url:
        hands.write("input[name=code]", code)
        hands.press("main form button[type=submit]")
        hands.page.wait_for_url(lambda url: "/step-up" not in url)


def enter_organisation(hands: Hands, lang: str, name: str) -> str:
    """The administrator enters an organisation; gives its slug."""
    hands.go(f"/{lang}/admin/organisations")
    hands.write("input[name=name]", name)
    hands.press("main form.form button[type=submit]")
    hands.at(r"/my-organisations/")
    return str(hands.page.url.partition("#")[0].rpartition("/")[2])


def invite(hands: Hands, lang: str, slug: str, **values: Any) -> None:
    """Invite somebody to a mandate of an organisation: email, name, language, role."""
    hands.go(f"/{lang}/my-organisations/{slug}")
    form = "form[action$='/invite']"
    hands.write(f"{form} input[name=email]", values["email"])
    hands.write(f"{form} input[name=name]", values["name"])
    hands.choose(f"{form} select[name=language]", values["language"])
    hands.choose(f"{form} select[name=role]", values["role"])
    hands.press(f"{form} button[type=submit]")


def declare_seat(hands: Hands, lang: str, slug: str, seat: str) -> None:
    """The organisation says itself where it is based."""
    hands.go(f"/{lang}/my-organisations/{slug}")
    hands.choose("form[action$='/seat'] input[name=seat]", seat)
    hands.press("form[action$='/seat'] button[type=submit]")
