"""Structure, stability and gain as figures."""

import numpy as np
import pytest

from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.groups import divide, electors, place
from forum.opinion.analysis.results import Parameters
from forum.opinion.analysis.stability import adjusted_rand, folds, gain, hidden, stability, subsample
from forum.opinion.analysis.structure import observed, permuted, shuffled, structure
from forum.opinion.analysis.synthetic import shuffled_columns, synthetic
from forum.opinion.analysis.votes import Votes

PARAMETERS = Parameters()
BLOCKS = synthetic(40, 30, groups=2, sharp=0.9, density=0.7, seed=1)


def rand(one: list[int], other: list[int]) -> float:
    return adjusted_rand(np.array(one), np.array(other))


def test_agreement_of_two_divisions_by_hand() -> None:
    assert rand([0, 0, 1, 1], [1, 1, 0, 0]) == 1.0
    assert rand([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(-0.5)
    assert rand([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]) == pytest.approx((2 - 6 * 3 / 15) / (4.5 - 6 * 3 / 15))
    assert rand([0, 0, 0], [0, 0, 0]) == rand([], []) == rand([0], [4]) == 1.0
    assert rand([0, 0, 0, 0], [0, 0, 1, 1]) == 0.0


def test_z_and_p_of_the_first_axis_by_hand() -> None:
    z, p = structure(10.0, [6.0, 8.0, 7.0])
    assert z == pytest.approx(3.0) and p == 1 / 4
    assert structure(7.0, [6.0, 8.0, 7.0])[1] == 3 / 4  # a copy that reaches it counts
    assert structure(0.0, [0.0, 0.0]) == (0.0, 1.0)
    assert structure(1.0, []) == (None, None)


def test_a_copy_keeps_who_answered_and_the_answers_of_each_column() -> None:
    value = shuffled(BLOCKS, np.random.default_rng(0))
    assert (value != BLOCKS.value).any()
    for column in range(BLOCKS.propositions):
        here = BLOCKS.proposition == column
        assert sorted(value[here]) == sorted(BLOCKS.value[here])


def test_blocks_stand_out_of_their_copies_and_a_copy_does_not() -> None:
    for votes, significant in ((BLOCKS, True), (shuffled_columns(BLOCKS, 1), False)):
        z, p = structure(observed(votes), [permuted(votes, index) for index in range(99)])
        assert z is not None and p is not None
        assert (p == 0.01 and z > 10) if significant else (p > 0.01 and z < 4)


def test_blocks_are_stable_and_their_copy_is_not() -> None:
    blocks = divide(place(BLOCKS, PARAMETERS), BLOCKS.weight, PARAMETERS).labels
    agreements = [subsample(BLOCKS, blocks, index, PARAMETERS) for index in range(10)]
    assert stability(agreements) == (np.mean(agreements), min(agreements))
    assert min(agreements) == 1.0
    noise, _ = electors(shuffled_columns(BLOCKS, 1))
    found = divide(place(noise, PARAMETERS), noise.weight, PARAMETERS).labels
    assert np.mean([subsample(noise, found, index, PARAMETERS) for index in range(10)]) < 0.6
    other = np.arange(BLOCKS.people) // 2 % 2  # stable groups, but not those that would be reported
    assert all(subsample(BLOCKS, other, index, PARAMETERS) < 0.2 for index in range(10))
    assert stability([]) == (None, None)


def test_subsamples_without_a_division_confirm_nothing() -> None:
    everyone_alike = Votes.of([(who, what, 1) for who in range(20) for what in range(9)])
    assert subsample(everyone_alike, np.arange(20) % 2, 0, PARAMETERS) == 0.0


def test_knowing_the_group_helps_to_predict_blocks_and_harms_in_noise() -> None:
    noise = shuffled_columns(BLOCKS, 1)
    for votes, low, high in ((BLOCKS, 0.2, 0.7), (noise, -0.3, 0.0)):
        losses = [hidden(votes, fold, 2, PARAMETERS) for fold in range(folds(PARAMETERS))]
        saved = gain(losses)
        assert saved is not None and low < saved < high
    assert gain([]) is None and gain([[0.0, 0.0]]) is None


def test_each_answer_is_hidden_once() -> None:
    """With one group everyone's rates are the group's: the two losses are equal, over every answer once."""
    losses = np.array([hidden(BLOCKS, fold, 1, PARAMETERS) for fold in range(10)])
    assert losses[:, 0] == pytest.approx(losses[:, 1])
    assert losses.sum(axis=0)[0] / len(BLOCKS.value) == pytest.approx(np.log(2), abs=0.1)


def test_a_hidden_answer_is_predicted_by_smoothed_shares_of_the_others() -> None:
    """Two answers, each hidden in turn: the other one, if it was to the same proposition, is all there is."""
    votes = Votes.of([("a", 1, 1), ("b", 1, 1), ("c", 2, -1)])
    parameters = Parameters(hidden=1 / 3)
    total = sum(hidden(votes, fold, 2, parameters)[0] for fold in range(3))
    assert total == pytest.approx(-2 * np.log(2 / 4) - np.log(1 / 3))


def test_a_round_of_seven_propositions_gains_too() -> None:
    """Everyone answered all seven; with one of them hidden nobody has seven left, and is placed all the same."""
    answers = [(who, what, 1 if who % 2 == what % 2 else -1) for who in range(40) for what in range(7)]
    found = analyse(Votes.of(answers)).groups
    assert found.k == 2 and found.gain is not None and found.gain > 0.5
