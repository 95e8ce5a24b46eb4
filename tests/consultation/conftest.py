"""A table with a roll of 5 + 5 + 1 organisations and two facilitators, and consultations as far as a test needs them.

Everything is done through operations. `table` sets people and organisations up; `drafted()` gives a consultation
whose text is ready to freeze, `announced()` and `opened()` go on from there and move the clock with them; each gives
the name under which operations, queries and addresses know the consultation.
"""

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from forum.accounts.models import Person, Totp
from forum.accounts.operations.invitations import create_person
from forum.accounts.operations.roles import grant_role
from forum.consultation.operations import drafts, facilitators, position, signing
from forum.consultation.queries.course import ConsultationFacts, consultation_for
from forum.consultation.queries.position import position_draft
from forum.consultation.rules.roll import SIDES, Seat
from forum.consultation.rules.ruleset import RulesetChoices
from forum.consultation.rules.signatures import Act
from forum.core import actors, clock, work
from forum.core.db import db, writing
from forum.core.policy import Actor
from forum.organisations.operations.bodies import create_organisation, declare_seat
from forum.organisations.operations.mandates import grant_mandate
from forum.organisations.queries import organisation_by_id
from forum.translation import operations as translation
from forum.translation.queries import piece_for
from forum.translation.rules import Words, words
from tests.support.folk import SECRET
from tests.support.house import House

KOSOVO = ("Blue Door", "Evening Lamp", "Lime Tree Circle", "Open Window", "Paper Boat")
SERBIA = ("Quiet Square", "River Bench", "Small Harbour", "Stone Well", "Wide Road")
REGIONAL = ("Between Hills",)
SEATS = {Seat.KOSOVO: KOSOVO, Seat.SERBIA: SERBIA, Seat.REGIONAL: REGIONAL}
QUESTION = "Should agreements be carried out with published dates?"
TEXT = {
    "title": ("Dates for agreements", "Data për marrëveshjet", "Рокови за споразуме"),
    "summary": (
        "Every agreement gets a date. The date is published.",
        "Çdo marrëveshje merr një datë. Data publikohet.",
        "Сваки споразум добија рок. Рок се објављује.",
    ),
}
PARAGRAPHS = (
    ("Every agreement gets a **date**.", "Çdo marrëveshje merr një **datë**.", "Сваки споразум добија **рок**."),
    ("Dates are published.", "Datat publikohen.", "Рокови се објављују."),
)


@dataclass(frozen=True)
class Body:
    """An organisation and those who may propose and confirm for it."""

    id: int
    slug: str
    name: str
    seat: Seat
    speakers: tuple[int, int]


@dataclass
class Table:
    """Who sits there; people are ids of persons, all with a second factor."""

    organisations: dict[str, Body] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    facilitators: dict[Seat, int] = field(default_factory=dict)
    administrator: int = 0
    translators: tuple[int, int] = (0, 0)

    # --- time -------------------------------------------------------------------------------------------------
    @staticmethod
    def go_to(moment: datetime) -> None:
        """Set the clock of the process, and with it that of the database."""
        clock.set_offset(moment - datetime.now(UTC))

    def wait(self, **length: float) -> None:
        """Let time pass: `wait(days=7)`."""
        self.go_to(clock.now() + timedelta(**length))

    @staticmethod
    def work() -> None:
        """What the worker does once a minute."""
        db.session.rollback()
        work.sweep()

    # --- people -----------------------------------------------------------------------------------------------
    @staticmethod
    def actor(person_id: int) -> Actor:
        """Whoever a person is now, as in a request whose second factor was just shown."""
        found = actors.load(person_id=person_id)
        assert found is not None
        return found

    def facilitator(self, seat: Seat) -> Actor:
        """The facilitator of a seat."""
        return self.actor(self.facilitators[seat])

    def email(self, person_id: int) -> str:
        """Where letters to a person go."""
        return f"{next(name for name, one in self.people.items() if one == person_id)}@example.org"

    def person(self, handle: str, *, language: str = "en", factor: bool = True) -> int:
        """One more person; `handle` is the part of the address before the @."""
        with writing():
            return self._person(handle, language=language, factor=factor)

    def _person(self, handle: str, *, language: str = "en", factor: bool = True) -> int:
        name = " ".join(re.sub(r"[^a-z]", " ", handle).split()).title() or "Person"
        found = create_person(f"{handle}@example.org", f"{name} Shembull", language, "")
        session = db.session
        session.get_one(Person, found).welcomed_at = clock.now()
        if factor:
            session.add(Totp(person_id=found, secret=SECRET, last_step=0, confirmed_at=clock.now()))
        session.flush()
        self.people[handle] = found
        return found

    def person_without_factor(self, handle: str = "without.factor") -> int:
        """Somebody who has not set up a second factor."""
        return self.person(handle, factor=False)

    def organisation(self, name: str, seat: Seat | None, *, kind: str = "organisation", speakers: int = 2) -> Body:
        """One more organisation with people who speak for it, its seat declared by itself (None: not yet)."""
        with writing():
            return self._organisation(name, seat, kind=kind, speakers=speakers)

    def _organisation(self, name: str, seat: Seat | None, *, kind: str = "organisation", speakers: int = 2) -> Body:
        made = create_organisation(None, name=name, kind=kind)
        found = organisation_by_id(made)
        assert found is not None
        people = []
        for role in ("representative", "alternate")[:speakers]:
            person_id = self._person(f"{found.slug}.{role[:3]}")
            grant_mandate(None, found.slug, person_id, role)
            people.append(person_id)
        if seat is not None:
            declare_seat(self.actor(people[0]), found.slug, seat.value)
        body = Body(made, found.slug, name, seat or Seat.REGIONAL, (people[0], people[-1]))
        self.organisations[name] = body
        return body

    # --- a consultation ---------------------------------------------------------------------------------------
    def facts(self, name: str, person_id: int | None = None) -> ConsultationFacts:
        """The consultation as a person sees it (the administrator, if nobody is named)."""
        db.session.rollback()
        return consultation_for(self.actor(person_id or self.administrator), name)

    def do(self, person_id: int, name: str, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """One operation on a locked consultation: `do(person, name, operation, …)`."""
        with writing():
            who = self.actor(person_id)
            return act(who, consultation_for(who, name, lock=True), *args, **kwargs)

    def sign(self, name: str, act: Act, *seats: Seat) -> None:
        """The facilitators (of these seats) sign what the page would show them."""
        for seat in seats or SIDES:
            with writing():
                who = self.facilitator(seat)
                facts = consultation_for(who, name, lock=True)
                signing.sign(who, facts, act, signing.step_of(facts, act).sha256)

    def once(self, stage: str, make: Callable[[], str]) -> str:
        """Go to a stage of a course that `make` leads to, the first time by making it (see `Shelf`)."""
        return _shelf.once(stage, self, make)

    def begun(self, template: str = "text", **choices: Any) -> str:
        """A draft with its question and its two facilitators, nothing else."""
        question, asked = words(QUESTION, "en", plain=True), RulesetChoices(template=template, **choices)
        with writing():
            who = self.actor(self.administrator)
            key = drafts.create_draft(who, asked, ["GOV-2"], question)
            for seat, person_id in self.facilitators.items():
                facts = consultation_for(who, key, lock=True)
                person = db.session.get_one(Person, person_id)
                facilitators.appoint_facilitator(who, facts, seat, person.key)
        return key

    def drafted(self, template: str = "text", **choices: Any) -> str:
        """A draft whose text stands in three languages, reviewed, with evidence: ready to announce and to freeze."""
        if choices:
            return self._drafted(template, **choices)
        return self.once(f"drafted-{template}", lambda: self._drafted(template))

    def _drafted(self, template: str, **choices: Any) -> str:
        key = self.begun(template, **choices)
        scope = words("Only dates.", "en", plain=True)
        fields = {name: _in_three(said, plain=True) for name, said in TEXT.items()}
        paragraphs = [_in_three(said) for said in PARAGRAPHS]
        with writing():
            who = self.facilitator(Seat.KOSOVO)
            facts = consultation_for(who, key, lock=True)
            drafts.write_field(who, facts, "consultation", "scope", scope, 0)
            for name, said in fields.items():
                drafts.write_field(who, facts, "position", name, said[0], 0)
                self._translated("position", key, name, said)
            for said, proof in zip(paragraphs, ("GOV-2", "https://example.org/report"), strict=True):
                paragraph = position.add_paragraph(who, facts, said[0])
                position.add_evidence(who, facts, paragraph, proof, "A report" if "://" in proof else "")
                self._translated("paragraph", paragraph, "body", said)
        return key

    def _translated(self, kind: str, key: str, name: str, said: list[Words]) -> None:
        for made in said[1:]:
            self._translate(kind, key, name, made.language, made)

    def _translate(self, kind: str, key: str, name: str, language: str, made: Words) -> None:
        one, other = (self.actor(person_id) for person_id in self.translators)
        piece = piece_for(one, kind, key, name, language, lock=True)
        translation.submit_translation(one, piece, made, number=piece.text.number)
        piece = piece_for(other, kind, key, name, language, lock=True)
        assert piece.row is not None and piece.row.submitted_at is not None
        translation.approve_translation(other, piece, seen=piece.row.submitted_at)

    def translate(self, kind: str, key: str, name: str, language: str, source: str, *, plain: bool = False) -> None:
        """One translator writes, the other approves."""
        made = words(source, language, plain=plain)
        with writing():
            self._translate(kind, key, name, language, made)

    def announced(self, template: str = "text", **choices: Any) -> str:
        """Announced by both; gives the number."""
        if choices:
            return self._announced(template, **choices)
        return self.once(f"announced-{template}", lambda: self._announced(template))

    def _announced(self, template: str, **choices: Any) -> str:
        key = self.drafted(template, **choices)
        self.sign(key, Act.ANNOUNCE)
        number = self.facts(key).number
        assert number is not None
        return number

    def frozen(self, template: str = "text", **choices: Any) -> str:
        """Announced, its text frozen, its opening settled: it opens by the clock."""
        if choices:
            return self._frozen(template, **choices)
        return self.once(f"frozen-{template}", lambda: self._frozen(template))

    def _frozen(self, template: str, **choices: Any) -> str:
        number = self.announced(template, **choices)
        self.sign(number, Act.FREEZE)
        self.sign(number, Act.OPEN_ROUND)
        return number

    def opened(self, template: str = "text", **choices: Any) -> str:
        """Open, a minute after its opening, everybody told."""
        if choices:
            return self._opened(template, **choices)
        return self.once(f"opened-{template}", lambda: self._opened(template))

    def _opened(self, template: str, **choices: Any) -> str:
        number = self.frozen(template, **choices)
        self.open(number)
        return number

    def open(self, number: str) -> None:
        """Go to a minute after the opening that was settled; the worker tells everybody."""
        opens = self.facts(number).round.opens_at
        assert opens is not None
        self.go_to(max(opens + timedelta(minutes=1), clock.now()))
        self.work()

    def close(self, number: str) -> None:
        """Go to a minute after the close; nothing is counted yet."""
        closes = self.facts(number).round.closes_at
        assert closes is not None
        self.go_to(closes + timedelta(minutes=1))

    def paragraphs(self, name: str) -> list[str]:
        """The keys of the paragraphs, in their order."""
        return [one.key for one in position_draft(self.facts(name).position_id or 0).paragraphs]


def _in_three(said: tuple[str, str, str], *, plain: bool = False) -> list[Words]:
    return [words(source, language, plain=plain) for language, source in zip(("en", "sq", "sr"), said, strict=True)]


@dataclass
class Kept:
    """A table as it stood at some point of its course; the rows are a template of the database."""

    table: Table
    name: str = ""
    moment: datetime | None = None


@dataclass
class Shelf:
    """What each process has made once: the table, and consultations as far as they have come on it.

    A test that asks for `opened()` gets the kept one if it has changed nothing before; else it is made.
    """

    house: House | None = None
    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)
    commits: int = 0
    untouched: int = -1

    def lay(self, house: House) -> Table:
        """The table, nothing done on it yet."""
        self.house = house
        if (house.kind, "table") not in self.kept:
            self.keep("table", Kept(_sit_down()))
        house.fresh("table")
        self.untouched = self.commits
        return copy.deepcopy(self.kept[house.kind, "table"].table)

    def keep(self, stage: str, found: Kept) -> None:
        """Keep the present state under a name."""
        assert self.house is not None
        self.house.keep(stage)
        self.kept[self.house.kind, stage] = found

    def once(self, stage: str, table: Table, make: Callable[[], str]) -> str:
        """Go to a stage of the course: back to where it was kept, if nothing has happened at this table yet."""
        if self.house is None or self.untouched != self.commits or clock.offset():
            return make()
        if (found := self.kept.get((self.house.kind, stage))) is None:
            name = make()
            self.keep(stage, Kept(copy.deepcopy(table), name, clock.now()))
            return name
        self.untouched = -1
        assert found.moment is not None
        self.house.fresh(stage)
        vars(table).update(vars(copy.deepcopy(found.table)))
        table.go_to(found.moment)
        return found.name


_shelf = Shelf()


@event.listens_for(Session, "after_commit")
def _committed(_session: Session) -> None:
    _shelf.commits += 1


@pytest.fixture
def table(app: Flask, database: House) -> Iterator[Table]:
    """11 organisations with two speakers each, two facilitators, an administrator, two translators."""
    yield _shelf.lay(database)
    db.session.rollback()


def _sit_down() -> Table:
    found = Table()
    with writing():
        found.administrator = found._person("administrator")
        grant_role(None, found.administrator, "administrator")
        found.translators = (found._person("translator.one"), found._person("translator.two"))
        for person_id in found.translators:
            grant_role(None, person_id, "translator", languages=("en", "sq", "sr"))
        for seat, names in SEATS.items():
            for name in names:
                found._organisation(name, seat)
        for seat in SIDES:
            person_id = found._person(f"facilitator.{seat.value}")
            grant_mandate(None, found.organisations[SEATS[seat][0]].slug, person_id, "coordinator")
            found.facilitators[seat] = person_id
    return found
