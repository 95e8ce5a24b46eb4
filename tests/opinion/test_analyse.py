"""The whole in one call: who counts where, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.polis import gac
from forum.opinion.analysis.proof import verify_slate
from forum.opinion.analysis.results import Cell, Parameters, Tier
from forum.opinion.analysis.slates import approvals
from forum.opinion.analysis.synthetic import synthetic
from forum.opinion.analysis.tallies import tallies
from forum.opinion.analysis.votes import REGIONAL, Votes
from tests.opinion.test_noise import PARAMETERS

QUICK = Parameters(permutations=3, subsamples=2, hidden=0.5)
VOTES = synthetic(60, 20, groups=2, sharp=0.85, density=0.9, passing=0.1, sides=2, seed=5)


def test_every_answer_stands_in_one_side_and_placed_ones_in_one_group() -> None:
    found = analyse(VOTES, parameters=PARAMETERS)
    assert found.groups.k == 2
    for at, one in enumerate(found.propositions):
        here = VOTES.proposition == at
        assert sum(cell.answered for cell in (*one.sides, one.regional)) == here.sum()
        placed = [who for who, label in enumerate(found.groups.labels) if label is not None]
        assert sum(cell.answered for cell in one.groups) == (here & np.isin(VOTES.person, placed)).sum()
        assert one.regional.agree == (here & (VOTES.value == 1) & (VOTES.side == REGIONAL)[VOTES.person]).sum()
        for bounds, cell in zip(one.bounds, one.sides, strict=True):
            rate = (cell.agree + 1) / (cell.answered + 2)
            assert bounds.agree_low <= rate <= bounds.agree_high
    assert [side.voted for side in found.sides] == [30, 27] and found.regional.voted == 3
    assert sum(side.answers for side in (*found.sides, found.regional)) == len(VOTES.value)
    assert sorted(one for ids in found.ranked.values() for one in ids) == list(VOTES.proposition_ids)
    assert found.needed[0] == (5, 5, 5) and found.needed[-1][0] <= 30


def test_regional_answers_move_nothing_but_their_own_line() -> None:
    other = np.where((VOTES.side == REGIONAL)[VOTES.person], -VOTES.value, VOTES.value).astype(np.int8)
    one, two = (analyse(votes, parameters=QUICK) for votes in (VOTES, replace(VOTES, value=other)))
    assert one.regional == two.regional
    assert [replace(row, regional=Cell()) for row in one.propositions] == [
        replace(row, regional=Cell()) for row in two.propositions
    ]
    assert any(a.regional != b.regional for a, b in zip(one.propositions, two.propositions, strict=True))
    assert (one.groups, one.slate, one.side_slates, one.ranked, one.density, one.representative, one.consensus) == (
        two.groups, two.slate, two.side_slates, two.ranked, two.density, two.representative, two.consensus
    )  # fmt: skip


def test_sides_exchanged_exchange_the_results() -> None:
    swapped = replace(VOTES, side=np.where(VOTES.side < 0, VOTES.side, 1 - VOTES.side).astype(np.int8))
    one, two = analyse(VOTES, parameters=QUICK), analyse(swapped, parameters=QUICK)
    assert one.ranked == two.ranked
    assert [(row.tier, row.score, row.sides) for row in one.propositions] == [
        (row.tier, row.score, row.sides[::-1]) for row in two.propositions
    ]
    assert one.groups == two.groups and one.slate == two.slate
    assert one.side_slates == two.side_slates[::-1]


def test_rolls_are_those_given_and_cannot_be_smaller_than_who_answered() -> None:
    found = analyse(VOTES, parameters=QUICK, rolls={"kosovo": 40, "serbia": 33, "regional": 4})
    assert [side.roll for side in (*found.sides, found.regional)] == [40, 33, 4]
    assert [side.roll for side in analyse(VOTES, parameters=QUICK).sides] == [30, 27]
    with pytest.raises(ValueError, match="roll of serbia: 26, but 27 answered"):
        analyse(VOTES, parameters=QUICK, rolls={"serbia": 26})


def test_an_impossible_number_of_groups_is_refused() -> None:
    for k in (0, -1, 61):
        with pytest.raises(ValueError, match=f"force_k: {k} groups of 60 people"):
            analyse(VOTES, parameters=QUICK, force_k=k)
    assert analyse(VOTES, parameters=QUICK, force_k=1).groups.k == 1


def test_without_resampling_no_gate_is_asked_and_none_is_claimed() -> None:
    groups = analyse(VOTES, resampled=False).groups
    assert groups.k == 2
    assert (groups.structure_z, groups.structure_p, groups.gain, groups.stability_mean, groups.stability_min) == (
        None, None, None, None, None
    )  # fmt: skip


def test_one_side_that_is_all_is_everyone() -> None:
    votes = replace(VOTES, side=np.zeros(60, np.int8), sides=("all",))
    found = analyse(votes, parameters=QUICK)
    assert [side.name for side in found.sides] == ["all"] and found.regional.roll == 0
    assert len(found.side_slates) == 1 and found.side_slates[0].ids == found.slate.ids
    assert not found.ranked[Tier.DIFFER]


def test_slates_of_every_conversation_leave_nobody_with_a_just_complaint(conversation: Votes) -> None:
    found = analyse(conversation, resampled=False)
    agreed = approvals(conversation.considered()).toarray().astype(bool)
    ids = conversation.considered().proposition_ids
    assert found.slate.certificate.ratio < 1
    assert verify_slate(agreed, found.slate.ids, found.slate.size, conversation.weight, ids) == found.slate.certificate


def test_published_group_informed_consensus_is_reproduced(polis) -> None:
    """Parity with Polis where it is sound: 371 published values from the groups it published."""
    import csv

    from forum.cli.opinion.exports import read_folder, votes_of
    from tests.opinion.conftest import FOLDER

    polis("bg2050-volunteers")
    export = read_folder(FOLDER / "bg2050-volunteers")
    votes = votes_of(export)
    labels = np.array([-1 if group is None else group for group in export.published])
    ours = dict(zip(votes.proposition_ids, gac(tallies(votes, labels, labels.max() + 1)).tolist(), strict=True))
    with (FOLDER / "bg2050-volunteers" / "comments.csv").open(encoding="utf-8", newline="") as file:
        theirs = {int(row["comment-id"]): float(row["group-informed-consensus"]) for row in csv.DictReader(file)}
    assert len(theirs) == 371
    assert max(abs(ours[one] - value) for one, value in theirs.items()) <= 1e-12


def test_what_is_needed_is_told_up_to_everyone_who_voted_on_a_side() -> None:
    """A draft says of both sides how many it would take, also where nobody saw a proposition with all the others."""
    answers = [(who, (who + turn) % 3, 1) for who in range(24) for turn in range(2)]
    found = analyse(Votes.of(answers, side={who: who % 2 for who in range(24)}, sides=("kosovo", "serbia")))
    assert max(cell.answered for one in found.propositions for cell in one.sides) == 8
    assert [row[0] for row in found.needed] == list(range(5, 13))
