"""Letters about an account: resets, changes of address, and what was changed.

A request for a reset leaves the same one row whether the address is known or not; the worker looks it up. So the
answer takes the same work for everybody, and the address is not kept.
"""

from sqlalchemy import select, update

from forum.accounts.models import MailToken, Person
from forum.accounts.operations import links, people
from forum.accounts.queries import person_by_email, person_by_id
from forum.accounts.rules.names import unreachable
from forum.accounts.rules.tokens import Purpose
from forum.core import clock, work
from forum.core.db import require_writing, writing
from forum.core.errors import NotFound
from forum.core.keys import new_key
from forum.core.models import Work
from forum.outbox import operations as outbox


def ask_reset(email: str) -> None:
    """Somebody forgot a password, or says so; the worker finds out whether there is such an account."""
    key = f"password_reset/{new_key(24)}"
    work.enqueue("password_reset", key, email=email, key=key)


def mail_reset(email: str = "", key: str = "") -> None:
    """The worker: leave the letter with the link, if the address has an account; forget what was asked."""
    with writing():
        _forget(key)
        person = person_by_email(email)
        if not email or person is None or person.state != "active":
            return
        secret = links.issue(person.id, Purpose.PASSWORD_RESET)
        outbox.post(
            kind="password_reset", address=email, reading=person.language, recipient_id=person.id,
            params={"secret": secret}, event_key=f"password_reset/{secret[:12]}",
        )  # fmt: skip


def ask_address_change(person_id: int, email: str) -> None:
    """Somebody wants another address; whether it is taken is found out by the worker and never shown."""
    key = f"address_change/{new_key(24)}"
    work.enqueue("address_change", key, person_id=person_id, email=email, key=key)


def mail_address_change(person_id: int = 0, email: str = "", key: str = "") -> None:
    """The worker: links to the old and to the new address; a taken address gets none.

    An address under `.invalid`, such as the host gives to the first administrator, is never reached: there the new
    one alone confirms.
    """
    with writing():
        _forget(key)
        person = person_by_id(person_id)
        if person is None or person.email is None or person.state != "active" or person_by_email(email) is not None:
            return
        addresses = [(Purpose.ADDRESS_CHANGE_NEW, email)]
        if not unreachable(person.email):
            addresses.append((Purpose.ADDRESS_CHANGE_OLD, person.email))
        for purpose, address in addresses:
            secret = links.issue(person.id, purpose, email=email)
            outbox.post(
                kind="address_change", address=address, reading=person.language, recipient_id=person.id,
                params={"secret": secret, "new": email}, event_key=f"address_change/{secret[:12]}",
            )  # fmt: skip


def _forget(key: str) -> None:
    require_writing().execute(update(Work).where(Work.unique_key == key).values(params={}))


def confirm_address(secret: str, purpose: Purpose) -> bool:
    """Follow one of the two links; True when the address changed, False while the other is awaited."""
    token = links.consume(secret, purpose)
    if token is None:
        raise NotFound
    person = require_writing().get_one(Person, token.person_id, with_for_update=True, populate_existing=True)
    wanted = str(token.params["email"])
    if person.state != "active" or not (unreachable(person.email or "") or _other_followed(token, purpose)):
        return False
    people.change_address(person.id, wanted)
    return True


def _other_followed(token: MailToken, purpose: Purpose) -> bool:
    other = Purpose.ADDRESS_CHANGE_NEW if purpose is Purpose.ADDRESS_CHANGE_OLD else Purpose.ADDRESS_CHANGE_OLD
    twin = require_writing().scalar(
        select(MailToken)
        .where(MailToken.person_id == token.person_id, MailToken.purpose == other.value)
        .order_by(MailToken.id.desc())
        .limit(1)
    )
    return (
        twin is not None
        and twin.used_at is not None
        and clock.now() < twin.expires_at
        and twin.params.get("email") == token.params.get("email")
    )
