"""People for a worked example, made as the host makes them; their second factors are set up as they would do it."""

import pyotp

from forum.accounts.operations import factors, invitations, people, roles
from forum.accounts.rules.factors import new_secret
from forum.core import actors, clock
from forum.core.db import writing


def person(email: str, name: str, reading: str, *, factor: bool = True) -> int:
    """An account, with the second factor shown once; returns its id."""
    with writing():
        person_id = invitations.create_person(email, name, reading, "")
    if factor:
        set_up_factor(person_id)
    return person_id


def set_up_factor(person_id: int) -> None:
    """Begin and confirm a factor; nobody keeps its secret."""
    secret = new_secret()
    with writing():
        factors.begin_factor(actors.of(person_id), secret)
    code = pyotp.TOTP(secret).at(clock.now())
    with writing():
        factors.confirm_factor(actors.of(person_id), code)


def role(person_id: int, name: str, *, as_seat: str | None = None, languages: tuple[str, ...] = ()) -> None:
    """A role from now on, granted by the host."""
    with writing():
        roles.grant_role(None, person_id, name, as_seat=as_seat, languages=languages)


def shield(person_id: int) -> None:
    """The person asks that the public never sees the name (R7)."""
    with writing():
        people.change_shield(actors.of(person_id), True)


def suspend(administrator_id: int, person_id: int) -> None:
    """An administrator shuts an account."""
    with writing():
        people.suspend_person(actors.of(administrator_id), person_id, suspended=True)
