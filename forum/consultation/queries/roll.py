"""The roll: as it would be drawn now, and as it was frozen (R1, R14, R20)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from forum.accounts.models import Person, Totp
from forum.consultation.models import RollOrganisation
from forum.consultation.rules.roll import Candidate, RollEntry, Seat, draw_roll
from forum.core.db import UtcDateTime, db
from forum.organisations import queries as organisations
from forum.organisations.models import Mandate, Organisation


@dataclass(frozen=True, slots=True)
class RollLine:
    """One organisation of the frozen roll: name, seat and kind as known at the announcement; the slug of today."""

    organisation_id: int
    key: str
    slug: str
    name: str
    seat: Seat
    kind: str

    @property
    def entry(self) -> RollEntry:
        """The same as the rules know it."""
        return RollEntry(self.organisation_id, self.seat, self.key, self.name, self.kind)


_FROZEN = (
    select(
        RollOrganisation.organisation_id, Organisation.key, Organisation.slug, RollOrganisation.name,
        RollOrganisation.seat, RollOrganisation.kind,
    )
    .join(Organisation, Organisation.id == RollOrganisation.organisation_id)
    .where(RollOrganisation.consultation_id == bindparam("id"))
    .order_by(Organisation.sort_key)
)  # fmt: skip
_KEYS = select(Organisation.id, Organisation.key, Organisation.kind).where(
    Organisation.id.in_(bindparam("ids", expanding=True))
)


def frozen_roll(consultation_id: int) -> list[RollLine]:
    """The roll frozen at the announcement, alphabetically; one statement."""
    rows = db.session.execute(_FROZEN, {"id": consultation_id})
    return [RollLine(*row[:4], Seat(row[4]), row[5]) for row in rows]


def by_seat(roll: Collection[RollLine]) -> dict[Seat, list[RollLine]]:
    """The lines of each seat; every seat is a key."""
    return {seat: [line for line in roll if line.seat is seat] for seat in Seat}


def roll_drawn_at(at: datetime, facilitating_individuals: Collection[int]) -> list[RollEntry]:
    """The roll if it were frozen at that instant: members with a declared seat, as known then (R1, R3, R13)."""
    known = organisations.roll_known_at(at)
    keys = {row.id: row for row in db.session.execute(_KEYS, {"ids": [line.organisation_id for line in known]})}
    candidates = [
        Candidate(
            line.organisation_id, Seat(line.seat), keys[line.organisation_id].key, line.name,
            keys[line.organisation_id].kind,
        )
        for line in known
    ]  # fmt: skip
    return draw_roll(candidates, facilitating_individuals)


# --- who would be on it, and who can act for them ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """An organisation of the roll with how many people can answer for it now: mandate and second factor (R10)."""

    name: str
    slug: str
    seat: Seat
    individual: bool
    able: int

    @property
    def too_few(self) -> bool:
        """An organisation needs two, an individual seat one."""
        return self.able < (1 if self.individual else 2)


@dataclass(frozen=True, slots=True)
class Preview:
    """The roll as it would be frozen now, or as it was; who is invited but stands on none for lack of a seat (R1)."""

    lines: tuple[PreviewLine, ...]
    undeclared: tuple[str, ...]

    def of(self, seat: Seat) -> list[PreviewLine]:
        """The lines of a seat."""
        return [line for line in self.lines if line.seat is seat]

    @property
    def short(self) -> list[PreviewLine]:
        """Those for which too few people can act."""
        return [line for line in self.lines if line.too_few]


_NOW = bindparam("now", type_=UtcDateTime())
_ABLE = (
    select(Mandate.organisation_id, func.count(Mandate.person_id.distinct()))
    .join(Person, Person.id == Mandate.person_id)
    .join(Totp, Totp.person_id == Person.id)
    .where(
        Mandate.role.in_(("representative", "alternate")), Mandate.starts_at <= _NOW,
        or_(Mandate.ends_at.is_(None), Mandate.ends_at > _NOW), Person.state == "active",
        Totp.confirmed_at.is_not(None), Person.id.not_in(bindparam("facilitators", expanding=True)),
    )
    .group_by(Mandate.organisation_id)
)  # fmt: skip
_MEMBERS = (
    select(Organisation.id, Organisation.name, Organisation.slug, Organisation.seat, Organisation.kind)
    .where(Organisation.member)
    .order_by(Organisation.sort_key)
)


def able_people(facilitators: Collection[int], now: datetime) -> dict[int, int]:
    """How many people can answer for each organisation now; whoever facilitates cannot (R10, R13). One statement."""
    rows = db.session.execute(_ABLE, {"now": now, "facilitators": list(facilitators)})
    return {row[0]: row[1] for row in rows}


def preview(
    consultation_id: int, *, announced: bool, facilitators: Collection[int], individuals: Collection[int], now: datetime
) -> Preview:
    """What the facilitators see of the roll; `individuals` are seats of people who facilitate. Three statements."""
    able = able_people(facilitators, now)
    members = db.session.execute(_MEMBERS).all()
    undeclared = () if announced else tuple(row.name for row in members if row.seat is None)
    if announced:
        lines = [
            PreviewLine(one.name, one.slug, one.seat, one.kind == "individual", able.get(one.organisation_id, 0))
            for one in frozen_roll(consultation_id)
        ]
    else:
        lines = [
            PreviewLine(row.name, row.slug, Seat(row.seat), row.kind == "individual", able.get(row.id, 0))
            for row in members
            if row.seat is not None and row.id not in individuals
        ]
    return Preview(tuple(lines), undeclared)
