"""What must hold of every analysis, whatever the answers: on drawn ones, and on six real conversations."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion.analysis import matrix
from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.groups import electors, place
from forum.opinion.analysis.matrix import axes, centre
from forum.opinion.analysis.results import Analysis, Direction, Parameters
from forum.opinion.analysis.stability import adjusted_rand
from forum.opinion.analysis.tallies import tallies
from forum.opinion.analysis.votes import Votes
from tests.opinion.changed import any_votes, crowds, renamed, repeated, retold, told, turned, whole, with_person

QUICK = Parameters(permutations=5, subsamples=2, hidden=0.5)
FEW = settings(max_examples=12)


def best(votes: Votes) -> Analysis:
    """Without the gates, so that more than one group is found more often."""
    return analyse(votes, parameters=QUICK, resampled=False)


# ---------------------------------------------------------------- 1 and 2: order, repetition
@FEW
@given(any_votes(), st.integers(0, 99))
def test_the_order_in_which_answers_come_changes_nothing(votes: Votes, seed: int) -> None:
    assert whole(analyse(retold(votes, seed), parameters=QUICK)) == whole(analyse(votes, parameters=QUICK))


def same_under_other_names(votes: Votes, seed: int) -> None:
    other, rows, columns = renamed(votes, seed)
    one, two = best(votes), best(other)
    labels = [two.groups.labels[at] for at in rows]
    assert [label is None for label in labels] == [label is None for label in one.groups.labels]
    both = [(a, b) for a, b in zip(one.groups.labels, labels, strict=True) if a is not None and b is not None]
    if both:
        assert adjusted_rand(np.array([a for a, _ in both]), np.array([b for _, b in both])) == 1.0
    able = [(old, new) for old, new in zip(votes.proposition_ids, columns.tolist(), strict=True)]
    here, there = ({row.id: row for row in found.propositions} for found in (one, two))
    pairs = [(here[old], there[new]) for old, new in able if old in here]
    assert len(pairs) == len(there)
    for old, new in pairs:
        assert (old.sides, old.regional, old.tier, old.why, old.score) == (
            new.sides, new.regional, new.tier, new.why, new.score
        )  # fmt: skip
    assert [len(ids) for ids in one.ranked.values()] == [len(ids) for ids in two.ranked.values()]


@pytest.mark.parametrize("seed", [1, 2])
def test_ids_alone_decide_nothing_but_ties(conversation: Votes, seed: int) -> None:
    same_under_other_names(conversation, seed)


@FEW
@given(any_votes(), st.data())
def test_the_same_answer_again_changes_nothing_and_another_one_counts_as_if_alone(
    votes: Votes, data: st.DataObject
) -> None:
    answers = told(votes)
    if not answers:
        return
    place = data.draw(st.integers(0, len(answers) - 1))
    who, what, value = answers[place]
    other = data.draw(st.sampled_from([-1, 0, 1]))
    kept = {"people": votes.person_ids, "propositions": votes.proposition_ids}
    assert whole(best(Votes.of([*answers, (who, what, value)], **kept))) == whole(best(Votes.of(answers, **kept)))
    changed = [*answers[:place], (who, what, other), *answers[place + 1 :]]
    assert whole(best(Votes.of([*answers, (who, what, other)], **kept))) == whole(best(Votes.of(changed, **kept)))


def test_answers_of_real_conversations_given_again_or_changed(conversation: Votes) -> None:
    answers = told(conversation)
    kept = {"people": conversation.person_ids, "propositions": conversation.proposition_ids}
    once = whole(best(Votes.of(answers, **kept)))
    assert whole(best(Votes.of([*answers, *answers[::7]], **kept))) == once
    who, what, value = answers[11]
    changed = [*answers[:11], (who, what, -1 if value == 1 else 1), *answers[12:]]
    assert whole(best(Votes.of([*answers, changed[11]], **kept))) == whole(best(Votes.of(changed, **kept)))


# ---------------------------------------------------------------- 3 and 4: agree and disagree exchanged
def mirrored(one: Analysis, two: Analysis, columns: set[int]) -> None:
    """The same groups; in these columns agree and disagree have changed places."""
    assert two.groups.labels == one.groups.labels
    assert two.groups.reason == one.groups.reason
    for old, new in zip(one.propositions, two.propositions, strict=True):
        for before, after in zip((*old.sides, *old.groups), (*new.sides, *new.groups), strict=True):
            swapped = (before.disagree, before.agree) if old.id in columns else (before.agree, before.disagree)
            assert (after.agree, after.disagree, after.passed) == (*swapped, before.passed)


def turned_in_one_column(votes: Votes, column: int) -> None:
    mirrored(
        analyse(votes, parameters=QUICK), analyse(turned(votes, column), parameters=QUICK),
        {votes.proposition_ids[column]},
    )  # fmt: skip


def turned_everywhere(votes: Votes) -> None:
    one, two = analyse(votes, parameters=QUICK), analyse(turned(votes), parameters=QUICK)
    mirrored(one, two, set(votes.proposition_ids))
    assert two.consensus[Direction.AGREE] == one.consensus[Direction.DISAGREE]
    assert two.consensus[Direction.DISAGREE] == one.consensus[Direction.AGREE]
    for before, after in zip(one.representative, two.representative, strict=True):
        assert {row.id for row in before} == {row.id for row in after}
        assert {row.id for row in before if row.direction is Direction.AGREE} == {
            row.id for row in after if row.direction is Direction.DISAGREE
        }
    assert two.groups.structure_z == pytest.approx(one.groups.structure_z, abs=1e-6)
    assert two.groups.stability_mean == one.groups.stability_mean
    assert two.groups.gain == pytest.approx(one.groups.gain, abs=1e-9)


@FEW
@given(crowds())
def test_turning_all_answers_keeps_the_groups_and_swaps_the_rest(votes: Votes) -> None:
    turned_everywhere(votes)


@FEW
@given(any_votes(), st.data())
def test_turning_one_proposition_keeps_the_groups_and_mirrors_its_counts(votes: Votes, data: st.DataObject) -> None:
    if votes.propositions:
        turned_in_one_column(votes, data.draw(st.integers(0, votes.propositions - 1)))


def test_turning_answers_of_real_conversations(conversation: Votes) -> None:
    turned_everywhere(conversation)
    turned_in_one_column(conversation, conversation.propositions // 2)


# ---------------------------------------------------------------- 5: people without an opinion
def idle_people(votes: Votes) -> None:
    one = analyse(votes, parameters=QUICK)
    silent = analyse(with_person(votes, {}), parameters=QUICK)
    assert silent.groups.labels == (*one.groups.labels, None)
    assert silent.propositions == one.propositions
    assert silent.groups.sizes == one.groups.sizes
    assert (silent.groups.k, silent.groups.reason, silent.slate) == (one.groups.k, one.groups.reason, one.slate)
    passing = analyse(with_person(votes, dict.fromkeys(range(votes.propositions), 0)), parameters=QUICK)
    assert passing.groups.labels == (*one.groups.labels, None)
    for before, after in zip(one.propositions, passing.propositions, strict=True):
        assert (after.sides[0].agree, after.sides[0].disagree) == (before.sides[0].agree, before.sides[0].disagree)
        assert after.groups == before.groups
        assert after.bounds[0].agree_low <= before.bounds[0].agree_low
        assert after.bounds[0].agree_high <= before.bounds[0].agree_high
        assert after.bounds[0].disagree_high <= before.bounds[0].disagree_high
        assert after.gac <= before.gac


@FEW
@given(any_votes())
def test_whoever_says_nothing_or_only_passes_moves_nobody(votes: Votes) -> None:
    idle_people(votes)


def test_idle_people_in_real_conversations(conversation: Votes) -> None:
    idle_people(conversation)


# ---------------------------------------------------------------- 6 and 7: more of the same
def many_times(votes: Votes, times: int) -> None:
    again = repeated(votes, times)
    (few, _), (many, _) = electors(votes), electors(again)
    one, two = axes(centre(few)), axes(centre(many))
    assert two[1] == pytest.approx(one[1] * times**0.5, rel=1e-9)
    assert np.allclose(one[0] @ one[0].T, two[0] @ two[0].T, atol=1e-6)  # the same axes, or turned among equal ones
    here, there = place(few, QUICK), place(many, QUICK)
    assert np.allclose(here @ here.T, (there @ there.T)[::times, ::times], atol=1e-6)
    single, multiple = best(votes), best(again)
    assert multiple.slate.ids == single.slate.ids
    for before, after in zip(single.propositions, multiple.propositions, strict=True):
        for old, new, cell in zip(before.bounds, after.bounds, before.sides, strict=True):
            if cell.answered:
                assert new.agree_high - new.agree_low < old.agree_high - old.agree_low


@FEW
@given(any_votes(), st.integers(2, 4))
def test_everybody_several_times_keeps_axes_places_and_slate_and_tightens_bounds(votes: Votes, times: int) -> None:
    many_times(votes, times)


def test_everybody_twice_in_real_conversations(conversation: Votes) -> None:
    many_times(conversation, 2)


@FEW
@given(any_votes(), st.integers(2, 9))
def test_weights_all_scaled_alike_change_nothing(votes: Votes, times: int) -> None:
    scaled_alike(votes, times)


def test_weights_scaled_alike_in_real_conversations(conversation: Votes) -> None:
    scaled_alike(conversation, 3)


def scaled_alike(votes: Votes, times: int) -> None:
    one, two = best(votes), best(replace(votes, weight=votes.weight * times))
    assert two.groups.labels == one.groups.labels
    assert two.slate.ids == one.slate.ids
    assert [row.tier for row in two.propositions] == [row.tier for row in one.propositions]
    assert two.slate.certificate.ratio == pytest.approx(one.slate.certificate.ratio)


def test_a_person_of_weight_three_counts_like_three_people(polis) -> None:
    votes = polis("brexit-consensus")
    weight = np.where(np.arange(votes.people) % 3 == 0, 3, 1)
    heavy = axes(centre(replace(votes, weight=weight)))
    rows = np.repeat(np.arange(votes.people), weight)
    several = np.array([np.flatnonzero(rows == row)[0] for row in range(votes.people)])
    many = repeated(votes, 3).of_people(np.concatenate([np.arange(3) < w for w in weight]))
    assert many.people == len(rows)
    assert axes(centre(many))[1] == pytest.approx(heavy[1], rel=1e-9)
    assert np.allclose(place(many, QUICK)[several], place(replace(votes, weight=weight), QUICK), atol=1e-9)


# ---------------------------------------------------------------- 8: next to nothing
EDGES = {
    "nobody and nothing": Votes.of([]),
    "people without a proposition": Votes.of([], people=[1, 2, 3]),
    "propositions without people": Votes.of([], propositions=[1, 2, 3]),
    "no answer": Votes.of([], people=range(20), propositions=range(9)),
    "one person": Votes.of([(1, what, 1) for what in range(9)]),
    "one proposition": Votes.of([(who, 1, (-1) ** who) for who in range(30)]),
    "one answer": Votes.of([(1, 1, -1)]),
    "all agree": Votes.of([(who, what, 1) for who in range(30) for what in range(12)]),
    "all pass": Votes.of([(who, what, 0) for who in range(30) for what in range(12)]),
    "nothing eligible": Votes.of([(who, what, 1) for who in range(30) for what in range(9)], ineligible=range(9)),
    "everyone regional": Votes.of([(who, what, 1) for who in range(30) for what in range(9)], sides=("one", "two")),
    "one of two sides": Votes.of(
        [(who, what, 1) for who in range(30) for what in range(9)],
        sides=("one", "two"), side=dict.fromkeys(range(30), 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("votes", EDGES.values(), ids=EDGES)
def test_next_to_nothing_is_a_valid_result_without_groups(votes: Votes) -> None:
    found = analyse(votes, parameters=QUICK)
    assert found.groups.k == 1 and found.groups.reason
    assert len(found.groups.labels) == votes.people
    assert len(found.representative) == 1 and not found.representative[0]
    numbers = [value for row in found.propositions for value in (row.score, row.gac)]
    assert np.isfinite(numbers).all()
    assert found.density is None


def test_next_to_nothing_of_real_conversations_is_a_valid_result(conversation: Votes) -> None:
    """One person, one proposition, and what everybody answered alike."""
    first = conversation.person == int(conversation.person[0])
    column = conversation.proposition == int(np.bincount(conversation.proposition).argmax())
    agreed = replace(conversation, value=np.ones_like(conversation.value))
    for part in (conversation.only(first), conversation.only(column), agreed):
        found = analyse(part, parameters=QUICK)
        assert found.groups.k == 1 and found.groups.reason
        assert np.isfinite([value for row in found.propositions for value in (row.score, row.gac)]).all()


# ---------------------------------------------------------------- 9: nothing is lost
@FEW
@given(any_votes())
def test_groups_and_those_not_placed_are_everyone(votes: Votes) -> None:
    nobody_is_lost(votes)


def test_groups_and_those_not_placed_are_everyone_in_real_conversations(conversation: Votes) -> None:
    nobody_is_lost(conversation)


def nobody_is_lost(votes: Votes) -> None:
    labels = np.array([-1 if label is None else label for label in best(votes).groups.labels], np.int64)
    able = votes.considered()
    k = labels.max(initial=0) + 1
    parts = tallies(able, labels, k).sum(axis=0) + tallies(able, np.where(labels < 0, 0, -1), 1)[0]
    assert (parts == tallies(able, np.zeros(votes.people, np.int64), 1)[0]).all()
    assert parts.sum() == len(able.value)


# ---------------------------------------------------------------- 12 and 17: the same again
def test_the_same_votes_give_the_same_result_again(conversation: Votes) -> None:
    assert whole(analyse(conversation, parameters=QUICK)) == whole(analyse(conversation, parameters=QUICK))


def ineligible_column(votes: Votes, seed: int) -> None:
    columns = np.arange(votes.propositions) % 5 == seed % 5
    eligible = votes.eligible & ~columns
    here = columns[votes.proposition]
    draw = np.random.default_rng(seed)
    other = np.where(here, draw.integers(-1, 2, len(here)), votes.value).astype(np.int8)
    one = replace(votes, eligible=eligible)
    dropped = one.only(~here | (draw.random(len(here)) < 0.5))
    found = whole(best(one))
    assert whole(best(replace(one, value=other))) == found
    assert whole(best(dropped)) == found


@FEW
@given(any_votes(), st.integers(0, 99))
def test_what_is_not_eligible_has_no_effect_at_all(votes: Votes, seed: int) -> None:
    ineligible_column(votes, seed)


def test_what_is_not_eligible_has_no_effect_on_real_conversations(conversation: Votes) -> None:
    ineligible_column(conversation, 3)


def test_the_dense_and_the_sparse_way_give_the_same(conversation: Votes, monkeypatch: pytest.MonkeyPatch) -> None:
    dense = analyse(conversation, parameters=QUICK)
    monkeypatch.setattr(matrix, "DENSE", 0)
    sparse = analyse(conversation, parameters=QUICK)
    if electors(conversation)[0].propositions > 80:  # more than the steps span: near, not equal
        assert sparse.groups.k == dense.groups.k
        return
    assert sparse.groups.labels == dense.groups.labels
    assert sparse.propositions == dense.propositions
    assert (sparse.ranked, sparse.representative, sparse.slate) == (dense.ranked, dense.representative, dense.slate)
    assert sparse.groups.structure_z == pytest.approx(dense.groups.structure_z, abs=1e-6)
    assert (sparse.groups.stability_mean, sparse.groups.gain) == (dense.groups.stability_mean, dense.groups.gain)
