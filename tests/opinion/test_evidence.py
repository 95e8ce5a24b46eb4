"""The checker: a stored draft is held against the answers, and the block that no longer holds is named."""

import ast
import random
from dataclasses import replace
from pathlib import Path

import pytest

from forum.opinion.analysis import evidence, evidence_claims
from forum.opinion.analysis.blocks import Block, Citation, Figure, Kind
from forum.opinion.analysis.draft import draft
from forum.opinion.analysis.evidence import Fault, broken, untold
from forum.opinion.analysis.published import Published
from tests.opinion.drafts import ASKED, PROFILES, Answers, answers, drafted, published, round_of, votes_of


def named(blocks: list[Block], result: Published) -> set[int]:
    """The indices of the blocks that the checker names."""
    return {index for index, _fault in broken(blocks, result)}


# ---------------------------------------------------------------- one answer
def changed(found: Answers, person: int, proposition: int) -> Answers:
    """One answer another: agree to disagree, anything else to agree."""
    return {**found, (person, proposition): -1 if found[person, proposition] == 1 else 1}


def test_one_changed_answer_of_an_organisation_names_the_block_of_its_proposition() -> None:
    found, side = answers(1, 47, 24)
    result, blocks = round_of("organisations"), drafted("organisations")
    shown = {one["id"]: one for one in result["propositions"] if one["tier"] != "too_few"}
    rng = random.Random(7)
    tried = rng.sample(sorted(key for key in found if key[1] in shown and side[key[0]] >= 0), 25)
    for person, proposition in tried:
        faults = broken(blocks, published(votes_of(changed(found, person, proposition), side)))
        at = [index for index, block in enumerate(blocks) if block.propositions == (proposition,)]
        assert {index for index, fault in faults if fault.said} & set(at), (person, proposition)
        figures = {fault.source for _index, fault in faults if fault.said}
        assert any(source.startswith(f"propositions/{proposition}/sides/{side[person]}/") for source in figures)
        others = {source.split("/")[1] for source in figures if source.startswith("propositions/")}
        assert others == {str(proposition)}, "another proposition's figures changed"


def test_a_changed_answer_that_no_figure_shows_still_changes_the_checksum() -> None:
    found, side = answers(1, 180, 24)
    result, blocks = round_of("members"), drafted("members")
    person, proposition = next(key for key in sorted(found) if side[key[0]] >= 0 and found[key] == 1)
    again = published(votes_of(changed(found, person, proposition), side), "members")
    method = next(index for index, block in enumerate(blocks) if block.kind is Kind.METHOD)
    assert named(blocks, result) == set()
    assert method in named(blocks, again)
    assert (method, Fault("input_sha256")) in broken(blocks, again)


def test_members_answers_that_leave_a_band_name_the_block() -> None:
    found, side = answers(1, 180, 24)
    result, blocks = round_of("members"), drafted("members")
    one = next(one for one in result["tiers"]["agreed"])
    flipped = {key: -value if key[1] == one and side[key[0]] == 0 else value for key, value in found.items()}
    again = published(votes_of(flipped, side), "members")
    about = {index for index, block in enumerate(blocks) if block.propositions == (one,)}
    assert about & named(blocks, again)
    tier = f"propositions/{one}/tier"
    assert tier in {fault.source for _index, fault in broken(blocks, again) if fault.said is None}


# ---------------------------------------------------------------- every figure, every claim
@pytest.mark.parametrize("profile", PROFILES)
def test_every_figure_that_is_tampered_with_is_named_by_its_cell(profile: str) -> None:
    result, blocks = round_of(profile), drafted(profile)
    tried = 0
    for index, block in enumerate(blocks):
        for name, figure in block.figures.items():
            wrong = replace(block, figures={**block.figures, name: replace(figure, high=figure.high + 1)})
            assert broken([wrong], result) == [
                (0, Fault(figure.source, (float(figure.low), float(figure.high) + 1), (figure.low, figure.high)))
            ], (index, name)
            tried += 1
    assert tried > 150


def test_a_figure_taken_from_another_cell_is_named() -> None:
    blocks = drafted("organisations")
    index = next(i for i, block in enumerate(blocks) if block.template == "agreed")
    block = blocks[index]
    swapped = {**block.figures, "sides/0/agree": replace(block.figures["sides/0/agree"], source="tiers/agreed")}
    stored = object.__new__(Block)
    for name in ("kind", "template", "parameters", "citations"):
        object.__setattr__(stored, name, getattr(block, name))
    object.__setattr__(stored, "figures", swapped)
    assert [fault.found for _index, fault in broken([stored], round_of("organisations"))] == [None]


@pytest.mark.parametrize("template", [
    "agreed", "rejected", "differ", "divided", "open", "too_few", "side_view", "reservation", "certificate", "witness",
    "turnout", "none_majority", "none_reservation", "side",
])  # fmt: skip
def test_a_block_claiming_something_else_than_the_answers_do_is_named(template: str) -> None:
    result = round_of("organisations")
    block = next(one for one in drafted("organisations") if one.template == template)
    assert broken([block], result) == []
    other = {
        "agreed": "majority", "rejected": "agreed", "differ": "divided", "divided": "differ", "open": "too_few",
        "too_few": "open", "side_view": "side_view", "reservation": "none_reservation",
        "certificate": "certificate_failed", "witness": "reservation", "turnout": "turnout_hidden",
        "none_majority": "none_agreed", "none_reservation": "empty_list", "side": "none_side",
    }[template]  # fmt: skip
    turned = {"agree": "disagree", "disagree": "agree"}
    parameters = dict(block.parameters)
    if template == "side_view":
        parameters["direction"] = turned[parameters["direction"]]
    parameters.pop("why", None)
    parameters.pop("divided", None)
    wrong = replace(block, template=other, parameters=parameters)
    assert {fault.said for _index, fault in broken([wrong], result)} == {None}


def test_a_wrong_reason_and_a_wrong_division_are_named() -> None:
    result = round_of("organisations")
    blocks = drafted("organisations")
    opened = next(one for one in blocks if one.template == "open")
    divided = next(one for one in blocks if one.template == "divided")
    wrong = [
        replace(opened, parameters={**opened.parameters, "why": "unclear"}),
        replace(divided, parameters={**divided.parameters, "divided": []}),
    ]
    assert [(index, str(fault)) for index, fault in broken(wrong, result)] == [
        (0, f"propositions/{opened.propositions[0]}/why: not so any more"),
        (1, f"propositions/{divided.propositions[0]}/sides: not so any more"),
    ]


def test_groups_that_come_go_or_change_are_named() -> None:
    none = round_of("organisations")
    groups = {
        **none["groups"], "k": 2, "reason": "", "sizes": [{"low": 20, "high": 20}, {"low": 18, "high": 18}],
        "representative": [[{"id": 4, "direction": "agree"}], []],
    }  # fmt: skip
    gone = {**none["groups"], "k": 1, "reason": "unstable", "sizes": [], "representative": []}
    two: Published = {**none, "groups": groups}  # type: ignore[typeddict-item]
    one: Published = {**none, "groups": gone}  # type: ignore[typeddict-item]
    turned = [[{"id": 4, "direction": "disagree"}], [{"id": 5, "direction": "agree"}]]
    other: Published = {**two, "groups": {**groups, "representative": turned}}  # type: ignore[typeddict-item]
    with_two, without = draft(two, ASKED["organisations"]), draft(one, ASKED["organisations"])

    def told(blocks: list[Block], result: Published) -> list[str]:
        return [blocks[index].template for index in sorted(named(blocks, result))]

    assert told(with_two, two) == [] == told(without, one)
    assert told(without, two) == ["none_groups"]
    assert set(told(with_two, one)) == {"found", "group", "group_view", "none_group"}
    assert told(with_two, other) == ["group_view", "none_group"]


def test_a_side_that_hides_its_turnout_or_changes_places_is_named() -> None:
    result, blocks = round_of("organisations"), drafted("organisations")
    kosovo, serbia = result["sides"]
    hidden: Published = {**result, "sides": [{**kosovo, "voted": None}, serbia]}
    turnout = next(index for index, block in enumerate(blocks) if block.template == "turnout")
    assert turnout in named(blocks, hidden)
    renamed: Published = {**result, "sides": [serbia, kosovo]}
    of_sides = {
        index for index, block in enumerate(blocks)
        if any(place.startswith("sides/") for place, _name in block.parameters.get("audiences", ()))
    }  # fmt: skip
    assert len(of_sides) > 20
    assert of_sides <= named(blocks, renamed)


# ---------------------------------------------------------------- broken input
def test_what_is_not_published_any_more_is_named_and_breaks_nothing() -> None:
    result, blocks = round_of("organisations"), drafted("organisations")
    empty: Published = {
        **result, "propositions": [], "tiers": {tier: [] for tier in result["tiers"]}, "needed": [], "parameters": {},
    }  # fmt: skip
    everything = named(blocks, empty)
    assert {index for index, block in enumerate(blocks) if block.propositions} <= everything
    hidden: Published = {
        **result, "propositions": [{**one, "sides": [None, None]} for one in result["propositions"]],
    }  # fmt: skip
    assert {index for index, block in enumerate(blocks) if block.kind is Kind.SHARED and block.propositions} \
        <= named(blocks, hidden)  # fmt: skip


def test_a_cell_that_was_never_there_is_named() -> None:
    block = Block(
        Kind.METHOD, "evidence", {}, (Citation("result", "nowhere"), Citation("result", "sides")),
        {"x": Figure(1, 1, "nowhere/at/all"), "y": Figure(1, 1, "sides/9/roll"), "z": Figure(1, 1, "sides/0/name")},
    )  # fmt: skip
    assert [fault.found for _index, fault in broken([block], round_of("organisations"))] == [None, None, None]


def test_a_proposition_put_into_a_second_section_is_named_there() -> None:
    result, blocks = round_of("organisations"), drafted("organisations")
    shared = next(block for block in blocks if block.template == "agreed")
    twice = [*blocks, replace(shared, kind=Kind.OPEN)]
    assert broken(twice, result) == [(len(blocks), Fault(f"propositions/{shared.propositions[0]}/tier"))]


def test_what_a_whole_draft_left_out_is_said() -> None:
    result, blocks = round_of("organisations"), drafted("organisations")
    shared = next(block for block in blocks if block.template == "agreed")
    left = [block for block in blocks if block is not shared and block.kind is not Kind.SIDES]
    assert untold(left, result) == [f"propositions/{shared.propositions[0]}/tier", "sides/0", "sides/1"]


def test_a_fault_says_what_was_said_and_what_is_there() -> None:
    assert str(Fault("tiers/agreed", (3, 3), (4, 4))) == "tiers/agreed: 3 was said, 4 is there"
    assert str(Fault("slate/covered", (15, 19), None)) == "slate/covered: 15 to 19 was said, nothing is there"


@pytest.mark.parametrize("module", [evidence, evidence_claims])
def test_the_checker_shares_no_code_with_the_draft(module: object) -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    known = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {one for one in known if one and one.rpartition(".")[2] in {"draft", "cells", "minorities"}}
