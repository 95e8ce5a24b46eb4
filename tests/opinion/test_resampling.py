"""The long part in pieces: whatever interrupts it, the result is the same to the byte."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion.analysis import resampling
from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.results import Parameters
from forum.opinion.analysis.stored import as_json
from forum.opinion.analysis.synthetic import synthetic

VOTES = synthetic(30, 12, groups=2, sharp=0.85, density=0.8, sides=2, seed=3)
SMALL = Parameters(permutations=7, subsamples=5)
UNITS = 7 + 5 + 10


def as_bytes(**how: Any) -> bytes:
    found = as_json(analyse(VOTES, parameters=SMALL, **how))
    return json.dumps(found, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


@settings(max_examples=8)
@given(st.lists(st.integers(0, 9), max_size=12))
def test_an_interrupted_run_ends_with_the_same_bytes(budgets: list[int]) -> None:
    state: Any = {}
    done = 0
    for budget in budgets:
        state = json.loads(json.dumps(resampling.advance(VOTES, state, SMALL, budget)))
        done = min(done + budget, UNITS)
        assert resampling.done(state) == done
        assert resampling.finished(state, SMALL) == (done == UNITS)
    state = resampling.advance(VOTES, state, SMALL)
    assert resampling.finished(state, SMALL)
    assert as_bytes(resampled=state) == as_bytes()


def test_a_state_that_is_not_finished_or_not_of_these_parameters_is_refused() -> None:
    assert resampling.total(SMALL) == UNITS
    state = resampling.advance(VOTES, {}, SMALL, UNITS - 1)
    with pytest.raises(ValueError, match="resampled: 21 of 22 draws are done"):
        analyse(VOTES, parameters=SMALL, resampled=state)
    with pytest.raises(ValueError, match="permutations at 3: there are no more than 3"):
        resampling.advance(VOTES, state, Parameters(permutations=3))


def test_a_step_leaves_the_state_it_was_given_as_it_was() -> None:
    state = resampling.advance(VOTES, {}, SMALL, 3)
    kept = json.dumps(state)
    resampling.advance(VOTES, state, SMALL, 3)
    assert json.dumps(state) == kept


def test_progress_is_told_draw_by_draw() -> None:
    told: list[tuple[str, int, int]] = []
    analyse(VOTES, parameters=SMALL, progress=lambda *step: told.append(step))
    assert told == [
        *(("structure", index, 7) for index in range(1, 8)),
        *(("stability", index, 5) for index in range(1, 6)),
        *(("gain", index, 10) for index in range(1, 11)),
        ("groups", 1, 1),
        ("slate", 1, 1),
    ]


def test_each_draw_has_its_own_numbers_whatever_was_drawn_before() -> None:
    whole = resampling.advance(VOTES, {}, SMALL)
    more = resampling.advance(VOTES, {}, Parameters(permutations=12, subsamples=8))
    assert more["permutations"][:7] == whole["permutations"]
    assert more["subsamples"][:5] == whole["subsamples"]
    assert len(set(more["permutations"])) == 12
    other = resampling.advance(VOTES, {}, Parameters(permutations=7, subsamples=5, seed=1))
    assert other["permutations"] != whole["permutations"]


def test_a_forced_number_of_groups_holds_in_every_draw() -> None:
    state = resampling.advance(VOTES, {}, SMALL, force_k=3)
    found = analyse(VOTES, parameters=SMALL, resampled=state, force_k=3)
    assert found.groups.k == 3 and found.groups.reason == ""
    assert found == analyse(VOTES, parameters=SMALL, force_k=3)
