"""The roll: as it would be drawn now, and as it was frozen (R1, R14, R20)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from forum.consultation.models import RollOrganisation
from forum.consultation.rules.roll import Candidate, RollEntry, Seat, draw_roll
from forum.core.db import db
from forum.organisations import queries as organisations
from forum.organisations.models import Organisation


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
