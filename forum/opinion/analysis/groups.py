"""The lens that may say no: groups of people who answered alike, or the reason why none are reported."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forum.opinion.analysis.clusters import cluster, quantised, refined, seeding, silhouette, smallest
from forum.opinion.analysis.matrix import SAME, Floats, axes, centre, embed
from forum.opinion.analysis.results import Parameters, Refusal
from forum.opinion.analysis.votes import REGIONAL, Votes

LEAST_ANSWERS, LEAST_STANDS = 7, 3
"""Answers, and answers other than pass, from which a person is placed; all of them where there are fewer."""
SMALLEST, SHARE = 5, 0.05
"""A group has at least so many people, and at least this share of those placed."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Everyone with a place: positions int64[Q] in the votes, coordinates float64[Q, d], their weights."""

    people: NDArray[np.int64]
    points: Floats
    weight: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Division:
    """The division that would be reported if it passes the gates; labels int64[Q], -1 nowhere; k = 1: none."""

    k: int
    labels: NDArray[np.int64]
    silhouettes: dict[int, float] = field(default_factory=dict)
    reason: str = ""


def answered_enough(votes: Votes) -> NDArray[np.bool_]:
    """Who is placed, bool[P]: electors of the sides who answered enough and did not only pass.

    An all-pass person has no opinion to place, and would land beside those who reject what is popular.
    """
    columns = votes.propositions
    starts = votes.starts()
    given = np.diff(starts)
    running = np.zeros(len(votes.value) + 1, np.int32)
    np.cumsum(votes.value != 0, dtype=np.int32, out=running[1:])
    stands = np.diff(running[starts])
    enough = (given >= min(LEAST_ANSWERS, columns)) & (stands >= min(LEAST_STANDS, columns)) & (given > 0)
    return enough & (votes.side != REGIONAL)


def electors(votes: Votes) -> tuple[Votes, NDArray[np.int64]]:
    """The answers the lens looks at, of those who are placed to what is eligible, and the positions of these people.

    Whoever is not placed moves neither the axes nor anybody's place.
    """
    considered = votes.considered()
    chosen = answered_enough(considered)
    return (considered if chosen.all() else considered.of_people(chosen)), np.flatnonzero(chosen)


def place(votes: Votes, parameters: Parameters) -> Floats:
    """Coordinates float64[P, d] of people who all answered enough."""
    matrix = centre(votes)
    vectors, sigma = axes(matrix, parameters.axes, parameters.steps)
    return embed(matrix, vectors, sigma, parameters.ridge)


def divide(
    points: Floats, weight: NDArray[np.int64], parameters: Parameters, force_k: int | None = None, kept: float = 1.0
) -> Division:  # fmt: skip
    """Choose the number of groups by the best mean silhouette among divisions without a small group.

    Above `parameters.cells` people the division is found on cells and then refined on the people.
    `force_k` tries this number only and accepts small groups. Equal silhouettes: fewer groups. Of a subsample, in which
    a share `kept` of the people is left, so many fewer are asked for.
    """
    people = len(points)
    single = np.zeros(people, np.int64)
    if force_k == 1:
        return Division(1, single)
    if people < parameters.least_people * kept and force_k is None:
        return Division(1, single, reason=Refusal.FEW_PEOPLE)
    if not points.shape[1]:
        return Division(1, single, reason=Refusal.NO_STRUCTURE)
    large = people > parameters.cells
    gathered, mass, crowd = quantised(points, weight) if large else (points, weight, np.ones(people, np.int64))
    least = 1 if force_k else max(SMALLEST * kept, SHARE * people)
    tried = [force_k] if force_k else range(2, parameters.most_groups + 1)
    seeds = seeding(gathered, mass, max(tried))
    best, highest = None, 0.0
    silhouettes: dict[int, float] = {}
    for k in tried:
        found = cluster(gathered, mass, k, seeds, crowd, least)
        if found is None:
            continue
        silhouettes[k] = silhouette(gathered, mass, found)
        if smallest(found.labels, crowd) >= least and (best is None or silhouettes[k] > highest + SAME):
            best, highest = found, silhouettes[k]
    if best is None:
        return Division(1, single, silhouettes, Refusal.SMALL)
    labels = refined(points, weight, best) if large else best.labels
    return Division(best.k, by_size(labels, best.k), silhouettes)


def by_size(labels: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """Number groups from the largest down; equal sizes: the one with the smallest member first."""
    sizes = np.bincount(labels, minlength=k)
    first = np.full(k, len(labels))
    np.minimum.at(first, labels, np.arange(len(labels)))
    order = sorted(range(k), key=lambda group: (-sizes[group], first[group]))
    rank = np.empty(k, np.int64)
    rank[order] = np.arange(k)
    return rank[labels]


def refusal(
    division: Division, propositions: int, structure_p: float | None, gain: float | None, stability: float | None,
    parameters: Parameters,
) -> str:  # fmt: skip
    """Why this division is not reported, "" when it is. Figures that were not computed (None) refuse nothing.

    In this order: too few people, too few propositions, no more structure than in permuted copies, every division
    leaves a small group, no gain on hidden answers, unstable.
    """
    if division.reason == Refusal.FEW_PEOPLE:
        return Refusal.FEW_PEOPLE
    if propositions < 2:
        return Refusal.FEW_PROPOSITIONS
    if structure_p is not None and structure_p > 1 / (parameters.permutations + 1) + 1e-9:
        return Refusal.NO_STRUCTURE
    if division.reason:
        return division.reason
    if gain is not None and gain <= 0:
        return Refusal.NO_GAIN
    if stability is not None and stability < parameters.stable:
        return Refusal.UNSTABLE
    return ""
