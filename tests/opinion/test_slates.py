"""Slates: the rule written down a second time, its promise in every slate, and what must not change one."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

from forum.opinion.analysis.proof import verify_slate
from forum.opinion.analysis.results import Parameters, Slate
from forum.opinion.analysis.slates import coverage, side_slates, slate, slates, top_k
from forum.opinion.analysis.votes import REGIONAL, Votes
from tests.opinion.ballots import as_votes, election, votes
from tests.opinion.conftest import CONVERSATIONS

USUAL = Parameters()


def plainly(approvals: np.ndarray, weight: np.ndarray, most: int) -> tuple[list[int], int]:
    """Greedy Justified Candidate Rule, then seq-PAV, step by step in fractions: places, and how many are justified."""
    total = sum(int(w) for w, row in zip(weight, approvals, strict=True) if row.any())
    size = min(most, int(approvals.any(axis=0).sum()))
    chosen: list[int] = []

    def best(worth: Callable[[int], Fraction], least: Fraction) -> int | None:
        rest = [c for c in range(approvals.shape[1]) if c not in chosen and approvals[:, c].any()]
        sums = {c: sum((worth(who) for who in np.flatnonzero(approvals[:, c])), Fraction(0)) for c in rest}
        top = max(sums, key=lambda c: (sums[c], -c), default=None)
        return top if top is not None and sums[top] >= least else None

    def unserved(who: int, level: int) -> Fraction:
        return Fraction(int(weight[who]) * bool(approvals[who, chosen].sum() < level))

    for level in range(size, 0, -1):
        while (found := best(partial(unserved, level=level), Fraction(level * total, size))) is not None:
            chosen.append(found)
    justified = len(chosen)
    while len(chosen) < size:
        chosen.append(best(lambda who: Fraction(int(weight[who]), int(approvals[who, chosen].sum()) + 1), Fraction(0)))
    return chosen, justified


def test_slates_follow_the_rule_and_keep_its_promise_on_300_small_elections() -> None:
    justified = 0
    for seed in range(300):
        approvals, weight, size = election(seed)
        made = slate(as_votes(approvals, weight), size, USUAL)
        places, entered = plainly(approvals, weight, size)
        assert made.ids == tuple(place + 1 for place in places), seed
        assert (made.size, made.justified) == (len(places), entered)
        assert made.certificate.ratio < 1
        justified += entered
    assert justified > 300  # the rule itself decides often, not only what fills up


def holds(made: Slate, people: Votes, of: np.ndarray) -> None:
    """Every promise of a slate, from the answers themselves; `of`: bool[P]."""
    agreed = np.zeros((people.people, people.propositions), bool)
    agreed[people.person[people.value == 1], people.proposition[people.value == 1]] = True
    agreed[~of] = False
    agreed[:, ~people.eligible] = False
    names = people.proposition_ids
    assert made.certificate.ratio < 1
    assert made.certificate == verify_slate(agreed, made.ids, made.size, people.weight, names)
    assert len(made.ids) == made.size == min(USUAL.slate, int(agreed.any(axis=0).sum()))
    assert len(set(made.ids)) == made.size and 0 <= made.justified <= made.size
    assert made.voters == agreed.any(axis=1).sum()
    assert made.covered == agreed[:, [names.index(one) for one in made.ids]].any(axis=1).sum()


def hold_everywhere(people: Votes) -> None:
    overall, by_side = slates(people, USUAL.slate, USUAL)
    holds(overall, people, people.side != REGIONAL)
    assert len(by_side) == len(people.sides)
    for side, made in enumerate(by_side):
        holds(made, people, people.side == side)


@settings(max_examples=60)
@given(votes(weighted=True))
def test_invariant_11_every_slate_keeps_its_promise_overall_and_within_each_side(people: Votes) -> None:
    hold_everywhere(people)


def sided(people: Votes, seed: int = 1) -> Votes:
    """Two sides and some regional people, by lot; and weights."""
    draw = np.random.default_rng(seed)
    return Votes.checked(
        people.person, people.proposition, people.value, person_ids=people.person_ids,
        proposition_ids=people.proposition_ids, weight=draw.integers(1, 4, people.people),
        side=draw.choice([0, 0, 1, REGIONAL], people.people), eligible=people.eligible, sides=("one", "two"),
    )  # fmt: skip


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_invariant_11_on_a_real_conversation(name: str, polis: Callable[[str], Votes]) -> None:
    hold_everywhere(polis(name))
    hold_everywhere(sided(polis(name)))


@pytest.mark.drill
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_invariant_11_on_a_real_conversation_for_many_sides_and_weights(
    name: str, polis: Callable[[str], Votes]
) -> None:
    for seed in range(200):
        hold_everywhere(sided(polis(name), seed))


# ---------------------------------------------------------------- what changes nothing
def repeated(people: Votes, times: int) -> Votes:
    """Every person `times` over."""
    answers = [
        (10 * people.person_ids[who] + copy, people.proposition_ids[what], value)
        for who, what, value in zip(people.person.tolist(), people.proposition.tolist(), people.value.tolist(),
                                    strict=True)
        for copy in range(times)
    ]  # fmt: skip
    names = [10 * who + copy for who in people.person_ids for copy in range(times)]
    return Votes.of(
        answers, people=names, propositions=people.proposition_ids, sides=people.sides,
        side=dict(zip(names, np.repeat(people.side, times).tolist(), strict=True)),
        weight=dict(zip(names, np.repeat(people.weight, times).tolist(), strict=True)),
        ineligible=[one for one, able in zip(people.proposition_ids, people.eligible, strict=True) if not able],
    )  # fmt: skip


def heavier(people: Votes, times: int) -> Votes:
    return Votes.checked(
        people.person, people.proposition, people.value, person_ids=people.person_ids, weight=people.weight * times,
        proposition_ids=people.proposition_ids, side=people.side, eligible=people.eligible, sides=people.sides,
    )  # fmt: skip


def lists(people: Votes) -> list[tuple]:
    overall, by_side = slates(people, USUAL.slate, USUAL)
    return [(one.ids, one.justified, one.certificate.ratio, one.certificate.proposition)
            for one in (overall, *by_side)]  # fmt: skip


@settings(max_examples=40)
@given(votes(weighted=True))
def test_invariants_6_and_7_everyone_twice_or_thrice_as_heavy_changes_no_slate(people: Votes) -> None:
    assert lists(repeated(people, 2)) == lists(people)
    assert lists(heavier(people, 3)) == lists(people)


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_invariants_6_and_7_on_a_real_conversation(name: str, polis: Callable[[str], Votes]) -> None:
    people = polis(name)
    assert lists(repeated(people, 3)) == lists(people)
    assert lists(heavier(sided(people), 5)) == lists(sided(people))


@settings(max_examples=40)
@given(votes())
def test_invariants_5_and_17_who_agrees_with_nothing_and_what_is_not_eligible_has_no_effect(people: Votes) -> None:
    here = slates(people, USUAL.slate, USUAL)
    rows = zip(people.person.tolist(), people.proposition.tolist(), people.value.tolist(), strict=True)
    answers = [(people.person_ids[who], people.proposition_ids[what], value) for who, what, value in rows]
    able = dict(zip(people.proposition_ids, people.eligible.tolist(), strict=True))
    more = Votes.of(
        [row for row in answers if able[row[1]]] + [(99, one, 0) for one in able] + [(1, 77, 1), (2, 77, 1)],
        people=[*people.person_ids, 98, 1, 2],
        propositions=people.proposition_ids,
        side=dict(zip(people.person_ids, people.side.tolist(), strict=True)) | {98: 0, 99: 1},
        sides=people.sides,
        ineligible=[*(one for one in able if not able[one]), 77],
    )
    assert slates(more, USUAL.slate, USUAL) == here


@settings(max_examples=30)
@given(votes(weighted=True))
def test_invariant_1_the_order_in_which_answers_are_handed_in_has_no_effect(people: Votes) -> None:
    backwards = Votes.checked(
        people.person[::-1], people.proposition[::-1], people.value[::-1], person_ids=people.person_ids,
        weight=people.weight, proposition_ids=people.proposition_ids, side=people.side, eligible=people.eligible,
        sides=people.sides,
    )  # fmt: skip
    assert slates(backwards, 8, USUAL) == slates(people, 8, USUAL)


def test_of_equals_the_smaller_id_is_chosen() -> None:
    assert slate(as_votes(np.ones((4, 5), bool)), 3, USUAL).ids == (1, 2, 3)
    assert top_k(as_votes(np.ones((4, 5), bool)), 3).ids == (1, 2, 3)


def test_sides_exchanged_are_slates_exchanged() -> None:
    draw = np.random.default_rng(0)
    approvals, side = draw.random((30, 9)) < 0.4, draw.integers(0, 2, 30)
    one, two = side_slates(as_votes(approvals, side=side), 4, USUAL)
    assert side_slates(as_votes(approvals, side=1 - side), 4, USUAL) == (two, one)
    assert slate(as_votes(approvals, side=side), 4, USUAL) == slate(as_votes(approvals), 4, USUAL)


# ---------------------------------------------------------------- lengths
def test_a_slate_is_no_longer_than_asked_for_allowed_or_agreed_with() -> None:
    approvals = np.zeros((6, 12), bool)
    approvals[:, :10] = True
    people = as_votes(approvals)
    assert [slate(people, size, USUAL).size for size in (0, 3, 8, 20)] == [0, 3, 8, 8]
    assert slate(people, 20, Parameters(slate=20)).size == 10
    everything = slate(people, 20, Parameters(slate=20)).certificate
    assert (everything.ratio, everything.proposition) == (0.0, None)


def test_a_minority_of_a_third_has_its_place_where_the_most_agreed_with_leaves_it_out() -> None:
    """Six of nine agree with 1 to 6, three with 7 and 8."""
    approvals = np.zeros((9, 8), bool)
    approvals[:6, :6] = approvals[6:, 6:] = True
    people = as_votes(approvals)
    made, popular = slate(people, 3, USUAL), top_k(people, 3)
    assert made.ids == (1, 2, 7) and made.justified == 3 and (made.covered, made.voters) == (9, 9)
    assert popular.ids == (1, 2, 3) and (popular.covered, popular.voters) == (6, 9)
    assert made.certificate.ratio < 1 <= popular.certificate.ratio


def test_nobody_nothing_and_one_of_each() -> None:
    for people in (
        Votes.of([]),
        Votes.of([], people=[1, 2], propositions=[1]),
        Votes.of([(1, 1, 0), (2, 1, -1)], sides=("one", "two"), side={1: 0, 2: 1}),
        Votes.of([(1, 1, 1)], sides=("one", "two")),  # somebody regional
        Votes.of([(1, 1, 1)], ineligible=[1]),
    ):
        overall, by_side = slates(people, 8, USUAL)
        for made in (overall, *by_side, top_k(people, 8)):
            assert (made.ids, made.size, made.covered, made.voters, made.certificate.ratio) == ((), 0, 0, 0, 0.0)
    alone = slate(Votes.of([(1, 1, 1)]), 8, USUAL)
    assert (alone.ids, alone.covered, alone.voters) == ((1,), 1, 1)


def test_what_cannot_be_asked_for_is_refused() -> None:
    people = as_votes(np.ones((2, 3), bool), np.array([2**62, 1]))
    with pytest.raises(ValueError, match="size: -1"):
        slate(people, -1, USUAL)
    with pytest.raises(ValueError, match="size: -1"):
        top_k(people, -1)
    with pytest.raises(ValueError, match="size: 3 is too large"):
        slate(people, 3, USUAL)


# ---------------------------------------------------------------- how many a list reaches
def test_coverage_counts_electors_of_sides_who_agree() -> None:
    people = Votes.of(
        [(1, 1, 1), (2, 2, 1), (3, 1, -1), (3, 3, 1), (4, 1, 0), (5, 1, 1), (6, 4, 1)],
        side={1: 0, 2: 0, 3: 1, 4: 1, 6: 1},
        sides=("one", "two"),
        ineligible=[4],
    )
    assert coverage(people, (1,)) == (1, 3)
    assert coverage(people, (1, 3)) == (2, 3)
    assert coverage(people, (1, 3), side=0) == (1, 2)
    assert coverage(people, (), side=1) == (0, 1)
    for bad in (4, 9):
        with pytest.raises(ValueError, match=f"id 1: {bad}"):
            coverage(people, (1, bad))


def test_no_list_of_its_length_reaches_many_more() -> None:
    """Over small elections: within a person or two of the best list there is, on average."""
    short = []
    for seed in range(60):
        approvals, _, size = election(seed)
        made = slate(as_votes(approvals), size, USUAL)
        best = max(int(approvals[:, list(one)].any(axis=1).sum())
                   for one in combinations(range(approvals.shape[1]), made.size))  # fmt: skip
        short.append(best - made.covered)
    assert min(short) >= 0 and np.mean(short) < 0.5


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_real_slate_reaches_as_many_as_the_most_agreed_with(name: str, polis: Callable[[str], Votes]) -> None:
    people = polis(name)
    made, popular = slate(people, 8, USUAL), top_k(people, 8)
    assert made.voters == popular.voters and made.covered >= popular.covered - 0.02 * made.voters
    assert coverage(people, made.ids) == (made.covered, made.voters)
