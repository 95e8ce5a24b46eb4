"""Places for marks that would cover one another: each as near to its own point as there is room.

Deterministic; marks that come first stay where they are. Distances are in pixels of the width a drawing is made for.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from math import atan2, hypot

Point = tuple[float, float]
FINENESS = 6
"""Steps in which a place is looked for, to the size of a mark."""
REACH = 9
"""How far it is looked for, in marks, before the next ring is tried."""


@cache
def _steps(rings: int) -> tuple[tuple[int, int], ...]:
    """Steps in every direction, the nearest first; to the right and downwards before the others."""
    whole = range(-rings, rings + 1)
    found = [(x, y) for x in whole for y in whole if hypot(x, y) <= rings]
    return tuple(sorted(found, key=lambda step: (round(hypot(*step), 9), abs(atan2(step[1], step[0])), step)))


class _Taken:
    """Marks that have their place, found by where they are."""

    def __init__(self, size: float) -> None:
        self.size = size
        self.cells: dict[tuple[int, int], list[Point]] = defaultdict(list)

    def put(self, point: Point) -> None:
        self.cells[self._cell(point)].append(point)

    def free(self, point: Point) -> bool:
        column, row = self._cell(point)
        near = (other for x in (-1, 0, 1) for y in (-1, 0, 1) for other in self.cells.get((column + x, row + y), ()))
        return all(hypot(point[0] - x, point[1] - y) >= self.size - 1e-9 for x, y in near)

    def _cell(self, point: Point) -> tuple[int, int]:
        return int(point[0] // self.size), int(point[1] // self.size)


def spread(points: Sequence[Point], size: float, inside: Callable[[Point], bool]) -> list[Point]:
    """A place for each point, at least `size` from every other, inside the drawing while there is room there."""
    taken, placed = _Taken(size), []
    for point in points:
        place = _nearest(point, taken, size, inside)
        taken.put(place)
        placed.append(place)
    return placed


def _nearest(point: Point, taken: _Taken, size: float, inside: Callable[[Point], bool]) -> Point:
    step = size / FINENESS
    for rings in (REACH * FINENESS, 4 * REACH * FINENESS):
        for across, down in _steps(rings):
            place = (point[0] + across * step, point[1] + down * step)
            if inside(place) and taken.free(place):
                return place
    return point


def pile(positions: Sequence[float], size: float) -> list[int]:
    """For marks on a line: the lowest row, from 0, in which each has room. The line keeps its order."""
    rows: list[list[float]] = []
    chosen = []
    for position in positions:
        row = next((i for i, taken in enumerate(rows) if all(abs(position - x) >= size for x in taken)), len(rows))
        if row == len(rows):
            rows.append([])
        rows[row].append(position)
        chosen.append(row)
    return chosen
