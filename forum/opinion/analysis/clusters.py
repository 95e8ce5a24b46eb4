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
    """Labels int64[N], centres float64[k, d], the weighted sum of squared distances.

    `spread`: the largest squared distance of a point from the mean; what differs by a billionth of it is the same.
    """

    labels: Labels
    centres: Floats
    inertia: float
    spread: float

    @property
    def k(self) -> int:
        """How many clusters."""
        return len(self.centres)


@dataclass(frozen=True, slots=True)
class Seeds:
    """Two rows of farthest-point seeds (positions), of which k clusters take the first k; and the spread."""

    rows: tuple[tuple[int, ...], ...]
    spread: float


def seeding(points: Floats, weight: NDArray[np.int64], most: int) -> Seeds:
    """Seeds for up to `most` clusters: among all points, and without the outermost tenth of the weight."""
    if not len(points):
        return Seeds((), 0.0)
    distance = ((points - _mean(points, weight)) ** 2).sum(axis=1)
    spread = float(distance.max())
    allowed = (np.ones(len(points), np.bool_), _inner(distance, weight))
    return Seeds(tuple(_farthest(points, distance, those, most, spread) for those in allowed), spread)


def cluster(
    points: Floats, weight: NDArray[np.int64], k: int, seeds: Seeds, crowd: NDArray[np.int64], least: float = 0
) -> Clustering | None:  # fmt: skip
    """Divide float64[N, d] points of integer weights into k clusters; None where so many cannot be told apart.

    k-means (Lloyd) from both rows of seeds. A division whose smallest cluster has at least `least` people (`crowd`:
    people at each point) goes before one that splits off a few outliers; then the smaller sum of squares; then the
    first.
    """
    best: Clustering | None = None
    best_whole = False
    for starts in dict.fromkeys(row[:k] for row in seeds.rows if len(row) >= k):
        found = _lloyd(points, weight, points[list(starts)], seeds.spread)
        if found is None:
            continue
        whole = smallest(found.labels, crowd) >= least
        if best is None or (whole, -found.inertia) > (best_whole, -best.inertia * (1 - SAME)):
            best, best_whole = found, whole
    return best


def squared(points: Floats, centres: Floats) -> Floats:
    """Squared distances, float64[k, N]."""
    apart = points.T[:, None, :] - centres.T[:, :, None]
    apart *= apart
    return np.add.reduce(apart, axis=0)  # axis by axis: the same sum for the same point, wherever it stands


def nearest(distances: Floats, spread: float) -> Labels:
    """The nearest centre of each point; among equally near ones the first."""
    least = np.minimum.reduce(distances, axis=0)
    least += spread * SAME
    return (distances <= least).argmax(axis=0)


def smallest(labels: Labels, crowd: NDArray[np.int64]) -> int:
    """People in the smallest cluster."""
    return int(np.bincount(labels, weights=crowd).min())


def silhouette(points: Floats, weight: NDArray[np.int64], found: Clustering) -> float:
    """Mean simplified silhouette, -1 … 1: (b - a)/max(a, b), a the distance to the own centre, b to the next one.

    O(N·k) (Hruschka et al. 2004), where the silhouette of all pairs is O(N²).
    """
    others, places = squared(points, found.centres), np.arange(len(points))
    own = np.sqrt(others[found.labels, places])
    others[found.labels, places] = np.inf
    other = np.sqrt(others.min(axis=0))
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
    points: Floats, distance: Floats, allowed: NDArray[np.bool_], count: int, spread: float
) -> tuple[int, ...]:  # fmt: skip
    """Farthest from the mean, then farthest from the seeds before; equally far: the first. Fewer if none is left."""
    reach = np.where(allowed, distance, -1.0)
    seeds: list[int] = []
    for _ in range(count):
        most = float(reach.max())
        if most <= spread * SAME:
            break
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
    k, width = centres.shape
    points = np.asfortranarray(points)  # axis by axis in memory
    weighted = (points.T * weight).ravel()
    axis = np.arange(0, width * k, k)[:, None]
    for _ in range(rounds):
        labels = nearest(squared(points, centres), spread)
        total = np.bincount(labels, weights=weight, minlength=k)
        if not total.all():
            return None
        summed = np.bincount((labels + axis).ravel(), weights=weighted, minlength=k * width)
        moved = summed.reshape(width, k).T / total[:, None]
        still = float(((moved - centres) ** 2).sum()) <= spread * SAME**2
        centres = moved
        if still:
            break
    distances = squared(points, centres)
    labels = nearest(distances, spread)
    inertia = float((distances[labels, np.arange(len(labels))] * weight).sum())
    return Clustering(labels, centres, inertia, spread)
