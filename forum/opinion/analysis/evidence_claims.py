"""What the blocks of a draft claim besides their figures, held against a published result.

Part of the checker: shares no code with what made the draft. No numpy here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from forum.opinion.analysis.blocks import Block
from forum.opinion.analysis.publishable_tiers import lower
from forum.opinion.analysis.published import Published


def walk(value: Any, path: list[str]) -> Any:
    """The value at the end of a path of keys and indices; KeyError, IndexError, ValueError where there is none."""
    for step in path:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


# ---------------------------------------------------------------- what a side thinks
def majority_of(figures: Any, published: Published) -> str | None:
    """The answer that a majority of an audience surely gave, by what that takes; None: none shown."""
    if figures is None:
        return None
    whole = set(figures["answered"].values())
    table = {row[0]: row[2] for row in published["needed"] if row[0] in whole}
    for part in figures["parts"]:
        if part["of"] in (["agree"], ["disagree"]):
            if table.keys() == whole and max(table.values()) <= max(whole):
                enough = part["low"] >= max(table.values())
            else:
                enough = _surely_most(part["low"], max(whole), published)
            if enough:
                return str(part["of"][0])
    return None


def _surely_most(count: int, whole: int, published: Published) -> bool:
    """Where the table of what is needed ends: the bound that it was made of."""
    known = published["parameters"]
    return 2 * count > whole > 0 and lower(count, whole, known["quantile"]) >= known["majority"]


def own_views(published: Published, side: int) -> dict[int, str]:
    """Proposition → answer: what a majority on this side thinks and not every side does."""
    found = {}
    for one in published["propositions"]:
        answer = majority_of(one["sides"][side], published)
        told = one["tier"] in {"differ", "divided"} or (one["tier"] == "open" and one["why"] != "little_seen")
        if answer and told:
            found[one["id"]] = answer
    return found


def _shows_division(figures: Any, least: float) -> bool:
    alone = {part["of"][0]: part["low"] for part in figures["parts"] if len(part["of"]) == 1} if figures else {}
    answered = figures["answered"]["high"] if figures else 0
    return answered > 0 and all(alone.get(one, 0) / answered >= least for one in ("agree", "disagree"))


# ---------------------------------------------------------------- claims
def claims(block: Block, published: Published) -> list[str]:
    """The claims of a block that are not so, as cells."""
    rows = {one["id"]: one for one in published["propositions"]}
    unknown = [f"propositions/{one}" for one in block.propositions if one not in rows]
    if unknown:
        return unknown
    sides = [one["name"] for one in published["sides"]]
    named = [
        place for place, name in block.parameters.get("audiences", ())
        if place.startswith("sides/") and sides[int(place[6:]) :][:1] != [name]
    ]  # fmt: skip
    test = _TESTS.get(block.template, _tier_claim)
    try:
        return named + test(block, published, rows)
    except (KeyError, IndexError, ValueError, TypeError, StopIteration):  # what it speaks of is not there any more
        return [*named, block.template]


Rows = Mapping[int, Any]


def _tier_claim(block: Block, published: Published, rows: Rows) -> list[str]:
    if block.template.startswith("none_"):
        tiers = {"none_contention": ("differ", "divided"), "none_open": ("open", "too_few")}
        empty = tiers.get(block.template, (block.template.removeprefix("none_"),))
        return [f"tiers/{tier}" for tier in empty if any(one["tier"] == tier for one in rows.values())]
    tier = block.parameters.get("tier", block.template)
    wrong = [f"propositions/{one}/tier" for one in block.propositions if rows[one]["tier"] != tier]
    if "why" in block.parameters:
        reason = block.parameters["why"]
        wrong += [f"propositions/{one}/why" for one in block.propositions if rows[one]["why"] != reason]
    if "divided" in block.parameters:
        least = published["parameters"].get("divided", 1)
        shown = [
            index for one in block.propositions for index, figures in enumerate(rows[one]["sides"])
            if _shows_division(figures, least)
        ]  # fmt: skip
        if [f"sides/{index}" for index in shown] != [place for place, _ in block.parameters["divided"]]:
            wrong += [f"propositions/{one}/sides" for one in block.propositions]
    return wrong


def _turnout_claim(block: Block, published: Published, rows: Rows) -> list[str]:
    (place, _name), *_ = block.parameters["audiences"]
    side = walk(published, place.split("/"))
    return [f"{place}/voted"] if (side["voted"] is None) != (block.template == "turnout_hidden") else []


def _only_claim(block: Block, published: Published, rows: Rows) -> list[str]:
    return [] if len(published["sides"]) == 1 else ["sides"]


def _side_claim(block: Block, published: Published, rows: Rows) -> list[str]:
    index = int(block.parameters["audiences"][0][0][6:])
    own = own_views(published, index)
    if block.template == "none_side":
        return [f"views/{index}"] if own else []
    wrong = [one for one in block.propositions if one not in own]
    if block.template == "side_view":
        wrong = [one for one in block.propositions if own.get(one) != block.parameters["direction"]]
    return [f"propositions/{one}/sides/{index}" for one in wrong]


def _slate_of(block: Block, published: Published) -> tuple[str, Any]:
    place = next(str(one.of) for one in block.citations if str(one.of).partition("/")[0] in {"slate", "side_slates"})
    return place, walk(published, place.split("/"))


def _reserved(place: str, slate: Any, published: Published, rows: Rows) -> set[int]:
    """What of a list is neither shared ground nor said by a majority of its side (of any, for the common list)."""
    alone = len(published["sides"]) == 1
    sides = [0] if alone else [int(place[12:])] if place != "slate" else list(range(len(published["sides"])))
    majorities = {
        one for one in rows for side in sides if majority_of(rows[one]["sides"][side], published) == "agree"
    }  # fmt: skip
    if place == "slate" and not alone:
        majorities = {one for side in sides for one in own_views(published, side)}
        for index, other in enumerate(published["side_slates"]):
            majorities |= _reserved(f"side_slates/{index}", other, published, rows)
    return {one for one in slate["ids"] if rows[one]["tier"] not in {"agreed", "majority"} and one not in majorities}


def _slate_claim(block: Block, published: Published, rows: Rows) -> list[str]:
    place, slate = _slate_of(block, published)
    match block.template:
        case "empty_list":
            holds = not slate["ids"]
        case "reservation":
            holds = set(block.propositions) <= _reserved(place, slate, published, rows)
        case "none_reservation":
            holds = bool(slate["ids"]) and not _reserved(place, slate, published, rows)
        case "witness":
            holds = block.propositions == (slate["certificate"]["proposition"],)
        case _:
            holds = (slate["certificate"]["ratio"] < 1) == (block.template == "certificate")
    return [] if holds else [place]


def _group_claim(block: Block, published: Published, rows: Rows) -> list[str]:
    groups = published["groups"]
    if block.template == "none_groups":
        return [] if groups["k"] < 2 and groups["reason"] == block.parameters["reason"] else ["groups"]
    if groups["k"] < 2:
        return ["groups"]
    if block.template == "found":
        return []
    index = int(block.parameters["audiences"][0][0][7:])
    views = {one["id"]: one["direction"] for one in groups["representative"][index]} if index < groups["k"] else {}
    if block.template in {"none_group", "hidden_group"}:
        exact = len(set(groups["sizes"][index].values())) == 1
        return [f"groups/{index}"] if views or exact != (block.template == "none_group") else []
    return [f"groups/{index}" for one in block.propositions if views.get(one) != block.parameters.get("direction")]


def _method_claim(block: Block, published: Published, rows: Rows) -> list[str]:
    stored = {"code_version": published.get("code_version"), "input_sha256": published.get("input_sha256")}
    return [name for name, value in stored.items() if block.parameters[name] != value]


def _nothing_claimed(block: Block, published: Published, rows: Rows) -> list[str]:
    return []


_TESTS: dict[str, Callable[[Block, Published, Rows], list[str]]] = {
    "asked": _nothing_claimed, "evidence": _nothing_claimed, "none_evidence": _nothing_claimed,
    "turnout": _turnout_claim, "turnout_hidden": _turnout_claim,
    "only_side": _only_claim, "side": _side_claim, "side_view": _side_claim, "none_side": _side_claim,
    **dict.fromkeys(
        ("empty_list", "reservation", "none_reservation", "certificate", "certificate_failed", "witness"), _slate_claim
    ),
    **dict.fromkeys(("none_groups", "found", "group", "group_view", "none_group", "hidden_group"), _group_claim),
    "method": _method_claim,
}  # fmt: skip
