"""A feature of two kinds of text, letters and articles, that stands in for those which own texts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from forum.accounts.models import Person, Role
from forum.core import actors, clock
from forum.core.db import db, writing
from forum.core.keys import new_key
from forum.core.policy import Actor
from forum.translation.operations import write_text
from forum.translation.queries import Piece, piece_for
from forum.translation.rules import TextKind, register, words
from forum.translation.rules.kinds import _kinds as registered


@dataclass
class Letter:
    """What the owner of a text knows of it."""

    id: int
    key: str
    public: bool = True
    is_open: bool = True
    frozen: bool = False
    authors: tuple[int, ...] = ()


@dataclass
class Shelf:
    """The letters of a test, by id."""

    letters: dict[int, Letter] = field(default_factory=dict)

    def by_key(self, key: str) -> int | None:
        return next((one.id for one in self.letters.values() if one.key == key), None)

    def write(
        self, source: str, language: str = "sq", kind: str = "letter", field: str = "body", **facts: Any
    ) -> Letter:
        letter = Letter(len(self.letters) + 1, new_key(), **facts)
        self.letters[letter.id] = letter
        said = words(source, language, plain=field == "title")
        with writing():
            write_text(kind, letter.id, field, said, letter.authors[0] if letter.authors else None)
        return letter

    def kind(self, name: str, **more: Any) -> TextKind:
        def readable(actor: Actor | None, owner_id: int) -> bool:
            return self.letters[owner_id].public or (actor is not None and bool(actor.roles))

        return TextKind(
            name, readable, lambda one: not self.letters[one].frozen, lambda one: f"/letters/{self.letters[one].key}",
            lambda one: "", lambda one: (f"letter/{self.letters[one].key}",), lambda one: self.letters[one].is_open,
            lambda one: self.letters[one].authors, ("title",), lambda one: self.letters[one].key, self.by_key,
            label="Letter", **more,
        )  # fmt: skip


@pytest.fixture
def shelf(app: Flask) -> Iterator[Shelf]:
    """Letters, whose original binds, and articles, whose languages bind equally (R22)."""
    found = Shelf()
    register(found.kind("letter"))
    register(found.kind("article", authentic=True))
    yield found
    for name in ("letter", "article"):
        registered.pop(name)


@pytest.fixture
def translator(app: Flask) -> Callable[..., Actor]:
    """Somebody who translates by role: `translator("en")`."""
    return make_translator


def make_translator(*languages: str, name: str = "Teuta Shembulli", role: str = "translator") -> Actor:
    """A person with a role that is valid now, as an actor."""
    now = clock.now()
    with writing() as session:
        key = new_key()
        person = Person(key=key, name=name, email=f"{key}@example.org", language="en", created_at=now, welcomed_at=now)
        session.add(person)
        session.flush()
        session.add(Role(person_id=person.id, role=role, languages=" ".join(languages), starts_at=now))
        found = person.id
    return loaded(found)


def loaded(person_id: int) -> Actor:
    """The actor of a person as things stand now."""
    actor = actors.load(person_id=person_id)
    db.session.rollback()
    assert actor is not None
    return actor


def piece(
    actor: Actor | None, letter: Letter, language: str = "en", kind: str = "letter", field: str = "body"
) -> Piece:
    """The piece as an operation gets it; inside `writing()`."""
    return piece_for(actor, kind, letter.key, field, language, lock=True)
