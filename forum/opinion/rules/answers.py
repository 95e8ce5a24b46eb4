"""The answers of one subject, as plain values: what is analysed, and what its hash is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Profile = Literal["organisations", "members"]
"""Whose answers they are; the two are never pooled (R24, R25)."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Who may answer what, and who answered how, at the close.

    `given`: (elector, proposition, value) with value 1 agree, -1 disagree, 0 pass, each pair once. `electors` maps
    everyone who answered to a seat; `rolls` says how many of each seat could answer. `scopes` are the pages that show
    the result.
    """

    profile: Profile
    propositions: Sequence[int]
    electors: Mapping[int, str]
    given: Sequence[tuple[int, int, int]]
    rolls: Mapping[str, int]
    scopes: Sequence[str]
    ineligible: Sequence[int] = ()
    sides: Sequence[str] = field(default=("kosovo", "serbia"))

    @property
    def openly(self) -> bool:
        """Whether groups and slates may see only what is shown anyway: where the answers of people are secret."""
        return self.profile == "members"

    def ballots(self) -> list[tuple[str, list[list[int]]]]:
        """Seat and [proposition, value] of everyone who answered, in an order that only the answers decide.

        Two people of a seat who answered alike are interchangeable, so nothing that is computed depends on keys, and
        it can be computed again when rows were shuffled and renumbered (R26).
        """
        lines: dict[int, list[list[int]]] = {}
        for elector, proposition, value in self.given:
            lines.setdefault(elector, []).append([proposition, value])
        return sorted((self.electors.get(elector, ""), sorted(line)) for elector, line in lines.items())

    def input(self) -> list[object]:
        """Everything that the result depends on, for its hash; nobody's key is in it."""
        return [
            self.profile, sorted(self.propositions), sorted(self.ineligible), list(self.sides),
            sorted([seat, number] for seat, number in self.rolls.items()), [list(one) for one in self.ballots()],
        ]  # fmt: skip
