"""Letters about an account: resets and changes of address."""

from sqlalchemy import select

from forum.accounts.models import MailToken
from forum.accounts.operations import links, people
from forum.accounts.queries import person_by_email
from forum.accounts.queries.people import Person_
from forum.accounts.rules.tokens import Purpose
from forum.core import clock
from forum.core.db import require_writing
from forum.core.errors import NotFound
from forum.outbox import operations as outbox


def mail_reset(person: Person_ | None) -> None:
    """Leave the letter with the link; for an unknown address nothing is left, and nothing shows it."""
    require_writing()
    if person is None or person.state != "active" or person.email is None:
        return
    secret = links.issue(person.id, Purpose.PASSWORD_RESET)
    outbox.post(
        kind="password_reset", address=person.email, reading=person.language, recipient_id=person.id,
        params={"secret": secret}, event_key=f"password_reset/{secret[:12]}",
    )  # fmt: skip


def mail_address_change(person: Person_, email: str) -> None:
    """Links to the old and to the new address; a taken address gets none, and nothing shows it."""
    if person.email is None or person_by_email(email) is not None:
        return
    for purpose, address in ((Purpose.ADDRESS_CHANGE_OLD, person.email), (Purpose.ADDRESS_CHANGE_NEW, email)):
        secret = links.issue(person.id, purpose, email=email)
        outbox.post(
            kind="address_change", address=address, reading=person.language, recipient_id=person.id,
            params={"secret": secret, "new": email}, event_key=f"address_change/{secret[:12]}",
        )  # fmt: skip


def confirm_address(secret: str, purpose: Purpose) -> bool:
    """Follow one of the two links; True when the address changed, False while the other is awaited."""
    token = links.consume(secret, purpose)
    if token is None:
        raise NotFound
    other = Purpose.ADDRESS_CHANGE_NEW if purpose is Purpose.ADDRESS_CHANGE_OLD else Purpose.ADDRESS_CHANGE_OLD
    twin = require_writing().scalar(
        select(MailToken)
        .where(MailToken.person_id == token.person_id, MailToken.purpose == other.value)
        .order_by(MailToken.id.desc())
        .limit(1)
    )
    followed = twin is not None and twin.used_at is not None and clock.now() < twin.expires_at
    if not followed or twin is None or twin.params.get("email") != token.params.get("email"):
        return False
    people.change_address(token.person_id, str(token.params["email"]))
    return True
