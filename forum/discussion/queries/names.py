"""By which name the author of a post is shown (R7)."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import and_, bindparam, case, distinct, func, or_, select

from forum.accounts.models import Person
from forum.accounts.rules.names import (
    Audience,
    DisplayName,
    OrganisationFacts,
    PersonFacts,
    Shown,
    display_name,
)
from forum.core import clock
from forum.core.db import UtcDateTime, db
from forum.core.languages import _
from forum.core.policy import Actor
from forum.discussion import policy
from forum.organisations.models import Mandate, Organisation

_now = bindparam("now", type_=UtcDateTime())
_current = and_(
    Mandate.organisation_id == Organisation.id, Mandate.starts_at <= _now,
    or_(Mandate.ends_at.is_(None), Mandate.ends_at > _now),
)  # fmt: skip
_open = and_(Mandate.public, ~Person.shield)
_COMPANY = (
    select(
        Organisation.id, Organisation.name, Organisation.kind, func.count(distinct(Mandate.person_id)),
        func.count(distinct(case((_open, Mandate.person_id)))),
    )
    .outerjoin(Mandate, _current)
    .outerjoin(Person, Person.id == Mandate.person_id)
    .where(Organisation.id.in_(bindparam("ids", expanding=True)))
    .group_by(Organisation.id, Organisation.name, Organisation.kind)
)  # fmt: skip
_NAMES = select(Organisation.name).order_by(Organisation.id)

Company = Mapping[int, OrganisationFacts]


def audience_of(actor: Actor | None, scope: str | None) -> Audience:
    """For whom a page of a thread is made."""
    return Audience.MEMBERS if policy.is_insider(actor, scope) else Audience.PUBLIC


def company(organisation_ids: Iterable[int]) -> Company:
    """How many people stand behind organisations, publicly and at all: what a shield must know. One statement."""
    ids = sorted(set(organisation_ids))
    if not ids:
        return {}
    rows = db.session.execute(_COMPANY, {"ids": ids, "now": clock.now()})
    return {row[0]: OrganisationFacts(row[1], row[2] == "individual", row[3], row[4]) for row in rows}


def shielded(name: str | None, state: str | None, organisation_id: int | None, known: Company) -> DisplayName:
    """How the public sees somebody under a shield, or somebody who is gone."""
    person = PersonFacts(name or "", shielded=True, erased=name is None or state == "erased")
    return display_name(person, known.get(organisation_id or 0), Audience.PUBLIC)


def in_words(found: DisplayName) -> str:
    """A name, or the words that stand for it."""
    match found.shown:
        case Shown.NAME:
            return found.name
        case Shown.MEMBER_OF:
            return _("A member of the organisation %(name)s", name=found.name)
        case Shown.MEMBER_OF_THE_TABLE:
            return _("A member of the table")
    return _("A former member")


def protected_names(actor: Actor | None) -> tuple[str, ...]:
    """Names that are never converted into another script: those of organisations, and the writer's own."""
    found: list[Any] = list(db.session.scalars(_NAMES))
    return tuple(dict.fromkeys([*found, *([actor.name] if actor else [])]))
