"""Weighted k-means that gives the same groups whatever the order: fixed seeds, ties by position, no random numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forum.opinion.analysis.matrix import SAME, Floats

ROUNDS, FEW_ROUNDS = 100, 4  # of Lloyd's algorithm, at most; on people after cells
MOST_CELLS = 1_200
FINENESS = 40  # quarter powers of two between the coarsest and the finest grid
TRIMMED = 0.10  # weight of the outermost points that cannot become seeds, in the second attempt

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clustering:
    """Labels int64[N], centres float64[k, d], the weighted sum of squared distances, the mean silhouette.

    `spread`: the largest squared distance of a point from the mean; what differs by a billionth of it is the same.
    """

    labels: Labels
    centres: Floats
    inertia: float
    silhouette: float
    spread: float

    @property
    def k(self) -> int:
        """How many clusters."""
        return len(self.centres)


def cluster(
    points: Floats, weight: NDArray[np.int64], k: int, crowd: NDArray[np.int64], least: float = 0
) -> Clustering | None:  # fmt: skip
    """Divide float64[N, d] points of integer weights into k clusters; None where so many cannot be told apart.

    k-means (Lloyd) from two sets of farthest-point seeds: among all points, and without the outermost tenth of the
    weight. A division whose smallest cluster has at least `least` people (`crowd`: people at each point) goes before
    one that splits off a few outliers; then the smaller sum of squares; then the first.
    """
    middle = _mean(points, weight)
    distance = ((points - middle) ** 2).sum(axis=1)
    spread = float(distance.max(initial=0.0))
    if len(points) < k or spread <= 0:
        return None
    best: Clustering | None = None
    best_whole = False
    tried: list[tuple[int, ...]] = []
    for allowed in (np.ones(len(points), np.bool_), _inner(distance, weight)):
        seeds = _farthest(points, distance, allowed, k, spread)
        if seeds is None or seeds in tried:
            continue
        tried.append(seeds)
        found = _lloyd(points, weight, points[list(seeds)], spread)
        if found is None:
            continue
        whole = smallest(found.labels, crowd) >= least
        if best is None or (whole, -found.inertia) > (best_whole, -best.inertia * (1 - SAME)):
            best, best_whole = found, whole
    return best


def squared(points: Floats, centres: Floats) -> Floats:
    """Squared distances, float64[k, N]."""
    found = np.zeros((len(centres), len(points)))
    for axis in range(points.shape[1]):  # axis by axis: the same sum for the same point, wherever it stands
        apart = points[:, axis] - centres[:, axis, None]
        apart *= apart
        found += apart
    return found


def nearest(distances: Floats, spread: float) -> Labels:
    """The nearest centre of each point; among equally near ones the first."""
    return np.argmax(distances <= distances.min(axis=0) + spread * SAME, axis=0)


def smallest(labels: Labels, crowd: NDArray[np.int64]) -> int:
    """People in the smallest cluster."""
    return int(np.bincount(labels, weights=crowd).min())


def silhouette(distances: Floats, labels: Labels, weight: NDArray[np.int64]) -> float:
    """Mean simplified silhouette, -1 … 1: (b - a)/max(a, b), a the distance to the own centre, b to the next one.

    O(N·k) (Hruschka et al. 2004), where the silhouette of all pairs is O(N²).
    """
    places = np.arange(len(labels))
    others = distances.copy()
    others[labels, places] = np.inf
    own, other = np.sqrt(distances[labels, places]), np.sqrt(others.min(axis=0))
    larger = np.maximum(own, other)
    each = np.where(larger > 0, (other - own) / np.where(larger > 0, larger, 1.0), 0.0)
    return float((each * weight).sum() / weight.sum())


def quantised(
    points: Floats, weight: NDArray[np.int64]
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
    """Gather many points in at most `MOST_CELLS` cells of a regular grid: means float64[M, d], weights, people.

    The grid is centred on 0 and as fine as the number of cells allows, by halving between the whole spread and a
    thousandth of it; it depends on the points alone, not on their order.
    """
    reach = float(np.abs(points).max(initial=0.0))
    found, coarse, fine = np.zeros(len(points), np.int64), 0, FINENESS
    while reach > 0 and fine - coarse > 1:
        middle = (coarse + fine) // 2
        place, count = _cells(points, reach / 2 ** (middle / 4))
        if count > MOST_CELLS:
            fine = middle
        else:
            found, coarse = place, middle
    summed = np.column_stack([np.bincount(found, weights=points[:, axis] * weight) for axis in range(points.shape[1])])
    total = np.bincount(found, weights=weight)
    return summed / total[:, None], total.astype(np.int64), np.bincount(found)


def _cells(points: Floats, width: float) -> tuple[NDArray[np.int64], int]:
    """The cell of each point, numbered from 0 without gaps, and how many there are.

    Rounding to even is symmetric: an axis that is turned round gives the same cells.
    """
    key, room = np.zeros(len(points), np.int64), 1
    for axis in range(points.shape[1]):
        step = np.rint(points[:, axis] / width).astype(np.int64)
        step -= step.min()
        width_here = int(step.max()) + 1
        key, room = key * width_here + step, room * width_here
    if room > len(points) * 8:
        distinct, place = np.unique(key, return_inverse=True)
        return place, len(distinct)
    there = np.zeros(room, np.bool_)
    there[key] = True
    return (np.cumsum(there) - 1)[key], int(there.sum())


def _mean(points: Floats, weight: NDArray[np.int64]) -> Floats:
    return (points * weight[:, None]).sum(axis=0) / weight.sum()


def _inner(distance: Floats, weight: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Points other than the outermost tenth of the weight."""
    order = np.argsort(distance, kind="stable")
    inside = np.cumsum(weight[order])
    limit = distance[order[min(int(np.searchsorted(inside, inside[-1] * (1 - TRIMMED))), len(order) - 1)]]
    return distance <= limit * (1 + SAME)


def _farthest(
    points: Floats, distance: Floats, allowed: NDArray[np.bool_], k: int, spread: float
) -> tuple[int, ...] | None:  # fmt: skip
    """k seeds: farthest from the mean, then each farthest from the seeds before; equally far: the first."""
    reach = np.where(allowed, distance, -1.0)
    seeds: list[int] = []
    for _ in range(k):
        most = float(reach.max())
        if most <= spread * SAME:
            return None
        seeds.append(int(np.argmax(reach >= most * (1 - SAME))))
        apart = ((points - points[seeds[-1]]) ** 2).sum(axis=1)
        reach = np.minimum(reach, apart) if len(seeds) > 1 else np.where(allowed, apart, -1.0)
    return tuple(seeds)


def refined(points: Floats, weight: NDArray[np.int64], found: Clustering) -> Labels:
    """The division found on cells, carried over to the people: a few rounds of k-means from its centres."""
    better = _lloyd(points, weight, found.centres, found.spread, FEW_ROUNDS)
    return nearest(squared(points, found.centres), found.spread) if better is None else better.labels


def _lloyd(
    points: Floats, weight: NDArray[np.int64], centres: Floats, spread: float, rounds: int = ROUNDS
) -> Clustering | None:  # fmt: skip
    """Move the centres until they stand still; None when one of them loses all its points."""
    k = len(centres)
    weighted = points * weight[:, None]
    for _ in range(rounds):
        distances = squared(points, centres)
        labels = nearest(distances, spread)
        total = np.bincount(labels, weights=weight, minlength=k)
        if (total == 0).any():
            return None
        summed = [np.bincount(labels, weights=weighted[:, axis], minlength=k) for axis in range(points.shape[1])]
        moved = np.column_stack(summed) / total[:, None]
        still = float(((moved - centres) ** 2).sum()) <= spread * SAME**2
        centres = moved
        if still:
            break
    distances = squared(points, centres)
    labels = nearest(distances, spread)
    inertia = float((distances[labels, np.arange(len(labels))] * weight).sum())
    return Clustering(labels, centres, inertia, silhouette(distances, labels, weight), spread)
