"""The draft: claims that rest on something, each proposition in one section, nobody passed over in silence."""

import ast
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core.languages import READINGS, speaking
from forum.opinion.analysis.blocks import ONCE, Asked, Block, Citation, Kind, check, exactly, from_json, to_json
from forum.opinion.analysis.draft import MOST, draft
from forum.opinion.analysis.evidence import broken, untold
from forum.opinion.analysis.minorities import MOST_VIEWS
from forum.opinion.analysis.published import Published
from forum.opinion.analysis.votes import Votes
from tests.house.laws import ROOT
from tests.opinion.conftest import CONVERSATIONS
from tests.opinion.drafts import ASKED, PROFILES, answers, drafted, published, round_of, votes_of

SEEDS = (1, 2, 3)
ROUNDS = [(profile, seed) for profile in PROFILES for seed in SEEDS]


def of(blocks: list[Block], *templates: str) -> list[Block]:
    """The blocks of these templates."""
    return [block for block in blocks if block.template in templates]


# ---------------------------------------------------------------- what a claim rests on
@pytest.mark.parametrize(("profile", "seed"), ROUNDS)
def test_every_figure_and_claim_is_found_again_in_what_is_published(profile: str, seed: int) -> None:
    blocks = drafted(profile, seed)
    assert sum(len(block.figures) for block in blocks) > 100
    assert broken(blocks, round_of(profile, seed)) == []


def test_a_claim_without_citation_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="without citation"):
        Block(Kind.SHARED, "agreed", {}, (), {})


@pytest.mark.parametrize("source", ["propositions/70/sides/0/agree", "tiers/agreed", "parameters/agreed", "cited/7"])
def test_a_figure_from_outside_what_is_cited_cannot_be_made(source: str) -> None:
    with pytest.raises(ValueError, match="not of what is cited"):
        Block(Kind.SHARED, "agreed", {}, (Citation("proposition", 7),), {"x": exactly(1, source)})


@pytest.mark.parametrize(("profile", "seed"), ROUNDS)
def test_only_propositions_that_take_part_are_cited(profile: str, seed: int) -> None:
    known = {one["id"] for one in round_of(profile, seed)["propositions"]}
    assert {one for block in drafted(profile, seed) for one in block.propositions} <= known


def test_what_is_not_eligible_is_never_cited() -> None:
    found, side = answers(1, 30, 8)
    votes = Votes.of(
        [(person, one, value) for (person, one), value in found.items()], side=side, sides=("kosovo", "serbia"),
        ineligible=[3],
    )  # fmt: skip
    blocks = draft(published(votes), ASKED["organisations"])
    assert 3 not in {one for block in blocks for one in block.propositions}
    assert blocks[0].figures["propositions"].low == 7


def test_the_evidence_lists_everything_that_is_cited_once() -> None:
    *rest, evidence = drafted("organisations")
    assert evidence.kind is Kind.EVIDENCE
    assert evidence.propositions == tuple(sorted({one for block in rest for one in block.propositions}))


# ---------------------------------------------------------------- sections
@pytest.mark.parametrize(("profile", "seed"), ROUNDS)
def test_a_proposition_stands_in_one_of_shared_rejected_contention_and_open(profile: str, seed: int) -> None:
    blocks = drafted(profile, seed)
    where = [one for block in blocks if block.kind in ONCE for one in block.propositions]
    assert sorted(where) == sorted(one["id"] for one in round_of(profile, seed)["propositions"])


def test_a_proposition_in_two_sections_is_refused() -> None:
    both = [Block(kind, "x", {}, (Citation("proposition", 7),), {}) for kind in (Kind.SHARED, Kind.OPEN)]
    with pytest.raises(ValueError, match="proposition 7 stands in shared and in open"):
        check(both)
    result = round_of("organisations")
    mixed: Published = {**result, "tiers": {**result["tiers"], "rejected": result["tiers"]["agreed"]}}
    with pytest.raises(ValueError, match="stands in shared and in rejected"):
        draft(mixed, ASKED["organisations"])


@pytest.mark.parametrize(("profile", "seed"), ROUNDS)
def test_every_tier_side_and_group_has_its_block(profile: str, seed: int) -> None:
    blocks = drafted(profile, seed)
    assert {block.kind for block in blocks} == set(Kind)
    assert untold(blocks, round_of(profile, seed)) == []


def test_sections_stand_in_their_order() -> None:
    kinds = [block.kind for block in drafted("organisations")]
    assert [one for index, one in enumerate(kinds) if one not in kinds[:index]] == list(Kind)


@pytest.mark.parametrize("votes", [
    Votes.of([], sides=("kosovo", "serbia")),
    Votes.of([], people=[1, 2], propositions=[1, 2], side={1: 0, 2: 1}, sides=("kosovo", "serbia")),
    Votes.of([(1, 1, 1)]),
], ids=["nothing", "nobody answered", "one answer"])  # fmt: skip
def test_an_empty_round_says_of_every_section_that_there_is_nothing(votes: Votes) -> None:
    result = published(votes)
    blocks = draft(result, Asked())
    assert {block.kind for block in blocks} == set(Kind)
    assert broken(blocks, result) == []
    for nothing in of(blocks, "none_agreed", "none_majority", "none_rejected", "none_contention"):
        assert {name for name, one in nothing.figures.items() if one.source.startswith("parameters/")}, nothing
    assert len(of(blocks, "none_agreed", "none_majority", "none_rejected", "none_contention")) == 4


def test_long_tiers_are_counted_and_cited_together_from_a_point_on() -> None:
    found = {(person, one): 1 for person in range(20) for one in range(MOST + 7)}
    result = published(votes_of(found, {person: person % 2 for person in range(20)}))
    blocks = draft(result, ASKED["organisations"])
    (further,) = of(blocks, "further")
    assert len(of(blocks, "agreed")) == MOST
    assert further.figures["cited"].low == 7 == len(further.propositions)
    assert broken(blocks, result) == []


# ---------------------------------------------------------------- sides, minorities, groups
def test_each_side_is_said_its_own_majority_with_the_minority_beside() -> None:
    found = {(person, 1): 1 if person % 2 == 0 or person < 4 else -1 for person in range(40)}
    result = published(votes_of(found, {person: person % 2 for person in range(40)}))
    blocks = draft(result, ASKED["organisations"])
    views = {block.parameters["audiences"][0][1]: block for block in of(blocks, "side_view")}
    assert {name: one.parameters["direction"] for name, one in views.items()} == {
        "kosovo": "agree", "serbia": "disagree",
    }  # fmt: skip
    assert views["serbia"].figures["sides/1/disagree"].low == 18
    assert views["serbia"].figures["sides/1/agree"].low == 2


def test_a_side_without_a_view_of_its_own_is_said_to_have_none() -> None:
    found = {(person, one): 1 for person in range(20) for one in range(4)}
    blocks = draft(
        published(votes_of(found, {person: person % 2 for person in range(20)})), ASKED["organisations"]
    )  # fmt: skip
    assert [one.parameters["audiences"] for one in of(blocks, "none_side")] == [
        [["sides/0", "kosovo"]], [["sides/1", "serbia"]],
    ]  # fmt: skip


def test_many_views_of_a_side_are_all_counted_and_the_clearest_said() -> None:
    found = {
        (person, one): (1 if person % 2 == 0 else -1) if person >= one else 0
        for person in range(40) for one in range(MOST_VIEWS + 3)
    }  # fmt: skip
    blocks = draft(
        published(votes_of(found, {person: person % 2 for person in range(40)})), ASKED["organisations"]
    )  # fmt: skip
    first, _second = of(blocks, "side")
    assert (first.figures["own"].low, first.figures["shown"].low) == (MOST_VIEWS + 3, MOST_VIEWS)
    assert first.propositions == tuple(range(MOST_VIEWS))


def test_a_minority_on_a_side_is_heard_by_the_proportional_list_or_none_is_found() -> None:
    people = range(60)
    found = {(person, one): 1 if person % 6 else -1 for person in people for one in range(4)}
    found |= {(person, 9): 1 if person % 6 == 0 else -1 for person in people}
    side = {person: (person // 6) % 2 for person in people}
    blocks = draft(published(votes_of(found, side)), ASKED["organisations"])
    reserved = [(one.parameters["list"], one.propositions) for one in of(blocks, "reservation")]
    assert reserved == [(["sides/0", "kosovo"], (9,)), (["sides/1", "serbia"], (9,))]
    assert [block.parameters["audiences"] for block in of(blocks, "none_reservation")] == [[["slate", "together"]]]
    assert all(block.figures["ratio"].low < 1 for block in of(blocks, "certificate"))
    assert len(of(blocks, "certificate")) == 3


def test_no_figure_of_answers_is_of_all_sides_together() -> None:
    for profile in PROFILES:
        for block in of(drafted(profile), "certificate", "reservation"):
            if block.parameters["audiences"][0][1] == "together":
                assert "covered" not in block.figures


def test_the_regional_line_is_there_only_where_it_is_shown() -> None:
    shown, hidden = round_of("organisations"), round_of("members", 1)
    few = {**shown, "regional": {**shown["regional"], "voted": None}}
    places = [[one.parameters["audiences"][0][0] for one in of(draft(result, ASKED["organisations"]), "turnout")]
              for result in (shown, few)]  # fmt: skip
    assert places == [["sides/0", "sides/1", "regional"], ["sides/0", "sides/1"]]
    assert hidden["profile"] == "members"


def test_every_group_has_what_tells_it_from_the_others_or_none_found_or_is_too_small() -> None:
    result = round_of("organisations")
    groups = {
        **result["groups"], "k": 3, "reason": "",
        "sizes": [{"low": 20, "high": 20}, {"low": 18, "high": 18}, {"low": 1, "high": 9}],
        "representative": [[{"id": 4, "direction": "agree"}], [], []],
    }  # fmt: skip
    with_groups = {**result, "groups": groups}
    blocks = draft(with_groups, ASKED["organisations"])  # type: ignore[arg-type]
    _found, *each = (one for one in blocks if one.kind is Kind.GROUPS)
    told = [(one.template, one.parameters["audiences"][0][1]) for one in each]
    assert told == [
        ("group", "A"), ("group_view", "A"), ("group", "B"), ("none_group", "B"), ("group", "C"), ("hidden_group", "C"),
    ]  # fmt: skip
    assert broken(blocks, with_groups) == [] == untold(blocks, with_groups)  # type: ignore[arg-type]


def test_one_side_alone_is_drafted_without_a_second() -> None:
    found, _side = answers(4, 60, 12)
    result = published(Votes.of([(person, one, value) for (person, one), value in found.items()]))
    blocks = draft(result, Asked())
    assert broken(blocks, result) == [] == untold(blocks, result)
    assert len(of(blocks, "only_side")) == 1
    assert not of(blocks, "side_view", "differ")


@given(
    seed=st.integers(0, 10_000), people=st.integers(1, 60), propositions=st.integers(1, 12),
    density=st.sampled_from([0.2, 0.6, 1.0]), profile=st.sampled_from(PROFILES),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_any_round_is_drafted_to_the_last_figure(
    seed: int, people: int, propositions: int, density: float, profile: str
) -> None:
    result = published(votes_of(*answers(seed, people, propositions, density)), profile)
    blocks = draft(result, ASKED[profile])
    assert broken(blocks, result) == [] == untold(blocks, result)
    assert from_json(json.loads(json.dumps(to_json(blocks)))) == blocks


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_real_conversation_is_drafted_to_the_last_figure(polis: Callable[[str], Votes], name: str) -> None:
    result = published(polis(name))
    blocks = draft(result, Asked())
    assert broken(blocks, result) == [] == untold(blocks, result)


# ---------------------------------------------------------------- as stored
@pytest.mark.parametrize("profile", PROFILES)
def test_a_stored_draft_is_the_same_and_has_no_language(profile: str) -> None:
    blocks = drafted(profile)
    stored = json.dumps(to_json(blocks))
    assert from_json(json.loads(stored)) == blocks
    for code in READINGS:
        with speaking(code):
            assert json.dumps(to_json(draft(round_of(profile), ASKED[profile]))) == stored


def test_a_stored_block_that_lost_its_citations_is_refused() -> None:
    stored = to_json(drafted("organisations"))
    stored[3]["citations"] = []
    with pytest.raises(ValueError, match="without citation"):
        from_json(stored)


def test_sides_swapped_are_blocks_swapped() -> None:
    found, side = answers(2, 47, 24)
    there = draft(published(votes_of(found, side)), ASKED["organisations"])
    swapped = {person: 1 - place if place >= 0 else place for person, place in side.items()}
    back = draft(published(votes_of(found, swapped)), ASKED["organisations"])

    def views(blocks: list[Block], side_of: dict[str, str]) -> set[tuple[str, tuple[int, ...], str]]:
        return {
            (side_of[one.parameters["audiences"][0][1]], one.propositions, one.parameters["direction"])
            for one in of(blocks, "side_view")
        }

    assert views(there, {"kosovo": "k", "serbia": "s"}) == views(back, {"kosovo": "s", "serbia": "k"}) != set()
    assert [one.propositions for one in of(there, "agreed", "majority", "rejected")] == [
        one.propositions for one in of(back, "agreed", "majority", "rejected")
    ]


def test_the_web_process_reads_drafts_without_numpy() -> None:
    waiting = ["forum.opinion.analysis.draft", "forum.opinion.analysis.evidence", "forum.opinion.rules.draft_text"]
    imported: set[str] = set()
    while waiting:
        name = waiting.pop()
        path = ROOT / f"{name.replace('.', '/')}.py"
        if name in imported:
            continue
        imported.add(name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8") if path.exists() else "")):
            if isinstance(node, ast.Import):
                waiting += [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                waiting += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
    assert "forum.opinion.analysis.publishable_tiers" in imported
    assert not {name for name in imported if name.split(".")[0] in {"numpy", "scipy"}}


def test_replacing_a_citation_of_a_block_is_checked_again() -> None:
    (block, *_rest) = of(drafted("organisations"), "agreed")
    with pytest.raises(ValueError, match="not of what is cited"):
        replace(block, citations=(Citation("proposition", -1),))
