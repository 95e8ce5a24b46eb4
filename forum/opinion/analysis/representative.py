"""What tells a group from the others: Polis's z values with control of false discoveries.

Needs numpy and scipy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forum.opinion.analysis.polis import Z_90, one_proportion, two_proportion
from forum.opinion.analysis.rates import checked_tallies, discoveries, rate, two_sided
from forum.opinion.analysis.results import Direction, Parameters, Representative

MOST = 5
"""Propositions named for one group, at most."""


def representative(
    group_tallies: NDArray[Any], ids: Sequence[int], parameters: Parameters
) -> tuple[tuple[Representative, ...], ...]:
    """For each of G groups at most five propositions, the most telling first; with one group nothing tells it apart.

    `group_tallies`: int64[G, C, 3] of disagree, pass, agree. A proposition represents a group in the direction in
    which the group differs more from all others together (two-proportion z), when the group itself leans that way
    (one-proportion z above 1.2816), at least `smallest_side` of it answered, and the difference survives
    Benjamini-Hochberg over all G·C two-sided tests at `discoveries`. Ordered by p·z_group·ratio·z_other, where ratio
    is p over the others' rate; ties by the smaller id (the note, *Representative propositions*).
    Raises ValueError naming the index of the first bad count.
    """
    tallies = checked_tallies(group_tallies, ids)
    groups = tallies.shape[0]
    if groups < 2:
        return ((),) * groups
    others = tallies.sum(axis=0) - tallies
    n, n_others = tallies.sum(axis=2), others.sum(axis=2)
    by_answer = {}
    for direction, column in ((Direction.AGREE, 2), (Direction.DISAGREE, 0)):
        hits, elsewhere = tallies[:, :, column], others[:, :, column]
        p = rate(hits, n)
        by_answer[direction] = (
            two_proportion(hits, n, elsewhere, n_others), one_proportion(hits, n), p, p / rate(elsewhere, n_others),
        )  # fmt: skip
    agrees = by_answer[Direction.AGREE][0] > by_answer[Direction.DISAGREE][0]
    z_other, z_group, p, ratio = (
        np.where(agrees, one, two)
        for one, two in zip(by_answer[Direction.AGREE], by_answer[Direction.DISAGREE], strict=True)
    )
    tested = (n >= parameters.smallest_side) & (z_other > 0.0)
    kept = discoveries(np.where(tested, two_sided(z_other), 1.0), parameters.discoveries)
    kept &= tested & (z_group > Z_90)
    metric = p * z_group * ratio * z_other
    return tuple(
        tuple(
            Representative(
                ids[at], Direction.AGREE if agrees[group, at] else Direction.DISAGREE, float(z_group[group, at]),
                float(z_other[group, at]), float(p[group, at]), float(ratio[group, at]),
            )  # fmt: skip
            for at in sorted(map(int, np.flatnonzero(kept[group])), key=lambda at: (-metric[group, at], ids[at]))[:MOST]
        )
        for group in range(groups)
    )
