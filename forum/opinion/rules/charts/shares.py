"""Shares of an audience, exact or as the stretch in which they lie, and how they are rounded."""

from dataclasses import dataclass

from forum.opinion.analysis.published import Figures

ANSWERS = ("agree", "pass", "disagree")
"""In the order of a bar."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share as two fractions of whole numbers: at least `low`/`of_low`, at most `high`/`of_high`."""

    low: int
    of_low: int
    high: int
    of_high: int

    @property
    def exact(self) -> bool:
        """Whether the value is known."""
        return self.low * self.of_high == self.high * self.of_low

    @property
    def known(self) -> bool:
        """Whether anything is: not from nobody to everybody."""
        return self.low > 0 or self.high < self.of_high

    @property
    def start(self) -> float:
        """The lower end in percent, for drawing."""
        return round(100 * self.low / self.of_low, 2)

    @property
    def end(self) -> float:
        """The upper end in percent, for drawing."""
        return round(100 * self.high / self.of_high, 2)

    @property
    def middle(self) -> float:
        """Where a mark stands: at the value, or in the middle of the stretch that stands for it."""
        return round((self.start + self.end) / 2, 2)

    @property
    def percents(self) -> tuple[int, int]:
        """Whole percents for words. A stretch is rounded outwards, so that it holds the value."""
        if self.exact:
            return (nearest(self.low, self.of_low),) * 2
        return 100 * self.low // self.of_low, -(-100 * self.high // self.of_high)


def nearest(part: int, whole: int) -> int:
    """The nearest whole percent, halves up; 0 and 100 are kept for nobody and everybody."""
    percent = (200 * part + whole) // (2 * whole)
    return min(max(percent, 1 if part else 0), 100 if part >= whole else 99)


def share(figures: Figures, answer: str) -> Share:
    """How large a part of those who answered gave this answer; somebody must have answered.

    An answer that is only known together with another lies between nobody and all of that part.
    """
    answered = figures["answered"]
    part = next(one for one in figures["parts"] if answer in one["of"])
    low = part["low"] if len(part["of"]) == 1 else 0
    fewest = max(answered["low"], 1)
    return Share(low, answered["high"], min(part["high"], fewest), fewest)
