"""People who are signed in at a served site."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from forum.accounts.operations.passwords import hash_password
from forum.core import actors, clock, keys
from forum.core.db import writing
from forum.discussion import operations
from forum.discussion.operations import Opened
from forum.translation.rules import words

PASSWORD = "nine plates and one spoon"


def join(name: str, language: str = "en", password: bool = False) -> int:
    """A person with the role of a translator: may read what members read, and write (R5)."""
    from forum.accounts.models import Person, Role

    now = clock.now()
    known = hash_password(PASSWORD) if password else None
    with writing() as session:
        person = Person(
            key=keys.new_key(), name=name, email=address_of(name), language=language, state="active",
            created_at=now, welcomed_at=now, password_hash=known,
        )  # fmt: skip
        session.add(person)
        session.flush()  # the role needs the person
        role = Role(person_id=person.id, role="translator", languages="sq", starts_at=now - timedelta(days=1))
        session.add(role)
        return person.id


def address_of(name: str) -> str:
    """Where somebody gets mail."""
    return f"{name.lower().replace(' ', '.')}@example.org"


def open_thread(person_id: int, title: str, visibility: str = "public") -> Opened:
    """A thread under GOV-2."""
    made = {"title": words(title, "en", plain=True), "body": words("How it began.", "en")}
    actor = actors.load(person_id=person_id)
    assert actor is not None
    with writing():
        return operations.open_thread(actor, **made, visibility=visibility, demand_code="GOV-2")


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
    return {
        "sofra": serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True, "seen": int(now.timestamp())})
    }
