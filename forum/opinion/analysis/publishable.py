"""What may be shown of an analysis: between `Analysis` and every page, draft and file (R24, R25). No numpy here.

`organisations` (R24): exact counts of a side, and of the regional line, once five of it answered the proposition,
nothing below; with fewer than five on a side no tier and no rank. Who answers is told so beforehand.

`members` (R25): counts in the blocks of `publishable_bands`; tiers and ranks made of those blocks by
`publishable_tiers`, never of the counts, so that they add no knowledge. What is computed from rows (slates with their
certificates, groups, the map) is shown only of an analysis that made it of open answers alone (`openly`): of answers
whose numbers stand beside it exactly, at least five on either side of each. It then moves with nothing that is hidden,
and does not ask who of a side is who. Without that a slate can pin a unanimous side (tests/opinion/test_attack.py).
The thresholds (`needed`) are facts of mathematics.

The observer is assumed to know the rules, every round published so far, who took part in which round (R26 says it),
and the own answers. Answers may change from round to round (R17), by how many people nobody tells: each round then
stands for itself, and one person who may have changed is enough to leave the answers of all who joined or left open.
docs/adr/0007-what-figures-may-say.md has the alternatives, and what the attack found.

Neither profile shows a label, a person, a total of all (R1), or a cell of a group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from typing import Literal

from forum.opinion.analysis import publishable_tiers as shown_tiers
from forum.opinion.analysis.publishable_bands import LEAST, bands
from forum.opinion.analysis.published import (
    Figures,
    Published,
    PublishedDensity,
    PublishedGroups,
    PublishedProposition,
    PublishedSide,
    PublishedSlate,
    Range,
)
from forum.opinion.analysis.results import (
    PRECEDENCE,
    Analysis,
    Cell,
    Density,
    Groups,
    Proposition,
    Refusal,
    Representative,
    Side,
    Slate,
    Tier,
    Why,
)

Profile = Literal["organisations", "members"]

GROUP = 10
"""People in a group or in a cell of the map, below which it is not described."""


def publishable(analysis: Analysis, profile: Profile) -> Published:
    """Everything of `analysis` that may be shown of answers of `profile`; plain JSON, a function of its arguments.

    Raises ValueError for another profile, and naming the proposition whose cells do not fit the sides.
    """
    if profile not in ("organisations", "members"):
        raise ValueError(f"profile: {profile!r} is neither 'organisations' nor 'members'")
    for one in analysis.propositions:
        if len(one.sides) != len(analysis.sides):
            raise ValueError(f"proposition {one.id}: cells of {len(one.sides)} sides, not {len(analysis.sides)}")
    return _organisations(analysis) if profile == "organisations" else _members(analysis)


def _organisations(analysis: Analysis) -> Published:
    hidden = {one.id for one in analysis.propositions if not _judged(one, analysis)}
    tiers = {
        tier: [one for one in analysis.ranked.get(tier, ()) if one not in hidden and tier is not Tier.TOO_FEW]
        for tier in PRECEDENCE
    }
    tiers[Tier.TOO_FEW] = sorted(hidden)
    whys = {one.id: Why.TOO_FEW if one.id in hidden else one.why for one in analysis.propositions}
    figures = {one.id: ([_exact(cell) for cell in one.sides], _exact(one.regional)) for one in analysis.propositions}
    groups = _groups(analysis.groups, analysis.representative)
    slate, side_slates = _slates(analysis, secret=False)
    return {
        "profile": "organisations",
        "sides": [_side(side) for side in analysis.sides],
        "regional": _side(analysis.regional),
        "propositions": _propositions(figures, tiers, whys, [None] * len(groups["sizes"])),
        "tiers": {tier.value: ids for tier, ids in tiers.items()},
        "groups": groups,
        "slate": slate,
        "side_slates": side_slates,
        "density": _density(analysis.density),
        "needed": _needed(analysis, LEAST),
        "parameters": asdict(analysis.parameters),
    }


def _members(analysis: Analysis) -> Published:
    figures = {one.id: ([bands(cell) for cell in one.sides], bands(one.regional)) for one in analysis.propositions}
    sides = [_side(side) for side in analysis.sides]
    ids = list(figures)
    verdicts = shown_tiers.verdicts(
        [figures[one][0] for one in ids], [side["voted"] and side["voted"]["low"] for side in sides],
        analysis.parameters,
    )  # fmt: skip
    answers = [sum(one["answered"]["low"] for one in figures[which][0] if one) for which in ids]
    tiers = shown_tiers.ranked(verdicts, answers, ids)
    whys = {one: why for one, (_, why, _) in zip(ids, verdicts, strict=True)}
    groups = _groups(analysis.groups, _claimed(analysis, figures)) if analysis.openly else _no_groups()
    slate, side_slates = _slates(analysis, secret=True)
    return {
        "profile": "members",
        "sides": sides,
        "regional": _side(analysis.regional),
        "propositions": _propositions(figures, tiers, whys, [None] * len(groups["sizes"])),
        "tiers": {tier.value: found for tier, found in tiers.items()},
        "groups": groups,
        "slate": slate if analysis.openly else _no_slate(),
        "side_slates": side_slates if analysis.openly else [_no_slate() for _ in sides],
        "density": _density(analysis.density) if analysis.openly else None,
        "needed": _needed(analysis, shown_tiers.ANSWERS),
        "parameters": {**asdict(analysis.parameters), "smallest_side": shown_tiers.ANSWERS},
    }


def _propositions(
    figures: dict[int, tuple[list[Figures | None], Figures | None]], tiers: dict[Tier, list[int]],
    whys: dict[int, Why], groups: Sequence[Figures | None],
) -> list[PublishedProposition]:  # fmt: skip
    place = {one: (tier, rank) for tier, ids in tiers.items() for rank, one in enumerate(ids, start=1)}
    found: list[PublishedProposition] = []
    for one, (sides, regional) in figures.items():
        tier, rank = place[one]
        found.append({
            "id": one,
            "tier": tier.value,
            "why": whys[one].value,
            "rank": None if tier is Tier.TOO_FEW else rank,
            "sides": sides,
            "regional": regional,
            "groups": list(groups),
        })  # fmt: skip
    return found


def _judged(one: Proposition, analysis: Analysis) -> bool:
    """Whether every side has enough answers for a tier."""
    least = max(LEAST, analysis.parameters.smallest_side)
    enough = bool(one.sides) and all(cell.answered >= least for cell in one.sides)
    return enough and one.tier is not Tier.TOO_FEW


def _exact(cell: Cell) -> Figures | None:
    """The three counts; None below five answers."""
    if cell.answered < LEAST:
        return None
    counts = (("agree", cell.agree), ("pass", cell.passed), ("disagree", cell.disagree))
    return {
        "answered": _number(cell.answered),
        "parts": [{"of": [answer], "low": count, "high": count} for answer, count in counts],
    }


def _side(side: Side) -> PublishedSide:
    return {"name": side.name, "roll": side.roll, "voted": _number(side.voted) if side.voted >= LEAST else None}


def _number(count: int) -> Range:
    return {"low": count, "high": count}


def _slates(analysis: Analysis, *, secret: bool) -> tuple[PublishedSlate, list[PublishedSlate]]:
    """The list of all and those of the sides; none rests on a side with fewer than five voters."""
    enough = [side.voted >= LEAST for side in analysis.sides]
    within = zip(analysis.side_slates, enough, strict=False)
    overall = _slate(analysis.slate, secret) if enough and all(enough) else _no_slate()
    return overall, [_slate(slate, secret) if shown else _no_slate() for slate, shown in within]


def _no_slate() -> PublishedSlate:
    return {
        "ids": [], "size": 0, "justified": 0, "covered": None,
        "certificate": {
            "ratio": 0.0, "proposition": None, "level": 0, "count": None, "people": _number(0), "size": 0,
        },
    }  # fmt: skip


def _covered(slate: Slate, secret: bool) -> Range | None:
    if slate.covered < LEAST:
        return None
    people = slate.certificate.people
    if secret and people - slate.covered < LEAST:
        return {"low": max(people - LEAST + 1, 0), "high": people}
    return _number(slate.covered)


def _claimed(
    analysis: Analysis, figures: dict[int, tuple[list[Figures | None], Figures | None]]
) -> tuple[tuple[Representative, ...], ...]:
    """Representatives whose answer is shown exactly on every side; of others only who did *not* answer so is open."""
    return tuple(
        tuple(
            one for one in found
            if all(side and _shows(side, one.direction.value) for side in figures[one.id][0])
        )
        for found in analysis.representative
    )  # fmt: skip


def _shows(figures: Figures, answer: str) -> bool:
    return any(part["of"] == [answer] and part["low"] == part["high"] for part in figures["parts"])


def _slate(slate: Slate, secret: bool) -> PublishedSlate:
    """A witness of fewer than five is not named: the ratio is then what four would give, an upper bound.

    A ratio below 1 never rounds to 1, which would read as a violation. `secret`: that fewer than five people are not
    covered is a band too.
    """
    found = slate.certificate
    named = found.proposition is not None and found.count >= LEAST
    ratio = found.ratio
    if not named and found.proposition is not None and found.level and found.people:
        ratio = max(ratio, (LEAST - 1) * found.size / (found.level * found.people))
    return {
        "ids": list(slate.ids),
        "size": slate.size,
        "justified": slate.justified,
        "covered": _covered(slate, secret),
        "certificate": {
            "ratio": min(round(ratio, 2), 0.99) if found.ratio < 1 else round(ratio, 2),
            "proposition": found.proposition if named else None,
            "level": found.level if named else 0,
            "count": _number(found.count) if named else None,
            "people": _number(found.people),
            "size": found.size,
        },
    }


def _no_groups() -> PublishedGroups:
    return {
        "k": 1, "reason": Refusal.NOT_SHOWN.value, "sizes": [], "structure_z": None, "structure_p": None,
        "gain": None, "stability_mean": None, "stability_min": None, "representative": [],
    }  # fmt: skip


def _groups(groups: Groups, representative: Sequence[Sequence[Representative]]) -> PublishedGroups:
    large = [size >= GROUP for size in groups.sizes]
    lists = representative if groups.k > 1 else ()
    return {
        "k": groups.k,
        "reason": str(groups.reason),
        "sizes": [
            _number(size) if described else {"low": 0, "high": GROUP - 1}
            for size, described in zip(groups.sizes, large, strict=True)
        ],
        "structure_z": _rounded(groups.structure_z),
        "structure_p": _rounded(groups.structure_p),
        "gain": _rounded(groups.gain),
        "stability_mean": _rounded(groups.stability_mean),
        "stability_min": _rounded(groups.stability_min),
        "representative": [
            [{"id": one.id, "direction": one.direction.value} for one in found] if described else []
            for found, described in zip(lists, large, strict=False)
        ],
    }


def _density(density: Density | None) -> PublishedDensity | None:
    """Cells of ten and more; how many people stand in thinner ones is not said."""
    if density is None:
        return None
    cells = [list(cell) for cell in density.cells if cell[2] >= GROUP]
    return {"columns": density.columns, "rows": density.rows, "cells": cells}


def _needed(analysis: Analysis, least: int) -> list[list[int]]:
    """As far as the numbers of answers reach that are shown."""
    most = max((side.voted for side in analysis.sides if side.voted >= LEAST), default=0)
    return [list(row) for row in analysis.needed if least <= row[0] <= most]


def _rounded(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else round(float(value), 2)
