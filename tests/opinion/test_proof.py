"""The verifier of slates against the definition of EJR+, tried on every circle of people of small elections."""

import ast
from itertools import chain, combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csc_array, csr_array

from forum.opinion.analysis import proof
from forum.opinion.analysis.proof import verify_slate
from tests.opinion.ballots import election


def worst_circle(approvals: np.ndarray, chosen: tuple[int, ...], size: int, weight: np.ndarray) -> float:
    """By the definition: the largest weight·k/(l·n) of any circle of people who all agree with one proposition outside
    and each with fewer than l inside. From 1 on, that circle has a just complaint."""
    voters = [who for who in range(len(weight)) if approvals[who].any() and weight[who]]
    n = sum(int(weight[who]) for who in voters)
    worst = 0.0
    for circle in chain.from_iterable(combinations(voters, many) for many in range(1, len(voters) + 1)):
        agree = [c for c in range(approvals.shape[1]) if c not in chosen and all(approvals[who, c] for who in circle)]
        for level in range(1, size + 1) if agree else ():
            if all(sum(approvals[who, c] for c in chosen) < level for who in circle):
                worst = max(worst, sum(int(weight[who]) for who in circle) * size / (level * n))
    return worst


def test_the_verifier_agrees_with_the_definition_on_300_small_elections() -> None:
    kept = 0
    for seed in range(300):
        approvals, weight, size = election(seed, people=6, propositions=6)
        chosen = tuple(np.random.default_rng(seed).permutation(approvals.shape[1])[:size].tolist())
        certificate = verify_slate(approvals, chosen, size, weight, range(approvals.shape[1]))
        assert certificate.ratio == worst_circle(approvals, chosen, size, weight), seed
        kept += certificate.ratio < 1
    assert 60 < kept < 240  # lists by lot: many keep the promise and many do not


def test_the_witness_is_a_circle_that_is_there() -> None:
    for seed in range(100):
        approvals, weight, size = election(seed)
        ids = range(10, 10 + approvals.shape[1])
        chosen = ids[:size]
        told = verify_slate(approvals, chosen, size, weight, ids)
        if told.proposition is None:
            assert told.ratio == told.count == told.level == 0
            continue
        agreed = approvals[:, :size].sum(axis=1)
        circle = approvals[:, ids.index(told.proposition)] & (agreed < told.level)
        assert told.proposition not in chosen
        assert told.count == weight[circle].sum()
        assert told.people == weight[approvals.any(axis=1)].sum() and told.size == size
        assert told.ratio == told.count * size / (told.level * told.people)


def test_a_list_of_the_majority_alone_is_caught() -> None:
    """Five of ten agree with 1 to 4, five with 5 to 8. Of the four places two are due to each."""
    approvals = np.zeros((10, 8), bool)
    approvals[:5, :4] = approvals[5:, 4:] = True
    weight, ids = np.ones(10, int), range(1, 9)
    one_sided = verify_slate(approvals, (1, 2, 3, 4), 4, weight, ids)
    assert (one_sided.ratio, one_sided.proposition, one_sided.level, one_sided.count) == (2.0, 5, 1, 5)
    one_of_two = verify_slate(approvals, (1, 2, 3, 5), 4, weight, ids)
    assert (one_of_two.ratio, one_of_two.proposition, one_of_two.level, one_of_two.count) == (1.0, 6, 2, 5)
    fair = verify_slate(approvals, (1, 2, 5, 6), 4, weight, ids)
    assert (fair.ratio, fair.proposition, fair.level) == (5 * 4 / (3 * 10), 3, 3)


def test_a_circle_just_too_small_has_no_complaint() -> None:
    """Of nine, three are due one of three places; two are not."""
    approvals = np.zeros((9, 4), bool)
    approvals[:6, :3] = approvals[6:, 3] = True
    assert verify_slate(approvals, (0, 1, 2), 3, np.ones(9, int), range(4)).ratio == 1.0
    approvals[6] = [True, False, False, False]
    assert verify_slate(approvals, (0, 1, 2), 3, np.ones(9, int), range(4)).ratio == 2 / 3


def test_weights_count_and_those_without_weight_do_not() -> None:
    approvals = np.array([[1, 0], [0, 1], [0, 1]])
    assert verify_slate(approvals, (5,), 1, np.array([3, 1, 1]), (5, 6)).ratio == 2 / 5
    assert verify_slate(approvals, (5,), 1, np.array([1, 1, 2]), (5, 6)).ratio == 3 / 4
    nobody_else = verify_slate(approvals, (5,), 1, np.array([1, 0, 0]), (5, 6))
    assert (nobody_else.ratio, nobody_else.proposition, nobody_else.people) == (0.0, None, 1)


def test_sparse_or_not_stored_noughts_or_not_is_the_same() -> None:
    approvals, weight, size = election(5)
    ids = range(approvals.shape[1])
    told = verify_slate(approvals, ids[:size], size, weight, ids)
    noughts = csc_array(np.ones(approvals.shape, np.int8))
    noughts.data[:] = approvals.T.ravel()
    for form in (approvals.astype(float), csr_array(approvals), csc_array(approvals), noughts):
        assert verify_slate(form, ids[:size], size, weight, ids) == told


def test_nothing_to_complain_of() -> None:
    for p, c in ((0, 0), (3, 0), (0, 3), (3, 2)):
        told = verify_slate(np.zeros((p, c)), (), 0, np.ones(p, int), range(c))
        assert (told.ratio, told.proposition, told.people) == (0.0, None, 0)
    everything = verify_slate(np.ones((3, 2)), (0, 1), 2, np.ones(3, int), range(2))
    assert (everything.ratio, everything.proposition, everything.people) == (0.0, None, 3)
    assert verify_slate(np.ones((3, 2)), (), 0, np.ones(3, int), range(2)).ratio == 0.0


@pytest.mark.parametrize(
    ("chosen", "size", "weight", "complaint"),
    [
        ((1, 9), 2, [1, 1], "chosen 1: 9 is no proposition"),
        ((2, 2), 2, [1, 1], "chosen 1: 2 is there twice"),
        ((1, 2), 1, [1, 1], "size: 1 is less than the 2 chosen"),
        ((1,), 1, [1, -1], "weight at 1"),
        ((1,), 1, [1], "shape"),
        ((1,), 1, [2**60, 2**60 + 1], "too large"),
    ],
)
def test_what_is_no_list_is_refused_by_its_place(chosen: tuple, size: int, weight: list, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        verify_slate(np.ones((2, 3)), chosen, size, np.array(weight), (1, 2, 3))


def test_the_verifier_knows_nothing_of_the_rule_that_makes_slates() -> None:
    tree = ast.parse(Path(proof.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {one for one in imported if one.startswith("forum")} == {"forum.opinion.analysis.results"}
