"""The cells of a published result as figures, and what follows from them for one side. No numpy here."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from forum.opinion.analysis.blocks import Figure
from forum.opinion.analysis.publishable_tiers import lower
from forum.opinion.analysis.published import Figures, Part, Published, PublishedProposition, Range
from forum.opinion.analysis.results import Direction, Tier, Why

SHARED = (Tier.AGREED, Tier.MAJORITY, Tier.REJECTED)
"""Tiers in which the sides say the same."""

Audience = tuple[str, str]
"""Where an audience stands in `Published`, and its name: ("sides/0", "kosovo"), ("groups/1", "B")."""


class Cells:
    """Reads one published result; every figure it gives knows where it comes from."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self._propositions = {one["id"]: one for one in published["propositions"]}
        self._needed = {row[0]: row for row in published["needed"]}

    @property
    def sides(self) -> list[Audience]:
        """The sides in their order."""
        return [(f"sides/{index}", one["name"]) for index, one in enumerate(self.published["sides"])]

    def proposition(self, one: int) -> PublishedProposition:
        """What is published of a proposition; KeyError for an unknown id."""
        return self._propositions[one]

    def tier(self, tier: Tier) -> list[int]:
        """The ids of a tier, in their order."""
        return list(self.published["tiers"].get(tier.value, ()))

    def parameter(self, name: str) -> Figure | None:
        """A threshold."""
        value = self.published["parameters"].get(name)
        return None if value is None else Figure(value, value, f"parameters/{name}")

    def parameters(self, *names: str) -> dict[str, Figure]:
        """Those of the thresholds that are published."""
        return {name: figure for name in names if (figure := self.parameter(name))}

    def audiences(self, one: int) -> list[Audience]:
        """The sides, and the regional line where it is shown (R1)."""
        regional = [] if self.proposition(one)["regional"] is None else [("regional", "regional")]
        return [*self.sides, *regional]

    def of(self, one: int, at: str) -> Figures | None:
        """How the audience at `at` answered a proposition; None: not shown."""
        found: Any = self.proposition(one)
        kind, _, index = at.partition("/")
        if not index:
            return found[kind]
        return found[kind][int(index)] if int(index) < len(found[kind]) else None

    def answers(self, one: int, *places: str) -> dict[str, Figure]:
        """All that is shown of how these audiences answered: `sides/0/answered`, `sides/0/agree+pass`, …"""
        found = {}
        for at in places:
            figures = self.of(one, at)
            if figures is not None:
                found[f"{at}/answered"] = ranged(figures["answered"], f"propositions/{one}/{at}/answered")
                for part in figures["parts"]:
                    key = f"{at}/{'+'.join(part['of'])}"
                    found[key] = ranged(part, f"propositions/{one}/{key}")
        return found

    def needed(self, answered: Range, threshold: str) -> Figure | None:
        """How many had to agree of so many; None where the table has no such line, or no number would do."""
        low, high = self._needed.get(answered["low"]), self._needed.get(answered["high"])
        column = ("agreed", "majority").index(threshold) + 1
        if low is None or high is None or high[column] > high[0]:
            return None
        which = str(low[0]) if low is high else f"{low[0]}-{high[0]}"
        return Figure(low[column], high[column], f"needed/{which}/{threshold}")

    def needed_for(self, one: int, threshold: str) -> dict[str, Figure]:
        """`sides/0/needed` for every side whose number of answers is shown."""
        found = {}
        for at, _name in self.sides:
            figures = self.of(one, at)
            needed = figures and self.needed(figures["answered"], threshold)
            if needed:
                found[f"{at}/needed"] = needed
        return found

    def leaning(self, one: int, at: str) -> tuple[Direction, Fraction] | None:
        """Which answer has a majority on a side as surely as *majority on every side* asks, and its share.

        None where the published figures do not show one.
        """
        figures = self.of(one, at)
        if not figures or not figures["answered"]["high"]:
            return None
        for direction in Direction:
            part = _alone(figures, direction.value)
            if part and self._is_majority(part["low"], figures["answered"]):
                return direction, Fraction(part["low"], figures["answered"]["high"])
        return None

    def _is_majority(self, count: int, answered: Range) -> bool:
        """By the table of what is needed; beyond its end by the bound that it was made of."""
        needed = self.needed(answered, "majority")
        if needed:
            return count >= needed.high
        most, parameters = answered["high"], self.published["parameters"]
        return 2 * count > most and lower(count, most, parameters["quantile"]) >= parameters["majority"]

    def own(self, at: str) -> list[tuple[int, Direction]]:
        """Propositions on which a side has a majority that is not shared by every side; the clearest first."""
        found = []
        for proposition in self.published["propositions"]:
            if proposition["tier"] in (*SHARED, Tier.TOO_FEW) or proposition["why"] == Why.LITTLE_SEEN:
                continue
            leaning = self.leaning(proposition["id"], at)
            if leaning:
                found.append((-leaning[1], proposition["id"], leaning[0]))
        return [(one, direction) for _, one, direction in sorted(found)]

    def divided(self, one: int) -> list[Audience]:
        """The sides on which both agreeing and disagreeing surely reach the threshold of division."""
        least = self.published["parameters"].get("divided", 1)
        return [(at, name) for at, name in self.sides if _both(self.of(one, at), least)]


def ranged(value: Range | Part, source: str) -> Figure:
    """A range of the published result."""
    return Figure(value["low"], value["high"], source)


def _alone(figures: Figures, answer: str) -> Mapping[str, Any] | None:
    return next((part for part in figures["parts"] if part["of"] == [answer]), None)


def _both(figures: Figures | None, least: float) -> bool:
    parts = [_alone(figures, direction.value) for direction in Direction] if figures else [None]
    if figures is None or not figures["answered"]["high"]:
        return False
    return all(part is not None and part["low"] / figures["answered"]["high"] >= least for part in parts)
