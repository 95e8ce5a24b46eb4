"""The statistics of Polis that are sound, from their published formulas: z values, consensus, group-aware consensus.

Polis pools everyone: `consensus` and the z values are for comparison with it (R1). Needs numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forum.opinion.analysis.rates import Floats, checked_tallies, counted, rate
from forum.opinion.analysis.results import Direction

Z_90 = 1.2816
"""What a z value must exceed: 90 %, one-sided."""

MOST = 5
"""The longest consensus list of one direction."""


def one_proportion(hits: NDArray[Any], n: NDArray[Any]) -> Floats:
    """z of a rate against one half, 2·√(n + 1)·((hits + 1)/(n + 1) - ½), of the shape of `hits` (the note, *Polis*).

    Raises ValueError naming the index of the first impossible count.
    """
    hits, n = counted(hits, n)
    more = n + 1.0
    return 2.0 * np.sqrt(more) * ((hits + 1.0) / more - 0.5)


def two_proportion(hits: NDArray[Any], n: NDArray[Any], other: NDArray[Any], other_n: NDArray[Any]) -> Floats:
    """z of a rate against another, all four counts raised by one; 0 where all are hits (the note, *Polis*).

    π₁ = (hits + 1)/(n + 1), π₂ = (other + 1)/(other_n + 1), π = (hits + other + 2)/(n + other_n + 2);
    z = (π₁ - π₂)/√(π(1 - π)(1/(n + 1) + 1/(other_n + 1))). All of one shape.
    Raises ValueError naming the index of the first impossible count.
    """
    hits, n = counted(hits, n)
    other, other_n = counted(other, other_n)
    if hits.shape != other.shape:
        raise ValueError(f"counts of shape {hits.shape} and {other.shape} do not belong together")
    one, two = n + 1.0, other_n + 1.0
    together = (hits + other + 2.0) / (one + two)
    spread = np.sqrt(together * (1.0 - together) * (1.0 / one + 1.0 / two))
    difference = (hits + 1.0) / one - (other + 1.0) / two
    return np.divide(difference, spread, out=np.zeros(hits.shape), where=spread > 0.0)


def gac(group_tallies: NDArray[Any]) -> Floats:
    """Group-aware consensus, float64[C]: the product over groups of (n_a + 1)/(n + 2) (the note, *Polis*).

    `group_tallies`: int64[G, C, 3] of disagree, pass, agree. Without a group it is 1 everywhere.
    """
    tallies = checked_tallies(group_tallies)
    rates = rate(tallies[:, :, 2], tallies.sum(axis=2))
    return np.prod(np.sort(rates, axis=0), axis=0)  # sorted, so that the order of groups changes no digit


def consensus(total: NDArray[Any], ids: Sequence[int]) -> dict[Direction, tuple[int, ...]]:
    """What everyone together agrees, and disagrees, with: at most five ids each, strongest first.

    `total`: int64[C, 3] of disagree, pass, agree. A proposition is in it when its rate p = (n_a + 1)/(n + 2) is above
    one half and its one-proportion z above 1.2816; ordered by p·z, then the smaller id (the note, *Polis*).
    """
    tallies = checked_tallies(np.asarray(total)[None], ids)[0]
    n = tallies.sum(axis=1)
    found = {}
    for direction, column in ((Direction.AGREE, 2), (Direction.DISAGREE, 0)):
        p, z = rate(tallies[:, column], n), one_proportion(tallies[:, column], n)
        places = [int(index) for index in np.flatnonzero((p > 0.5) & (z > Z_90))]
        places.sort(key=lambda index: (-p[index] * z[index], ids[index]))
        found[direction] = tuple(ids[index] for index in places[:MOST])
    return found
