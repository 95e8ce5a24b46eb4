"""`endorse`: organisations take a stance on a frozen position; closes into the outcome class (R9, R10)."""

from dataclasses import dataclass

from forum.consultation.rules.kinds.shape import Readiness
from forum.consultation.rules.missing import Missing, missing


@dataclass(frozen=True, slots=True)
class Endorse:
    """The round in which organisations endorse, with or without reservation, stand aside, do not join or dissent."""

    name: str = "endorse"
    minimum_per_side: int = 1
    text_from_announcement: bool = True
    gives_class: bool = True
    contest_hours: int = 0

    def missing_to_open(self, facts: Readiness) -> list[Missing]:
        """The text must be frozen: its freezing is a guard of the opening (R15)."""
        return [] if facts.frozen else [missing("open.not_frozen")]


ENDORSE = Endorse()
