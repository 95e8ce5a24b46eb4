"""Whether a short list keeps what EJR+ promises: checked from the definition, without the rule that made the list.

Needs numpy and scipy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, issparse

from forum.opinion.analysis.results import Certificate


def verify_slate(
    approvals: Any, chosen: Sequence[int], size: int, weight: NDArray[Any], ids: Sequence[int]
) -> Certificate:
    """How near the worst-served circle of people comes to a just complaint about `chosen`.

    EJR+ (Brill and Peters, 2023; the note, *Slates*) for a list of k = `size` and voters of total weight n: there is
    no proposition c outside and level l in 1 … k with l·n/k or more approvers of c who each agree with fewer than l of
    the list. The ratio is the largest count·k/(l·n); below 1 the promise is kept. Where it stands in several places,
    the witness is the lowest level, then the smallest id. Time O(approvals + C·k).

    `approvals`: P × C, sparse with each entry once, or an array; anything not 0 is an approval. `weight`: int64[P], 0
    for whoever does not belong to the audience; voters are those with weight who approve something. `chosen`: some of
    `ids` (C of them).
    Raises ValueError naming the index of the first bad entry, or for a list longer than `size`.
    """
    matrix = csc_array(approvals) if issparse(approvals) else csc_array(np.asarray(approvals) != 0)
    weights = np.asarray(weight, np.int64)
    places = _places(chosen, size, ids)
    if matrix.shape != (len(weights), len(ids)):
        raise ValueError(f"approvals have the shape {matrix.shape}, not {(len(weights), len(ids))}")
    if (weights < 0).any():
        raise ValueError(f"weight at {int(np.flatnonzero(weights < 0)[0])}: must not be negative")
    if not matrix.data.all():
        matrix = csc_array(matrix, copy=True)
        matrix.eliminate_zeros()
    people = int(weights[np.bincount(matrix.indices, minlength=len(weights)) > 0].sum())
    outside = np.ones(len(ids), np.bool_)
    outside[places] = False
    if not people or not size or not outside.any():
        return Certificate(0.0, None, 0, 0, people, size)
    agreed = np.zeros(len(weights), np.int16)
    for at in places:
        agreed[matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]]] += 1
    by_agreed = _weigh(matrix, np.where(weights > 0, agreed, size), size + 1, weights)[:, :size]
    circles = np.cumsum(by_agreed, axis=1).T  # [level - 1, proposition]: approvers with fewer than `level`
    circles[:, places] = 0
    if not circles.any():
        return Certificate(0.0, None, 0, 0, people, size)
    ratios = (circles * size) / (np.arange(1, size + 1)[:, None] * people)
    row, at = (int(one) for one in np.unravel_index(int(np.argmax(ratios)), ratios.shape))
    return Certificate(float(ratios[row, at]), ids[at], row + 1, int(circles[row, at]), people, size)


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


def _weigh(matrix: csc_array, kind: NDArray[Any], kinds: int, weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Weight of the approvers of each proposition by `kind` (int[P], below `kinds`): int64[C, kinds], exact."""
    propositions = matrix.shape[1]
    keys = np.repeat(np.arange(propositions) * kinds, np.diff(matrix.indptr)) + kind.take(matrix.indices)
    held = weights[weights > 0]
    if (held == held[0]).all():
        sums = np.bincount(keys, minlength=propositions * kinds).astype(np.int64) * held[0]
    elif int(held.sum()) < 2**53:  # doubles are whole up to there
        sums = np.bincount(keys, weights.take(matrix.indices), propositions * kinds).astype(np.int64)
    else:
        raise ValueError("weight: too large to be summed exactly")
    return sums.reshape(propositions, kinds)
