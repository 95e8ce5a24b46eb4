"""People who are signed in at a served site."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from forum.core import clock, keys
from forum.core.db import writing


def join(name: str, language: str = "en") -> int:
    """A person with the role of a translator: may read what members read, and write (R5)."""
    from forum.accounts.models import Person, Role

    now = clock.now()
    with writing() as session:
        person = Person(
            key=keys.new_key(), name=name, email=f"{name.split()[0].lower()}{keys.new_key()}@example.org",
            language=language, state="active", created_at=now, welcomed_at=now,
        )  # fmt: skip
        session.add(person)
        session.flush()  # the role needs the person
        role = Role(person_id=person.id, role="translator", languages="sq", starts_at=now - timedelta(days=1))
        session.add(role)
        return person.id


def signed_in(app: Flask, person_id: int) -> Mapping[str, str]:
    """The cookie of a browser that this person has just signed in with."""
    from forum.accounts.models import SignInSession

    token, now = keys.new_secret(), clock.now()
    with writing() as session:
        session.add(
            SignInSession(
                token_hash=keys.hashed(token), person_id=person_id, browser="drill", created_at=now, stepped_up_at=now
            )
        )
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return {"sofra": serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True})}
