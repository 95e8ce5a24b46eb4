"""How sure a rate is: a smoothed rate, Beta bounds for small numbers, and control of false discoveries.

Needs numpy and scipy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, erfc

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def rate(hits: NDArray[Any], n: NDArray[Any]) -> Floats:
    """(hits + 1)/(n + 2), always between 0 and 1 (Laplace; the note, *Rates*).

    `hits`, `n`: integers of one shape. Raises ValueError naming the index of the first impossible count.
    """
    hits, n = counted(hits, n)
    return (hits + 1.0) / (n + 2.0)


def bounds(hits: NDArray[Any], n: NDArray[Any], quantile: float = 0.10) -> tuple[Floats, Floats]:
    """The `quantile` and 1 - `quantile` quantiles of Beta(hits + 1, n - hits + 1), of the shape of `hits`.

    What a rate is at least, and at most, after seeing n answers with an even prior (the note, *Rates*). Both lie
    strictly between 0 and 1, with `rate` between them; without an answer they are `quantile` and 1 - `quantile`.
    Raises ValueError naming the index of the first impossible count, or for a quantile outside 0 … ½.
    """
    if not 0.0 < quantile < 0.5:
        raise ValueError(f"quantile: {quantile!r} is not between 0 and 0.5")
    hits, n = counted(hits, n)
    for_it, against = hits + 1.0, n - hits + 1.0
    return betaincinv(for_it, against, quantile), betaincinv(for_it, against, 1.0 - quantile)


def two_sided(z: NDArray[Any]) -> Floats:
    """The chance that a standard normal lies as far from 0 as `z`, on either side; the shape of `z`."""
    return np.asarray(erfc(np.abs(z) / np.sqrt(2.0)), np.float64)


def discoveries(chances: NDArray[Any], share: float) -> NDArray[np.bool_]:
    """Which of all tests of a family are kept when at most `share` of the kept may be false (Benjamini-Hochberg).

    `chances`: p values of any shape, one family. A test is kept when its p is no larger than the largest p(i) with
    p(i) ≤ share·i/m, p(i) being the i-th smallest of m. Raises ValueError naming the first that is no chance.
    """
    flat = np.asarray(chances, np.float64)
    _refuse("chance", flat, ~((flat >= 0.0) & (flat <= 1.0)))
    if not flat.size:
        return np.zeros(flat.shape, np.bool_)
    ordered = np.sort(flat, axis=None)
    passing = np.flatnonzero(ordered <= share * np.arange(1, flat.size + 1) / flat.size)
    return flat <= ordered[passing[-1]] if len(passing) else np.zeros(flat.shape, np.bool_)


def counted(hits: NDArray[Any], n: NDArray[Any]) -> tuple[Integers, Integers]:
    """Both as int64, checked: whole numbers of one shape with 0 ≤ hits ≤ n."""
    hits, n = np.asarray(hits), np.asarray(n)
    if hits.shape != n.shape:
        raise ValueError(f"hits of shape {hits.shape} and n of shape {n.shape} do not belong together")
    for name, array in (("hits", hits), ("n", n)):
        if array.dtype.kind not in "iu" and array.size:
            raise ValueError(f"{name} must be whole numbers, not {array.dtype}")
    hits, n = hits.astype(np.int64), n.astype(np.int64)
    _refuse("hits", hits, (hits < 0) | (hits > n))
    return hits, n


def checked_tallies(tallies: NDArray[Any], ids: Any = None) -> Integers:
    """Counts (audience, proposition, answer) as int64[G, C, 3], answers in the order disagree, pass, agree.

    Raises ValueError for another shape, a length that is not that of `ids`, and naming the first negative count.
    """
    array = np.asarray(tallies)
    if array.ndim != 3 or array.shape[2] != 3:
        raise ValueError(f"tallies have the shape {array.shape}, not (audiences, propositions, 3)")
    if array.dtype.kind not in "iu" and array.size:
        raise ValueError(f"tallies must be whole numbers, not {array.dtype}")
    if ids is not None and len(ids) != array.shape[1]:
        raise ValueError(f"{len(ids)} ids for {array.shape[1]} propositions")
    array = array.astype(np.int64)
    _refuse("tally", array, array < 0)
    return array


def _refuse(name: str, array: NDArray[Any], bad: NDArray[Any]) -> None:
    if bad.any():
        index = tuple(int(one) for one in np.argwhere(bad)[0])
        place = index[0] if len(index) == 1 else index
        raise ValueError(f"{name} at {place}: {array[index]} is not allowed")
