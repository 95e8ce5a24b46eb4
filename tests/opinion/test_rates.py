"""Rates and their bounds, the chances of tests, and which of many tests are kept."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion.analysis.rates import bounds, checked_tallies, discoveries, rate, two_sided
from forum.opinion.analysis.tallies import tallies
from forum.opinion.analysis.votes import Votes
from tests.opinion.ballots import beta_low
from tests.opinion.conftest import CONVERSATIONS


def test_a_rate_never_reaches_nothing_or_everybody() -> None:
    assert rate(np.array([0, 5, 3, 0]), np.array([5, 5, 4, 0])).tolist() == [1 / 7, 6 / 7, 4 / 6, 1 / 2]


def test_bounds_are_those_that_can_be_written_down() -> None:
    """Beta(n + 1, 1) has the distribution x^(n + 1); Beta(1, n + 1) is its mirror."""
    n = np.arange(40)
    low, high = bounds(n, n)
    assert low == pytest.approx(0.1 ** (1 / (n + 1.0)), rel=1e-12)
    assert high == pytest.approx(0.9 ** (1 / (n + 1.0)), rel=1e-12)
    low, high = bounds(0 * n, n)
    assert low == pytest.approx(1 - 0.9 ** (1 / (n + 1.0)), rel=1e-12)
    assert high == pytest.approx(1 - 0.1 ** (1 / (n + 1.0)), rel=1e-12)


@pytest.mark.parametrize(("hits", "n"), [(3, 5), (7, 8), (12, 24), (1, 30)])
def test_bounds_are_quantiles_by_the_binomial_in_exact_fractions(hits: int, n: int) -> None:
    low, high = (Fraction(float(one[0])) for one in bounds(np.array([hits]), np.array([n])))
    assert float(beta_low(hits, n, low)) == pytest.approx(0.1, rel=1e-10)
    assert float(beta_low(hits, n, high)) == pytest.approx(0.9, rel=1e-10)


def holds(hits: np.ndarray, n: np.ndarray) -> None:
    low, high = bounds(hits, n)
    p = rate(hits, n)
    assert ((p > 0) & (p < 1) & (low > 0) & (high < 1)).all()
    assert ((low <= p) & (p <= high)).all()


def test_invariant_10_the_rate_lies_within_its_bounds_and_the_lower_bound_grows_with_the_hits() -> None:
    for n in (*range(1, 60), 997, 20_000):
        hits = np.unique(np.linspace(0, n, 60).astype(int))
        holds(hits, np.full(len(hits), n))
        low, high = bounds(hits, np.full(len(hits), n))
        assert (np.diff(low) > 0).all() and (np.diff(high) > 0).all()


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_invariant_10_on_a_real_conversation(name: str, polis: Callable[[str], Votes]) -> None:
    votes = polis(name)
    table = tallies(votes, np.arange(votes.people) % 2, 2)
    n = table.sum(axis=2)
    holds(table[:, :, 2], n)
    holds(table[:, :, 0], n)


@settings(max_examples=40)
@given(st.integers(1, 400), st.data())
def test_answers_repeated_tighten_the_bounds(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    low, high = bounds(np.array([hits, 3 * hits]), np.array([n, 3 * n]))
    assert high[1] - low[1] < high[0] - low[0]


def test_whatever_the_shape_and_however_large_no_warning_and_no_hole() -> None:
    for shape in ((0,), (2, 0), (2, 3, 4)):
        assert bounds(np.zeros(shape, int), np.zeros(shape, int))[0].shape == shape
    low, high = bounds(np.array([0, 10**8, 10**8 // 2]), np.full(3, 10**8))
    assert np.isfinite(low).all() and np.isfinite(high).all() and (low < high).all()


@pytest.mark.parametrize(
    ("hits", "n", "complaint"),
    [
        ([1, 6], [5, 5], "hits at 1: 6"),
        ([[0, 0], [-1, 0]], [[5, 5], [5, 5]], r"hits at \(1, 0\): -1"),
        ([0.5], [1], "whole numbers"),
        ([0], [float("nan")], "whole numbers"),
        ([1, 2], [1], "do not belong together"),
    ],
)
def test_an_impossible_count_is_refused_by_its_place(hits: list, n: list, complaint: str) -> None:
    for function in (rate, bounds):
        with pytest.raises(ValueError, match=complaint):
            function(np.array(hits), np.array(n))


@pytest.mark.parametrize("quantile", [0.0, 0.5, -1, float("nan")])
def test_a_quantile_is_below_one_half(quantile: float) -> None:
    with pytest.raises(ValueError, match="quantile"):
        bounds(np.array([1]), np.array([2]), quantile)


def test_the_chance_of_a_distance_on_either_side() -> None:
    assert two_sided(np.array([0.0, 1.959964, -1.959964])) == pytest.approx([1, 0.05, 0.05], abs=1e-7)


def test_false_discoveries_as_in_the_paper_that_introduced_their_control() -> None:
    """Fifteen chances of Benjamini and Hochberg (1995, §3.2): four are kept at 5 %; one by one, nine would be."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
               0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    assert discoveries(np.array(chances), 0.05).tolist() == [True] * 4 + [False] * 11
    assert discoveries(np.array(chances[::-1]).reshape(5, 3), 0.05).ravel().tolist() == [False] * 11 + [True] * 4


def test_of_false_discoveries_the_largest_that_fits_takes_the_smaller_with_it() -> None:
    """p(1) = .06 misses .05·1/2·… by itself, p(2) = .09 ≤ .10·2/2 brings both in."""
    assert discoveries(np.array([0.09, 0.06]), 0.10).all()
    assert not discoveries(np.array([0.11, 0.06]), 0.10).any()
    assert discoveries(np.zeros((0, 2)), 0.1).shape == (0, 2)


@pytest.mark.parametrize("bad", [-0.1, 1.1, float("nan")])
def test_a_chance_is_between_0_and_1(bad: float) -> None:
    with pytest.raises(ValueError, match="chance at 1"):
        discoveries(np.array([0.5, bad]), 0.1)


def test_tallies_of_another_shape_are_refused() -> None:
    for shape, complaint in (((2, 3), "shape"), ((2, 3, 2), "shape"), ((2, 4, 3), "5 ids for 4")):
        with pytest.raises(ValueError, match=complaint):
            checked_tallies(np.zeros(shape, int), range(5))
    with pytest.raises(ValueError, match=r"tally at \(0, 1, 2\): -3"):
        checked_tallies(np.array([[[0, 0, 0], [0, 0, -3]]]))
    with pytest.raises(ValueError, match="whole numbers"):
        checked_tallies(np.zeros((1, 1, 3)))
