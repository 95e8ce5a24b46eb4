"""What tells a group from the others, and that chance tells nothing."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings

from forum.opinion.analysis.polis import Z_90, one_proportion, two_proportion
from forum.opinion.analysis.representative import representative
from forum.opinion.analysis.results import Direction, Parameters
from forum.opinion.analysis.tallies import tallies
from forum.opinion.analysis.votes import Votes
from tests.opinion.ballots import tables
from tests.opinion.conftest import CONVERSATIONS

USUAL = Parameters()
Answers = tuple[int, int, int]


def found(*groups: list[Answers], parameters: Parameters = USUAL) -> list[list[tuple[int, Direction]]]:
    """Each group: (agree, disagree, pass) per proposition; ids from 1."""
    table = np.array([[(disagree, passed, agree) for agree, disagree, passed in one] for one in groups])
    lists = representative(table, range(1, table.shape[1] + 1), parameters)
    return [[(one.id, one.direction) for one in group] for group in lists]


def test_one_proposition_by_hand() -> None:
    """A: 8 of 9 agree; B: 3 of 9 agree, 5 disagree. Agreeing in A: z_other = .5/√.0455 = 2.344 (two-sided p = .019),
    z_group = 2·√10·(.9 - .5) = 2.530, p = 9/11, ratio = (9/11)/(4/11) = 2.25. In B disagreeing, 5 of 9 against 1 of 9:
    π₁ = .6, π₂ = .2, π = .4, z_other = .4/√(.4·.6·.2) = 1.826 (p = .068), z_group = .632: too weak."""
    table = np.array([[[1, 0, 8]], [[5, 1, 3]]])
    ((one,), of_b) = representative(table, (7,), USUAL)
    assert (one.id, one.direction) == (7, Direction.AGREE) and of_b == ()
    assert (one.z_other, one.z_group) == pytest.approx((0.5 / 0.0455**0.5, 0.8 * 10**0.5), abs=1e-12)
    assert (one.p, one.ratio) == pytest.approx((9 / 11, 2.25), abs=1e-12)


def test_one_group_has_nothing_that_tells_it_apart() -> None:
    assert found([(20, 0, 0)]) == [[]]
    assert representative(np.zeros((0, 3, 3), int), (1, 2, 3), USUAL) == ()
    assert representative(np.zeros((2, 0, 3), int), (), USUAL) == ((), ())
    assert representative(np.zeros((3, 2, 3), int), (1, 2), USUAL) == ((), (), ())


def test_five_answers_of_the_group_are_needed() -> None:
    many = (0, 60, 0)
    assert found([(5, 0, 0)], [many])[0] == [(1, Direction.AGREE)]
    assert found([(4, 0, 0)], [many])[0] == []


def test_a_group_that_leans_less_than_others_but_the_same_way_is_not_represented() -> None:
    """Half of A agrees, all of B: B is told apart by it, A is not, for it leans nowhere."""
    assert found([(20, 20, 0)], [(40, 0, 0)]) == [[], [(1, Direction.AGREE)]]


def test_a_difference_is_tested_on_both_sides() -> None:
    """Of two tests the surest needs p of .05: 8 against 3 of 12, p = .0499, 9 against 5 of 10, p = .0555."""
    assert found([(8, 0, 4)], [(3, 0, 9)])[0] == [(1, Direction.AGREE)]
    assert found([(9, 0, 1)], [(5, 0, 5)])[0] == []


def test_who_both_agrees_and_disagrees_less_than_others_is_not_represented() -> None:
    """Most of A agrees, and still fewer than of B; surely so, but that is no reason to name it."""
    assert found([(700, 0, 300)], [(800, 200, 0)])[0] == []


def test_at_most_five_the_strongest_first_and_equals_by_id() -> None:
    here = [(20, 0, 0)] * 6 + [(30, 0, 0)]
    there = [(0, 20, 0)] * 6 + [(0, 30, 0)]
    assert [one for one, _ in found(here, there)[0]] == [7, 1, 2, 3, 4]
    assert found(here, there)[1][0] == (7, Direction.DISAGREE)


def test_the_order_is_by_the_product_of_rate_ratio_and_both_z() -> None:
    table = np.array([[[1, 0, 20], [0, 3, 12], [0, 0, 30]], [[20, 0, 2], [9, 4, 1], [10, 0, 20]]])
    (first, _) = representative(table, (1, 2, 3), USUAL)
    strengths = [one.p * one.ratio * one.z_group * one.z_other for one in first]
    assert len(first) == 3 and strengths == sorted(strengths, reverse=True)


def test_one_difference_among_many_must_be_surer() -> None:
    """8 of 9 against 3 of 9, p = .019: enough for one look at two groups, not for the best of fifty."""
    assert found([(8, 1, 0)], [(3, 5, 1)])[0] == [(1, Direction.AGREE)]
    even = [(5, 4, 0)] * 49
    assert found([(8, 1, 0), *even], [(3, 5, 1), *even]) == [[], []]


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_groups_by_lot_are_hardly_ever_told_apart(name: str, polis: Callable[[str], Votes]) -> None:
    """Polis's own threshold names many propositions of such groups."""
    votes = polis(name).considered()
    draw = np.random.default_rng(4)
    named, by_polis = 0, 0
    for _ in range(10):
        table = tallies(votes, draw.integers(0, 2, votes.people), 2)
        named += sum(map(len, representative(table, votes.proposition_ids, USUAL)))
        n = table.sum(axis=2)
        for answer in (0, 2):
            hits = table[:, :, answer]
            other = two_proportion(hits, n, hits[::-1], n[::-1])
            by_polis += int(((other > Z_90) & (one_proportion(hits, n) > Z_90)).sum())
    assert named <= 5, named
    assert by_polis > 10 * named


@settings(max_examples=40)
@given(tables(audiences=3))
def test_invariant_1_groups_and_propositions_in_another_order(table: np.ndarray) -> None:
    ids = range(1, table.shape[1] + 1)
    lists = representative(table, ids, USUAL)
    assert representative(table[::-1], ids, USUAL) == lists[::-1]
    turned = representative(table[:, ::-1], tuple(ids)[::-1], USUAL)
    assert turned == lists


@settings(max_examples=40)
@given(tables(audiences=2))
def test_invariant_3_answers_turned_round_turn_the_directions_round(table: np.ndarray) -> None:
    ids = range(1, table.shape[1] + 1)
    other = {Direction.AGREE: Direction.DISAGREE, Direction.DISAGREE: Direction.AGREE}
    here, there = (representative(one, ids, USUAL) for one in (table, table[:, :, ::-1]))
    assert [[(one.id, one.direction, one.p) for one in group] for group in here] == [
        [(one.id, other[one.direction], one.p) for one in group] for group in there
    ]


def test_bad_counts_are_refused_by_their_place() -> None:
    with pytest.raises(ValueError, match=r"tally at \(1, 0, 2\)"):
        representative(np.array([[[0, 0, 1]], [[0, 0, -1]]]), (1,), USUAL)
    with pytest.raises(ValueError, match="2 ids for 1"):
        representative(np.zeros((2, 1, 3), int), (1, 2), USUAL)
