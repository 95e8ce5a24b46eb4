"""Groups: how people are divided, who is placed, and every way to say no."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion.analysis import clusters
from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.clusters import cluster, quantised, seeding, silhouette
from forum.opinion.analysis.groups import Division, answered_enough, by_size, divide, electors, place, refusal
from forum.opinion.analysis.results import Parameters, Refusal
from forum.opinion.analysis.stability import adjusted_rand
from forum.opinion.analysis.synthetic import synthetic
from forum.opinion.analysis.votes import REGIONAL, Votes

PARAMETERS = Parameters()
TWO = Division(2, np.array([0] * 10 + [1] * 10))
P = 1 / (PARAMETERS.permutations + 1)


# ---------------------------------------------------------------- who is placed
def test_seven_answers_three_of_them_stands_place_a_person() -> None:
    answers = {
        "enough": [1, -1, 1, 0, 0, 0, 0], "six": [1, -1, 1, 1, 1, 1], "passes": [0] * 10, "two": [1, 1] + [0] * 8,
    }  # fmt: skip
    votes = Votes.of([(who, what, value) for who, values in answers.items() for what, value in enumerate(values)])
    assert [votes.person_ids[at] for at in electors(votes)[1]] == ["enough"]


def test_where_there_are_fewer_propositions_all_of_them_are_enough() -> None:
    votes = Votes.of([("all", 1, 1), ("all", 2, -1), ("one", 1, 1), ("passes", 1, 0), ("passes", 2, 1)])
    assert answered_enough(votes).tolist() == [True, False, False]


def test_people_on_neither_side_and_ineligible_propositions_stay_outside() -> None:
    answers = [(who, what, 1) for who in range(3) for what in range(9)]
    votes = Votes.of(answers, sides=("one", "two"), side={0: 0, 1: 1, 2: REGIONAL}, ineligible=[0, 1])
    people, positions = electors(votes)
    assert positions.tolist() == [0, 1]
    assert people.proposition_ids == tuple(range(2, 9))
    found = analyse(votes, parameters=Parameters(permutations=1, subsamples=1))
    assert found.groups.labels == (0, 0, None)


def test_the_first_person_of_a_real_conversation_passed_everything_and_is_not_placed(polis) -> None:
    votes = polis("15-per-hour-seattle")
    assert votes.person_ids[0] == 0 and not votes.value[votes.person == 0].any()
    assert not answered_enough(votes.considered())[0]


# ---------------------------------------------------------------- dividing
def points_of(*crowds: tuple[float, float, int], spread: float = 0.01) -> np.ndarray:
    draw = np.random.default_rng(0)
    return np.concatenate([draw.normal((x, y), spread, (count, 2)) for x, y, count in crowds])


def divided(points: np.ndarray, **changes: int) -> Division:
    force_k = changes.pop("force_k", None)
    return divide(points, np.ones(len(points), np.int64), Parameters(**changes), force_k)


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_clear_crowds_are_told_apart(count: int) -> None:
    angles = np.arange(count) * 2 * np.pi / count
    corners = [(np.cos(angle), np.sin(angle), 10 + index) for index, angle in enumerate(angles)]
    found = divided(points_of(*corners))
    assert found.k == count
    assert np.bincount(found.labels).tolist() == sorted((size for _, _, size in corners), reverse=True)


def test_a_few_far_away_do_not_hide_the_division_of_the_others() -> None:
    """Four outliers: splitting them off would leave a group that is too small."""
    found = divided(points_of((-1, 0, 30), (1, 0, 30), (0, 6, 4)))
    assert found.k == 2
    assert adjusted_rand(found.labels[:60], np.repeat([0, 1], 30)) == 1.0


@pytest.mark.parametrize(("size", "reason"), [(5, ""), (4, Refusal.SMALL)])
def test_a_group_has_at_least_five_people(size: int, reason: str) -> None:
    found = divided(points_of((-1, 0, 16), (1, 0, size), spread=0), most_groups=2)
    assert (found.k, found.reason) == ((2, "") if size == 5 else (1, reason))


@pytest.mark.parametrize(("size", "k"), [(10, 2), (9, 1)])
def test_a_group_has_at_least_a_twentieth_of_the_people(size: int, k: int) -> None:
    assert divided(points_of((-1, 0, 190), (1, 0, size), spread=0), most_groups=2).k == k


def test_a_number_of_groups_can_be_forced_even_of_small_ones() -> None:
    points = points_of((-1, 0, 16), (1, 0, 2), (0, 3, 1))
    assert [divided(points, force_k=k).k for k in (1, 2, 3)] == [1, 2, 3]
    assert divided(points_of((0, 0, 20), spread=0), force_k=2).reason == Refusal.SMALL


def test_groups_are_numbered_by_size_then_by_their_first_member() -> None:
    assert by_size(np.array([2, 0, 0, 1, 1, 2, 1]), 3).tolist() == [1, 2, 2, 0, 0, 1, 0]


@settings(max_examples=15)
@given(st.integers(0, 999), st.integers(2, 5))
def test_dividing_depends_on_the_points_alone(seed: int, k: int) -> None:
    """Not on their order, nor on turning an axis round or turning the whole picture."""
    draw = np.random.default_rng(seed)
    points = draw.normal(size=(40, 3)) * (3, 2, 1)
    first = divided(points, force_k=k)
    order = draw.permutation(40)
    turn = np.linalg.qr(draw.normal(size=(3, 3)))[0]
    assert adjusted_rand(divided(points[order], force_k=k).labels, first.labels[order]) == 1.0
    assert divided(points * (1, -1, 1), force_k=k).labels.tolist() == first.labels.tolist()
    assert divided(points @ turn, force_k=k).labels.tolist() == first.labels.tolist()


def test_equal_points_are_never_told_apart() -> None:
    points = np.repeat([[0.0, 0.0], [1.0, 0.0]], 10, axis=0)
    ones = np.ones(20, np.int64)
    assert cluster(points, ones, 3, seeding(points, ones, 3), ones) is None
    assert divided(points).silhouettes == {2: 1.0}


def test_the_silhouette_is_that_of_its_definition() -> None:
    points = np.array([[0.0], [1.0], [5.0], [9.0]])
    ones = np.ones(4, np.int64)
    found = cluster(points, ones, 2, seeding(points, ones, 2), ones)
    assert found is not None
    assert sorted(found.centres.ravel()) == pytest.approx([0.5, 7.0])
    assert silhouette(points, ones, found) == pytest.approx(np.mean([6.5 / 7, 5.5 / 6, 2.5 / 4.5, 6.5 / 8.5]))


# ---------------------------------------------------------------- many people
def test_cells_hold_everyone_and_are_few() -> None:
    draw = np.random.default_rng(1)
    points, weight = draw.normal(size=(20_000, 4)), draw.integers(1, 4, 20_000)
    means, mass, crowd = quantised(points, weight)
    assert len(means) == len(mass) == len(crowd) <= clusters.MOST_CELLS
    assert len(means) > clusters.MOST_CELLS / 4
    assert mass.sum() == weight.sum() and crowd.sum() == 20_000
    assert np.allclose((means * mass[:, None]).sum(0), (points * weight[:, None]).sum(0))
    turned, _, _ = quantised(points * (1, -1, 1, -1), weight)
    assert sorted(map(tuple, np.round(turned * (1, -1, 1, -1), 9))) == sorted(map(tuple, np.round(means, 9)))
    order = draw.permutation(20_000)
    again = quantised(points[order], weight[order])
    assert (again[1] == mass).all()


def test_the_groups_of_many_people_are_those_found_without_cells() -> None:
    votes, _ = electors(synthetic(7000, 80, groups=3, density=0.3, seed=4))
    points = place(votes, PARAMETERS)
    by_cells = divide(points, votes.weight, PARAMETERS)
    exactly = divide(points, votes.weight, Parameters(cells=10**9))
    assert by_cells.k == exactly.k == 3
    assert adjusted_rand(by_cells.labels, exactly.labels) > 0.98


# ---------------------------------------------------------------- saying no
@pytest.mark.parametrize(
    ("division", "propositions", "p", "gain", "stability", "reason"),
    [
        (TWO, 9, P, 0.01, 0.60, ""),
        (TWO, 9, 2 * P, 0.01, 0.60, Refusal.NO_STRUCTURE),
        (TWO, 9, P, 0.0, 0.60, Refusal.NO_GAIN),
        (TWO, 9, P, -0.01, 0.60, Refusal.NO_GAIN),
        (TWO, 9, P, 0.01, 0.5999, Refusal.UNSTABLE),
        (TWO, 1, P, 0.01, 0.60, Refusal.FEW_PROPOSITIONS),
        (TWO, 9, None, None, None, ""),
        (Division(1, TWO.labels, reason=Refusal.SMALL), 9, P, None, None, Refusal.SMALL),
        (Division(1, TWO.labels, reason=Refusal.SMALL), 9, 0.5, None, None, Refusal.NO_STRUCTURE),
        (Division(1, TWO.labels, reason=Refusal.FEW_PEOPLE), 9, P, None, None, Refusal.FEW_PEOPLE),
    ],
)
def test_groups_are_reported_on_one_side_of_each_threshold_only(
    division: Division, propositions: int, p: float, gain: float, stability: float, reason: str
) -> None:
    assert refusal(division, propositions, p, gain, stability, PARAMETERS) == reason


@pytest.mark.parametrize(("people", "k"), [(10, 2), (9, 1)])
def test_ten_people_are_needed(people: int, k: int) -> None:
    votes = synthetic(people, 30, groups=2, sharp=1.0)
    found = analyse(votes, resampled=False).groups
    assert found.k == k
    assert found.reason == ("" if k == 2 else Refusal.FEW_PEOPLE)


def test_on_two_real_conversations_the_lens_says_no(polis) -> None:
    london = analyse(polis("london.youth.policing")).groups
    assert (london.k, london.reason) == (1, Refusal.NO_GAIN)
    assert london.gain is not None and london.gain < 0
    assert london.stability_mean is not None and london.stability_mean < 0.6
    freshwater = analyse(polis("scoop-hivemind.freshwater")).groups
    assert (freshwater.k, freshwater.reason) == (1, Refusal.UNSTABLE)
    assert freshwater.gain is not None and freshwater.gain > 0
    assert set(london.labels) == {0, None} and london.sizes == (24,)


def test_on_a_real_conversation_with_two_camps_the_lens_says_two(polis) -> None:
    found = analyse(polis("brexit-consensus")).groups
    assert found.k == 2 and found.reason == ""
    assert found.stability_mean is not None and found.stability_mean > 0.8
    assert found.gain is not None and found.gain > 0.04
    assert sum(found.sizes) == sum(label is not None for label in found.labels) == 189
