"""The outcome class: computed in integers, never chosen, first match wins (R9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from forum.consultation.rules.stances import Count


class OutcomeClass(StrEnum):
    """The five classes in the order of R9; the first that matches is the class."""

    NO_QUORUM = "no_quorum"
    DIVERGENT = "divergent"
    BROAD = "broad"
    JOINT_WITH_RESERVATIONS = "joint_with_reservations"
    JOINT = "joint"


class Share(NamedTuple):
    """A fraction in two integers."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The fractions of R9; all mean *at least*, but `backing` may mean *more than*, `reservations` *at most*."""

    quorum_roll: Share = Share(3, 5)
    quorum_side: Share = Share(1, 2)
    majority: Share = Share(1, 2)
    support: Share = Share(2, 3)
    backing: Share = Share(1, 2)
    backing_exceeds: bool = True
    reservations: Share = Share(1, 4)

    def as_ruleset(self) -> dict[str, list[int] | bool]:
        """As it stands in a ruleset: integers only."""
        shares = ("quorum_roll", "quorum_side", "majority", "support", "backing", "reservations")
        return {**{name: list(getattr(self, name)) for name in shares}, "backing_exceeds": self.backing_exceeds}

    @classmethod
    def from_ruleset(cls, stored: Mapping[str, list[int] | bool]) -> "Thresholds":
        """Back from a ruleset; a field that is missing or unknown is an error, never a default."""
        if stored.keys() != cls.__dataclass_fields__.keys():
            raise ValueError("the thresholds of a ruleset are complete or wrong")
        return cls(
            **{name: Share(*value) if isinstance(value, list | tuple) else value for name, value in stored.items()}  # type: ignore[arg-type]
        )


ORDINARY = Thresholds()
RAPID = Thresholds(quorum_roll=Share(2, 5), quorum_side=Share(1, 3), backing=Share(1, 3), backing_exceeds=False)
"""A joint reaction asks for less turnout, and a third of each side's roll behind it (R9)."""


def _reaches(part: int, whole: int, share: Share) -> bool:
    return share.whole * part >= share.part * whole


def _exceeds(part: int, whole: int, share: Share) -> bool:
    return share.whole * part > share.part * whole


def outcome(kosovo: Count, serbia: Count, regional: Count, thresholds: Thresholds = ORDINARY) -> OutcomeClass:
    """The class of a result (R9). Regional stances count in the quorum of the whole roll and nowhere else (R1).

    A side without electors has no class: R20 keeps such a consultation from being announced.
    """
    if not (kosovo.roll and serbia.roll):
        raise ValueError("both sides need electors (R20)")
    answered = kosovo.answered + serbia.answered + regional.answered
    if not _reaches(answered, kosovo.roll + serbia.roll + regional.roll, thresholds.quorum_roll):
        return OutcomeClass.NO_QUORUM
    sides = (kosovo, serbia)
    if not all(_reaches(side.decided, side.roll, thresholds.quorum_side) for side in sides):
        return OutcomeClass.NO_QUORUM
    if not all(_reaches(side.support, side.decided, thresholds.majority) for side in sides):
        return OutcomeClass.DIVERGENT
    backed = _exceeds if thresholds.backing_exceeds else _reaches
    if not all(
        _reaches(side.support, side.decided, thresholds.support) and backed(side.support, side.roll, thresholds.backing)
        for side in sides
    ):
        return OutcomeClass.BROAD
    if any(_exceeds(side.reservation, side.support, thresholds.reservations) for side in sides):
        return OutcomeClass.JOINT_WITH_RESERVATIONS
    return OutcomeClass.JOINT


def is_reaction(template: str, result: OutcomeClass) -> bool:
    """Whether a `rapid` consultation is published as a joint reaction: only a *joint* one is (R9)."""
    return template == "rapid" and result is OutcomeClass.JOINT
