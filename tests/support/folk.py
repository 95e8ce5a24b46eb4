"""People and organisations made through operations, and their browsers."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.accounts.models import Person, Totp
from forum.accounts.operations import invitations, passwords, roles
from forum.core import actors, clock
from forum.core.db import db, writing
from forum.core.policy import Actor
from forum.organisations import queries
from forum.organisations.operations import bodies, mandates
from tests.support.visits import Page, checked

PASSWORD = "katër drurë dhe чаша воде"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@cache
def hashed(password: str) -> str:
    """The hash of a test's password, made once."""
    return passwords.hash_password(password)


def code_of(secret: str = SECRET, steps: int = 0) -> str:
    """What an authenticator shows now, or some steps from now."""
    return str(pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30 * steps))


def fields(page: Page, action: str | None = None) -> dict[str, str]:
    """The fields of the form that posts to exactly this address (without one: to the page itself)."""
    for form in page.tree.forms:
        if form.get("method", "").lower() == "post" and form.get("action") == action:
            return {str(name): str(value or "") for name, value in form.form_values()}
    raise AssertionError(f"no form posts to {action}: {[form.get('action') for form in page.tree.forms]}")


def send(
    client: FlaskClient, url: str, status: int = 303, *, at: str | None = None, **changes: Any
) -> TestResponse:
    """Fill in the form that posts to `url`, as it stands on the page `at` (or on the same page), and send it."""
    page = checked(client.get(at or url))
    response = client.post(url, data=fields(page, url if at else None) | changes)
    assert response.status_code == status, f"{url}: {response.status_code}\n{response.get_data(as_text=True)[-3000:]}"
    return response


class Folk:
    """Makes people and organisations."""

    def __init__(self, app: Flask, sign_in: Callable[..., FlaskClient]) -> None:
        self.app, self._sign_in, self.count = app, sign_in, 0

    def person(
        self, name: str = "", *, email: str = "", language: str = "en", factor: bool = False, role: str | None = None,
        as_seat: str | None = None, languages: tuple[str, ...] = (), shield: bool = False,
    ) -> Actor:  # fmt: skip
        """An account with a password, by the host."""
        self.count += 1
        hash_ = hashed(PASSWORD)
        with writing() as session:
            name = name or f"Njeri {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[self.count % 26]}"
            email = email or f"person{self.count}@example.org"
            made = invitations.create_person(email, name, language, hash_)
            person = session.get_one(Person, made)
            person.shield, person.welcomed_at = shield, clock.now()
            if factor:
                session.add(Totp(person_id=made, secret=SECRET, last_step=0, confirmed_at=clock.now()))
            if role:
                roles.grant_role(None, made, role, as_seat=as_seat, languages=languages)
        return self.actor(made)

    def administrator(self, name: str = "Administrator") -> Actor:
        """Somebody with the role and a second factor."""
        return self.person(name, factor=True, role="administrator")

    @staticmethod
    def actor(person: int | Actor) -> Actor:
        """Whoever a person is now."""
        db.session.rollback()
        return actors.of(person if isinstance(person, int) else person.id)

    def browser(self, person: Actor, *, stepped_up: bool = True) -> FlaskClient:
        """A browser of its own in which a person is signed in."""
        return self._sign_in(person.id, self.app.test_client(), stepped_up)

    @staticmethod
    def do(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """One operation in a transaction of its own."""
        with writing():
            return act(*args, **kwargs)

    def organisation(self, name: str, *, kind: str = "organisation", seat: str | None = None, **people: Actor) -> str:
        """An organisation with its people by role; the first of them declares its seat. Gives its slug."""
        with writing():
            made = bodies.create_organisation(None, name=name, kind=kind)
        found = queries.organisation_by_id(made)
        assert found is not None
        for role, person in people.items():
            self.mandate(found.slug, person, role.partition("_")[0])
        if seat:
            first = self.actor(next(iter(people.values())))
            with writing():
                bodies.declare_seat(first, found.slug, seat)
        return found.slug

    @staticmethod
    def mandate(slug: str, person: Actor, role: str = "representative", *, public: bool = False, **times: Any) -> str:
        """A mandate, by the host; gives its key."""
        with writing():
            key = mandates.grant_mandate(None, slug, person.id, role, **times)
            if public:
                mandates.show_mandate(person, key, True)
        return key
