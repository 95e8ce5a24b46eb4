"""Seats round the table: where each organisation's mark stands in the ring, as numbers for an SVG.

The ring counts heads: one mark per organisation, sides as arcs with a gap between, clockwise from the top: the side
that stands first (R2), regional, the other side; inside a side alphabetical in the reader's language. Every regional
stance is shown (R1). A stance is a mark, never a colour alone.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from forum.consultation.rules.numbers import Number, sides_in_order
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.stances import NO_RESPONSE, Stance

MARKS: dict[str, str] = {
    Stance.ENDORSE.value: "dot",
    Stance.RESERVATION.value: "ring",
    Stance.STAND_ASIDE.value: "dash",
    Stance.DO_NOT_JOIN.value: "square",
    Stance.DISSENT.value: "cross",
    NO_RESPONSE: "speck",
}
"""The mark of each stance, told apart without colour."""

GAP = 14.0
"""Degrees left free between two arcs."""
LEAST_RADIUS = 82.0
ROOM = 11.0
"""Least distance between neighbouring marks, so that a larger roll widens the ring instead of crowding it."""
MARGIN = 20.0


@dataclass(frozen=True, slots=True)
class Sitting:
    """One organisation of the roll with its stance, or `NO_RESPONSE`."""

    name: str
    seat: Seat
    stance: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its middle, and the path that draws it."""

    x: float
    y: float
    seat: Seat
    stance: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Label:
    """Where the name of a seat stands outside the ring, and how it is anchored."""

    x: float
    y: float
    anchor: str
    seat: Seat


@dataclass(frozen=True, slots=True)
class Parting:
    """A short stroke between two arcs."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Ring:
    """The whole drawing; the middle of the table is (0, 0)."""

    view_box: tuple[float, float, float, float]
    table_radius: float
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    partings: tuple[Parting, ...]


def ring(
    sittings: Iterable[Sitting],
    number: Number | str | None = None,
    collate: Callable[[str], Any] = str.casefold,
) -> Ring:
    """Places every organisation. `collate` sorts names in the reader's language; seats nobody has get no arc."""
    first, second = sides_in_order(number)
    people = list(sittings)
    arcs = [
        (seat, sorted((one for one in people if one.seat is seat), key=lambda one: collate(one.name)))
        for seat in (first, Seat.REGIONAL, second)
    ]
    arcs = [(seat, arc) for seat, arc in arcs if arc]
    gap = GAP if len(arcs) > 1 else 0.0
    step = (360.0 - gap * len(arcs)) / max(len(people), 1)
    radius = max(LEAST_RADIUS, ROOM / (2 * math.sin(math.radians(min(step, 90.0) / 2))))
    marks: list[Mark] = []
    labels: list[Label] = []
    partings: list[Parting] = []
    start = 0.0
    for seat, arc in arcs:
        first_angle = start + gap / 2
        marks += [_mark(one, radius, first_angle + step * (index + 0.5)) for index, one in enumerate(arc)]
        labels.append(_label(seat, radius, first_angle + step * len(arc) / 2))
        if gap:
            partings.append(_parting(radius, start))
        start = first_angle + step * len(arc) + gap / 2
    edge = radius + MARGIN
    return Ring(
        (-edge - 40, -edge, 2 * edge + 80, 2 * edge), radius - MARGIN, tuple(marks), tuple(labels), tuple(partings)
    )


def _at(radius: float, angle: float) -> tuple[float, float]:
    """A point so many degrees clockwise from the top; rounded, because a tenth is finer than any screen."""
    turn = math.radians(angle)
    return round(radius * math.sin(turn), 1) + 0.0, round(-radius * math.cos(turn), 1) + 0.0


def _mark(one: Sitting, radius: float, angle: float) -> Mark:
    x, y = _at(radius, angle)
    return Mark(x, y, one.seat, one.stance, one.name, mark_path(one.stance, x, y))


def _label(seat: Seat, radius: float, angle: float) -> Label:
    x, y = _at(radius + 14.0, angle)
    anchor = "middle" if abs(x) < 8 else "start" if x > 0 else "end"
    return Label(x, round(y + 4, 1), anchor, seat)


def _parting(radius: float, angle: float) -> Parting:
    return Parting(*_at(radius - 10, angle), *_at(radius + 10, angle))


def mark_path(stance: str, x: float, y: float) -> str:
    """The `d` of the path that draws a stance at (x, y); stroke and weight come from the stylesheet."""

    def put(across: float, down: float) -> str:
        return f"M{x + across:.1f} {y + down:.1f}"

    match MARKS[stance]:
        case "dash":
            return f"{put(-3.8, 0)}h7.6"
        case "cross":
            return f"{put(-3.6, -3.6)}l7.2 7.2m0 -7.2l-7.2 7.2"
        case "square":
            return f"{put(-3.4, -3.4)}h6.8v6.8h-6.8z"
        case _:
            return f"{put(0, 0)}h0"


def paths(marks: Sequence[Mark]) -> dict[str, str]:
    """All marks of each stance joined into one path, in the order of tables; stances nobody took are left out."""
    return {
        stance: "".join(mark.path for mark in marks if mark.stance == stance)
        for stance in MARKS
        if any(mark.stance == stance for mark in marks)
    }
