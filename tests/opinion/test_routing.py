"""What is shown next: every side judges everything first; then what tells most is likeliest."""

import subprocess
import sys
from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion.analysis.results import Cell, Parameters
from forum.opinion.analysis.routing import draw, following, priorities, worth
from tests.house.laws import ROOT

USUAL = Parameters()
FULL = Cell(agree=3, disagree=2)

boards = st.dictionaries(
    st.integers(1, 30),
    st.tuples(*[st.builds(Cell, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))] * 2),
    max_size=8,
)


def test_it_runs_without_numpy() -> None:
    code = "import sys, forum.opinion.analysis.routing; sys.exit(bool({'numpy', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_worth_of_an_answer_by_hand() -> None:
    """3 agree, 2 disagree of 5: p = 4/7, variance 4/7·3/7/8, passing 1/7, novelty 1 + 8/2."""
    assert worth(FULL) == pytest.approx(4 / 7 * 3 / 7 / 8 * (6 / 7) * 5, rel=1e-12)
    assert worth(Cell()) == pytest.approx(1 / 4 / 3 * (1 / 2) * 9, rel=1e-12)


def test_the_little_known_the_even_and_what_few_pass_are_worth_more() -> None:
    assert worth(Cell(3, 3)) > worth(Cell(6, 6)) > worth(Cell(60, 60))
    assert worth(Cell(5, 5)) > worth(Cell(8, 2)) > worth(Cell(10, 0))
    assert worth(Cell(4, 4, 2)) > worth(Cell(2, 2, 6)) > worth(Cell(0, 0, 10)) > 0


def test_what_a_side_has_hardly_judged_comes_first_for_that_side() -> None:
    cells = {1: (FULL, Cell()), 2: (Cell(2, 1, 1), FULL), 3: (Cell(1, 1, 1), FULL), 4: (Cell(0, 3), FULL)}
    assert priorities(cells, (), 0, USUAL) == {3: 1.0, 4: 1.0}
    assert priorities(cells, (3, 4), 0, USUAL) == {2: 1.0}
    assert priorities(cells, (2, 3, 4), 0, USUAL) == {1: worth(FULL)}
    assert priorities(cells, (), 1, USUAL) == {1: 1.0}
    assert set(priorities(cells, (), None, USUAL)) == {1, 2, 3, 4}
    assert priorities(cells, (), 1, Parameters(smallest_side=0)) == {one: worth(row[1]) for one, row in cells.items()}


@settings(max_examples=60)
@given(boards, st.sets(st.integers(1, 30)), st.sampled_from([0, 1, None]), st.integers(0, 99))
def test_what_is_drawn_is_unanswered_and_no_side_is_overtaken(
    cells: dict, answered: set[int], seat: int | None, seed: int
) -> None:
    one = following(cells, answered, seat, USUAL, seed)
    left = cells.keys() - answered
    assert (one is None) == (not left) and (one is None or one in left)
    if one is not None and seat is not None and cells[one][seat].answered >= USUAL.smallest_side:
        assert all(cells[other][seat].answered >= USUAL.smallest_side for other in left)
    turned = dict(sorted(cells.items(), reverse=True))
    assert following(turned, sorted(answered, reverse=True), seat, USUAL, seed) == one


def test_the_same_seed_draws_the_same_and_the_chance_is_in_proportion() -> None:
    weights = {7: 1.0, 2: 3.0, 5: 0.5}
    drawn = Counter(draw(weights, f"round 4, elector {seed}") for seed in range(4000))
    assert all(draw(weights, seed) == draw(dict(sorted(weights.items())), seed) for seed in range(50))
    assert sum(drawn.values()) == 4000
    assert {one: drawn[one] / 4000 for one in weights} == pytest.approx(
        {one: weight / 4.5 for one, weight in weights.items()}, abs=0.03
    )
    assert draw({}, 1) is None


def test_two_sides_of_unequal_zeal_each_reach_five_answers_to_everything() -> None:
    """Forty propositions; twenty-four of one side answer thirty each, twelve of the other seventeen: 204 answers, 200
    needed. Drawn by lot alone, some proposition stays below."""

    def play(routed: bool) -> list[int]:
        counts = {one: [Counter(), Counter()] for one in range(40)}
        random = Random(3)
        for person in range(36):
            seat = 0 if person < 24 else 1
            done: set[int] = set()
            for _ in range((30, 17)[seat]):
                cells = {one: tuple(Cell(*(side[value] for value in (1, -1, 0))) for side in row)
                         for one, row in counts.items()}  # fmt: skip
                one = following(cells, done, seat, USUAL, random.random()) if routed else random.choice(
                    [other for other in counts if other not in done])  # fmt: skip
                done.add(one)
                counts[one][seat][random.choice((1, 1, -1, 0))] += 1
        return [min(side.total() for side in row) for row in counts.values()]

    assert min(play(routed=True)) == 5
    assert min(play(routed=False)) < 5


def test_what_is_no_count_is_refused_by_its_proposition() -> None:
    for cells, seat, complaint in (
        ({1: (FULL,), 2: (FULL, FULL)}, 0, "proposition 1: 1 sides"),
        ({1: (FULL,), 2: (Cell(0, -1),)}, 0, "proposition 2: a count is negative"),
        ({1: (FULL,)}, 1, "seat 1"),
        ({1: (FULL,)}, -1, "seat -1"),
    ):
        with pytest.raises(ValueError, match=complaint):
            priorities(cells, (), seat, USUAL)
    for bad in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="weight of 2"):
            draw({1: 1.0, 2: bad}, 1)
