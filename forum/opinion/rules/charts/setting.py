"""What a page knows and the analysis does not: names, order, words, addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from forum.opinion.analysis.published import Figures, Published, PublishedProposition
from forum.opinion.analysis.results import Tier
from forum.opinion.rules.charts.shares import share

LEAST_MEMBERS = 20
"""Answers of members on a side from which it has a bar and a dot (R25)."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A proposition as its readers know it: its number in the round, its words and their language, its address."""

    number: int
    text: str
    tag: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """`names` as published["sides"] stand; `order` are indices of them as they are shown (R2); `sayings` by id."""

    names: tuple[str, ...]
    regional: str
    sayings: Mapping[int, Saying]
    order: tuple[int, ...] = field(default=())

    @property
    def places(self) -> tuple[int, ...]:
        """Indices of sides in the order in which they are shown."""
        return self.order or tuple(range(len(self.names)))

    @property
    def shown_names(self) -> tuple[str, ...]:
        """Names of sides in the order in which they are shown."""
        return tuple(self.names[index] for index in self.places)


def in_order(published: Published, setting: Setting) -> Iterator[tuple[PublishedProposition, Saying]]:
    """Every proposition with its words, by number."""
    known = [(one, setting.sayings[one["id"]]) for one in published["propositions"]]
    yield from sorted(known, key=lambda pair: pair[1].number)


def of_sides(proposition: PublishedProposition, setting: Setting) -> tuple[Figures | None, ...]:
    """Its figures, a side each, in the order in which sides are shown."""
    return tuple(proposition["sides"][index] for index in setting.places)


def has_bar(published: Published, figures: Figures | None) -> bool:
    """Whether an audience is drawn: members need 20 answers, organisations the five without which nothing is shown."""
    if figures is None or figures["answered"]["high"] == 0:
        return False
    return published["profile"] != "members" or figures["answered"]["low"] >= LEAST_MEMBERS


def has_dot(published: Published, proposition: PublishedProposition, setting: Setting) -> bool:
    """Whether it stands in plots: with too few answers on one side it has neither tier nor dot (R24).

    Nor has it one where nothing is known of a side but that somebody answered.
    """
    if proposition["tier"] == Tier.TOO_FEW:
        return False
    sides = of_sides(proposition, setting)
    if not all(has_bar(published, figures) for figures in sides):
        return False
    return all(share(figures, "agree").known for figures in sides if figures)
