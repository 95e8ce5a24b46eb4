"""What may be shown of answers: exact counts of organisations (R24), blocks of counts of members (R25)."""

import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion.analysis import publishable_tiers
from forum.opinion.analysis.publishable import publishable
from forum.opinion.analysis.publishable_bands import bands
from forum.opinion.analysis.rates import bounds
from forum.opinion.analysis.results import (
    PRECEDENCE,
    Cell,
    Certificate,
    Density,
    Direction,
    Groups,
    Parameters,
    Representative,
    Slate,
    Tier,
    Why,
)
from forum.opinion.analysis.tiers import tiers
from tests.house.laws import ROOT
from tests.opinion.rounds import ANSWERS, SIDES, analysis, letter, of_cells, opening, swapped

PROFILES = ("organisations", "members")
counts = st.builds(Cell, agree=st.integers(0, 30), disagree=st.integers(0, 30), passed=st.integers(0, 12))


@st.composite
def analyses(draw):
    """Two sides and a regional line with any counts, up to six propositions."""
    columns = draw(st.integers(0, 6))
    cells = [[draw(counts) for _ in range(columns)] for _ in range(3)]
    voted = [max([draw(st.integers(0, 40)), *(cell.answered for cell in side)]) for side in cells]
    rolls = [count + draw(st.integers(0, 5)) for count in voted]
    return of_cells(
        sorted(draw(st.sets(st.integers(1, 99), min_size=columns, max_size=columns))), cells[:2], voted[:2], rolls[:2],
        cells[2], voted[2], rolls[2],
    )  # fmt: skip


def certificate(count=9, ratio=0.4321, people=40, proposition=3, level=2, size=4):
    return Certificate(ratio, proposition, level, count, people, size)


def slate(ids=(1, 2), covered=12, **of):
    return Slate(ids, 4, 2, covered, 40, certificate(**of))


# Both profiles


@given(one=analyses(), profile=st.sampled_from(PROFILES))
@settings(max_examples=40)
def test_what_is_shown_is_json_that_depends_on_the_analysis_alone(one, profile):
    shown = publishable(one, profile)
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown
    assert publishable(one, profile) == shown
    relabelled = replace(one, groups=replace(one.groups, labels=(0, 1, None)))
    assert publishable(relabelled, profile) == shown
    assert {proposition["id"] for proposition in shown["propositions"]} == {p.id for p in one.propositions}
    assert sorted(i for ids in shown["tiers"].values() for i in ids) == [p.id for p in one.propositions]


@given(one=analyses(), profile=st.sampled_from(PROFILES))
@settings(max_examples=40)
def test_swapped_sides_are_shown_swapped(one, profile):
    first, second = publishable(one, profile), publishable(swapped(one), profile)
    for pair in (second["sides"], second["side_slates"], *(one["sides"] for one in second["propositions"])):
        pair.reverse()
    assert first == second


@given(one=analyses(), profile=st.sampled_from(PROFILES))
@settings(max_examples=40)
def test_parts_cover_each_answer_once_and_hold_the_true_counts(one, profile):
    for shown, hidden in zip(publishable(one, profile)["propositions"], one.propositions, strict=True):
        for figures, cell in zip([*shown["sides"], shown["regional"]], [*hidden.sides, hidden.regional], strict=True):
            assert (figures is None) == (cell.answered < 5)
            if figures is None:
                continue
            assert figures["answered"] == {"low": cell.answered, "high": cell.answered}
            assert [answer for part in figures["parts"] for answer in part["of"]] == list(ANSWERS)
            true = {"agree": cell.agree, "pass": cell.passed, "disagree": cell.disagree}
            assert all(p["low"] <= sum(true[a] for a in p["of"]) <= p["high"] for p in figures["parts"])


def test_below_five_nothing_is_said_of_turnout_sides_or_the_regional_line():
    cells = [[Cell(3, 1, 0)], [Cell(20, 3, 2)]]
    one = of_cells([7], cells, [4, 25], [20, 25], [Cell(4, 0, 0)], 4, 6)
    for profile in PROFILES:
        shown = publishable(one, profile)
        assert [side["voted"] for side in shown["sides"]] == [None, {"low": 25, "high": 25}]
        assert [side["roll"] for side in shown["sides"]] == [20, 25]
        assert shown["regional"] == {"name": "regional", "roll": 6, "voted": None}
        proposition = shown["propositions"][0]
        assert proposition["sides"][0] is None and proposition["sides"][1] is not None
        assert proposition["regional"] is None
        assert (proposition["tier"], proposition["why"], proposition["rank"]) == ("too_few", "too_few", None)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("sides", [0, 1, 2])
def test_an_empty_analysis_has_an_empty_result(profile, sides):
    shown = publishable(of_cells([], [[] for _ in range(sides)], [0] * sides, [0] * sides), profile)
    assert shown["propositions"] == [] and shown["needed"] == []
    assert shown["tiers"] == {tier.value: [] for tier in PRECEDENCE}
    assert len(shown["sides"]) == sides == len(shown["side_slates"])


def test_another_profile_and_cells_that_do_not_fit_are_refused():
    one = of_cells([4], [[Cell(9, 9, 9)], [Cell(9, 9, 9)]], [27, 27], [27, 27])
    with pytest.raises(ValueError, match="'everybody' is neither"):
        publishable(one, "everybody")
    with pytest.raises(ValueError, match="proposition 4: cells of 2 sides, not 1"):
        publishable(replace(one, sides=one.sides[:1]), "members")
    with pytest.raises(ValueError, match="negative"):
        bands(Cell(-1, 9, 9))


def test_the_web_process_may_load_it_without_numpy():
    code = "import sys, forum.opinion.analysis.publishable; print({'numpy', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# Organisations


@given(one=analyses())
@settings(max_examples=40)
def test_counts_tiers_and_ranks_of_organisations_are_those_of_the_analysis(one):
    shown = publishable(one, "organisations")
    assert shown["tiers"] == {tier.value: list(ids) for tier, ids in one.ranked.items()}
    for proposition, hidden in zip(shown["propositions"], one.propositions, strict=True):
        assert (proposition["tier"], proposition["why"]) == (hidden.tier.value, hidden.why.value)
        place = one.ranked[hidden.tier].index(hidden.id) + 1
        assert proposition["rank"] == (None if hidden.tier is Tier.TOO_FEW else place)
        for figures, cell in zip(proposition["sides"], hidden.sides, strict=True):
            if figures is not None:
                parts = [(part["of"][0], part["low"], part["high"]) for part in figures["parts"]]
                assert parts == [
                    ("agree", cell.agree, cell.agree), ("pass", cell.passed, cell.passed),
                    ("disagree", cell.disagree, cell.disagree),
                ]  # fmt: skip


def test_a_tier_from_a_side_of_four_answers_is_taken_away_even_if_the_analysis_gave_one():
    one = of_cells([1, 2], [[Cell(9, 0, 0)] * 2, [Cell(4, 0, 0), Cell(9, 0, 0)]], [9, 9], [9, 9])
    forged = replace(
        one, ranked={**one.ranked, Tier.TOO_FEW: (), Tier.AGREED: (1, 2)},
        propositions=tuple(replace(p, tier=Tier.AGREED, why=Why.NONE) for p in one.propositions),
    )  # fmt: skip
    shown = publishable(forged, "organisations")
    assert (shown["tiers"]["agreed"], shown["tiers"]["too_few"]) == ([2], [1])
    assert [proposition["rank"] for proposition in shown["propositions"]] == [None, 1]


def found_groups(*sizes):
    return Groups(len(sizes), "", (0, 1), sizes, {2: 0.5}, 7.1299, 0.01, 0.05678, 0.81234, float("nan"))


def test_groups_are_sizes_and_lists_from_ten_people_on_and_never_cells():
    listed = (
        (Representative(1, Direction.AGREE, 3.0, 2.0, 0.9, 2.0),),
        (Representative(1, Direction.DISAGREE, 3.0, 2.0, 0.9, 2.0),),
    )
    cells = [[Cell(9, 9, 9)], [Cell(9, 9, 9)]]
    one = of_cells([1], cells, [27, 27], [27, 27], groups=found_groups(30, 9), representative=listed)
    shown = publishable(one, "organisations")
    assert shown["groups"] == {
        "k": 2, "reason": "", "sizes": [{"low": 30, "high": 30}, {"low": 0, "high": 9}],
        "structure_z": 7.13, "structure_p": 0.01, "gain": 0.06, "stability_mean": 0.81, "stability_min": None,
        "representative": [[{"id": 1, "direction": "agree"}], []],
    }  # fmt: skip
    assert shown["propositions"][0]["groups"] == [None, None]
    assert "labels" not in json.dumps(shown)


def test_a_witness_of_fewer_than_five_gives_an_upper_bound_and_no_name():
    cells = [[Cell(9, 9, 9)], [Cell(9, 9, 9)]]
    slates = (slate(), slate(count=3, ratio=3 * 4 / (2 * 40)), slate(ratio=0.9999, covered=4))
    one = of_cells([1], cells, [27, 27], [27, 27], slates=slates)
    shown = publishable(one, "organisations")
    assert shown["slate"]["covered"] == {"low": 12, "high": 12}
    assert shown["slate"]["certificate"] == {
        "ratio": 0.43, "proposition": 3, "level": 2, "count": {"low": 9, "high": 9},
        "people": {"low": 40, "high": 40}, "size": 4,
    }  # fmt: skip
    hidden, close = (one["certificate"] for one in shown["side_slates"])
    assert (hidden["ratio"], hidden["proposition"], hidden["level"], hidden["count"]) == (0.2, None, 0, None)
    assert close["ratio"] == 0.99
    assert shown["side_slates"][1]["covered"] is None


def test_no_slate_rests_on_a_side_with_fewer_than_five_voters():
    one = of_cells([1], [[Cell(4, 0, 0)], [Cell(9, 9, 9)]], [4, 27], [27, 27], slates=(slate(), slate(), slate()))
    shown = publishable(one, "organisations")
    assert [shown["slate"]["size"], *(found["size"] for found in shown["side_slates"])] == [0, 0, 4]
    assert shown["slate"]["ids"] == []


def test_the_map_has_no_thin_cell_and_does_not_say_how_many_are_in_them():
    density = Density(4, 4, ((0, 0, 12), (1, 1, 10), (2, 2, 9)), 7)
    one = of_cells([1], [[Cell(9, 9, 9)], [Cell(9, 9, 9)]], [27, 27], [27, 27], density=density)
    assert publishable(one, "organisations")["density"] == {
        "columns": 4, "rows": 4, "cells": [[0, 0, 12], [1, 1, 10]],
    }  # fmt: skip
    assert publishable(one, "members")["density"] is None


# Members: what is shown of a cell


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        (Cell(agree=19), {"agree": (15, 19), "pass disagree": (0, 4)}),
        (Cell(agree=15, disagree=4), {"agree": (15, 19), "pass disagree": (0, 4)}),
        (Cell(agree=14, disagree=5), {"agree": (5, 14), "pass": (0, 4), "disagree": (5, 14)}),
        (Cell(agree=13, disagree=2, passed=4), {"agree": (13, 13), "pass": (2, 6), "disagree": (0, 4)}),
        (Cell(disagree=19), {"agree pass": (0, 4), "disagree": (15, 19)}),
        (Cell(agree=7, disagree=7, passed=5), {"agree": (7, 7), "pass": (5, 5), "disagree": (7, 7)}),
        (Cell(passed=19), {"agree": (0, 4), "pass": (11, 19), "disagree": (0, 4)}),
        (Cell(agree=30, disagree=8), {"agree": (29, 33), "pass": (0, 4), "disagree": (5, 9)}),
        (Cell(agree=24, disagree=13, passed=1), {"agree": (24, 24), "pass": (0, 4), "disagree": (10, 14)}),
        (Cell(agree=19, disagree=18, passed=1), {"agree": (15, 19), "pass": (0, 4), "disagree": (15, 19)}),
        (Cell(agree=10, disagree=4), {"agree pass disagree": (14, 14)}),
        (Cell(agree=4), None),
    ],
)
def test_a_cell_of_members_is_shown_as_a_block(cell, parts):
    shown = bands(cell)
    found = shown and {" ".join(part["of"]): (part["low"], part["high"]) for part in shown["parts"]}
    assert found == parts


def blocks(n, least=5):
    """All triples of n answers by what is shown of them."""
    found = defaultdict(list)
    for agree in range(n + 1):
        for passed in range(n - agree + 1):
            one = (agree, passed, n - agree - passed)
            found[json.dumps(bands(Cell(one[0], one[2], one[1]), least))].append(one)
    return [(json.loads(key), worlds) for key, worlds in found.items()]


def proves_itself(n, least=5):
    """What is shown is the block; in it every hidden count is open, and every answer of everybody."""
    for shown, worlds in blocks(n, least):
        spans = [(set(part["of"]), part["low"], part["high"]) for part in shown["parts"]]
        exact = {next(iter(of)) for of, low, high in spans if len(of) == 1 and low == high}
        where = [[ANSWERS.index(answer) for answer in of] for of, _, _ in spans]
        fitting = sum(
            all(low <= sum(one[i] for i in at) <= high for at, (_, low, high) in zip(where, spans, strict=True))
            for one in ((a, p, n - a - p) for a in range(n + 1) for p in range(n - a + 1))
        )
        assert fitting == len(worlds), (n, shown)
        for index, answer in enumerate(ANSWERS):
            values = {one[index] for one in worlds}
            assert values == {min(values)} and min(values) >= least if answer in exact else len(values) >= least
        for friends in product(range(3), repeat=3):
            left = [[has - known for has, known in zip(one, friends, strict=True)] for one in worlds]
            left = [one for one in left if min(one) >= 0]
            if sum(friends) <= least - 2 and left and least == 5:
                assert all(any(one[index] for one in left) for index in range(3)), (n, shown, friends)


@pytest.mark.parametrize("n", [*range(5, 23), 29])
def test_knowing_the_rule_adds_nothing_to_a_block_and_leaves_everything_hidden_open(n):
    proves_itself(n)


@pytest.mark.drill
def test_blocks_of_every_size():
    for n in range(5, 61):
        proves_itself(n)
    for least in (2, 3, 4):
        for n in range(least, 28):
            proves_itself(n, least)


def test_the_rule_read_to_the_letter_would_leave_four_possibilities_or_one():
    found = defaultdict(set)
    for agree in range(39):
        for passed in range(39 - agree):
            found[json.dumps(letter(Cell(agree, 38 - agree - passed, passed)))].add((agree, passed))
    fewest = min(
        len({one[index] for one in worlds})
        for key, worlds in found.items() for index in (0, 1)
        if not any(part["of"] == [ANSWERS[index]] for part in json.loads(key)["parts"])
    )  # fmt: skip
    assert fewest < 5


# What is said of members by tiers and ranks


@given(hits=st.integers(0, 200), more=st.integers(0, 200))
@settings(max_examples=60)
def test_the_lower_bound_without_scipy_is_the_one_with_it(hits, more):
    expected = bounds(np.array([hits]), np.array([hits + more]), 0.1)[0][0]
    assert publishable_tiers.lower(hits, hits + more, 0.1) == pytest.approx(expected, abs=1e-11)


@given(one=analyses())
@settings(max_examples=60)
def test_a_tier_of_members_claims_nothing_that_the_counts_would_not_carry(one):
    shown = publishable(one, "members")
    twenty = replace(one.parameters, smallest_side=20)
    tallies = np.array([[[c.disagree, c.passed, c.agree] for c in p.sides] for p in one.propositions], np.int64)
    tallies = tallies.reshape(len(one.propositions), 2, 3).transpose(1, 0, 2)
    ids = [p.id for p in one.propositions]
    true = tiers(tallies, np.array([side.voted for side in one.sides]), ids, twenty)
    for proposition, (tier, why, _) in zip(shown["propositions"], true, strict=True):
        assert (proposition["tier"] == "too_few") == (tier is Tier.TOO_FEW)
        assert (proposition["why"] == "little_seen") == (why is Why.LITTLE_SEEN)
        assert PRECEDENCE.index(tier) <= PRECEDENCE.index(Tier(proposition["tier"]))


def test_tiers_of_members_when_counts_are_shown_exactly_are_those_of_the_counts():
    random = np.random.default_rng(4)
    cells = [[Cell(*random.choice([5, 7, 15, 40, 60], 3).tolist()) for _ in range(80)] for _ in range(2)]
    one = of_cells(list(range(80)), cells, [180, 180], [180, 180], parameters=Parameters(smallest_side=20))
    shown = publishable(one, "members")
    assert {tier: ids for tier, ids in shown["tiers"].items() if tier != "too_few"} == {
        tier.value: list(ids) for tier, ids in one.ranked.items() if tier is not Tier.TOO_FEW
    }
    assert sum(len(ids) > 0 for ids in shown["tiers"].values()) >= 4


@pytest.mark.parametrize(
    ("kosovo", "serbia", "tier"),
    [
        (Cell(agree=20), Cell(agree=30), "agreed"),
        (Cell(disagree=20), Cell(disagree=30), "rejected"),
        (Cell(agree=30), Cell(disagree=30), "differ"),
        (Cell(agree=24, passed=6), Cell(agree=8, passed=8, disagree=8), "differ"),
        (Cell(agree=10, passed=10, disagree=10), Cell(agree=15, passed=15), "divided"),
        (Cell(agree=20, passed=10), Cell(agree=19, passed=11), "majority"),
        (Cell(agree=12, passed=16), Cell(agree=14, passed=14), "open"),
        (Cell(agree=19), Cell(agree=30), "too_few"),
        (Cell(agree=20), Cell(agree=19), "too_few"),
    ],
)
def test_tiers_of_members_need_twenty_answers_on_every_side(kosovo, serbia, tier):
    voted = [kosovo.answered, serbia.answered]
    shown = publishable(of_cells([1], [[kosovo], [serbia]], voted, voted), "members")["propositions"][0]
    assert shown["tier"] == tier
    assert (shown["rank"] is None) == (tier == "too_few")


def test_thresholds_of_members_begin_at_twenty_and_of_organisations_at_five():
    one = of_cells([1], [[Cell(agree=22)], [Cell(agree=21)]], [24, 21], [24, 21])
    assert [row[0] for row in publishable(one, "members")["needed"]] == [20, 21, 22, 23, 24]
    assert publishable(one, "members")["parameters"]["smallest_side"] == 20
    assert [row[0] for row in publishable(one, "organisations")["needed"]] == list(range(5, 25))


def rows_and_bare():
    """An analysis with everything that rows give, and one without."""
    strong = (3.0, 2.0, 0.9, 2.0)
    listed = (
        (Representative(1, Direction.AGREE, *strong), Representative(2, Direction.AGREE, *strong)),
        (Representative(1, Direction.DISAGREE, *strong),),
    )
    cells = [[Cell(12, 8, 7), Cell(12, 15, 0)], [Cell(12, 3, 12), Cell(12, 3, 12)]]
    given = ([1, 2], cells, [27, 27], [27, 27])
    density = Density(2, 2, ((0, 0, 30), (1, 1, 9)), 15)
    slates = (slate(people=54), slate(covered=24, people=27), slate(covered=22, people=27))
    rich = of_cells(*given, groups=found_groups(30, 20), representative=listed, slates=slates, density=density)
    return rich, of_cells(*given)


def test_of_members_nothing_is_shown_of_rows_that_were_not_open():
    rich, bare = rows_and_bare()
    shown = publishable(rich, "members")
    assert shown == publishable(bare, "members")
    assert (shown["groups"]["k"], shown["groups"]["reason"]) == (1, "not_shown")
    assert shown["slate"]["size"] == 0 and shown["propositions"][0]["groups"] == [] and shown["density"] is None


def test_of_members_lists_made_of_open_answers_are_shown_as_far_as_they_are_true():
    """Where only agreeing is shown exactly, *disagree* would mean *did not agree*: that is not said."""
    rich, _ = rows_and_bare()
    shown = publishable(replace(rich, openly=True), "members")
    assert shown["groups"]["k"] == 2
    assert shown["groups"]["representative"] == [[{"id": 1, "direction": "agree"}], []]
    assert shown["slate"]["ids"] == [1, 2] and shown["slate"]["covered"] == {"low": 12, "high": 12}
    assert [one["covered"] for one in shown["side_slates"]] == [{"low": 23, "high": 27}, {"low": 22, "high": 22}]
    assert shown["density"]["cells"] == [[0, 0, 30]]
    assert shown["propositions"][0]["groups"] == [None, None]


def test_the_same_counts_give_the_same_result_whoever_gave_which_answers():
    """Figures, tiers and ranks of members see the counts alone."""
    random = np.random.default_rng(11)
    one = opening(random, 90, 5)
    first = publishable(analysis(one, openly=False), "members")
    for seat in range(3):
        those = np.flatnonzero(one.seat == seat)
        for column in range(5):
            answered = those[one.answers[those, column] >= 0]
            one.answers[answered, column] = random.permutation(one.answers[answered, column])
    assert publishable(analysis(one, openly=False), "members") == first
    assert [side["name"] for side in first["sides"]] == list(SIDES)
