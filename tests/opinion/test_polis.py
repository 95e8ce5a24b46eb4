"""Polis's own statistics, against arithmetic done by hand and against what Polis published."""

import csv
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings

from forum.opinion.analysis.polis import consensus, gac, one_proportion, two_proportion
from forum.opinion.analysis.results import Direction
from forum.opinion.analysis.tallies import tallies
from forum.opinion.analysis.votes import Votes
from tests.opinion.ballots import tables
from tests.opinion.conftest import CONVERSATIONS, FOLDER


def test_z_of_one_rate_by_hand() -> None:
    """2·√(n + 1)·((hits + 1)/(n + 1) - ½):

    8 of 8: 2·√9·(9/9 - ½) = 2·3·½ = 3;  5 of 8: 6·(6/9 - ½) = 1;  0 of 8: 6·(1/9 - ½) = -7/3;
    17 of 24: 2·5·(18/25 - ½) = 2.2;  0 of 0: 2·1·(1 - ½) = 1.
    """
    hits, n = np.array([8, 5, 0, 17, 0]), np.array([8, 8, 8, 24, 0])
    assert one_proportion(hits, n) == pytest.approx([3, 1, -7 / 3, 2.2, 1], abs=1e-12)


def test_z_of_two_rates_by_hand() -> None:
    """All counts raised by one, π from both together:

    8 of 9 against 3 of 9: π₁ = .9, π₂ = .4, π = 13/20; z = .5/√(.65·.35·(1/10 + 1/10)) = .5/√.0455.
    3 of 9 against 8 of 9 is the opposite. 7 of 15 against 2 of 3: π₁ = 8/16, π₂ = 3/4, π = 11/20;
    z = -.25/√(.55·.45·(1/16 + 1/4)) = -.25/√.07734375. 4 of 4 against 9 of 9: π = 1, so 0.
    """
    z = two_proportion(np.array([8, 3, 7, 4]), np.array([9, 9, 15, 4]), np.array([3, 8, 2, 9]), np.array([9, 9, 3, 9]))
    by_hand = [0.5 / 0.0455**0.5, -0.5 / 0.0455**0.5, -0.25 / 0.07734375**0.5, 0.0]
    assert z == pytest.approx(by_hand, abs=1e-12)
    assert by_hand[0] == pytest.approx(2.3440, abs=1e-4)


def test_group_aware_consensus_by_hand() -> None:
    """Groups of (disagree, pass, agree): (1, 1, 6) and (0, 2, 2): 7/10·3/6; unseen by both: ½·½."""
    table = np.array([[[1, 1, 6], [0, 0, 0]], [[0, 2, 2], [0, 0, 0]]])
    assert gac(table) == pytest.approx([0.35, 0.25], abs=1e-15)
    assert gac(np.zeros((0, 2, 3), int)).tolist() == [1.0, 1.0]
    assert gac(np.zeros((2, 0, 3), int)).shape == (0,)


def test_consensus_by_hand() -> None:
    """Agreeing, strength p·z with p = (n_a + 1)/(n + 2):

    11: 8 of 8, 9/10·3 = 2.7.  12: 17 of 24, 18/26·2.2 = 1.523.  13: 5 of 8, z = 1 is too weak.
    14: 15 of 24, z = 10·(16/25 - ½) = 1.4, 16/26·1.4 = .8615.  15: 14 of 24, z = 10·(15/25 - ½) = 1 is too weak.
    16: 8 of 8 again: after 11, by its id.  17: 8 of 8 disagree.
    18: 65 of 99, z = 20·(66/100 - ½) = 3.2 is the largest, but 66/101·3.2 = 2.09 comes third.
    """
    total = np.array([[0, 0, 8], [3, 4, 17], [0, 3, 5], [9, 0, 15], [10, 0, 14], [0, 0, 8], [8, 0, 0], [30, 4, 65]])
    assert consensus(total, range(11, 19)) == {
        Direction.AGREE: (11, 16, 18, 12, 14), Direction.DISAGREE: (17,),
    }  # fmt: skip
    assert len(consensus(np.array([[0, 0, 8]] * 7), range(7))[Direction.AGREE]) == 5
    assert consensus(np.zeros((0, 3), int), ()) == {Direction.AGREE: (), Direction.DISAGREE: ()}


@pytest.mark.parametrize("function", [one_proportion, two_proportion])
def test_an_impossible_count_is_refused_by_its_place(function: Callable) -> None:
    pairs = 2 if function is two_proportion else 1
    for hits, n in (([1, 9], [5, 5]), ([1, -1], [5, 5])):
        with pytest.raises(ValueError, match="hits at 1"):
            function(*[np.array(hits), np.array(n)] * pairs)
    with pytest.raises(ValueError, match="do not belong together"):
        two_proportion(np.array([1]), np.array([1]), np.array([1, 1]), np.array([1, 1]))


@settings(max_examples=40)
@given(tables(audiences=3))
def test_invariant_3_answers_turned_round_turn_the_consensus_round(table: np.ndarray) -> None:
    total, ids = table.sum(axis=0), range(table.shape[1])
    here, there = consensus(total, ids), consensus(total[:, ::-1], ids)
    assert (here[Direction.AGREE], here[Direction.DISAGREE]) == (there[Direction.DISAGREE], there[Direction.AGREE])
    assert gac(table[::-1]).tolist() == gac(table).tolist()


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_invariant_3_on_a_real_conversation(name: str, polis: Callable[[str], Votes]) -> None:
    votes = polis(name)
    total, ids = tallies(votes, np.zeros(votes.people, int), 1)[0], votes.proposition_ids
    here, there = consensus(total, ids), consensus(total[:, ::-1], ids)
    assert here[Direction.AGREE] and here[Direction.AGREE] == there[Direction.DISAGREE]


# ---------------------------------------------------------------- what Polis published
def published(name: str, file: str) -> list[dict[str, str]]:
    with (FOLDER / name / file).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def test_group_aware_consensus_and_counts_equal_those_published_of_bg2050(polis: Callable[[str], Votes]) -> None:
    """All 371 propositions to 1e-12. The product of (n_a + 1)/(n + 2) over two groups fixes the counts; what each
    person is said to have answered adds up to those of the person's group, too."""
    name = "bg2050-volunteers"
    votes = polis(name)
    people = published(name, "participants-votes.csv")
    group = {int(row["participant"]): int(row["group-id"]) for row in people if row["group-id"]}
    labels = np.array([group.get(who, -1) for who in votes.person_ids])
    table = tallies(votes, labels, 2)
    assert Counter(labels.tolist()) == {0: 100, 1: 8, -1: 18}
    computed = dict(zip(votes.proposition_ids, gac(table).tolist(), strict=True))
    told = {int(row["comment-id"]): float(row["group-informed-consensus"]) for row in published(name, "comments.csv")}
    assert len(told) == 371 and told.keys() <= computed.keys()
    assert max(abs(computed[one] - value) for one, value in told.items()) < 1e-12
    for which in (0, 1):
        own = [row for row in people if row["group-id"] == str(which)]
        for column, answers in (("n-votes", slice(None)), ("n-agree", 2), ("n-disagree", 0)):
            assert table[which, :, answers].sum() == sum(int(row[column]) for row in own)


def test_totals_equal_those_published_of_bg2050_where_nobody_answered_twice(polis: Callable[[str], Votes]) -> None:
    """Polis counts an answer that was changed once more in comments.csv; of 28 propositions somebody changed one."""
    name = "bg2050-volunteers"
    votes = polis(name)
    total = tallies(votes, np.zeros(votes.people, int), 1)[0]
    given = Counter((int(row["comment-id"]), int(row["vote"])) for row in published(name, "votes.csv"))
    same = 0
    for row in published(name, "comments.csv"):
        one = int(row["comment-id"])
        at = votes.proposition_ids.index(one)
        assert (int(row["agrees"]), int(row["disagrees"])) == (given[one, 1], given[one, -1])
        same += int(row["agrees"]) == total[at, 2] and int(row["disagrees"]) == total[at, 0]
    assert same > 371 - 35
