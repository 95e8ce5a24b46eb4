"""Would other people, or hidden answers, tell the same? Stability of groups and what they predict."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forum.opinion.analysis.groups import divide, electors, place
from forum.opinion.analysis.results import Parameters
from forum.opinion.analysis.tallies import tallies
from forum.opinion.analysis.votes import Votes

SUBSAMPLES, HIDDEN = 2, 3  # random numbers of kinds of their own: (seed, kind, i)
KEPT = 0.80


def adjusted_rand(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Agreement of two divisions of the same people, corrected for chance (Hubert & Arabie 1985): 1 equal, 0 chance.

    Two divisions into a single group, or of fewer than two people, agree (1).
    """
    if len(one) < 2:
        return 1.0
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1), np.int64)
    np.add.at(table, (one, other), 1)

    def pairs(counts: NDArray[np.int64]) -> int:
        return int((counts * (counts - 1) // 2).sum())

    both, first, second = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    total = len(one) * (len(one) - 1) // 2
    expected, most = first * second / total, (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def subsample(
    votes: Votes, labels: NDArray[np.int64], index: int, parameters: Parameters, force_k: int | None = None
) -> float:  # fmt: skip
    """Pair `index`: do two subsamples of 80 % of the people, divided apart, give the same groups, and these?

    `votes` are those of `electors`, `labels` int64[Q] the groups that would be reported. The least of three adjusted
    Rand indices: of the subsamples on the people of both, and of each with `labels`. Each chooses its own number of
    groups; one that finds none confirms nothing (0). Drawn from the generator (seed, 2, index).
    """
    generator = np.random.default_rng((parameters.seed, SUBSAMPLES, index))
    size = max(int(round(KEPT * votes.people)), 1)
    found: list[NDArray[np.int64]] = []
    for _ in range(2):
        chosen = np.zeros(votes.people, np.bool_)
        chosen[generator.permutation(votes.people)[:size]] = True
        part, people = electors(votes.of_people(chosen))
        division = divide(place(part, parameters), part.weight, parameters, force_k, KEPT)
        if division.k < 2:
            return 0.0
        own = np.full(votes.people, -1, np.int64)
        own[np.flatnonzero(chosen)[people]] = division.labels
        found.append(own)
    return min(_common(found[0], found[1]), _common(found[0], labels), _common(found[1], labels))


def _common(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Agreement on the people that both divisions have."""
    both = (one >= 0) & (other >= 0)
    return float(adjusted_rand(one[both], other[both]))


def stability(agreements: Sequence[float]) -> tuple[float | None, float | None]:
    """Mean and least agreement of the pairs of subsamples; None without any."""
    return (float(np.mean(agreements)), float(min(agreements))) if agreements else (None, None)


def folds(parameters: Parameters) -> int:
    """In how many parts the answers are hidden, one after the other."""
    return max(round(1 / parameters.hidden), 2)


def hidden(votes: Votes, fold: int, k: int, parameters: Parameters) -> tuple[float, float]:
    """Log-loss (nats) on one hidden part of the answers: by the rates of all, by the rates of the person's group.

    `votes` are those of `electors`. All answers are dealt into `folds` parts at random, once per seed; part `fold` is
    hidden and k groups are found in the others, of the same people: whoever is placed by all answers is placed by nine
    tenths of them too, or a short round, where hiding one answer leaves too few, would never gain anything. An answer
    is then predicted by (n_v + 1)/(n + 3), for each of the three answers, over everyone and over the group; where there
    are no k groups, by everyone both times.
    """
    parts = folds(parameters)
    order = np.random.default_rng((parameters.seed, HIDDEN)).permutation(len(votes.value))
    out = order % parts == fold
    shown = votes.only(~out)
    division = divide(place(shown, parameters), shown.weight, parameters, k)
    labels = division.labels if division.k == k else np.full(votes.people, -1, np.int64)
    overall = tallies(shown, np.zeros(votes.people, np.int64), 1)[0]
    within = tallies(shown, labels, k)
    what, answer, group = votes.proposition[out], votes.value[out] + 1, labels[votes.person[out]]
    plain = (overall[what, answer] + 1) / (overall[what].sum(axis=1) + 3)
    known = group >= 0
    by_group = plain.copy()
    table = within[group[known], what[known]]
    by_group[known] = (table[np.arange(len(table)), answer[known]] + 1) / (table.sum(axis=1) + 3)
    return float(-np.log(plain).sum()), float(-np.log(by_group).sum())


def gain(losses: Sequence[Sequence[float]]) -> float | None:
    """The share of the log-loss on hidden answers that is saved by knowing the group; None without any."""
    everyone, groups = sum(loss[0] for loss in losses), sum(loss[1] for loss in losses)
    return 1 - groups / everyone if everyone > 0 else None


