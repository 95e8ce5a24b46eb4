"""The checker of stored drafts: does every figure and every claim still stand on a published result?

It reads the result for itself and shares no code with what made the draft. No numpy here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forum.opinion.analysis.blocks import ONCE, Block
from forum.opinion.analysis.evidence_claims import claims, own_views, walk
from forum.opinion.analysis.published import Published

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Fault:
    """What no longer holds: a figure of the cell `source`, or (without figures) what the block claims."""

    source: str
    said: Pair | None = None
    found: Pair | None = None

    def __str__(self) -> str:
        """For a log: the cell, what was said and what is there."""
        if self.said is None:
            return f"{self.source}: not so any more"
        return f"{self.source}: {_told(self.said)} was said, {_told(self.found)} is there"


def broken(blocks: Iterable[Block], published: Published) -> list[tuple[int, Fault]]:
    """(index of the block, what no longer holds) for every figure and claim that `published` does not bear out.

    Empty when all of a stored draft stands on this (recomputed) result. A proposition in two of the sections that
    exclude one another is a fault of the second block.
    """
    faults: list[tuple[int, Fault]] = []
    where: dict[int, str] = {}
    for index, block in enumerate(blocks):
        for figure in block.figures.values():
            said = (float(figure.low), float(figure.high))
            if not any(citation.covers(figure.source) for citation in block.citations):
                faults.append((index, Fault(figure.source, said, None)))
                continue
            found = _cell(figure.source, published, block)
            if found != said:
                faults.append((index, Fault(figure.source, said, found)))
        faults += [(index, Fault(claim)) for claim in claims(block, published)]
        for one in block.propositions if block.kind in ONCE else ():
            if where.setdefault(one, block.kind) != block.kind:
                faults.append((index, Fault(f"propositions/{one}/tier")))
    return faults


def untold(blocks: Iterable[Block], published: Published) -> list[str]:
    """What a whole draft must say and this one does not: a proposition's tier, a side, a group. Empty: nothing."""
    blocks = list(blocks)
    cited = {(block.kind, one) for block in blocks for one in block.propositions}
    sections = {
        "agreed": "shared", "majority": "shared", "rejected": "rejected", "differ": "contention",
        "divided": "contention", "open": "open", "too_few": "open",
    }  # fmt: skip
    missing = [
        f"propositions/{one['id']}/tier" for one in published["propositions"]
        if (sections[one["tier"]], one["id"]) not in cited
    ]  # fmt: skip
    views = {
        place for block in blocks for place, _ in block.parameters.get("audiences", ())
        if block.template in {"side_view", "none_side", "only_side", "group_view", "none_group", "hidden_group"}
    }  # fmt: skip
    places = [f"sides/{index}" for index in range(len(published["sides"]))]
    k = published["groups"]["k"]
    places += [f"groups/{index}" for index in range(k)] if k > 1 else []
    return missing + [place for place in places if place not in views]


def _told(pair: Pair | None) -> str:
    if pair is None:
        return "nothing"
    low, high = (f"{one:g}" for one in pair)
    return low if low == high else f"{low} to {high}"


# ---------------------------------------------------------------- figures
def _cell(source: str, published: Published, block: Block) -> Pair | None:
    """What stands in the cell now; None where there is no such cell, or it is not shown any more."""
    head, *rest = source.split("/")
    readers: dict[str, Callable[[list[str]], Any]] = {
        "propositions": lambda path: _of_proposition(path, published),
        "tiers": lambda path: len(published["tiers"].get(path[0], ())),
        "needed": lambda path: _needed(path, published),
        "views": lambda path: len(own_views(published, int(path[0]))),
        "cited": lambda path: len(block.propositions),
        "slate": lambda path: _of_slate(path, published["slate"]),
        "side_slates": lambda path: _of_slate(path[1:], published["side_slates"][int(path[0])]),
    }
    try:
        value = readers[head](rest) if head in readers else walk(published[head], rest)  # type: ignore[literal-required]
    except (KeyError, IndexError, ValueError, TypeError, ZeroDivisionError, StopIteration):
        return None
    return _pair(value)


def _pair(value: Any) -> Pair | None:
    if isinstance(value, Mapping) and {"low", "high"} <= value.keys():
        return float(value["low"]), float(value["high"])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value), float(value)
    return None


def _of_proposition(path: list[str], published: Published) -> Any:
    if not path:
        return len(published["propositions"])
    proposition = next(one for one in published["propositions"] if one["id"] == int(path[0]))
    figures = walk(proposition, path[1:-1])
    if path[-1] == "answered":
        return figures["answered"]
    return next(part for part in figures["parts"] if part["of"] == path[-1].split("+"))


def _of_slate(path: list[str], slate: Any) -> Any:
    if path[0] == "certificate" and path[1] in {"share", "claim"}:
        places = 1 if path[1] == "share" else slate["certificate"]["level"]
        whole, part = divmod(places * slate["certificate"]["people"]["high"], slate["certificate"]["size"])
        return whole + (part > 0)
    return walk(slate, path)


def _needed(path: list[str], published: Published) -> Any:
    table = {row[0]: {"agreed": row[1], "majority": row[2]} for row in published["needed"]}
    low, _, high = path[0].partition("-")
    return {"low": table[int(low)][path[1]], "high": table[int(high or low)][path[1]]}
