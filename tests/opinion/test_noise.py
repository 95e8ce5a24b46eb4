"""The lens says no where there is nothing, and yes where two blocks were planted."""

from collections.abc import Callable

import numpy as np
import pytest

from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.groups import divide, electors, place, refusal
from forum.opinion.analysis.results import Parameters, Refusal
from forum.opinion.analysis.stability import adjusted_rand
from forum.opinion.analysis.structure import observed, permuted, structure
from forum.opinion.analysis.synthetic import shuffled_columns, synthetic
from forum.opinion.analysis.votes import Votes
from tests.opinion.conftest import CONVERSATIONS

COPIES, MATRICES, PLANTED = 100, 60, 60
PARAMETERS = Parameters()


def groups_found(votes: Votes) -> int:
    """k as reported. The structure test comes first in the lens: what it refuses needs no look at the rest."""
    people, _ = electors(votes)
    null = [permuted(people, index) for index in range(PARAMETERS.permutations)]
    p = structure(observed(people), null)[1]
    division = divide(place(people, PARAMETERS), people.weight, PARAMETERS)
    if refusal(division, people.propositions, p, None, None, PARAMETERS) == Refusal.NO_STRUCTURE:
        return 1
    return analyse(votes, parameters=PARAMETERS).groups.k


def copies(polis: Callable[[str], Votes], first: int, count: int) -> list[int]:
    """k of so many column-permuted copies, the six conversations in turn."""
    votes = [polis(name) for name in CONVERSATIONS]
    return [groups_found(shuffled_columns(votes[one % len(votes)], one)) for one in range(first, first + count)]


def structureless(first: int, count: int) -> list[int]:
    """k of so many matrices of 47 people and 40 propositions, each answered at its own rate by everyone alike."""
    seeds = range(first, first + count)
    return [groups_found(synthetic(47, 40, density=0.7, passing=0.15, seed=seed)) for seed in seeds]


def planted(first: int, count: int) -> tuple[list[int], list[float]]:
    """k and agreement with the truth: two blocks of 60 people, 40 propositions, 80/20, half observed."""
    found, right = [], []
    for seed in range(first, first + count):
        labels = analyse(synthetic(60, 40, groups=2, sharp=0.8, density=0.5, seed=seed), parameters=PARAMETERS).groups
        found.append(labels.k)
        known = np.array([label is not None for label in labels.labels])
        right.append(adjusted_rand(np.array(labels.labels)[known].astype(int), np.arange(60)[known] % 2))
    return found, right


def test_permuted_copies_of_real_conversations_have_no_groups(polis: Callable[[str], Votes]) -> None:
    assert sum(k > 1 for k in copies(polis, 0, COPIES // 5)) <= COPIES // 5 * 0.05


def test_structureless_matrices_have_no_groups() -> None:
    assert sum(k > 1 for k in structureless(0, MATRICES // 5)) <= MATRICES // 5 * 0.05


def test_two_planted_blocks_are_found() -> None:
    found, right = planted(0, PLANTED // 5)
    assert set(found) == {2}
    assert np.mean(right) >= 0.97


@pytest.mark.drill
def test_noise_and_blocks_in_full(polis: Callable[[str], Votes]) -> None:
    ks = copies(polis, 0, COPIES)
    print(f"{sum(k > 1 for k in ks)} of {COPIES} permuted copies have groups")
    assert sum(k > 1 for k in ks) <= COPIES * 0.05
    ks = structureless(0, MATRICES)
    print(f"{sum(k > 1 for k in ks)} of {MATRICES} structureless matrices have groups")
    assert sum(k > 1 for k in ks) <= MATRICES * 0.05
    found, right = planted(0, PLANTED)
    print(f"planted: k {set(found)}, mean ARI {np.mean(right):.3f}, least {min(right):.3f}")
    assert set(found) == {2}
    assert np.mean(right) >= 0.97
