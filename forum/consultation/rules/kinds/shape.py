"""The shape every kind of round has."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from forum.consultation.rules.missing import Missing

AUTHENTIC_LANGUAGES = ("en", "sq", "sr")
"""Propositions in rounds and frozen positions exist in these three, equally authentic (R22)."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a round is asked before it opens: its frozen text, or its propositions and where they are reviewed."""

    frozen: bool = False
    propositions: int = 0
    reviewed_languages: Collection[str] = ()


class Kind(Protocol):
    """What every kind of round says of itself."""

    @property
    def name(self) -> str:
        """Its name in rulesets, addresses and code."""

    @property
    def minimum_per_side(self) -> int:
        """Electors needed on each side (R20)."""

    @property
    def text_from_announcement(self) -> bool:
        """Whether, as first round, it shows its text from the announcement on (R15)."""

    @property
    def gives_class(self) -> bool:
        """Whether its result is an outcome class (R9)."""

    @property
    def contest_hours(self) -> int:
        """How long people cited in its synthesis may contest; 0 for none (R14)."""

    def missing_to_open(self, facts: Readiness) -> list[Missing]:
        """What its own content lacks before it may open (R14, R15, R18)."""
