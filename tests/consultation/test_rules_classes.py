"""R9 once more, in fractions and from its words: written without the product's rules, to hold them against.

Nothing of `forum` is imported here. Every count vector of a roll is looked at, silence among the six stances.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest

ORDER = ("no_quorum", "divergent", "broad", "joint_with_reservations", "joint")
HALF, THIRD, QUARTER = Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)
TWO_THIRDS, THREE_FIFTHS, TWO_FIFTHS = Fraction(2, 3), Fraction(3, 5), Fraction(2, 5)

Vector = tuple[int, int, int, int, int]
"""Endorse, reservation, stand aside, do not join, dissent; the rest of the roll is silent."""


@cache
def vectors(roll: int) -> tuple[Vector, ...]:
    """Every way in which a side of that size may answer."""

    def parts(left: int, places: int) -> Iterator[tuple[int, ...]]:
        if not places:
            yield ()
            return
        for first in range(left + 1):
            for rest in parts(left - first, places - 1):
                yield (first, *rest)

    return tuple(parts(roll, 5))  # type: ignore[arg-type]


@cache
def side(vector: Vector, roll: int, rapid: bool) -> tuple[int, int]:
    """How many of a side answered, and the lowest class (as an index of ORDER) it lets both sides have."""
    endorse, reservation, aside, out, dissent = vector
    answered, behind = endorse + reservation + aside + out + dissent, endorse + reservation
    voices = behind + dissent
    if Fraction(voices, roll) < (THIRD if rapid else HALF):
        return answered, 0
    if voices and Fraction(behind, voices) < HALF:
        return answered, 1
    backing = Fraction(behind, roll)
    if (voices and Fraction(behind, voices) < TWO_THIRDS) or (backing < THIRD if rapid else backing <= HALF):
        return answered, 2
    if behind and Fraction(reservation, behind) > QUARTER:
        return answered, 3
    return answered, 4


def class_by_fractions(
    kosovo: Vector, serbia: Vector, rolls: tuple[int, int], rapid: bool = False, regional: tuple[int, int] = (0, 0)
) -> str:
    """The class; `regional` is answered and roll of the regional organisations."""
    of_kosovo, lowest_kosovo = side(kosovo, rolls[0], rapid)
    of_serbia, lowest_serbia = side(serbia, rolls[1], rapid)
    turnout = Fraction(of_kosovo + of_serbia + regional[0], sum(rolls) + regional[1])
    if turnout < (TWO_FIFTHS if rapid else THREE_FIFTHS):
        return "no_quorum"
    return ORDER[min(lowest_kosovo, lowest_serbia)]


def census(rolls: tuple[int, int], rapid: bool) -> Counter[str]:
    """How many count vectors of two sides fall into each class: equal sides are grouped, their numbers multiplied."""
    quorum = TWO_FIFTHS if rapid else THREE_FIFTHS
    left, right = (Counter(side(vector, roll, rapid) for vector in vectors(roll)) for roll in rolls)
    found: Counter[str] = Counter()
    for (answered_left, low_left), times_left in left.items():
        for (answered_right, low_right), times_right in right.items():
            enough = Fraction(answered_left + answered_right, sum(rolls)) >= quorum
            found[ORDER[min(low_left, low_right)] if enough else "no_quorum"] += times_left * times_right
    return found


@pytest.mark.parametrize(
    ("rapid", "figures"),
    [(False, (254_778, 48_092, 47_563, 13_431, 2_040)), (True, (163_398, 86_953, 51_545, 57_406, 6_602))],
    ids=["ordinary", "rapid"],
)
def test_all_vectors_of_seven_and_six_fall_into_the_classes_as_the_rules_say(rapid, figures):
    assert len(vectors(7)) * len(vectors(6)) == 365_904
    assert census((7, 6), rapid) == dict(zip(ORDER, figures, strict=True))


def test_grouping_equal_sides_counts_what_counting_one_by_one_counts():
    one_by_one = Counter(class_by_fractions(k, s, (3, 2)) for k in vectors(3) for s in vectors(2))
    assert one_by_one == census((3, 2), rapid=False)
