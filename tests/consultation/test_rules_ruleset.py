"""What is frozen at the announcement, how it is hashed, and who signed it?"""

import ast
import json
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import forum.consultation.rules as rules_package
from forum.consultation.rules.kinds import KINDS, kind_named
from forum.consultation.rules.numbers import (
    Number,
    is_number,
    next_number,
    parse_number,
    seats_in_order,
    sides_in_order,
)
from forum.consultation.rules.outcome import ORDINARY, RAPID
from forum.consultation.rules.roll import Candidate, RollEntry, Seat, draw_roll, roll_hash, size_missing, sizes
from forum.consultation.rules.ruleset import (
    RulesetChoices,
    RulesetError,
    build_ruleset,
    minimum_per_side,
    round_lengths,
    ruleset_hash,
    ruleset_problems,
    thresholds_of,
)
from forum.consultation.rules.signatures import (
    Act,
    Signature,
    announce_facts,
    both_signed,
    extend_facts,
    freeze_facts,
    is_valid,
    object_hash,
    open_round_facts,
    seats_signed,
    signed_at,
    suspend_facts,
    withdraw_facts,
)
from forum.consultation.rules.templates import TEMPLATES, Length, Unit, default_lengths

NOW = datetime(2027, 5, 10, 12, tzinfo=UTC)
ROLL = [
    RollEntry(1, Seat.KOSOVO, "aaaaaaa", "Organisation Blue Door"),
    RollEntry(2, Seat.SERBIA, "bbbbbbb", "Organisation Old Mill"),
    RollEntry(3, Seat.REGIONAL, "ccccccc", "Organisation Long Meadow"),
]


def codes(problems):
    return [one.code for one in problems]


def test_the_rules_know_neither_database_nor_request_nor_the_time_of_day():
    for path in Path(rules_package.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                ours = ("forum.consultation.rules", "forum.core.canonical", "forum.core.languages")
                allowed = name.startswith(ours)
                assert allowed or name.split(".")[0] in sys.stdlib_module_names, (path.name, name)
            called = node.func if isinstance(node, ast.Call) else None
            assert not (isinstance(called, ast.Attribute) and called.attr in ("now", "utcnow", "today")), path.name


@pytest.mark.parametrize(("template", "thresholds"), [("text", ORDINARY), ("rapid", RAPID)])
def test_a_stored_ruleset_alone_decides(template, thresholds):
    ruleset = json.loads(json.dumps(build_ruleset(RulesetChoices(template))))
    assert thresholds_of(ruleset) == thresholds
    assert minimum_per_side(ruleset) == 1
    assert ruleset_hash(ruleset) == ruleset_hash(build_ruleset(RulesetChoices(template)))


def test_lengths_are_those_of_the_course():
    assert round_lengths(build_ruleset(RulesetChoices("text"))) == [(1, "endorse", Length(14), Length(7))]
    rapid = build_ruleset(RulesetChoices("rapid", lengths={1: 24}))
    assert round_lengths(rapid) == [(1, "endorse", Length(24, Unit.HOURS), Length(24, Unit.HOURS))]
    assert [default_lengths(TEMPLATES[name]) for name in ("text", "rapid")] == [(14,), (48,)]
    assert rapid["announcement_days"] == rapid["dissent"]["wait_days"] == 0


@pytest.mark.parametrize(
    ("choices", "problem"),
    [
        (RulesetChoices("opera"), "template.unknown"),
        (RulesetChoices("text", lengths={1: 13}), "length.out_of_range"),
        (RulesetChoices("text", lengths={1: True}), "length.out_of_range"),
        (RulesetChoices("text", lengths={2: 14}), "length.no_such_round"),
        (RulesetChoices("rapid", lengths={1: 73}), "length.out_of_range"),
        (RulesetChoices("rapid", lengths={1: 23}), "length.out_of_range"),
        (RulesetChoices("text", electorate="public"), "electorate.unknown"),
        (RulesetChoices("text", visibility="some"), "visibility.unknown"),
        (RulesetChoices("text", review_days=181), "review.out_of_range"),
        (RulesetChoices("text", review_days=0), "review.out_of_range"),
        (RulesetChoices("text", predecessor="JS-1"), "predecessor.not_a_number"),
    ],
)
def test_choices_the_rules_do_not_allow_are_named(choices, problem):
    assert codes(ruleset_problems(choices)) == [problem]
    with pytest.raises(RulesetError, match=problem):
        build_ruleset(choices)


def test_any_other_choice_is_another_hash():
    choices = [
        RulesetChoices("text"),
        RulesetChoices("rapid"),
        RulesetChoices("text", lengths={1: 15}),
        RulesetChoices("text", visibility="public"),
        RulesetChoices("text", review_days=90),
        RulesetChoices("text", predecessor="JS-2027-02"),
    ]
    assert len({ruleset_hash(build_ruleset(one)) for one in choices}) == len(choices)


def test_every_kind_of_a_course_is_installed_and_has_the_common_shape():
    for template in TEMPLATES.values():
        for plan in template.rounds:
            kind = kind_named(plan.kind)
            assert kind.name == plan.kind
            assert kind.minimum_per_side >= 1
            assert isinstance(kind.gives_class and kind.text_from_announcement, bool)
            assert kind.contest_hours >= 0
    assert list(KINDS) == ["endorse"]


@given(st.permutations(ROLL))
def test_the_hash_of_the_roll_does_not_depend_on_the_order_of_its_lines(roll):
    assert roll_hash(roll) == roll_hash(ROLL)


def test_the_hash_of_the_roll_depends_on_every_line_and_column_but_not_on_integer_ids():
    others = [
        ROLL[:2],
        [RollEntry(1, Seat.SERBIA, "aaaaaaa", "Organisation Blue Door"), *ROLL[1:]],
        [RollEntry(1, Seat.KOSOVO, "aaaaaaa", "Organisation Red Door"), *ROLL[1:]],
        [RollEntry(1, Seat.KOSOVO, "aaaaaaa", "Organisation Blue Door", "individual"), *ROLL[1:]],
    ]
    assert len({roll_hash(one) for one in (ROLL, *others)}) == 5
    assert roll_hash([RollEntry(77, one.seat, one.key, one.name) for one in ROLL]) == roll_hash(ROLL)


def test_a_roll_with_a_nameless_or_doubled_line_is_not_hashed():
    with pytest.raises(ValueError, match="once"):
        roll_hash([*ROLL, ROLL[0]])
    with pytest.raises(ValueError, match="public key"):
        roll_hash([RollEntry(1, Seat.KOSOVO)])


def test_the_roll_has_declared_seats_only_and_no_facilitating_individual():
    invited = [
        Candidate(1, Seat.KOSOVO, "b"),
        Candidate(2, None, "a"),
        Candidate(3, Seat.SERBIA, "c", kind="individual"),
        Candidate(4, Seat.SERBIA, "d"),
    ]
    roll = draw_roll(invited, facilitating_individuals={3})
    assert [entry.organisation_id for entry in roll] == [1, 4]
    assert sizes(roll) == {Seat.KOSOVO: 1, Seat.SERBIA: 1, Seat.REGIONAL: 0}
    assert size_missing(sizes(roll), 1) == []
    assert codes(size_missing(sizes(roll), 5)) == ["roll.too_small", "roll.too_small"]


@pytest.mark.parametrize(
    "text", ["JS-2027-1", "JS-2027-00", "JS-2027-0100", "JS-2027-1000", "js-2027-01", "JS-2027-01 "]
)
def test_a_number_has_one_spelling(text):
    assert parse_number(text) is None


def test_other_digits_are_no_number():
    assert not is_number("JS-2027-٠١")


@given(st.integers(2000, 2099), st.integers(1, 999))
def test_a_number_is_read_as_it_is_written(year, no):
    assert parse_number(str(Number(year, no))) == Number(year, no)


def test_numbers_count_within_a_year_and_never_fill_a_gap():
    taken = ["JS-2026-07", "JS-2027-01", "JS-2027-03", "draft"]
    assert str(next_number(2027, taken)) == "JS-2027-04"
    assert str(next_number(2028, taken)) == "JS-2028-01"
    assert str(next_number(2027, ["JS-2027-99"])) == "JS-2027-100"
    with pytest.raises(ValueError, match="used up"):
        next_number(2027, ["JS-2027-999"])


def test_kosovo_stands_first_in_odd_numbers_and_serbia_in_even_ones():
    assert sides_in_order("JS-2027-01") == sides_in_order(None) == (Seat.KOSOVO, Seat.SERBIA)
    assert sides_in_order(Number(2027, 100)) == (Seat.SERBIA, Seat.KOSOVO)
    assert seats_in_order("JS-2027-02") == (Seat.SERBIA, Seat.KOSOVO, Seat.REGIONAL)


def signature(seat, person, sha, act=Act.ANNOUNCE, minute=0):
    return Signature(act, sha, seat, person, NOW + timedelta(minutes=minute))


def test_a_signature_binds_act_object_and_seat():
    old = object_hash(Act.ANNOUNCE, "ddddddd", announce_facts("a" * 64, "b" * 64, "c" * 64))
    new = object_hash(Act.ANNOUNCE, "ddddddd", announce_facts("a" * 64, "b" * 64, "d" * 64))
    one = signature(Seat.KOSOVO, 1, old)
    assert is_valid(one, Act.ANNOUNCE, old)
    assert not is_valid(one, Act.ANNOUNCE, new)
    assert not is_valid(one, Act.FREEZE, old)
    assert not is_valid(signature(Seat.REGIONAL, 1, old), Act.ANNOUNCE, old)


def test_both_have_signed_when_each_side_has_by_a_person_of_its_own():
    kosovo, serbia = signature(Seat.KOSOVO, 1, "x", minute=3), signature(Seat.SERBIA, 2, "x", minute=1)
    assert both_signed([kosovo, serbia], Act.ANNOUNCE, "x")
    assert signed_at([kosovo, serbia], Act.ANNOUNCE, "x") == kosovo.at
    assert signed_at([kosovo], Act.ANNOUNCE, "x") is None
    assert seats_signed([kosovo], Act.ANNOUNCE, "x") == {Seat.KOSOVO}
    same_person = signature(Seat.SERBIA, 1, "x", minute=9)
    assert seats_signed([same_person, kosovo], Act.ANNOUNCE, "x") == {Seat.KOSOVO}


def test_a_successor_need_not_sign_again():
    before = [signature(Seat.KOSOVO, 1, "x"), signature(Seat.SERBIA, 2, "x", minute=1)]
    assert both_signed([*before, signature(Seat.SERBIA, 3, "x", minute=2)], Act.ANNOUNCE, "x")


def test_each_act_hashes_what_it_decides():
    later = NOW + timedelta(days=1)
    facts = [
        freeze_facts("t"),
        open_round_facts(1, None, "t"),
        open_round_facts(1, NOW, "t"),
        open_round_facts(2, NOW, "t"),
        extend_facts(1, NOW, later, "Holiday."),
        extend_facts(1, NOW, later, "Holiday!"),
        suspend_facts(NOW, "A threat."),
        withdraw_facts("A threat."),
    ]
    hashes = {object_hash(act, "ddddddd", one) for one in facts for act in (Act.FREEZE, Act.OPEN_ROUND)}
    assert len(hashes) == 2 * len(facts)
    assert object_hash(Act.FREEZE, "eeeeeee", facts[0]) not in hashes


def test_an_instant_hashes_alike_in_every_zone_and_never_without_one():
    elsewhere = NOW.astimezone(timezone(timedelta(hours=2)))
    assert suspend_facts(NOW, "r") == suspend_facts(elsewhere, "r")
    with pytest.raises(ValueError, match="time zone"):
        suspend_facts(NOW.replace(tzinfo=None), "r")
