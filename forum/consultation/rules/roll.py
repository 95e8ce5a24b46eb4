"""The roll: who may answer, by the seat each organisation declared itself (R1, R20)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from forum.consultation.rules.missing import Missing, missing
from forum.core.canonical import digest


class Seat(StrEnum):
    """Where an organisation says it is based (R1)."""

    KOSOVO = "kosovo"
    SERBIA = "serbia"
    REGIONAL = "regional"


SIDES: tuple[Seat, Seat] = (Seat.KOSOVO, Seat.SERBIA)
"""The two seats that decide two-sided rules (R1)."""


@dataclass(frozen=True, slots=True)
class RollEntry:
    """One line of the roll as it was frozen: the name is the one known at the announcement (R3, R14)."""

    organisation_id: int
    seat: Seat
    key: str = ""
    name: str = ""
    kind: str = "organisation"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that might be on the roll; `seat` is None while it has declared none."""

    organisation_id: int
    seat: Seat | None
    key: str = ""
    name: str = ""
    kind: str = "organisation"


def draw_roll(candidates: Iterable[Candidate], facilitating_individuals: Collection[int] = ()) -> list[RollEntry]:
    """The roll from the organisations invited: declared seats only (R1), facilitating individuals off it (R13).

    `facilitating_individuals` are the organisation ids of individual signatories who facilitate this consultation.
    """
    return sorted(
        (
            RollEntry(one.organisation_id, one.seat, one.key, one.name, one.kind)
            for one in candidates
            if one.seat is not None and one.organisation_id not in facilitating_individuals
        ),
        key=lambda entry: (entry.key, entry.organisation_id),
    )


def sizes(roll: Iterable[RollEntry]) -> dict[Seat, int]:
    """How many organisations of each seat are on the roll; every seat is a key."""
    result = dict.fromkeys(Seat, 0)
    for entry in roll:
        result[entry.seat] += 1
    return result


def size_missing(by_seat: Mapping[Seat, int], minimum: int) -> list[Missing]:
    """Sides with fewer electors than the kinds of rounds ask for (R20)."""
    return [
        missing("roll.too_small", seat=side.value, have=by_seat.get(side, 0), need=minimum)
        for side in SIDES
        if by_seat.get(side, 0) < minimum
    ]


def roll_hash(roll: Iterable[RollEntry]) -> str:
    """SHA-256 of the roll, whatever the order of its lines (R14).

    The public key stands for the organisation, because integer ids never leave the database (R36) and anybody must
    be able to compute this hash again from the published roll.
    """
    lines = []
    seen: set[str] = set()
    for entry in roll:
        if not entry.key:
            raise ValueError("a line of the roll needs the organisation's public key to be hashed")
        if entry.key in seen:
            raise ValueError("an organisation stands on the roll once")
        seen.add(entry.key)
        lines.append({"key": entry.key, "name": entry.name, "seat": entry.seat.value, "kind": entry.kind})
    return digest(sorted(lines, key=lambda line: line["key"]))
