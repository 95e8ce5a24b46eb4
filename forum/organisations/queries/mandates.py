"""Who speaks for which organisation: for the actor, for pages, for rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.accounts.queries import WHOSE
from forum.accounts.rules.names import Audience, DisplayName, OrganisationFacts, PersonFacts, display_name
from forum.core import actors, clock
from forum.core.db import UtcDateTime, db
from forum.core.policy import Actor
from forum.core.policy import Mandate as HeldMandate
from forum.organisations.models import Mandate, Organisation
from forum.organisations.rules import mandates as rules


def _absorb(actor: Actor, rows: Sequence[Any]) -> Actor:
    held = []
    for row in sorted(rows, key=lambda one: one.a):
        role, slug, name = row.t.split("|", 2)
        held.append(HeldMandate(row.a, row.b, role, name, slug, row.u, row.v == "individual"))
    return replace(actor, mandates=tuple(held))


MANDATES = actors.Source(
    select(
        *actors.shape(
            "mandate", a=Mandate.id, b=Mandate.organisation_id,
            t=Mandate.role.concat("|").concat(Organisation.slug).concat("|").concat(Organisation.name),
            u=Organisation.seat, v=Organisation.kind,
        )
    )
    .join(Organisation, Organisation.id == Mandate.organisation_id)
    .where(
        Mandate.person_id == WHOSE,
        Mandate.starts_at <= actors.NOW,
        or_(Mandate.ends_at.is_(None), Mandate.ends_at > actors.NOW),
    ),
    _absorb,
    "mandate",
)  # fmt: skip
"""The actor's current mandates: part of the actor's one statement."""


@dataclass(frozen=True, slots=True)
class MandateLine:
    """A mandate with its person."""

    id: int
    key: str
    organisation_id: int
    person_id: int
    person_key: str
    person: str
    shielded: bool
    state: str
    role: str
    starts_at: datetime
    ends_at: datetime | None
    public: bool


_LINES: Any = (
    select(
        Mandate.id, Mandate.key, Mandate.organisation_id, Mandate.person_id, Person.key.label("person_key"),
        Person.name, Person.shield, Person.state, Mandate.role, Mandate.starts_at, Mandate.ends_at, Mandate.public,
    )
    .join(Person, Person.id == Mandate.person_id)
    .order_by(Mandate.role, Person.name, Mandate.id)
)  # fmt: skip
_OF = _LINES.where(Mandate.organisation_id == bindparam("organisation_id"))
_at = bindparam("at", type_=UtcDateTime())
_holds = and_(Mandate.starts_at <= _at, or_(Mandate.ends_at.is_(None), Mandate.ends_at > _at))
_IN_FORCE = _OF.where(_holds)
_OF_PERSON = _LINES.where(Mandate.person_id == bindparam("person_id"))
_BY_KEY = _LINES.where(Mandate.key == bindparam("key"))


def mandates_of(organisation_id: int) -> list[MandateLine]:
    """Every mandate an organisation ever gave."""
    return [MandateLine(*row) for row in db.session.execute(_OF, {"organisation_id": organisation_id})]


def mandates_in_force(organisation_id: int, at: datetime) -> list[MandateLine]:
    """Those that hold at a moment."""
    values = {"organisation_id": organisation_id, "at": at}
    return [MandateLine(*row) for row in db.session.execute(_IN_FORCE, values)]


def mandates_of_person(person_id: int) -> list[MandateLine]:
    """Every mandate a person ever had."""
    return [MandateLine(*row) for row in db.session.execute(_OF_PERSON, {"person_id": person_id})]


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A mandate of a person, with the organisation's name."""

    organisation: str
    slug: str
    role: str
    starts_at: datetime
    ends_at: datetime | None


_HELD = (
    select(Organisation.name, Organisation.slug, Mandate.role, Mandate.starts_at, Mandate.ends_at)
    .join(Organisation, Organisation.id == Mandate.organisation_id)
    .where(Mandate.person_id == bindparam("person_id"))
    .order_by(Mandate.starts_at.desc(), Mandate.id.desc())
)


def mandates_with_names(person_id: int) -> list[HeldLine]:
    """Every mandate a person ever had, newest first, with what each is for."""
    return [HeldLine(*row) for row in db.session.execute(_HELD, {"person_id": person_id})]


def mandate_by_key(key: str) -> MandateLine | None:
    """The mandate of a key."""
    row = db.session.execute(_BY_KEY, {"key": key}).one_or_none()
    return MandateLine(*row) if row else None


def as_rules(lines: Sequence[MandateLine]) -> list[rules.Mandate]:
    """The same as the rules know them."""
    return [
        rules.Mandate(one.organisation_id, one.person_id, rules.MandateRole(one.role), one.starts_at, one.ends_at)
        for one in lines
    ]


def speakers(organisation_id: int, at: datetime) -> frozenset[int]:
    """The people who may answer for the organisation at a moment (R10)."""
    return rules.speakers(as_rules(mandates_in_force(organisation_id, at)), organisation_id, at)


_theirs = aliased(Mandate)
_COLLEAGUES = (
    select(Mandate.person_id)
    .join(_theirs, _theirs.organisation_id == Mandate.organisation_id)
    .join(Person, Person.id == Mandate.person_id)
    .where(
        _theirs.person_id == bindparam("person_id"), _theirs.starts_at <= _at,
        or_(_theirs.ends_at.is_(None), _theirs.ends_at > _at),
        _holds, Person.state == "active", Mandate.person_id != bindparam("person_id"),
    )
    .distinct()
)  # fmt: skip


def colleagues_of(person_id: int) -> frozenset[int]:
    """The other people who hold a mandate of an organisation that a person speaks for now."""
    return frozenset(db.session.scalars(_COLLEAGUES, {"person_id": person_id, "at": clock.now()}))


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """Somebody who speaks for an organisation, as an audience may read it."""

    shown: DisplayName
    role: str


def public_speakers(
    organisation_id: int, name: str, individual: bool, at: datetime, insider: bool
) -> list[SpeakerLine]:
    """Who speaks for an organisation: the public sees those who allow it, members see everybody (R7)."""
    lines = [one for one in mandates_in_force(organisation_id, at) if one.state == "active"]
    people = {one.person_id for one in lines}
    open_ones = {one.person_id for one in lines if one.public and not one.shielded}
    facts = OrganisationFacts(name, individual, len(people), len(open_ones))
    audience = Audience.MEMBERS if insider else Audience.PUBLIC
    return [
        SpeakerLine(display_name(PersonFacts(one.person, one.shielded), facts, audience), one.role)
        for one in lines
        if insider or (one.public and not one.shielded)
    ]


def people_counts(organisation_ids: Sequence[int], at: datetime) -> dict[int, tuple[int, int]]:
    """(people, people with a public mandate and no shield) of each organisation: what R7 asks. One statement."""
    if not organisation_ids:
        return {}
    rows = db.session.execute(
        select(Mandate.organisation_id, Mandate.person_id, Mandate.public, Person.shield)
        .join(Person, Person.id == Mandate.person_id)
        .where(Mandate.organisation_id.in_(list(organisation_ids)), _holds),
        {"at": at},
    )
    people: dict[int, set[int]] = {}
    shown: dict[int, set[int]] = {}
    for row in rows:
        people.setdefault(row.organisation_id, set()).add(row.person_id)
        if row.public and not row.shield:
            shown.setdefault(row.organisation_id, set()).add(row.person_id)
    return {key: (len(found), len(shown.get(key, ()))) for key, found in people.items()}
