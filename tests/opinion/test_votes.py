"""Answers as arrays: one order, each pair once, and what is wrong is named by its place."""

import numpy as np
import pytest
from hypothesis import given, settings

from forum.opinion.analysis.votes import Votes
from tests.opinion.changed import any_votes, retold


def arrays(**changes: object) -> Votes:
    given: dict[str, object] = {
        "person": [0, 0, 1], "proposition": [0, 1, 0], "value": [1, -1, 0], "person_ids": ("a", "b"),
        "proposition_ids": (3, 7),
    } | changes  # fmt: skip
    whole = ("person", "proposition", "value")
    return Votes.checked(
        *(np.array(given[name]) for name in whole), **{name: one for name, one in given.items() if name not in whole}
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"person": [0, 0, 2]}, "person at 2: 2 is not allowed"),
        ({"person": [0, -1, 1]}, "person at 1: -1 is not allowed"),
        ({"proposition": [2, 1, 0]}, "proposition at 0: 2 is not allowed"),
        ({"value": [1, 7, 0]}, "value at 1: 7 is not allowed"),
        ({"person": [1, 0, 1], "proposition": [0, 1, 0]}, "person and proposition at 2: is there twice"),
        ({"person": [0, 0, 0], "proposition": [0, 1, 1]}, "person and proposition at 2: is there twice"),
        ({"value": [1, 0]}, "must be of one length"),
        ({"weight": np.array([1, 0])}, "weight at 1: 0 is not allowed"),
        ({"weight": np.array([1])}, "weight has .* not 2"),
        ({"side": np.array([0, 1])}, "side at 1: 1 is not allowed"),
        ({"side": np.array([-2, 0])}, "side at 0: -2 is not allowed"),
        ({"eligible": np.array([True])}, "eligible has .* not 2"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        arrays(**changes)


def test_an_answer_that_is_none_is_named_by_its_place() -> None:
    with pytest.raises(ValueError, match="answer 1: 2 is neither"):
        Votes.of([("a", 1, 1), ("a", 2, 2)])


def test_the_last_answer_of_a_person_counts() -> None:
    votes = Votes.of([("a", 1, 1), ("b", 1, 1), ("a", 1, -1)], people=["c"])
    assert votes.person_ids == ("a", "b", "c")
    assert votes.value.tolist() == [-1, 1]


@settings(max_examples=20)
@given(any_votes())
def test_canonical_order_is_kept_and_found_again(votes: Votes) -> None:
    again = retold(votes, 1)
    for name in ("person", "proposition", "value", "weight", "side", "eligible"):
        one, two = getattr(votes, name), getattr(again, name)
        assert one.dtype == two.dtype and (one == two).all()
    starts = votes.starts()
    assert np.diff(starts).tolist() == np.bincount(votes.person, minlength=votes.people).tolist()
    assert (votes.person_ids, votes.proposition_ids) == (again.person_ids, again.proposition_ids)


@settings(max_examples=20)
@given(any_votes())
def test_a_part_of_the_people_keeps_its_answers(votes: Votes) -> None:
    chosen = np.arange(votes.people) % 3 != 1
    part = votes.of_people(chosen)
    assert part.person_ids == tuple(one for one, kept in zip(votes.person_ids, chosen, strict=True) if kept)
    assert part.value.tolist() == votes.value[chosen[votes.person]].tolist()
    assert (part.weight == votes.weight[chosen]).all() and (part.side == votes.side[chosen]).all()
    assert votes.of_people(np.ones(votes.people, bool)) is votes
