"""Axes and places against plain definitions, written out in full."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from forum.opinion.analysis import matrix
from forum.opinion.analysis.groups import electors
from forum.opinion.analysis.matrix import axes, centre, embed, top
from forum.opinion.analysis.synthetic import synthetic
from forum.opinion.analysis.votes import Votes
from tests.opinion.changed import any_votes, turned


def filled(votes: Votes) -> np.ndarray:
    """The matrix of the note in full: missing answers get the mean of their column, then the mean is taken off."""
    full = np.full((votes.people, votes.propositions), np.nan)
    full[votes.person, votes.proposition] = votes.value
    weight = np.broadcast_to(votes.weight[:, None], full.shape)
    there = ~np.isnan(full)
    means = (np.where(there, full, 0) * weight).sum(0) / np.maximum((there * weight).sum(0), 1)
    return (np.where(there, full, means) - means) * np.sqrt(votes.weight)[:, None]


@settings(max_examples=30)
@given(any_votes())
def test_axes_are_those_of_the_filled_and_centred_matrix(votes: Votes) -> None:
    found = centre(votes)
    full = filled(votes)
    assert np.allclose(found.dense(), full)
    assert np.allclose(found.sparse().toarray(), full)
    vectors, sigma = axes(found)
    true = np.linalg.svd(full, compute_uv=False) if full.size else np.zeros(0)
    assert np.allclose(sigma, true[: len(sigma)], atol=1e-7)
    assert np.allclose(vectors.T @ vectors, np.eye(len(sigma)), atol=1e-8)
    assert np.allclose(np.linalg.norm(full @ vectors, axis=0), sigma, atol=1e-7)
    assert np.isclose(top(found), true[0] if len(true) else 0.0, atol=1e-7)
    assert len(sigma) == min(4, int((true > 1e-6).sum())) or np.isclose(*true[len(sigma) - 1 : len(sigma) + 1][-2:])


def test_axes_of_real_conversations_equal_a_full_decomposition(conversation: Votes) -> None:
    votes, _ = electors(conversation)
    sigma = axes(centre(votes))[1]
    assert sigma == pytest.approx(np.linalg.svd(filled(votes), compute_uv=False)[:4], rel=1e-9)


def test_the_stepwise_way_equals_the_exact_one_where_its_steps_span_everything(
    conversation: Votes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to 80 propositions; of more it is near, and the first axis is right to a millionth."""
    votes, _ = electors(conversation)
    found = centre(votes)
    exact = axes(found)
    places = embed(found, *exact)
    monkeypatch.setattr(matrix, "DENSE", 0)
    stepwise = axes(found)
    if votes.propositions <= 80:
        assert stepwise[1] == pytest.approx(exact[1], rel=1e-9)
        assert np.allclose(embed(found, *stepwise), places, atol=1e-9)
    assert stepwise[1][0] == pytest.approx(exact[1][0], rel=1e-6)
    assert stepwise[1] == pytest.approx(exact[1], rel=1e-3)


def test_a_large_matrix_is_decomposed_in_a_fixed_number_of_passes() -> None:
    votes = synthetic(3000, 150, groups=3, density=0.3, seed=2)
    sigma = axes(centre(votes))[1]
    true = np.linalg.svd(filled(votes), compute_uv=False)
    assert sigma[:2] == pytest.approx(true[:2], rel=1e-9)
    assert sigma == pytest.approx(true[:4], rel=0.02)
    assert (sigma <= true[:4] * (1 + 1e-12)).all()


def test_few_propositions_of_many_people_are_decomposed_exactly() -> None:
    votes = synthetic(15_000, 15, groups=2, density=0.9)
    true = np.linalg.svd(filled(votes), compute_uv=False)
    assert axes(centre(votes))[1] == pytest.approx(true[:4], rel=1e-9)


def test_an_axis_points_to_its_largest_entry_and_turned_answers_give_the_same_axes() -> None:
    votes = synthetic(40, 20, groups=2, sharp=0.8, density=0.7)
    for one in (votes, turned(votes)):
        vectors, _ = axes(centre(one))
        assert (vectors[np.abs(vectors).argmax(axis=0), np.arange(vectors.shape[1])] > 0).all()
    assert np.allclose(*(axes(centre(one))[0] for one in (votes, turned(votes))))


def test_axes_that_cannot_be_told_apart_are_left_out() -> None:
    """Six people, each alone with a view of their own: all axes are equal, so none of them is better than another."""
    votes = Votes.of([(who, what, 1 if who == what else -1) for who in range(6) for what in range(6)])
    vectors, sigma = axes(centre(votes))
    assert sigma.shape == (0,) and vectors.shape == (6, 0)
    assert embed(centre(votes), vectors, sigma).shape == (6, 0)


@settings(max_examples=20)
@given(any_votes())
def test_places_are_those_of_the_ridge_formula(votes: Votes) -> None:
    found = centre(votes)
    vectors, sigma = axes(found)
    places = embed(found, vectors, sigma, 2.0)
    assert places.shape == (votes.people, len(sigma)) and np.isfinite(places).all()
    full = filled(votes) / np.sqrt(votes.weight)[:, None]
    scale = sigma * np.sqrt(found.used / found.answered) if found.answered else sigma
    for who in range(votes.people):
        own = votes.proposition[votes.person == who]
        loadings = (vectors * scale)[own]
        expected = np.linalg.solve(loadings.T @ loadings + 2 * np.eye(len(sigma)), loadings.T @ full[who, own]) * scale
        assert np.allclose(places[who], expected, atol=1e-9)


def test_places_do_not_depend_on_how_many_people_are_placed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    votes = synthetic(50, 12, groups=2, density=0.6)
    votes = replace(votes, weight=np.arange(50) % 3 + 1)
    found = centre(votes)
    once = embed(found, *axes(found))
    monkeypatch.setattr(matrix, "ROWS", 7)
    assert (embed(found, *axes(found)) == once).all()
