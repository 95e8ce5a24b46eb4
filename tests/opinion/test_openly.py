"""Groups, slates and maps of members come of what is shown anyway: nothing hidden moves them, nobody stands out."""

import json
from dataclasses import replace

import numpy as np
import pytest

from forum.opinion.analysis import openly
from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.openly import AGREED, DISAGREED, EITHER, NOT_OPEN
from forum.opinion.analysis.publishable_bands import bands
from forum.opinion.analysis.results import Parameters
from forum.opinion.analysis.stored import as_json
from forum.opinion.analysis.tallies import cells, side_tallies
from forum.opinion.analysis.votes import Votes
from tests.opinion.rounds import Round, opening

FEW = Parameters(permutations=9, subsamples=4)
FROM_ROWS = ("groups", "representative", "slate", "side_slates", "density")


def votes_of(found: Round) -> Votes:
    who, what = np.nonzero(found.answers >= 0)
    value = np.array([1, 0, -1], np.int8)[found.answers[who, what]]
    side = np.where(found.seat == 2, -1, found.seat).astype(np.int8)
    return Votes.checked(
        who, what, value, person_ids=range(len(found.seat)), proposition_ids=found.ids, side=side,
        sides=("kosovo", "serbia"),
    )  # fmt: skip


def from_rows(votes: Votes) -> str:
    told = as_json(analyse(votes, parameters=FEW, openly=True))
    return json.dumps({part: told[part] for part in FROM_ROWS}, sort_keys=True)


def rounds(number: int, people: int = 120) -> list[Votes]:
    return [votes_of(opening(np.random.default_rng(seed), people, 12)) for seed in range(number)]


def test_what_is_hidden_moves_nothing_that_is_computed_from_rows() -> None:
    """Who passed and who disagreed among those who did not agree is dealt out anew, also in other numbers."""
    random, moved = np.random.default_rng(5), 0
    for votes in rounds(6):
        shown, value = openly._open(votes), votes.value.copy()
        before = [bands(cell) for table in side_tallies(votes)[:-1] for cell in cells(table)]
        for side in range(2):
            for column in range(votes.propositions):
                kind = shown[side, column]
                here = np.flatnonzero((votes.side[votes.person] == side) & (votes.proposition == column))
                if kind == NOT_OPEN:
                    value[here] = random.permutation(value[here])
                elif kind != EITHER:
                    rest = here[value[here] != kind]
                    dealt = random.permutation(value[rest])
                    if random.random() < 0.7:
                        dealt = _other_number(dealt, kind, random)
                    value[rest] = dealt
        changed = replace(votes, value=value)
        after = [bands(cell) for table in side_tallies(changed)[:-1] for cell in cells(table)]
        if after == before:
            moved += int((changed.value != votes.value).sum())
            assert from_rows(changed) == from_rows(votes)
    assert moved > 100, "something was dealt out anew"


def _other_number(dealt: np.ndarray, kind: int, random: np.random.Generator) -> np.ndarray:
    """As many as before, but a pass more or less; the band may not hold it, then the round is passed over."""
    other, turned = (-1 if kind == AGREED else 1), dealt.copy()
    passes = np.flatnonzero(dealt == 0)
    if len(passes) > 1:
        turned[random.choice(passes)] = other
    return turned


def test_who_is_who_on_a_side_moves_nothing() -> None:
    random = np.random.default_rng(7)
    for votes in rounds(3):
        order = np.arange(votes.people)
        for side in (-1, 0, 1):
            here = np.flatnonzero(votes.side == side)
            order[here] = here[random.permutation(len(here))]
        turned = Votes.checked(
            order[votes.person], votes.proposition, votes.value, person_ids=votes.person_ids,
            proposition_ids=votes.proposition_ids, side=votes.side, sides=votes.sides,
        )  # fmt: skip
        assert from_rows(turned).partition('"representative"')[2] == from_rows(votes).partition('"representative"')[2]


def test_on_every_open_answer_at_least_five_stand_on_either_side() -> None:
    seen = 0
    for votes in rounds(12):
        shown, table = openly._open(votes), side_tallies(votes)
        for side, column in zip(*np.nonzero(shown[:-1] != NOT_OPEN), strict=True):
            disagree, passed, agree = table[side, column].tolist()
            ways = {AGREED: [agree], DISAGREED: [disagree], EITHER: [agree, disagree, passed]}
            total = agree + passed + disagree
            for count in ways[int(shown[side, column])]:
                assert count >= 5 and total - count >= 5
                seen += 1
    assert seen > 50
    assert (openly._open(votes_of(opening(np.random.default_rng(1), 30, 12))) == NOT_OPEN).all(), "below 20 nothing is"


def test_planted_blocks_are_found_by_what_is_open() -> None:
    """Two blocks across both sides, of 100 and 60 people, as large a part of each side."""
    random = np.random.default_rng(11)
    people = 160
    seat, block = np.arange(people) % 2, (np.arange(people) // 2) % 8 < 3
    leans = np.arange(24) % 2 == 0
    agree = random.random((people, 24)) < np.where(block[:, None] == leans[None, :], 0.85, 0.15)
    answers = np.where(agree, 0, 2)
    answers[random.random(answers.shape) < 0.08] = 1
    votes = votes_of(Round(list(range(1, 25)), seat, answers))
    found = analyse(votes, parameters=FEW, openly=True)
    assert found.groups.k == 2, found.groups.reason
    alike = np.mean([(label == 1) == inside for label, inside in zip(found.groups.labels, block, strict=True)])
    assert alike > 0.97
    assert found.slate.ids and found.slate.certificate.ratio < 1
    assert set(found.slate.ids) <= set(openly.open_approvals(votes).considered().proposition_ids)


@pytest.mark.parametrize("way", [openly.open_answers, openly.open_approvals])
def test_nothing_is_open_of_nothing(way: object) -> None:
    empty = Votes.of([], sides=("kosovo", "serbia"))
    assert way(empty).considered().propositions == 0  # type: ignore[operator]
