"""The ranked plot: for each proposition how large a part of each side agrees, on one line from 0 to 100 %."""

from dataclasses import dataclass

from forum.opinion.analysis.published import Published
from forum.opinion.rules.charts import words
from forum.opinion.rules.charts.setting import Saying, Setting, has_dot, in_order, of_sides
from forum.opinion.rules.charts.shares import Share, share

TICKS = (0, 25, 50, 75, 100)
LINE = 14
"""Pixels between the marks of two sides."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A side: `shape` 0 is a filled square, 1 an open circle; `y` in pixels from the top of the drawing."""

    name: str
    words: str
    shape: int
    y: int
    share: Share


@dataclass(frozen=True, slots=True)
class Row:
    """A proposition with a mark for each side; `label` names it by its number."""

    label: str
    saying: Saying
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The plot. `threshold` in percent; `missing` says which propositions are left out, and why."""

    rows: tuple[Row, ...]
    missing: str
    names: tuple[str, ...]
    threshold: float
    threshold_words: str
    height: int

    @property
    def ranges(self) -> bool:
        """Whether any share is not known exactly."""
        return any(not mark.share.exact for row in self.rows for mark in row.marks)

    @property
    def ticks(self) -> tuple[int, ...]:
        """Where the line is marked, in percent."""
        return TICKS

    @property
    def middle(self) -> int:
        """Where the line runs."""
        return self.height // 2


def agreement(published: Published, setting: Setting) -> Agreement:
    """Ranked by the side that agrees less, then by the other, then by number."""
    names = setting.shown_names
    height = 26 + LINE * (len(names) - 1)
    rows, missing = [], []
    for one, saying in in_order(published, setting):
        if not has_dot(published, one, setting):
            missing.append(saying)
            continue
        shares = [share(figures, "agree") for figures in of_sides(one, setting) if figures]
        first = height // 2 - LINE * (len(shares) - 1) // 2
        marks = tuple(
            Mark(name, words.share(part), place, first + LINE * place, part)
            for place, (name, part) in enumerate(zip(names, shares, strict=True))
        )
        rows.append(Row(words.proposition(saying), saying, marks))
    rows.sort(key=_rank)
    threshold = published["parameters"]["agreed"]
    return Agreement(
        tuple(rows), words.missing(missing), names, round(100 * threshold, 1), words.percent(threshold), height
    )


def _rank(row: Row) -> tuple[float, ...]:
    return (*(-start for start in sorted(mark.share.start for mark in row.marks)), row.saying.number)
