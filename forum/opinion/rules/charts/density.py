"""The opinion map, as far as it may be shown: how many people answered alike, cell by cell, never a point a person.

A disc stands in each cell of at least ten people; its area says how many. Directions mean nothing, nearness does.
"""

from dataclasses import dataclass
from math import sqrt

from forum.opinion.analysis.published import Published
from forum.opinion.rules.charts import words

LARGEST = 0.47
"""Radius of the largest disc, in cells."""


@dataclass(frozen=True, slots=True)
class Disc:
    """A cell; `x`, `y`, `radius` in cells. Columns and rows count from 1, rows from below."""

    column: int
    row: int
    people: int
    people_words: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing, `columns` wide and `rows` high."""

    columns: int
    rows: int
    discs: tuple[Disc, ...]
    legend: tuple[Disc, ...]
    """A small and the largest disc, drawn to the same measure."""


def density(published: Published) -> Map | None:
    """None where there are too few people for a map, or in no cell enough."""
    found = published["density"]
    if found is None or not found["cells"]:
        return None
    most = max(people for _, _, people in found["cells"])

    def radius(people: int) -> float:
        return round(LARGEST * sqrt(people / most), 3)

    def disc(column: int, row: int, people: int) -> Disc:
        y = found["rows"] - row - 0.5
        return Disc(column + 1, row + 1, people, words.number(people), column + 0.5, y, radius(people))

    discs = tuple(disc(*cell) for cell in sorted(found["cells"]))
    legend = tuple(
        Disc(0, 0, people, words.number(people), 0.5, 0.5, radius(people)) for people in sorted({min(10, most), most})
    )
    return Map(found["columns"], found["rows"], discs, legend)
