"""Why a result has its class: each condition of R9 with the figures of each side, for a page to put into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forum.consultation.rules.outcome import ORDINARY, OutcomeClass, Share, Thresholds
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.stances import Count


class Mode(StrEnum):
    """How a share binds."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"


WHOLE_ROLL = "roll"
"""Key of the one figure that is not of a side: turnout of the whole roll (R9, condition 1)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`have` of `whole`, and the `bound` it is held against: the least (or, for *at most*, the greatest) allowed."""

    have: int
    whole: int
    bound: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of R9; when it does not hold, the class is `fails_into` unless an earlier one failed."""

    code: str
    holds: bool
    mode: Mode
    share: Share
    fails_into: OutcomeClass
    figures: Mapping[str, Figure]


def _figure(have: int, whole: int, share: Share, mode: Mode) -> Figure:
    below, exact = divmod(share.part * whole, share.whole)
    match mode:
        case Mode.AT_LEAST:
            bound = below + (exact > 0)
            return Figure(have, whole, bound, have >= bound)
        case Mode.MORE_THAN:
            return Figure(have, whole, below + 1, have > below)
        case Mode.AT_MOST:
            return Figure(have, whole, below, have <= below)


def explain(kosovo: Count, serbia: Count, regional: Count, thresholds: Thresholds = ORDINARY) -> list[Condition]:
    """All conditions in the order of R9; the class is that of the first that does not hold, else *joint*.

    Figures are keyed by seat, so swapping the sides swaps the figures and nothing else; a page takes the order of
    the sides from the number of the consultation (R2).
    """
    sides = {Seat.KOSOVO: kosovo, Seat.SERBIA: serbia}
    everyone = (kosovo, serbia, regional)

    def condition(
        code: str, fails_into: OutcomeClass, share: Share, mode: Mode, parts: Mapping[str, tuple[int, int]]
    ) -> Condition:
        figures = {name: _figure(have, whole, share, mode) for name, (have, whole) in parts.items()}
        return Condition(code, all(f.holds for f in figures.values()), mode, share, fails_into, figures)

    supported = {seat.value: (side.support, side.decided) for seat, side in sides.items()}
    return [
        condition(
            "quorum_roll",
            OutcomeClass.NO_QUORUM,
            thresholds.quorum_roll,
            Mode.AT_LEAST,
            {WHOLE_ROLL: (sum(one.answered for one in everyone), sum(one.roll for one in everyone))},
        ),
        condition(
            "quorum_side",
            OutcomeClass.NO_QUORUM,
            thresholds.quorum_side,
            Mode.AT_LEAST,
            {seat.value: (side.decided, side.roll) for seat, side in sides.items()},
        ),
        condition("majority", OutcomeClass.DIVERGENT, thresholds.majority, Mode.AT_LEAST, supported),
        condition("support", OutcomeClass.BROAD, thresholds.support, Mode.AT_LEAST, supported),
        condition(
            "backing",
            OutcomeClass.BROAD,
            thresholds.backing,
            Mode.MORE_THAN if thresholds.backing_exceeds else Mode.AT_LEAST,
            {seat.value: (side.support, side.roll) for seat, side in sides.items()},
        ),
        condition(
            "reservations",
            OutcomeClass.JOINT_WITH_RESERVATIONS,
            thresholds.reservations,
            Mode.AT_MOST,
            {seat.value: (side.reservation, side.support) for seat, side in sides.items()},
        ),
    ]


def class_of(conditions: list[Condition]) -> OutcomeClass:
    """The class that a list of explained conditions amounts to; tested equal to `outcome`."""
    return next((one.fails_into for one in conditions if not one.holds), OutcomeClass.JOINT)
