"""Members' rounds under attack (R25, R26): nothing is determined; without `publishable` the same attack succeeds."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.publishable import publishable
from forum.opinion.analysis.publishable_bands import bands
from forum.opinion.analysis.published import Figures, Part, Published
from forum.opinion.analysis.results import Analysis, Cell, Parameters
from forum.opinion.analysis.votes import Votes
from tests.opinion.attack import Observer, Triple, attack, holds
from tests.opinion.linked import Linked, Turnout, linked
from tests.opinion.rounds import (
    ANSWERS,
    SIDES,
    Round,
    analysis,
    bands_only,
    of_cells,
    opening,
    successor,
    untouched,
)

HISTORIES = range(200)
SOME = HISTORIES[::19]


def members(one: Analysis) -> Published:
    return publishable(one, "members")


def history(seed: int) -> list[Round]:
    """One round, or one and its successor, of 20 to 200 people."""
    random = np.random.default_rng(seed)
    first = opening(random, int(random.integers(20, 201)), int(random.integers(3, 8)))
    return [first, successor(random, first)] if seed % 20 else [first]


def observers(one: Round, seed: int) -> list[Observer]:
    """Somebody from outside, and one who took part."""
    voted = [int((one.took_part & (one.seat == at)).sum()) for at in range(3)]
    person = int(np.random.default_rng(seed).choice(np.flatnonzero(one.took_part)))
    own = {}
    for column, answer in enumerate(one.answers[person]):
        known = [0, 0, 0]
        if answer >= 0:
            known[answer] = 1
        own[int(one.seat[person]), one.ids[column]] = tuple(known)
    friends = [int(at == one.seat[person]) for at in range(3)]
    return [Observer(voted), Observer(voted, friends, own)]


def truth(one: Round) -> dict[tuple[int, int], Triple]:
    cells = {(at, which): one.cell(at, column) for at in range(3) for column, which in enumerate(one.ids)}
    return {key: (cell.agree, cell.passed, cell.disagree) for key, cell in cells.items()}


def attacked(one: Round, rule: Callable[[Analysis], Published], seed: int, *, of_counts: bool):
    """What each observer finds; each program must hold the truth among its worlds."""
    published = rule(analysis(one, openly=rule is members))
    found = []
    for observer in observers(one, seed):
        assert holds(published, observer, truth(one), of_counts=of_counts)
        found.append(attack(published, observer, of_counts=of_counts))
    return found


def nothing_is_determined(seed: int) -> None:
    """Rounds stand for themselves: how many people changed their answers between them nobody tells."""
    for number, one in enumerate(history(seed)):
        for found in attacked(one, members, seed, of_counts=False):
            assert not found.pinned and not found.certain and not found.excluded, (seed, number, found)


def between(seed: int, slack: int, rule: Callable[[Analysis], Published] = members) -> list[Linked]:
    """Two rounds side by side, for every proposition asked twice, on every line."""
    rounds = history(seed)
    shown = [{p["id"]: [*p["sides"], p["regional"]] for p in rule(analysis(one))["propositions"]} for one in rounds]
    found = []
    for at in range(3) if len(rounds) == 2 else ():
        first, second = (one.took_part & (one.seat == at) for one in rounds)
        turnout = Turnout(int((first & second).sum()), int((first & ~second).sum()), int((second & ~first).sum()))
        found += [linked([one[which][at] for one in shown], turnout, slack) for which in shown[0].keys() & shown[1]]
    return found


def test_the_attack_is_given_slates_with_their_certificates_tiers_and_ranks():
    shown = [members(analysis(one)) for seed in HISTORIES[:8] for one in history(seed)]
    assert sum(bool(one["slate"]["ids"]) and one["slate"]["certificate"]["ratio"] < 1 for one in shown) >= 5
    assert sum(one["side_slates"][0]["covered"] is not None for one in shown) >= 3
    assert len({proposition["tier"] for one in shown for proposition in one["propositions"]}) >= 6


@pytest.mark.parametrize("seed", SOME)
def test_nothing_is_determined_from_the_rounds_of_members(seed):
    nothing_is_determined(seed)


@pytest.mark.drill
def test_nothing_is_determined_in_two_hundred_histories():
    for seed in HISTORIES:
        nothing_is_determined(seed)


@pytest.mark.parametrize("seed", SOME[:4])
def test_the_same_attack_succeeds_when_counts_are_shown_as_they_are(seed):
    outside, inside = attacked(history(seed)[0], untouched, seed, of_counts=True)
    assert outside.pinned and inside.pinned


@pytest.mark.drill
def test_the_same_attack_succeeds_on_nearly_all_histories_and_finds_people():
    certain = 0
    for seed in HISTORIES:
        found = [one for each in history(seed) for one in attacked(each, untouched, seed, of_counts=True)]
        assert any(found), seed
        certain += any(one.certain for one in found)
    assert certain > len(HISTORIES) / 2


def test_everybody_is_known_when_a_unanimous_side_is_shown_exactly():
    one = of_cells([1], [[Cell(agree=24)], [Cell(agree=22, disagree=9)]], [24, 31], [24, 31])
    assert attack(untouched(one), Observer([24, 31, 0]), of_counts=True).certain == [(1, 0)]
    two = of_cells([1], [[Cell(agree=24, disagree=7)], [Cell(agree=30, disagree=1)]], [31, 31], [31, 31])
    dissenter = Observer([31, 31, 0], [0, 1, 0], {(1, 1): (0, 0, 1)})
    assert attack(untouched(two), dissenter, of_counts=True).certain == [(1, 1)]
    assert not attack(members(one), Observer([24, 31, 0]), of_counts=False)
    assert not attack(members(two), dissenter, of_counts=False)


def test_the_same_blocks_beside_tiers_and_ranks_of_the_counts_would_tell():
    """Why tiers and ranks of members are made of what is shown."""
    for found in attacked(history(38)[0], bands_only, 38, of_counts=True):
        assert found.pinned and found.certain == [(1, 0)]
    nothing_is_determined(38)


def test_a_slate_of_members_would_tell_how_everybody_of_a_side_answered():
    """Why nothing made of rows is shown: of all answers that fit the blocks, one alone gives this slate."""

    def slate(first: int, second: int) -> tuple[int, ...]:
        answers = [(("k", person), 1, 1 if person < 26 else -1) for person in range(60)]
        answers += [(("k", person), 2, 1 if person < 30 else -1) for person in range(60)]
        for proposition, agree in ((1, first), (2, second)):
            answers += [(("s", person), proposition, 1 if person < agree else -1) for person in range(40)]
        seats = {(side, person): "ks".index(side) for side in "ks" for person in range(60 if side == "k" else 40)}
        votes = Votes.of(answers, side=seats, sides=SIDES)
        return analyse(votes, parameters=Parameters(slate=1), resampled=False).slate.ids

    for kosovo in (Cell(26, 34, 0), Cell(30, 30, 0)):
        assert bands(kosovo) is not None
    assert bands(Cell(40, 0, 0)) == bands(Cell(36, 4, 0))
    assert slate(40, 36) == (1,)
    assert [pair for pair in product(range(36, 41), repeat=2) if slate(*pair) == (1,)] == [(40, 36)]


# Two rounds side by side


@pytest.mark.parametrize("seed", [5, 18])
def test_one_person_who_may_have_changed_leaves_those_who_joined_or_left_open(seed):
    found = between(seed, slack=1)
    assert found and not any(one.certain for one in found)


@pytest.mark.drill
def test_who_joined_or_left_stays_open_in_all_histories():
    for seed in HISTORIES:
        assert not any(one.certain for one in between(seed, slack=1)), seed


def test_who_is_sure_that_nobody_else_changed_can_tell_how_a_single_leaver_answered():
    """The limit, said where people answer: no rule that sees one round alone can prevent it."""
    before, after = Cell(agree=20, passed=10, disagree=10), Cell(agree=19, passed=10, disagree=10)
    figures, turnout = [bands(before), bands(after)], Turnout(both=39, left=1, joined=0)
    assert linked(figures, turnout, slack=0) == Linked(0, [("left", 0)])
    assert linked(figures, turnout, slack=1) == Linked(0, [])


# The programs themselves, against all worlds of a small electorate


def partly(random: np.random.Generator, world: np.ndarray) -> list[Figures | None]:
    """Some figures that are true of a world: ranges, merged parts, or nothing."""
    found: list[Figures | None] = []
    for column in world.T:
        counts = [int((column == index).sum()) for index in range(3)]
        n = sum(counts)
        if random.random() < 0.2:
            found.append(None)
            continue
        merged = [[0, 1, 2], [[0], [1, 2]], [[0, 1], [2]], [[0], [1], [2]]][random.integers(0, 4)]
        parts: list[Part] = []
        for of in merged if isinstance(merged[0], list) else [merged]:
            together, below, above = sum(counts[index] for index in of), *random.integers(0, 3, 2).tolist()
            low, high = max(0, together - below), min(n, together + above)
            parts.append({"of": [ANSWERS[index] for index in of], "low": low, "high": high})
        spread = int(random.integers(0, 2))
        found.append({"answered": {"low": max(0, n - spread), "high": n + spread}, "parts": parts})
    return found


def of_one_side(figures: list[Figures | None]) -> Published:
    published = members(of_cells([1, 2], [[Cell(), Cell()]], [0], [0]))
    for proposition, shown in zip(published["propositions"], figures, strict=True):
        proposition["sides"] = [shown]
    return published


@pytest.mark.parametrize("seed", range(12))
def test_the_program_over_counts_finds_what_all_worlds_of_people_and_answers_say(seed):
    """Four people, two propositions, every row but the empty one: 50,625 worlds, one person known to the observer."""
    random = np.random.default_rng(seed)
    rows = np.array([row for row in product(range(-1, 3), repeat=2) if max(row) >= 0])
    worlds = rows[np.array(list(product(range(len(rows)), repeat=4)))]
    true = worlds[random.integers(0, len(worlds))]
    figures = partly(random, true)
    counts = np.stack([(worlds == index).sum(axis=1) for index in range(3)], axis=-1)
    fits = np.ones(len(worlds), bool)
    for column, shown in enumerate(figures):
        if shown is not None:
            n = counts[:, column].sum(axis=1)
            fits &= (n >= shown["answered"]["low"]) & (n <= shown["answered"]["high"])
            for part in shown["parts"]:
                together = counts[:, column][:, [ANSWERS.index(answer) for answer in part["of"]]].sum(axis=1)
                fits &= (together >= part["low"]) & (together <= part["high"])
    known = bool(seed % 2)
    if known:
        fits &= (worlds[:, 0] == true[0]).all(axis=1)
    own = {(0, column + 1): tuple(int(true[0, column] == index) for index in range(3)) for column in range(2)}
    observer = Observer([4, 0], [int(known), 0], own if known else {})
    found = attack(of_one_side(figures), observer, of_counts=False)
    pinned = {(one, ANSWERS.index(answer)): values for one, _, answer, values in found.pinned}
    for column in range(2):
        for index in range(3):
            values = sorted(set(counts[fits, column, index].tolist()))
            assert pinned.get((column + 1, index), values) == values
            assert (column + 1, index) in pinned or len(values) >= 5 - known or _zero(figures[column], index)
        given = [set(worlds[fits, person, column].tolist()) - {-1} for person in range(int(known), 4)]
        assert all(one == given[0] for one in given)
        excluded = {ANSWERS.index(answer) for one, _, answer in found.excluded if one == column + 1}
        assert not given[0] or excluded == set(range(3)) - given[0]
        assert ((column + 1, 0) in found.certain) == (len(given[0]) == 1)


def _zero(figures: Figures | None, index: int) -> bool:
    """A zero shown exactly is no protected count."""
    return figures is not None and {"of": [ANSWERS[index]], "low": 0, "high": 0} in figures["parts"]
