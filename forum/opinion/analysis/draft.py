"""The draft of a synthesis: claims with their figures and what they rest on, made of a published result by rule.

No language model and no language: words are given to the blocks by `forum.opinion.rules.draft_words`. No numpy here.
"""

from __future__ import annotations

from collections.abc import Iterable

from forum.opinion.analysis import minorities
from forum.opinion.analysis.blocks import Asked, Block, Citation, Figure, Kind, check, exactly
from forum.opinion.analysis.cells import Cells, ranged
from forum.opinion.analysis.published import Published
from forum.opinion.analysis.results import Tier, Why

MOST = 20
"""Propositions of a tier that are said one by one; the others are counted and cited together."""


def draft(published: Published, asked: Asked) -> list[Block]:
    """All blocks in the order in which they are read.

    Every tier, side and group has its block, an empty one with the threshold that was missed. Raises ValueError when
    the published result puts a proposition into two tiers.
    """
    cells = Cells(published)
    who = asked.electorate
    blocks = [
        _asked(cells, asked),
        *_took_part(cells, who),
        *_tier(cells, who, Kind.SHARED, Tier.AGREED, "agreed"),
        *_tier(cells, who, Kind.SHARED, Tier.MAJORITY, "majority"),
        *_tier(cells, who, Kind.REJECTED, Tier.REJECTED, "agreed"),
        *minorities.sides(cells, who),
        *_contention(cells, who),
        *minorities.reservations(cells, who),
        *_open(cells, who),
        *minorities.groups(cells, who),
        _method(cells, who),
    ]
    check(blocks)
    return [*blocks, _evidence(blocks)]


def _asked(cells: Cells, asked: Asked) -> Block:
    return Block(
        Kind.ASKED,
        "asked",
        {
            "electorate": asked.electorate, "question": asked.question, "language": asked.language,
            "opened": asked.opened, "closed": asked.closed,
        },
        (Citation("asked", "question"), Citation("result", "propositions")),
        {"propositions": exactly(len(cells.published["propositions"]), "propositions")},
    )  # fmt: skip


def _took_part(cells: Cells, who: str) -> list[Block]:
    lines = [(at, name, cells.published["sides"][index]) for index, (at, name) in enumerate(cells.sides)]
    regional = cells.published["regional"]
    if regional["roll"] and regional["voted"] is not None:
        lines.append(("regional", "regional", regional))
    return [
        Block(
            Kind.TOOK_PART,
            "turnout_hidden" if side["voted"] is None else "turnout",
            {"electorate": who, "audiences": [[at, name]]},
            (Citation("result", at),),
            {
                f"{at}/roll": exactly(side["roll"], f"{at}/roll"),
                **({f"{at}/voted": ranged(side["voted"], f"{at}/voted")} if side["voted"] is not None else {}),
            },
        )
        for at, name, side in lines
    ]


def _tier(cells: Cells, who: str, kind: Kind, tier: Tier, threshold: str) -> list[Block]:
    """The tiers of which it can be said how many were needed."""
    found = cells.tier(tier)
    if not found:
        return [_nothing(cells, who, kind, tier, threshold)]
    return [
        *(
            _proposition(cells, who, kind, tier, one, needed=cells.needed_for(one, threshold))
            for one in found[:MOST]
        ),
        *_further(kind, tier, found[MOST:]),
    ]  # fmt: skip


def _proposition(
    cells: Cells, who: str, kind: Kind, tier: Tier, one: int, *, needed: dict[str, Figure] | None = None
) -> Block:
    audiences = cells.audiences(one)
    why = cells.proposition(one)["why"]
    threshold = {Why.PASSED: "passed", Why.LITTLE_SEEN: "seen"}.get(Why(why))
    figures = {
        **cells.answers(one, *(at for at, _ in audiences)), **(needed or {}),
        **(cells.parameters(threshold) if threshold else {}),
    }  # fmt: skip
    also = [("needed", bool(needed)), ("parameters", any(one.source.startswith("param") for one in figures.values()))]
    parameters = {"electorate": who, "audiences": [list(audience) for audience in audiences]}
    if kind is Kind.OPEN:
        parameters["why"] = why
    if tier is Tier.DIVIDED:
        parameters["divided"] = [list(audience) for audience in cells.divided(one)]
    return Block(
        kind,
        tier.value,
        parameters,
        (Citation("proposition", one), *(Citation("result", part) for part, used in also if used)),
        figures,
    )


def _further(kind: Kind, tier: Tier, rest: list[int]) -> list[Block]:
    if not rest:
        return []
    citations = tuple(Citation("proposition", one) for one in rest)
    return [Block(kind, "further", {"tier": tier.value}, citations, {"cited": exactly(len(rest), "cited")})]


def _nothing(cells: Cells, who: str, kind: Kind, tier: Tier, threshold: str) -> Block:
    figures = cells.parameters(threshold)
    for index, (at, _name) in enumerate(cells.sides):
        voted = cells.published["sides"][index]["voted"]
        needed = voted and cells.needed(voted, threshold)
        if voted and needed:
            figures |= {f"{at}/answered": ranged(voted, f"{at}/voted"), f"{at}/needed": needed}
    return Block(
        kind,
        f"none_{tier.value}",
        {"electorate": who, "audiences": [list(audience) for audience in cells.sides], "threshold": threshold},
        tuple(Citation("result", part) for part in (f"tiers/{tier.value}", "parameters", "needed", "sides")),
        figures,
    )


def _contention(cells: Cells, who: str) -> list[Block]:
    blocks = []
    for tier in (Tier.DIFFER, Tier.DIVIDED):
        found = cells.tier(tier)
        blocks += [_proposition(cells, who, Kind.CONTENTION, tier, one) for one in found[:MOST]]
        blocks += _further(Kind.CONTENTION, tier, found[MOST:])
    if blocks:
        return blocks
    where = ("tiers/differ", "tiers/divided", "parameters")
    several = len(cells.sides) > 1
    return [
        Block(
            Kind.CONTENTION,
            "none_contention",
            {"sides": len(cells.sides)},
            tuple(Citation("result", part) for part in where),
            cells.parameters("divided", *(["contrast"] if several else [])),
        )
    ]


def _open(cells: Cells, who: str) -> list[Block]:
    found, hidden = cells.tier(Tier.OPEN), cells.tier(Tier.TOO_FEW)
    blocks = [_proposition(cells, who, Kind.OPEN, Tier.OPEN, one) for one in found[:MOST]]
    blocks += _further(Kind.OPEN, Tier.OPEN, found[MOST:])
    if hidden:
        citations = tuple(Citation("proposition", one) for one in hidden)
        blocks.append(Block(Kind.OPEN, "too_few", {}, citations, {"cited": exactly(len(hidden), "cited")}))
    if blocks:
        return blocks
    where = ("tiers/open", "tiers/too_few", "parameters")
    return [
        Block(
            Kind.OPEN, "none_open", {}, tuple(Citation("result", part) for part in where), cells.parameters("passed")
        )
    ]


_THRESHOLDS = (
    "agreed", "majority", "contrast", "divided", "passed", "smallest_side", "seen", "quantile", "discoveries", "slate",
    "stable", "permutations", "subsamples",
)  # fmt: skip


def _method(cells: Cells, who: str) -> Block:
    published = cells.published
    return Block(
        Kind.METHOD,
        "method",
        {
            "electorate": who, "sides": len(cells.sides), "groups": published["groups"]["k"],
            "code_version": published.get("code_version"), "input_sha256": published.get("input_sha256"),
        },
        (Citation("result", "parameters"), Citation("result", "groups")),
        cells.parameters(*_THRESHOLDS),
    )  # fmt: skip


def _evidence(blocks: Iterable[Block]) -> Block:
    cited = sorted({one for block in blocks for one in block.propositions})
    citations = tuple(Citation("proposition", one) for one in cited)
    if not cited:
        return Block(Kind.EVIDENCE, "none_evidence", {}, (Citation("result", "propositions"),), {})
    return Block(Kind.EVIDENCE, "evidence", {}, citations, {"cited": exactly(len(cited), "cited")})
