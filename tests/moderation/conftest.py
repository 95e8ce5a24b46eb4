"""A feature of one kind of thing, notes on a board, that stands in for those whose things are reported."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask
from markupsafe import Markup

from forum.accounts.models import Person, Role
from forum.core import actors, clock
from forum.core.db import db, writing
from forum.core.keys import new_key
from forum.core.policy import Actor
from forum.moderation.rules import Reportable, Thing, _kinds, register


@dataclass
class Board:
    """The notes of a test, by id, and who was asked to narrow."""

    notes: dict[int, Thing] = field(default_factory=dict)
    narrowed: list[int] = field(default_factory=list)

    def pin(self, words: str, author_id: int | None = None, scope: str | None = None, public: bool = True) -> Thing:
        """Put a note up."""
        html = Markup("<p>{}</p>").format(words)
        note = Thing(len(self.notes) + 1, new_key(), author_id, scope, "live", public, html, "sq", public)
        self.notes[note.object_id] = note
        return note

    def set(self, object_id: int, state: str) -> None:
        """What the owner's operations do."""
        self.notes[object_id] = replace(self.notes[object_id], state=state)

    def reads(self, actor: Actor | None, object_id: int) -> bool:
        """Whether somebody may read a note now."""
        note = self.notes[object_id]
        return note.state == "live" and (note.public or (actor is not None and actor.is_member))

    def kind(self) -> Reportable:
        """What the engine asks."""
        return Reportable(
            "note", lambda key: next((one.object_id for one in self.notes.values() if one.key == key), None),
            self.notes.get, self.reads, lambda one: self.set(one, "hidden"), lambda one: self.set(one, "live"),
            lambda one: f"/notes/{self.notes[one].key}", lambda one: (f"note/{self.notes[one].key}",),
            narrow=lambda actor, one: self.narrowed.append(one), label="Note",
        )  # fmt: skip


@pytest.fixture
def board(app: Flask) -> Iterator[Board]:
    """Notes that can be reported."""
    found = Board()
    register(found.kind())
    yield found
    _kinds.pop("note")


@pytest.fixture
def person(app: Flask) -> Callable[..., Actor]:
    """Somebody, with or without a role: `person("moderator", "kosovo")`."""
    return make_person


def make_person(role: str | None = None, seat: str | None = None) -> Actor:
    """An account, as an actor."""
    now = clock.now()
    with writing() as session:
        key = new_key()
        found = Person(
            key=key, name="Arta Shembulli", email=f"{key}@example.org", language="sq", created_at=now, welcomed_at=now
        )
        session.add(found)
        session.flush()
        if role:
            session.add(Role(person_id=found.id, role=role, as_seat=seat, starts_at=now))
        number = found.id
    actor = actors.load(person_id=number)
    db.session.rollback()
    assert actor is not None
    return actor
