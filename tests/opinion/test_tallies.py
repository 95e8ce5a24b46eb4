"""Counts: all at once, by side, by group, and one answer at a time."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion.analysis.results import Cell
from forum.opinion.analysis.synthetic import synthetic
from forum.opinion.analysis.tallies import Tally, both_tallies, cells, counts, side_tallies, tallies
from forum.opinion.analysis.votes import Votes
from tests.opinion.changed import any_votes


def by_hand(votes: Votes, labels: list[int], groups: int, weighted: bool) -> np.ndarray:
    table = np.zeros((groups, votes.propositions, 3), np.int64)
    for who, what, value in zip(votes.person, votes.proposition, votes.value, strict=True):
        if labels[who] >= 0:
            table[labels[who], what, value + 1] += votes.weight[who] if weighted else 1
    return table


@settings(max_examples=30)
@given(any_votes(), st.booleans(), st.integers(1, 3))
def test_tallies_count_each_answer_once(votes: Votes, weighted: bool, groups: int) -> None:
    labels = (np.arange(votes.people) * 7) % (groups + 1) - 1
    table = tallies(votes, labels, groups, weighted=weighted)
    assert table.dtype == np.int64
    assert (table == by_hand(votes, labels.tolist(), groups, weighted)).all()
    assert (counts(votes, votes.value) == tallies(votes, np.zeros(votes.people, int), 1)[0]).all()
    sides = np.where(votes.side < 0, len(votes.sides), votes.side)
    assert (side_tallies(votes) == by_hand(votes, sides.tolist(), len(votes.sides) + 1, False)).all()
    both = both_tallies(votes, labels, groups)
    assert (both[0] == side_tallies(votes)).all()
    assert (both[1] == tallies(votes, labels, groups)).all()


def test_labels_out_of_range_are_named_by_their_place() -> None:
    votes = Votes.of([(1, 1, 1), (2, 1, 0)])
    with pytest.raises(ValueError, match="label at 1: 2 is not -1 … 1"):
        tallies(votes, np.array([0, 2]), 2)
    with pytest.raises(ValueError, match="labels has"):
        tallies(votes, np.array([0]), 2)


def test_a_row_of_counts_reads_as_cells() -> None:
    assert cells(np.array([[1, 2, 3], [0, 0, 4]])) == [Cell(agree=3, disagree=1, passed=2), Cell(agree=4)]


answers = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from([-1, 0, 1, None]), st.integers(0, 1)), max_size=60
)


@settings(max_examples=40)
@given(answers)
def test_counting_one_by_one_equals_counting_at_the_end(given: list[tuple[int, int, int | None, int]]) -> None:
    kept, last = Tally(2), {}
    for who, what, value, _ in given:
        kept.answer(who, what, value, who % 2)
        last[who, what] = value
    votes = Votes.of(
        [(who, what, value) for (who, what), value in last.items() if value is not None], people=range(6),
        propositions=range(4), sides=("one", "two"), side={who: who % 2 for who in range(6)},
    )  # fmt: skip
    assert (kept.table(range(4)) == side_tallies(votes)[:2]).all()


def test_counting_real_conversations_one_by_one(conversation: Votes) -> None:
    """In an order of its own, every third answer changed on the way and changed back."""
    tally, ids = Tally(1), conversation.proposition_ids
    columns = (conversation.person, conversation.proposition, conversation.value)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    for index in np.random.default_rng(3).permutation(len(rows)).tolist():
        who, what, value = rows[index]
        if index % 3 == 0:
            tally.answer(who, ids[what], -value if value else 1)
        tally.answer(who, ids[what], value)
    everyone = tallies(conversation, np.zeros(conversation.people, np.int64), 1)
    assert (tally.table(ids) == everyone).all()


def test_a_person_may_change_sides_with_the_answer() -> None:
    kept = Tally(2)
    kept.answer("a", 1, 1, 0)
    kept.answer("a", 1, -1, 1)
    assert kept.table([1]).tolist() == [[[0, 0, 0]], [[1, 0, 0]]]
    for bad in ((("a", 1, 2, 0)), (("a", 1, 1, 2))):
        with pytest.raises(ValueError, match="answer of 'a' to 1"):
            kept.answer(*bad)


def test_one_answer_costs_the_same_after_a_hundred_thousand() -> None:
    votes = synthetic(2_000, 500, density=0.1)
    kept = Tally(1)
    for who, what, value in zip(votes.person.tolist(), votes.proposition.tolist(), votes.value.tolist(), strict=True):
        kept.answer(who, what, value)
    began = time.process_time()
    for index in range(1000):
        kept.answer(index, index % 500, index % 3 - 1)
    assert time.process_time() - began < 1  # a thousand of them in a thousand times the millisecond allowed for one
