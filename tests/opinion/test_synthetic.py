"""Made-up answers, and crowds of a kind that real ones never are."""

import numpy as np
import pytest

from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.results import Parameters, Refusal
from forum.opinion.analysis.synthetic import shuffled_columns, synthetic
from forum.opinion.analysis.votes import Votes

QUICK = Parameters(permutations=2, subsamples=1, hidden=0.5)


def test_it_is_as_was_asked_for_and_the_same_again() -> None:
    votes = synthetic(2000, 60, groups=3, density=0.3, passing=0.2, sides=2, seed=7)
    assert (votes.people, votes.propositions) == (2000, 60)
    assert len(votes.value) / (2000 * 60) == pytest.approx(0.3, abs=0.01)
    assert (votes.value == 0).mean() == pytest.approx(0.2, abs=0.01)
    assert [int((votes.side == side).sum()) for side in (0, 1, -1)] == pytest.approx([950, 950, 100], abs=20)
    again = synthetic(2000, 60, groups=3, density=0.3, passing=0.2, sides=2, seed=7)
    assert (again.value == votes.value).all() and (again.proposition == votes.proposition).all()
    assert (synthetic(2000, 60, density=0.3, seed=8).value[:50] != votes.value[:50]).any()


def test_sharp_groups_never_all_lean_the_same_way() -> None:
    for groups in (2, 3, 4):
        votes = synthetic(40, 30, groups=groups, sharp=1.0, seed=groups)
        table = votes.value.reshape(40, 30)
        assert (table.min(axis=0) == -1).all() and (table.max(axis=0) == 1).all()
        for group in range(groups):
            assert (table[group::groups] == table[group]).all()


def test_shuffled_columns_keep_their_counts() -> None:
    votes = synthetic(50, 8, groups=2, density=0.7, passing=0.2)
    other = shuffled_columns(votes, 1)
    assert (other.value != votes.value).any()
    for column in range(8):
        assert sorted(other.value[other.proposition == column]) == sorted(votes.value[votes.proposition == column])


@pytest.mark.parametrize("wrong", [{"people": -1}, {"groups": 0}, {"sides": 3}, {"density": 1.1}, {"sharp": -0.1}])
def test_what_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="not possible|not all between"):
        synthetic(**({"people": 3, "propositions": 3} | wrong))  # type: ignore[arg-type]


def repeated_rows(rows: list[list[int]], times: int) -> Votes:
    table = np.tile(np.array(rows, np.int8), (times, 1))
    person, proposition = np.indices(table.shape)
    return Votes.checked(
        person.ravel(), proposition.ravel(), table.ravel(), person_ids=range(len(table)),
        proposition_ids=range(table.shape[1]),
    )  # fmt: skip


def test_six_thousand_people_of_one_opinion_have_no_groups() -> None:
    found = analyse(repeated_rows([[1, -1] * 20], 6000), parameters=QUICK)
    assert (found.groups.k, found.groups.reason) == (1, Refusal.NO_STRUCTURE)


def test_six_thousand_people_of_two_opinions_are_two_groups() -> None:
    found = analyse(repeated_rows([[1, -1] * 20, [-1, 1] * 20], 3000), parameters=QUICK, force_k=2)
    assert found.groups.sizes == (3000, 3000)
    assert found.groups.labels[:4] == (0, 1, 0, 1)
    assert found.groups.stability_min == 1.0
    assert found.density is None  # a single axis is no map
