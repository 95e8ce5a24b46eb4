"""The published roll counted as `consultation.rules` counts it, and why the class is what it is.

Everything here is recomputed from what is published: whoever holds the canonical JSON can do the same.
"""

from collections import Counter

from forum.consultation.rules.explanation import Condition, explain
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.ruleset import thresholds_of
from forum.consultation.rules.stances import NO_RESPONSE, Count
from forum.publication.rules.content import Content, RollLine


def counts_of(roll: tuple[RollLine, ...]) -> tuple[Count, Count, Count]:
    """The stances of Kosovo, Serbia and the regional seats, each on its own (R1)."""
    kosovo, serbia, regional = (_count(roll, seat) for seat in (Seat.KOSOVO, Seat.SERBIA, Seat.REGIONAL))
    return kosovo, serbia, regional


def _count(roll: tuple[RollLine, ...], seat: Seat) -> Count:
    stances = Counter(line.stance for line in roll if line.seat == seat.value)
    size = stances.total()
    stances.pop(NO_RESPONSE, None)
    return Count(size, **stances)


def conditions_of(content: Content) -> list[Condition]:
    """The conditions of the class with the figures of each side; none where the rules give no class."""
    thresholds = thresholds_of(content.method.ruleset)
    if thresholds is None or not content.outcome:
        return []
    kosovo, serbia, regional = counts_of(content.roll)
    return explain(kosovo, serbia, regional, thresholds)
