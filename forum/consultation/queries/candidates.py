"""Who may facilitate a consultation for a seat, and what stands against whoever may not (R13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, or_, select

from forum.accounts.models import Person, Totp
from forum.consultation.models import RollOrganisation, Round, StanceVersion
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.queries.phases import counted
from forum.consultation.rules import guards
from forum.consultation.rules.missing import Missing
from forum.consultation.rules.roll import SIDES, Seat
from forum.core.db import UtcDateTime, db
from forum.organisations.models import Mandate, Organisation


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person with a mandate of a side, with what R13 asks about them; organisations (id, name) by seat.

    `acted` is told once the round is counted: before, a name missing from a list would say who answers (R23).
    """

    person_id: int
    key: str
    name: str
    organisations: Mapping[Seat, tuple[int, str]]
    second_factor: bool
    acted: bool
    on_roll: bool
    sat_for: frozenset[Seat]


_NOW = bindparam("now", type_=UtcDateTime())
_ID: Any = bindparam("id")
_PEOPLE = (
    select(
        Person.id, Person.key, Person.name,
        exists().where(Totp.person_id == Person.id, Totp.confirmed_at.is_not(None)).correlate(Person).label("factor"),
        exists()
        .where(
            Round.consultation_id == _ID, StanceVersion.round_id == Round.id, counted(),
            or_(StanceVersion.proposed_by == Person.id, StanceVersion.confirmed_by == Person.id),
        )
        .correlate(Person).label("acted"),
        Organisation.id.label("organisation_id"), Organisation.name.label("organisation"), Organisation.seat,
        Organisation.kind, RollOrganisation.organisation_id.label("on_roll"),
    )
    .join(Mandate, Mandate.person_id == Person.id)
    .join(Organisation, Organisation.id == Mandate.organisation_id)
    .outerjoin(
        RollOrganisation,
        (RollOrganisation.organisation_id == Organisation.id) & (RollOrganisation.consultation_id == _ID),
    )
    .where(
        Person.state == "active", Mandate.starts_at <= _NOW, or_(Mandate.ends_at.is_(None), Mandate.ends_at > _NOW),
        Organisation.member, Organisation.seat.is_not(None),
    )
    .order_by(Person.name, Person.id, Organisation.id)
)  # fmt: skip
_ONE = _PEOPLE.where(Person.key == bindparam("key"))


def _candidates(facts: ConsultationFacts, rows: Sequence[Any]) -> list[Candidate]:
    by_person: dict[int, list[Any]] = {}
    for row in rows:
        by_person.setdefault(row.id, []).append(row)
    return [
        Candidate(
            person_id, held[0].key, held[0].name,
            {Seat(row.seat): (row.organisation_id, row.organisation) for row in reversed(held)},
            bool(held[0].factor), bool(held[0].acted),
            any(row.on_roll is not None and row.kind == "individual" for row in held),
            frozenset(one.seat for one in facts.facilitators if one.person_id == person_id),
        )
        for person_id, held in by_person.items()
    ]  # fmt: skip


def candidate(facts: ConsultationFacts, key: str) -> Candidate | None:
    """The person of a public key, if there is a mandate of a seat; one statement."""
    rows = db.session.execute(_ONE, {"id": facts.id, "key": key, "now": facts.now}).all()
    return next(iter(_candidates(facts, rows)), None)


def missing_to_appoint(
    facts: ConsultationFacts, seat: Seat, who: Candidate, reason: str, *, other_agrees: bool
) -> list[Missing]:
    """What stands against appointing this person for this seat (R13)."""
    other = next(side for side in SIDES if side is not seat)
    return guards.missing_to_replace(
        guards.ReplaceFacts(
            facts.state, seat, True, frozenset(facts.seats), other_agrees, reason, frozenset(who.organisations),
            who.second_factor, who.acted, who.on_roll, other in who.sat_for,
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choices:
    """Those who may be appointed for a seat now, and those who lack nothing but the second factor."""

    eligible: tuple[Candidate, ...]
    without_factor: tuple[Candidate, ...]


def choices(facts: ConsultationFacts) -> dict[Seat, Choices]:
    """For both seats, in the order of names; whoever sits there now is not offered. One statement."""
    people = _candidates(facts, db.session.execute(_PEOPLE, {"id": facts.id, "now": facts.now}).all())
    return {seat: _for_seat(facts, seat, people) for seat in SIDES}


def _for_seat(facts: ConsultationFacts, seat: Seat, people: Sequence[Candidate]) -> Choices:
    eligible, without_factor = [], []
    sitting = facts.seats[seat].person_id if seat in facts.seats else None
    for who in people:
        if who.person_id == sitting or seat not in who.organisations:
            continue
        codes = {one.code for one in missing_to_appoint(facts, seat, who, ".", other_agrees=True)}
        if not codes - {"replace.other_vacant"}:
            eligible.append(who)
        elif codes == {"replace.second_factor"}:
            without_factor.append(who)
    return Choices(tuple(eligible), tuple(without_factor))
