"""The opinion map, as far as it may be shown: how many people answered alike, cell by cell, never a point a person.

A disc stands in each cell of at least ten people; its area says how many. Directions mean nothing, nearness does.
"""

from dataclasses import dataclass
from math import sqrt

from forum.core.languages import gettext as _
from forum.core.languages import ngettext
from forum.opinion.analysis.published import Published
from forum.opinion.rules.charts import words

LARGEST = 0.47
"""Radius of the largest disc, in cells."""


@dataclass(frozen=True, slots=True)
class Disc:
    """A cell; columns and rows count from 1, rows from below; `x`, `y`, `radius` in cells, `y` from the top."""

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
    grid: tuple[tuple[int, tuple[str, ...]], ...]
    """The same as a table: (row, people in each column), from above; nothing where there is no disc."""
    sentence: str
    measure: str
    """How many the discs stand for."""

    @property
    def cell(self) -> float:
        """Pixels of a cell at full size: a map of few cells is smaller, so that its discs do not shout."""
        return round((240 + 18 * self.columns) / self.columns, 1)


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
    least = min(people for _, _, people in found["cells"])
    sentence = ngettext(
        "Opinion map: %(number)s place where at least ten answered alike.",
        "Opinion map: %(number)s places where at least ten answered alike.",
        len(discs), number=words.number(len(discs)),
    )  # fmt: skip
    measure = _(
        "The largest disc stands for %(most)s who answered, the smallest for %(least)s; where fewer than ten answered "
        "alike there is none. Nearness means answers that are alike, directions mean nothing.",
        most=words.number(most), least=words.number(least),
    )  # fmt: skip
    said = {(one.column, one.row): one.people_words for one in discs}
    grid = tuple(
        (row, tuple(said.get((column, row), "") for column in range(1, found["columns"] + 1)))
        for row in range(found["rows"], 0, -1)
    )
    return Map(found["columns"], found["rows"], discs, grid, sentence, measure)
