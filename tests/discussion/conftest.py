"""People at the table and threads for them, made through operations."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from forum.accounts.models import Person, Role
from forum.core import actors, clock
from forum.core.db import writing
from forum.core.keys import new_key
from forum.core.policy import Actor
from forum.discussion import operations, queries
from forum.organisations.models import Mandate, Organisation
from forum.translation.rules import words


class Table:
    """Makes people, organisations, threads and posts."""

    def __init__(self) -> None:
        self.count = 0

    def person(
        self, name: str = "", *, shield: bool = False, role: str | None = "translator", language: str = "en"
    ) -> Actor:
        """A person, by default at the table; the actor as loaded, with the mandates kept here."""
        self.count += 1
        with writing() as session:
            person = Person(
                key=new_key(), name=name or f"Person {self.count}", email=f"person{self.count}@example.org",
                language=language, shield=shield, created_at=clock.now(),
            )  # fmt: skip
            session.add(person)
            session.flush()  # the role carries its id
            if role:
                session.add(
                    Role(person_id=person.id, role=role, languages="sq", as_seat="kosovo", starts_at=clock.now())
                )
            person_id = person.id
        return self.actor(person_id)

    @staticmethod
    def actor(person_id: int) -> Actor:
        """Whoever a person is now."""
        found = actors.load(person_id=person_id)
        assert found is not None
        return found

    def organisation(self, name: str, *, individual: bool = False) -> int:
        """An organisation."""
        self.count += 1
        with writing() as session:
            made = Organisation(
                key=new_key(), slug=f"organisation-{self.count}", kind="individual" if individual else "organisation",
                name=name, sort_key=name, skeleton=f"{name}{self.count}", created_at=clock.now(),
            )  # fmt: skip
            session.add(made)
            session.flush()  # the caller needs its id
            return made.id

    def mandate(
        self, person: Actor, organisation_id: int, *, public: bool = True, role: str = "representative"
    ) -> None:
        """A person speaks for an organisation."""
        with writing() as session:
            session.add(
                Mandate(
                    key=new_key(), organisation_id=organisation_id, person_id=person.id, role=role,
                    starts_at=clock.now(), public=public,
                )
            )  # fmt: skip

    @staticmethod
    def thread(
        by: Actor, title: str = "A question", body: str = "The opening words.", *, visibility: str = "public",
        language: str = "en", demand: str | None = "GOV-2", scope: str | None = None, voice: str = "own",
    ) -> operations.Opened:  # fmt: skip
        """A thread with its opening post."""
        made = words(title, language, plain=True), words(body, language)
        with writing():
            return operations.open_thread(
                by, title=made[0], body=made[1], visibility=visibility, voice=voice,
                demand_code=None if scope else demand, scope=scope,
            )  # fmt: skip

    @staticmethod
    def reply(
        by: Actor, to: str, body: str = "An answer.", *, language: str = "en", voice: str = "own"
    ) -> operations.Posted:
        """An answer to the post of a key."""
        made = words(body, language)
        with writing():
            parent = queries.post_for(by, to, lock=True)
            return operations.post_reply(by, parent, body=made, voice=voice)

    @staticmethod
    def do(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """One operation in a transaction of its own."""
        with writing():
            return act(*args, **kwargs)


@pytest.fixture
def table(app: Flask) -> Table:
    """People, organisations, threads."""
    return Table()


@pytest.fixture
def asked() -> Callable[..., Any]:
    """Words for operations."""
    return words
