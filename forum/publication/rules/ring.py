"""The seats round the table: where each mark stands and where the sides part.

Angles are thousandths of a full turn, clockwise from the top; the place at the top stays free. The order is
that of the roll's figures: a side, the regional seats, the other side; within a side by stance (R2).
"""

from dataclasses import dataclass

from forum.consultation.rules.numbers import sides_in_order
from forum.consultation.rules.roll import Seat
from forum.publication.rules.content import STANCES, Content

TURN = 1000
GAP = 2
"""An opening between two sides is as wide as this many seats."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One seat."""

    stance: str
    turn: int


@dataclass(frozen=True, slots=True)
class Arc:
    """A run of seats of one side, from its first to its last seat."""

    seat: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ring:
    """Everything that is drawn."""

    marks: tuple[Mark, ...]
    arcs: tuple[Arc, ...]
    partings: tuple[int, ...]


def ring_of(content: Content) -> Ring:
    """The geometry of the roll; seats nobody holds leave no gap."""
    first, second = sides_in_order(content.number)
    sides = [(seat, _stances(content, seat)) for seat in (first.value, Seat.REGIONAL.value, second.value)]
    sides = [(seat, stances) for seat, stances in sides if stances]
    slots = sum(len(stances) for _seat, stances in sides) + GAP * len(sides)
    marks: list[Mark] = []
    arcs: list[Arc] = []
    partings: list[int] = []
    slot = 0
    for seat, stances in sides:
        partings.append(TURN * slot // slots if slots else 0)
        slot += GAP // 2
        turns = [TURN * (2 * (slot + at) + 1) // (2 * slots) for at in range(len(stances))]
        marks += [Mark(stance, turn) for stance, turn in zip(stances, turns, strict=True)]
        arcs.append(Arc(seat, turns[0], turns[-1]))
        slot += len(stances) + GAP // 2
    return Ring(tuple(marks), tuple(arcs), tuple(partings))


def _stances(content: Content, seat: str) -> list[str]:
    return sorted((line.stance for line in content.roll if line.seat == seat), key=STANCES.index)
