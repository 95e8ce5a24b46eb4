"""Tiers at both sides of each threshold, ranks, and what is told beside them of how many were needed."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion.analysis.rates import bounds
from forum.opinion.analysis.results import PRECEDENCE, Parameters, Tier, Why
from forum.opinion.analysis.tallies import tallies
from forum.opinion.analysis.tiers import needed, ranked, tiers
from forum.opinion.analysis.votes import Votes
from tests.opinion.ballots import beta_low, tables
from tests.opinion.conftest import CONVERSATIONS

USUAL = Parameters()
EVEN = (5, 5, 0)  # divided, whatever the others do
Answers = tuple[int, int, int]


def judged(*sides: Sequence[Answers], voters: Sequence[int] | None = None, parameters: Parameters = USUAL) -> list:
    """Each side: (agree, disagree, pass) per proposition, as one would say it."""
    table = np.array([[(disagree, passed, agree) for agree, disagree, passed in side] for side in sides], np.int64)
    most = table.sum(axis=2).max(axis=1) if voters is None else np.array(voters)
    return [verdict[:2] for verdict in tiers(table, most, range(1, table.shape[1] + 1), parameters)]


def only(*sides: Answers, voters: Sequence[int] | None = None, parameters: Parameters = USUAL) -> tuple[Tier, Why]:
    (verdict,) = judged(*([side] for side in sides), voters=voters, parameters=parameters)
    return verdict


def test_agrees_needed_are_those_printed_beside_the_draft() -> None:
    table = {answers: (agreed, majority) for answers, agreed, majority in needed(USUAL, 24)}
    assert min(table) == 5 and max(table) == 24
    told = {5: (5, 5), 8: (7, 6), 10: (9, 8), 16: (13, 11), 24: (18, 16)}
    assert {answers: table[answers] for answers in told} == told


def test_agrees_needed_decide_at_every_number_of_answers() -> None:
    for answers, agreed, majority in needed(USUAL, 60):
        verdict = [only((count, 0, answers - count))[0] for count in range(answers + 1)]
        lists = [Tier.OPEN] * majority + [Tier.MAJORITY] * (agreed - majority) + [Tier.AGREED] * (answers + 1 - agreed)
        assert verdict == lists, answers


def test_what_no_number_of_agrees_reaches_needs_one_more_than_there_are() -> None:
    assert needed(Parameters(smallest_side=1), 3) == ((1, 2, 2), (2, 3, 3), (3, 4, 3))
    assert needed(USUAL, 4) == ()


@pytest.mark.parametrize("agree", range(11))
def test_agreed_and_rejected_by_the_binomial_in_exact_fractions(agree: int) -> None:
    """Ten answers, passes instead of the opposite so that nothing else can hold."""
    surely = {share: beta_low(agree, 10, Fraction(share)) <= Fraction(1, 10) for share in ("0.6", "0.5")}
    tier = Tier.AGREED if surely["0.6"] else Tier.MAJORITY if surely["0.5"] else Tier.OPEN
    assert only((agree, 0, 10 - agree), (agree, 0, 10 - agree))[0] is tier
    assert only((0, agree, 10 - agree), (0, agree, 10 - agree))[0] is (Tier.REJECTED if surely["0.6"] else Tier.OPEN)


def test_the_least_convinced_side_decides() -> None:
    assert only((9, 1, 0), (200, 0, 0)) == (Tier.AGREED, Why.NONE)
    assert only((8, 2, 0), (200, 0, 0))[0] is Tier.MAJORITY
    assert only((7, 2, 1), (9, 1, 0)) == (Tier.OPEN, Why.UNCLEAR)
    assert only((1, 9, 0), (0, 200, 0)) == (Tier.REJECTED, Why.NONE)
    assert only((2, 8, 0), (1, 9, 0)) == (Tier.OPEN, Why.UNCLEAR)


def test_five_answers_on_every_side_or_no_tier() -> None:
    assert only((5, 0, 0), (5, 0, 0)) == (Tier.AGREED, Why.NONE)
    assert only((5, 0, 0), (4, 0, 0)) == (Tier.TOO_FEW, Why.TOO_FEW)
    assert only((4, 0, 0), (99, 0, 0)) == (Tier.TOO_FEW, Why.TOO_FEW)
    assert only((19, 0, 0), (20, 0, 0), parameters=Parameters(smallest_side=20))[0] is Tier.TOO_FEW


def test_three_tenths_of_the_voters_of_every_side_or_open() -> None:
    assert only((9, 0, 0), (30, 0, 0), voters=(30, 30))[0] is Tier.AGREED
    assert only((9, 0, 0), (30, 0, 0), voters=(31, 30)) == (Tier.OPEN, Why.LITTLE_SEEN)
    assert only((30, 0, 0), (9, 0, 0), voters=(30, 31)) == (Tier.OPEN, Why.LITTLE_SEEN)
    assert only((4, 0, 0), (9, 0, 0), voters=(30, 31)) == (Tier.TOO_FEW, Why.TOO_FEW)


ALONE = Parameters(contrast=2.0)  # no contrast of rates reaches this


def test_sides_differ_when_more_than_half_of_one_agrees_and_of_another_disagrees() -> None:
    assert only((8, 2, 0), (2, 8, 0), parameters=ALONE)[0] is Tier.DIFFER
    assert only((2, 8, 0), (8, 2, 0), parameters=ALONE)[0] is Tier.DIFFER
    assert only((7, 2, 1), (2, 8, 0), parameters=ALONE)[0] is Tier.OPEN
    assert only((8, 2, 0), (2, 7, 1), parameters=ALONE)[0] is Tier.OPEN


UNOPPOSED = Parameters(majority=0.99)  # nobody is opposed to anybody, and no majority is left either


@pytest.mark.parametrize(("one", "two", "tier"), [
    (80, 50, Tier.DIFFER), (80, 51, Tier.OPEN), (70, 40, Tier.DIFFER), (70, 41, Tier.OPEN), (40, 10, Tier.DIFFER),
])  # fmt: skip
def test_sides_differ_when_their_rates_are_three_tenths_apart(one: int, two: int, tier: Tier) -> None:
    sides = (one, 0, 100 - one), (two, 0, 100 - two)
    assert only(*sides, parameters=UNOPPOSED)[0] is tier
    assert only(*sides[::-1], parameters=UNOPPOSED)[0] is tier


def test_a_difference_of_rates_must_be_sure() -> None:
    """Half the rate, ten answers or forty: z = 1.60 and p = .11, z = 3.25 and p = .001."""
    assert only((6, 0, 4), (3, 0, 7), parameters=UNOPPOSED)[0] is Tier.OPEN
    assert only((24, 0, 16), (12, 0, 28), parameters=UNOPPOSED)[0] is Tier.DIFFER


def test_one_difference_among_many_propositions_must_be_surer() -> None:
    """4 of 5 against 1 of 5, z = 1.76 and p = .08: enough for one look, not for the best of twenty-one."""
    telling, even = ((4, 0, 1), (1, 0, 4)), ((3, 0, 2), (3, 0, 2))
    assert judged([telling[0]], [telling[1]], parameters=UNOPPOSED)[0][0] is Tier.DIFFER
    among = [telling[0]] + [even[0]] * 20, [telling[1]] + [even[1]] * 20
    assert judged(*among, parameters=UNOPPOSED)[0][0] is Tier.OPEN
    unheard = [telling[0]] + [(3, 0, 1)] * 20, [telling[1]] + [(3, 0, 1)] * 20
    assert judged(*unheard, parameters=UNOPPOSED)[0][0] is Tier.DIFFER  # what nobody may see does not count
    seldom = [(9, 0, 1)] + [(3, 0, 3)] * 20, [(5, 0, 5)] + [(3, 0, 3)] * 20  # z = 1.92 and p = .06
    assert judged(*seldom, voters=(20, 20), parameters=UNOPPOSED)[0][0] is Tier.OPEN
    assert judged(*seldom, voters=(21, 21), parameters=UNOPPOSED)[0][0] is Tier.DIFFER  # nor what few have seen


def test_divided_when_three_tenths_of_one_side_stand_against_three_tenths() -> None:
    assert only((4, 3, 3), (7, 0, 3)) == (Tier.DIVIDED, Why.NONE)
    assert only((3, 4, 3), (4, 0, 6)) == (Tier.DIVIDED, Why.NONE)
    assert only((4, 2, 4), (7, 0, 3))[0] is Tier.OPEN
    assert only((65, 30, 5), (65, 29, 6))[0] is Tier.DIVIDED  # before a majority of both, after agreement
    assert only((65, 29, 6), (65, 29, 6))[0] is Tier.MAJORITY
    assert only((680, 300, 20), (680, 300, 20))[0] is Tier.AGREED


def test_passed_over_when_a_fifth_of_a_side_passes_and_more_than_elsewhere() -> None:
    assert only((5, 2, 2)) == (Tier.OPEN, Why.PASSED)  # 2 of 9
    assert only((10, 5, 4), (10, 5, 4)) == (Tier.OPEN, Why.PASSED)  # 4 of 19
    assert only((10, 5, 3), (10, 5, 3)) == (Tier.OPEN, Why.UNCLEAR)  # 3 of 18
    assert only((6, 2, 2), (7, 2, 1)) == (Tier.OPEN, Why.PASSED)  # .20 exactly, on one side
    passes = [(6, 2, 2)] * 3 + [(5, 1, 4)]
    assert [why for _, why in judged(passes)] == [Why.UNCLEAR] * 3 + [Why.PASSED]  # the top quarter: one of four
    assert [why for _, why in judged([(6, 2, 2)] * 4)] == [Why.PASSED] * 4  # equals are treated alike
    assert [why for _, why in judged([(6, 2, 2)] * 3 + [(0, 0, 4)])][:3] == [Why.PASSED] * 3  # unseen: no yardstick


def test_one_side_alone_works_and_differs_from_nobody() -> None:
    assert judged([(9, 1, 0), (1, 9, 0), (8, 2, 0), EVEN]) == [
        (Tier.AGREED, Why.NONE), (Tier.REJECTED, Why.NONE), (Tier.MAJORITY, Why.NONE), (Tier.DIVIDED, Why.NONE),
    ]  # fmt: skip


def test_three_sides_work_too() -> None:
    assert only((9, 1, 0), (9, 1, 0), (9, 1, 0))[0] is Tier.AGREED
    assert only((9, 1, 0), (9, 1, 0), (1, 9, 0))[0] is Tier.DIFFER
    assert only((9, 1, 0), (9, 1, 0), (4, 0, 0))[0] is Tier.TOO_FEW


def test_nothing_asked_and_nobody_there() -> None:
    assert tiers(np.zeros((2, 0, 3), int), np.zeros(2, int), (), USUAL) == []
    for sides in (0, 1, 2):
        verdicts = tiers(np.zeros((sides, 2, 3), int), np.zeros(sides, int), (1, 2), USUAL)
        assert verdicts == [(Tier.TOO_FEW, Why.TOO_FEW, 0.0)] * 2


def test_the_score_is_the_geometric_mean_of_the_lower_bounds() -> None:
    table = np.array([[[1, 0, 9], [9, 0, 1], [0, 0, 4]], [[0, 2, 22], [24, 0, 0], [0, 0, 9]]])
    low = [float(bounds(np.array(hits), np.array(n))[0]) for hits, n in ((9, 10), (22, 24), (9, 10), (24, 24))]
    scores = [score for _, _, score in tiers(table, np.array([10, 24]), (1, 2, 3), USUAL)]
    assert scores == pytest.approx([(low[0] * low[1]) ** 0.5, (low[2] * low[3]) ** 0.5, 0.0], abs=1e-12)


def test_ranks_are_by_score_then_answers_then_id() -> None:
    verdicts = [(Tier.AGREED, Why.NONE, score) for score in (0.7, 0.8, 0.7, 0.7)]
    assert ranked(verdicts, np.array([20, 5, 30, 20]), (9, 8, 7, 6))[Tier.AGREED] == (8, 7, 6, 9)


def test_without_a_tier_the_order_tells_nothing() -> None:
    verdicts = [(Tier.TOO_FEW, Why.TOO_FEW, 0.0)] * 3
    result = ranked(verdicts, np.array([1, 8, 3]), (5, 9, 2))
    assert result[Tier.TOO_FEW] == (2, 5, 9)
    assert tuple(result) == PRECEDENCE and not any(result[tier] for tier in PRECEDENCE[:-1])
    with pytest.raises(ValueError, match="3 verdicts, 2 counts"):
        ranked(verdicts, np.array([1, 8]), (5, 9, 2))


@pytest.mark.parametrize(
    ("table", "voters", "complaint"),
    [
        ([[[0, 0, 5]], [[0, -1, 5]]], [5, 5], r"tally at \(1, 0, 1\)"),
        ([[[0, 0, 5]], [[0, 1, 5]]], [5, 5], "voters at 1"),
        ([[[0, 0, 5]]], [5, 5], "voters have the shape"),
    ],
)
def test_bad_counts_are_refused_by_their_place(table: list, voters: list, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        tiers(np.array(table), np.array(voters), (1,), USUAL)


# ---------------------------------------------------------------- for all numbers
def verdicts(table: np.ndarray) -> list:
    return tiers(table, table.sum(axis=2).max(axis=1), range(table.shape[1]), USUAL)


@settings(max_examples=60)
@given(tables())
def test_sides_swapped_are_results_swapped(table: np.ndarray) -> None:
    assert verdicts(table[::-1]) == verdicts(table)


@settings(max_examples=40)
@given(tables(), st.randoms())
def test_invariant_1_propositions_in_another_order_keep_their_verdicts(table: np.ndarray, random: object) -> None:
    order = list(range(table.shape[1]))
    random.shuffle(order)
    assert verdicts(table[:, order]) == [verdicts(table)[at] for at in order]


@settings(max_examples=40)
@given(tables())
def test_invariant_3_answers_turned_round_turn_agreed_and_rejected_round(table: np.ndarray) -> None:
    here, there = verdicts(table), verdicts(table[:, :, ::-1])
    assert [one[0] is Tier.AGREED for one in here] == [one[0] is Tier.REJECTED for one in there]
    assert [one[2] for one in here if one[0] is Tier.AGREED] == [one[2] for one in there if one[0] is Tier.REJECTED]


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=4),
       st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6)))  # fmt: skip
def test_invariant_15_merging_sides_that_think_alike_never_demotes_an_agreement(
    rates: list, times: tuple[int, int, int]
) -> None:
    """Sides with the same rates: multiples of the same counts; the first two are then made one."""
    side = np.array([[disagree, passed, agree] for agree, disagree, passed in rates])
    apart = np.array([side * many for many in times])
    merged = np.array([apart[0] + apart[1], apart[2]])
    for before, after in zip(verdicts(apart), verdicts(merged), strict=True):
        assert before[0] is not Tier.AGREED or after[0] is Tier.AGREED
        assert before[0] is not Tier.REJECTED or after[0] is Tier.REJECTED


def check_invariant_16(table: np.ndarray) -> None:
    low = bounds(table[:, :, 2], table.sum(axis=2))[0]
    for at, (tier, _, score) in enumerate(verdicts(table)):
        majority = (low[:, at] >= USUAL.majority).all()
        agreed = (low[:, at] >= USUAL.agreed).all()
        assert tier is not Tier.AGREED or (agreed and majority)
        assert tier not in (Tier.DIFFER, Tier.DIVIDED) or not agreed
        assert tier is not Tier.MAJORITY or (majority and not agreed)
        assert 0 <= score < 1 and (score > 0) == (tier is not Tier.TOO_FEW)


@settings(max_examples=60)
@given(tables())
def test_invariant_16_agreed_is_a_majority_and_never_contention(table: np.ndarray) -> None:
    check_invariant_16(table)


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_invariants_15_and_16_on_a_real_conversation(name: str, polis: Callable[[str], Votes]) -> None:
    """Three audiences by the order of joining; two thirds of one of them are then given to another."""
    votes = polis(name)
    table = tallies(votes, np.arange(votes.people) % 3, 3)
    check_invariant_16(table)
    doubled = np.concatenate([table, table[:1]])
    assert verdicts(table[[2, 0, 1]]) == verdicts(table)
    for before, after in zip(verdicts(doubled), verdicts(np.array([table[0] * 2, *table[1:]])), strict=True):
        assert before[0] is not Tier.AGREED or after[0] is Tier.AGREED
