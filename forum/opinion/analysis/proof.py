"""Whether a short list keeps what EJR+ promises: checked from the definition, without the rule that made the list.

Needs numpy and scipy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from forum.opinion.analysis.results import Certificate


def verify_slate(
    approvals: Any, chosen: Sequence[int], size: int, weight: NDArray[Any], ids: Sequence[int]
) -> Certificate:
    """How near the worst-served circle of people comes to a just complaint about `chosen`.

    EJR+ (Brill and Peters, 2023; the note, *Slates*) for a list of k = `size` and voters of total weight n: there is
    no proposition c outside and level l in 1 … k with l·n/k or more approvers of c who each agree with fewer than l of
    the list. The ratio is the largest count·k/(l·n); below 1 the promise is kept. Where it stands in several places,
    the witness is the lowest level, then the smallest id. Time O(approvals + C·k).

    `approvals`: P × C, anything not 0 is an approval (sparse, or an array); `weight`: int64[P], 0 for whoever does not
    belong to the audience; voters are those with weight who approve something. `chosen`: among `ids` (C of them).
    Raises ValueError naming the index of the first bad entry, or for a list longer than `size`.
    """
    matrix = approvals if isinstance(approvals, csc_array) else csc_array(np.asarray(approvals) != 0)
    weights = np.asarray(weight, np.int64)
    places = _places(chosen, size, ids)
    if matrix.shape != (len(weights), len(ids)):
        raise ValueError(f"approvals have the shape {matrix.shape}, not {(len(weights), len(ids))}")
    if (weights < 0).any():
        raise ValueError(f"weight at {int(np.flatnonzero(weights < 0)[0])}: must not be negative")
    column = np.repeat(np.arange(len(ids)), np.diff(matrix.indptr))
    counts = (matrix.data != 0) & (weights > 0)[matrix.indices]
    person, column = matrix.indices[counts], column[counts]
    voters = np.zeros(len(weights), np.bool_)
    voters[person] = True
    people = int(weights[voters].sum())
    inside = np.zeros(len(ids), np.bool_)
    inside[places] = True
    agreed = np.bincount(person[inside[column]], minlength=len(weights))
    complaint = ~inside[column] & (agreed[person] < size)
    person, column = person[complaint], column[complaint]
    if not len(person):
        return Certificate(0.0, None, 0, 0, people, size)
    by_agreed = _weigh(column * size + agreed[person], weights[person], len(ids) * size).reshape(len(ids), size)
    circles = np.cumsum(by_agreed, axis=1).T  # [level - 1, proposition]: approvers with fewer than `level`
    ratios = (circles * size) / (np.arange(1, size + 1)[:, None] * people)
    level, at = np.unravel_index(int(np.argmax(ratios)), ratios.shape)
    return Certificate(
        float(ratios[level, at]), ids[int(at)], int(level) + 1, int(circles[level, at]), people, size
    )  # fmt: skip


def _places(chosen: Sequence[int], size: int, ids: Sequence[int]) -> list[int]:
    if size < len(chosen):
        raise ValueError(f"size: {size} is less than the {len(chosen)} chosen")
    at = {one: place for place, one in enumerate(ids)}
    places: list[int] = []
    for index, one in enumerate(chosen):
        if one not in at:
            raise ValueError(f"chosen {index}: {one!r} is no proposition")
        if at[one] in places:
            raise ValueError(f"chosen {index}: {one!r} is there twice")
        places.append(at[one])
    return places


def _weigh(keys: NDArray[Any], weights: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """Sum of weights by key, exact: as integers when all are alike, else below 2⁵³ in doubles."""
    if (weights == weights[0]).all():
        return np.bincount(keys, minlength=length).astype(np.int64) * weights[0]
    if int(weights.sum()) >= 2**53:
        raise ValueError("weight: too large to be summed exactly")
    return np.bincount(keys, weights, minlength=length).astype(np.int64)
