"""Does the class of a result follow R9, for every result there can be?"""

from collections import Counter
from dataclasses import fields, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.consultation.rules.explanation import Mode, class_of, explain
from forum.consultation.rules.outcome import ORDINARY, RAPID, OutcomeClass, Share, Thresholds, is_reaction, outcome
from forum.consultation.rules.roll import RollEntry, Seat
from forum.consultation.rules.stances import LABEL_KEYS, NO_RESPONSE, Count, Stance, count
from tests.consultation.test_rules_classes import ORDER, census, class_by_fractions, side, vectors

NOBODY = Count(0)
RULES = {False: ORDINARY, True: RAPID}


def counts(roll: int) -> list[Count]:
    return [Count(roll, *vector) for vector in vectors(roll)]


@st.composite
def a_count(draw, least=1, most=20):
    roll = draw(st.integers(least, most))
    left, taken = roll, []
    for _ in range(5):
        taken.append(draw(st.integers(0, left)))
        left -= taken[-1]
    return Count(roll, *taken)


@pytest.mark.parametrize("rapid", [False, True], ids=["ordinary", "rapid"])
@pytest.mark.parametrize("rolls", [(7, 6), (5, 5)], ids=["7+6", "5+5"])
def test_every_vector_has_the_class_that_fractions_give_it(rolls, rapid):
    # Sides that fractions call alike are grouped first, so every vector is asked of the product once and of the
    # independent rule by its group: 858,816 questions in all.
    quorum_least = -(-sum(rolls) * (2 if rapid else 3) // 5)
    left = [(one, *side(v, rolls[0], rapid)) for one, v in zip(counts(rolls[0]), vectors(rolls[0]), strict=True)]
    right = [(one, *side(v, rolls[1], rapid)) for one, v in zip(counts(rolls[1]), vectors(rolls[1]), strict=True)]
    rules, found, wrong = RULES[rapid], Counter(), 0
    for (kosovo, answered_left, low_left), (serbia, answered_right, low_right) in product(left, right):
        expected = "no_quorum"
        if answered_left + answered_right >= quorum_least:
            expected = ORDER[low_left if low_left < low_right else low_right]
        given_class = outcome(kosovo, serbia, NOBODY, rules)
        found[given_class] += 1
        wrong += given_class != expected
    assert wrong == 0
    assert found == census(rolls, rapid)


def moved() -> list:
    cases = []
    for rapid, rules in RULES.items():
        for field in fields(Thresholds):
            value = getattr(rules, field.name)
            changes = [not value] if isinstance(value, bool) else []
            if isinstance(value, Share):
                part, whole = value
                changes = [
                    Share(part + 1, whole),
                    Share(part - 1, whole),
                    Share(part, whole + 1),
                    Share(part, whole - 1),
                ]
            for change in changes:
                name = f"{'rapid' if rapid else 'ordinary'} {field.name} {change}"
                cases.append(pytest.param(rapid, replace(rules, **{field.name: change}), id=name))
    return cases


@pytest.mark.parametrize(("rapid", "changed"), moved())
def test_a_threshold_moved_by_one_is_noticed(rapid, changed):
    # Nobody standing aside is enough of a sieve, and the first vector with another class is enough of a proof.
    left, right = ([v for v in vectors(roll) if not v[2] + v[3]] for roll in (7, 6))
    assert any(
        outcome(Count(7, *k), Count(6, *s), NOBODY, changed) != class_by_fractions(k, s, (7, 6), rapid)
        for k, s in product(reversed(left), reversed(right))
    )


def test_swapping_the_sides_of_five_and_five_changes_no_class():
    five = counts(5)
    assert all(outcome(a, b, NOBODY) == outcome(b, a, NOBODY) for a, b in product(five, five) if a.endorse <= b.endorse)


@given(a_count(), a_count(), a_count(least=0), st.sampled_from([ORDINARY, RAPID]))
def test_swapping_the_sides_swaps_the_figures_and_nothing_else(kosovo, serbia, regional, rules):
    there, back = explain(kosovo, serbia, regional, rules), explain(serbia, kosovo, regional, rules)
    swap = {"kosovo": "serbia", "serbia": "kosovo", "roll": "roll"}
    assert outcome(kosovo, serbia, regional, rules) == outcome(serbia, kosovo, regional, rules)
    assert [(one.code, one.holds) for one in there] == [(one.code, one.holds) for one in back]
    for one, other in zip(there, back, strict=True):
        assert {swap[name]: figure for name, figure in one.figures.items()} == dict(other.figures)


@given(a_count(), a_count(), a_count(least=0), st.sampled_from([ORDINARY, RAPID]))
def test_the_reasons_given_amount_to_the_class(kosovo, serbia, regional, rules):
    assert class_of(explain(kosovo, serbia, regional, rules)) == outcome(kosovo, serbia, regional, rules)


@given(a_count(), a_count(), a_count(least=0), a_count(least=0))
def test_regional_stances_count_in_the_turnout_of_the_whole_and_nowhere_else(kosovo, serbia, regional, other):
    one, two = outcome(kosovo, serbia, regional), outcome(kosovo, serbia, other)
    assert one == two or OutcomeClass.NO_QUORUM in (one, two)
    same_turnout = Count(regional.roll, dissent=regional.answered)
    assert outcome(kosovo, serbia, same_turnout) == one


def test_the_quorum_of_the_whole_counts_regional_organisations():
    kosovo, serbia = Count(4, endorse=3), Count(4, endorse=3)
    assert outcome(kosovo, serbia, Count(2)) is OutcomeClass.JOINT
    assert outcome(kosovo, serbia, Count(3)) is OutcomeClass.NO_QUORUM
    assert outcome(kosovo, serbia, Count(3, do_not_join=1)) is OutcomeClass.JOINT


def test_a_large_side_cannot_carry_a_small_one():
    assert outcome(Count(30, endorse=30), Count(2, dissent=2), NOBODY) is OutcomeClass.DIVERGENT
    assert outcome(Count(30, endorse=30), Count(3, endorse=1, dissent=1), NOBODY) is OutcomeClass.BROAD


def test_standing_aside_is_turnout_but_no_support():
    aside = Count(4, stand_aside=4)
    assert outcome(aside, Count(4, endorse=4), NOBODY) is OutcomeClass.NO_QUORUM


def test_a_side_without_electors_has_no_class():
    with pytest.raises(ValueError, match="R20"):
        outcome(Count(0), Count(3, endorse=3), NOBODY)


def test_the_reasons_name_the_least_that_would_have_been_enough():
    conditions = {
        one.code: one for one in explain(Count(6, endorse=3, dissent=1), Count(5, endorse=4, reservation=1), NOBODY)
    }
    backing = conditions["backing"]
    assert (backing.holds, backing.mode, backing.figures["kosovo"].bound) == (False, Mode.MORE_THAN, 4)
    assert conditions["support"].figures["kosovo"].bound == 3
    assert (conditions["reservations"].holds, conditions["reservations"].figures["serbia"].bound) == (True, 1)
    assert conditions["quorum_roll"].figures["roll"].bound == 7


def test_only_a_joint_rapid_result_is_a_reaction():
    assert is_reaction("rapid", OutcomeClass.JOINT)
    assert not is_reaction("rapid", OutcomeClass.JOINT_WITH_RESERVATIONS)
    assert not is_reaction("text", OutcomeClass.JOINT)


def test_thresholds_survive_the_ruleset_and_are_never_guessed():
    for rules in RULES.values():
        assert Thresholds.from_ruleset(rules.as_ruleset()) == rules
    incomplete = ORDINARY.as_ruleset()
    del incomplete["support"]
    with pytest.raises(ValueError, match="complete"):
        Thresholds.from_ruleset(incomplete)


def test_stances_are_counted_per_seat_and_silence_is_no_stance():
    roll = [
        RollEntry(1, Seat.KOSOVO),
        RollEntry(2, Seat.KOSOVO),
        RollEntry(3, Seat.SERBIA),
        RollEntry(4, Seat.REGIONAL),
    ]
    found = count(roll, {1: Stance.RESERVATION, 3: Stance.DISSENT})
    assert found == {
        Seat.KOSOVO: Count(2, reservation=1),
        Seat.SERBIA: Count(1, dissent=1),
        Seat.REGIONAL: Count(1),
    }
    assert (found[Seat.KOSOVO].silent, found[Seat.KOSOVO].of(NO_RESPONSE), found[Seat.KOSOVO].of("reservation")) == (
        1,
        1,
        1,
    )
    assert LABEL_KEYS[-1] == NO_RESPONSE


def test_a_stance_of_an_organisation_off_the_roll_is_an_error_not_a_vote():
    with pytest.raises(ValueError, match="not on the roll"):
        count([RollEntry(1, Seat.KOSOVO)], {2: Stance.ENDORSE})


def test_a_count_cannot_exceed_its_roll():
    with pytest.raises(ValueError, match="more stances"):
        Count(1, endorse=2)
    with pytest.raises(ValueError, match="negative"):
        Count(1, endorse=-1)
