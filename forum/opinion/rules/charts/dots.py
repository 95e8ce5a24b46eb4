"""The dot plot: agreement on one side against agreement on the other, so that bridge and divide are places.

Upper right both sides agree, lower left neither, in the other corners one only; the diagonal is equal agreement. A mark
is a proposition, its shape the tier. Where there is one side, marks stand on one line. Marks that would cover one
another make room, and a line leads from each that had to move to where it belongs. A share that is not known exactly is
a line over the stretch in which it lies, the mark in its middle.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.opinion.analysis.published import Published
from forum.opinion.analysis.results import Tier
from forum.opinion.rules.charts import packing, words
from forum.opinion.rules.charts.setting import Saying, Setting, has_dot, in_order, of_sides
from forum.opinion.rules.charts.shares import Share, share

MARK = 24
"""Pixels of a mark: it is pressed with a finger (WCAG 2.2, target size)."""
SMALL = 10
"""Pixels of a mark where there are too many to number them."""
ROOM = 1.08
"""Distance of neighbouring marks, in marks."""
CROWD = 0.25
"""Part of the drawing that marks may fill; above it they are small, without numbers and links."""

SHAPES: dict[str, str] = {
    Tier.AGREED.value: "M-11 0a11 11 0 1 0 22 0a11 11 0 1 0-22 0z",
    Tier.MAJORITY.value: "M-9.7 0a9.7 9.7 0 1 0 19.4 0a9.7 9.7 0 1 0-19.4 0z",
    Tier.REJECTED.value: "M-10.5-10h21v13L0 12L-10.5 3z",
    Tier.DIFFER.value: "M0-12.5L12.5 0L0 12.5L-12.5 0z",
    Tier.DIVIDED.value: "M-5-9A10.3 10.3 0 0 0-5 9M5-9A10.3 10.3 0 0 1 5 9",
    Tier.OPEN.value: "M-10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0z",
}
"""The path of each tier's mark round (0, 0), told apart without colour; weight and dashes come from the stylesheet."""


@dataclass(frozen=True, slots=True)
class Width:
    """A width for which marks are placed; a page shows the one that fits."""

    name: str
    pixels: int


WIDE, NARROW = Width("wide", 480), Width("narrow", 232)


@dataclass(frozen=True, slots=True)
class Dot:
    """A proposition: `x`, `y` where its mark stands, `at_x`, `at_y` where it belongs, in percent from the left and the
    top (on one line: `y` in pixels); `across`, `down` the stretches of what is not known exactly."""

    saying: Saying
    tier: str
    name: str
    x: float
    y: float
    at_x: float
    at_y: float
    across: tuple[float, float] | None
    down: tuple[float, float] | None

    @property
    def moved(self) -> bool:
        """Whether it stands beside its place."""
        return (self.x, self.y) != (self.at_x, self.at_y)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The marks for one width; `linked`: numbered, each leads to its proposition. `height` in pixels on one line."""

    width: Width
    dots: tuple[Dot, ...]
    linked: bool
    height: int = 0


@dataclass(frozen=True, slots=True)
class Dots:
    """The plot: `names` of sides (the first along the bottom); `agreed` and `majority` in percent from the left."""

    names: tuple[str, ...]
    drawings: tuple[Drawing, ...]
    agreed: float
    majority: float
    threshold: str
    corners: tuple[str, str, str, str]
    """What it means to stand there: upper left, upper right, lower left, lower right."""
    tiers: tuple[tuple[str, str], ...]
    missing: str
    ranges: bool
    """Whether any share is not known exactly."""

    @property
    def line(self) -> str:
        """The threshold as a tick."""
        return words.number(self.agreed)

    @property
    def shapes(self) -> dict[str, str]:
        """Paths of marks by tier."""
        return SHAPES

    @property
    def axes(self) -> tuple[str, ...]:
        """What is measured along the bottom, and upwards."""
        return tuple(words.axis(name) for name in self.names)

    @property
    def label(self) -> str:
        """What is drawn."""
        return words.plot(len(self.names))

    @property
    def sentences(self) -> tuple[str, ...]:
        """How to read it."""
        return words.reading_of_dots(self.flat, self.ranges, self.threshold, self.missing)

    @property
    def flat(self) -> bool:
        """One side: marks on one line."""
        return len(self.names) == 1


@dataclass(frozen=True, slots=True)
class _Place:
    saying: Saying
    tier: str
    name: str
    shares: tuple[Share, ...]


def dots(published: Published, setting: Setting, widths: Sequence[Width] = (WIDE, NARROW)) -> Dots:
    """Every proposition that has a dot, by number. More than two sides: the first two."""
    names = setting.shown_names[:2]
    places, missing = [], []
    for one, saying in in_order(published, setting):
        if not has_dot(published, one, setting):
            missing.append(saying)
            continue
        shares = tuple(share(figures, "agree") for figures in of_sides(one, setting)[:2] if figures)
        name = words.mark(saying, words.verdict(one, len(names)), setting, shares)
        places.append(_Place(saying, one["tier"], name, shares))
    draw = _square if len(names) == 2 else _line
    found = {place.tier for place in places}
    return Dots(
        names,
        tuple(draw(places, width) for width in widths),
        round(100 * published["parameters"]["agreed"], 1),
        round(100 * published["parameters"]["majority"], 1),
        words.percent(published["parameters"]["agreed"]),
        words.corners(names),
        tuple((tier, words.tier(tier, len(names))) for tier in SHAPES if tier in found),
        words.missing(missing),
        any(not part.exact for place in places for part in place.shares),
    )


def _stretch(part: Share, upright: bool = False) -> tuple[float, float] | None:
    if part.exact:
        return None
    return (round(100 - part.end, 2), round(100 - part.start, 2)) if upright else (part.start, part.end)


def _square(places: Sequence[_Place], width: Width) -> Drawing:
    linked = len(places) * MARK**2 <= CROWD * width.pixels**2
    size = ROOM * (MARK if linked else SMALL)
    scale = width.pixels / 100
    at = [(place.shares[0].middle, round(100 - place.shares[1].middle, 2)) for place in places]
    points = [(x * scale, y * scale) for x, y in at]
    put = packing.spread(points, size, lambda point: all(0 <= axis <= width.pixels for axis in point))
    return Drawing(
        width,
        tuple(
            Dot(
                place.saying, place.tier, place.name,
                *((x, y) if there == here else (round(there[0] / scale, 2), round(there[1] / scale, 2))),
                x, y, _stretch(place.shares[0]), _stretch(place.shares[1], upright=True),
            )
            for place, (x, y), here, there in zip(places, at, points, put, strict=True)
        ),
        linked,
    )  # fmt: skip


def _line(places: Sequence[_Place], width: Width) -> Drawing:
    size = ROOM * MARK
    order = sorted(range(len(places)), key=lambda index: (places[index].shares[0].middle, index))
    positions = [places[index].shares[0].middle * width.pixels / 100 for index in order]
    rows = dict(zip(order, packing.pile(positions, size), strict=True))
    height = round((max(rows.values(), default=0) + 1) * size + MARK / 2)
    found = []
    for index, place in enumerate(places):
        x, y = place.shares[0].middle, round(height - MARK * 0.75 - rows[index] * size, 1)
        found.append(Dot(place.saying, place.tier, place.name, x, y, x, y, _stretch(place.shares[0]), None))
    return Drawing(width, tuple(found), True, height)
