"""Rounds as they may be shown, made by hand: organisations with exact counts, members with merged and banded parts."""

from typing import Any

from forum.opinion.analysis.published import Figures, Part, Published, PublishedProposition, PublishedSide, Range
from forum.opinion.rules.charts.setting import Saying, Setting

CLAIMS = (
    "Every agreement should be published in Albanian and in Serbian on the same day.",
    "A plain-language version of at most two pages should follow within 30 days.",
    "The two institutions should write the plain-language version together, not each its own.",
    "Civil society should test a plain-language version with readers before it is published.",
    "Every published text should be readable with a screen reader; a scan alone is not enough.",
    "Where a text cannot be published yet, the reason and the date of the next review should be public.",
    "The names of the members of joint working groups should be public.",
    "Small municipalities should be offered help, and should not be obliged, to explain agreements locally.",
    "Working groups should publish their minutes within a week of each meeting.",
    "An agreement should lapse when it has not been published within a year.",
    "Journalists should be admitted to every meeting of a joint working group.",
    "A council of readers should be asked once a year which agreements nobody understands.",
)
ONE_ID = 40
"""Ids of the table, which no reader sees, begin here."""


def exactly(agree: int, passed: int, disagree: int) -> Figures:
    """Exact counts, as organisations have them."""
    parts = zip(("agree", "pass", "disagree"), (agree, passed, disagree), strict=True)
    answered = agree + passed + disagree
    return {
        "answered": {"low": answered, "high": answered},
        "parts": [{"of": [of], "low": count, "high": count} for of, count in parts],
    }


def partly(answered: int | tuple[int, int], **counts: int | tuple[int, int]) -> Figures:
    """Figures in parts: `partly(30, agree=(25, 29), pass_disagree=(1, 5))`."""
    parts: list[Part] = [{"of": of.split("_"), **_range(value)} for of, value in counts.items()]
    return {"answered": _range(answered), "parts": parts}


def _range(value: int | tuple[int, int]) -> Range:
    low, high = value if isinstance(value, tuple) else (value, value)
    return {"low": low, "high": high}


def proposition(number: int, tier: str, *sides: Figures | None, why: str = "", **more: Any) -> PublishedProposition:
    """One proposition of a sample."""
    return {
        "id": ONE_ID + number, "tier": tier, "why": why, "rank": more.get("rank"), "sides": list(sides),
        "regional": more.get("regional"), "groups": more.get("groups", []),
    }  # fmt: skip


ORGANISATIONS = (
    proposition(1, "agreed", exactly(17, 1, 1), exactly(13, 1, 0), rank=1, regional=exactly(5, 0, 1)),
    proposition(2, "differ", exactly(13, 3, 3), exactly(4, 2, 8), regional=exactly(3, 1, 2)),
    proposition(3, "open", exactly(8, 6, 5), exactly(5, 9, 0), why="passed", regional=exactly(2, 4, 0)),
    proposition(4, "majority", exactly(13, 4, 2), exactly(9, 2, 3), rank=2),
    proposition(5, "agreed", exactly(17, 1, 1), exactly(13, 0, 1), rank=2),
    proposition(6, "majority", exactly(14, 3, 2), exactly(11, 2, 1), rank=1, regional=exactly(6, 0, 0)),
    proposition(7, "divided", exactly(7, 5, 7), exactly(5, 0, 9)),
    proposition(8, "majority", exactly(13, 3, 3), exactly(9, 2, 3), rank=3),
    proposition(9, "too_few", exactly(6, 1, 0), None, why="too_few"),
    proposition(10, "rejected", exactly(1, 2, 16), exactly(1, 1, 12), rank=1),
    proposition(11, "open", exactly(10, 2, 6), exactly(7, 2, 4), why="unclear"),
    proposition(12, "majority", exactly(14, 3, 2), exactly(11, 3, 0), rank=4, regional=exactly(5, 1, 0)),
)

NOBODY = {"pass": 0}
FEW = {"pass": (1, 4)}
MEMBERS = (
    proposition(
        1, "agreed",
        partly(52, agree=(48, 51), pass_disagree=(1, 4)), partly(41, agree=41, **NOBODY, disagree=0), rank=1,
        groups=[partly(31, agree=31, **NOBODY, disagree=0), partly(21, agree=(17, 20), pass_disagree=(1, 4))],
    ),
    proposition(
        2, "differ", partly(50, agree=38, pass_disagree=12), partly(40, agree_pass=17, disagree=23),
        groups=[partly(31, agree_pass=24, disagree=7), partly(21, agree=5, pass_disagree=16)],
    ),
    proposition(3, "open", exactly(20, 18, 11), exactly(14, 25, 0), why="passed", groups=[None, None]),
    proposition(
        4, "majority", partly(51, agree=38, pass_disagree=13), partly(40, agree=29, pass_disagree=11), rank=1,
        regional=partly(22, agree=15, pass_disagree=7), groups=[partly(31, agree=20, pass_disagree=11), None],
    ),
    proposition(
        5, "agreed", partly(52, agree=46, pass_disagree=6), partly(41, agree=(36, 39), **FEW, disagree=(1, 4)), rank=2,
    ),
    proposition(6, "majority", partly((48, 52), agree=(35, 38), pass_disagree=(10, 14)), exactly(31, 9, 0), rank=2),
    proposition(
        7, "divided", exactly(18, 10, 19), partly(38, agree_disagree=32, **{"pass": 6}),
        groups=[exactly(6, 9, 16), partly(21, agree=14, pass_disagree=7)],
    ),
    proposition(
        8, "rejected", partly(50, agree_pass=9, disagree=41), partly(40, agree=(0, 4), **FEW, disagree=(33, 39)),
        rank=1,
    ),
    proposition(9, "too_few", partly(12, agree=7, pass_disagree=5), None, why="too_few"),
    proposition(10, "open", partly(30, agree_pass_disagree=30), partly(26, agree=12, pass_disagree=14), why="unclear"),
)  # fmt: skip


def published(profile: str, propositions: tuple[PublishedProposition, ...], **changes: Any) -> Published:
    """A round of a profile."""
    tiers = ("agreed", "majority", "rejected", "differ", "divided", "open", "too_few")
    sides: list[PublishedSide] = [
        {"name": "kosovo", "roll": 20, "voted": {"low": 19, "high": 19}},
        {"name": "serbia", "roll": 15, "voted": {"low": 14, "high": 14}},
    ]
    found: dict[str, Any] = {
        "profile": profile, "sides": sides, "regional": {"name": "regional", "roll": 6, "voted": {"low": 6, "high": 6}},
        "propositions": list(propositions),
        "tiers": {tier: [one["id"] for one in propositions if one["tier"] == tier] for tier in tiers},
        "groups": {
            "k": 1, "reason": "unstable", "sizes": [], "structure_z": 3.1, "structure_p": 0.01, "gain": 0.02,
            "stability_mean": 0.31, "stability_min": 0.05, "representative": [],
        },
        "slate": {}, "side_slates": [], "density": None, "needed": [],
        "parameters": {"agreed": 0.6, "majority": 0.5, "stable": 0.6},
        **changes,
    }  # fmt: skip
    return found  # type: ignore[return-value]


def organisations() -> Published:
    """Twelve propositions, every tier, no stable groups."""
    return published("organisations", ORGANISATIONS)


def members() -> Published:
    """Ten propositions, two groups and a map."""
    cells = [
        [column, row, round(10 + 55 / (1 + 0.45 * ((column - x) ** 2 + (row - y) ** 2)))]
        for column in range(12)
        for row in range(12)
        for x, y in [min(((3, 8), (8, 3)), key=lambda centre: (column - centre[0]) ** 2 + (row - centre[1]) ** 2)]
        if (column - x) ** 2 + (row - y) ** 2 <= 6 + (column * 7 + row * 5) % 6
    ]
    return published(
        "members", MEMBERS,
        groups={
            "k": 2, "reason": "", "sizes": [{"low": 55, "high": 55}, {"low": 40, "high": 44}], "structure_z": 9.0,
            "structure_p": 0.0, "gain": 0.059, "stability_mean": 0.84, "stability_min": 0.71,
            "representative": [
                [{"id": ONE_ID + 1, "direction": "agree"}, {"id": ONE_ID + 7, "direction": "disagree"}],
                [{"id": ONE_ID + 2, "direction": "disagree"}],
            ],
        },
        density={"columns": 12, "rows": 12, "cells": cells},
    )  # fmt: skip


def one_side(count: int = 40) -> Published:
    """A conversation without sides, as an export of Polis is."""
    propositions = tuple(
        proposition(
            number, ("agreed", "majority", "divided", "open", "rejected")[number % 5],
            exactly(30 + number * 7 % 41, number * 3 % 11, 60 - number * 5 % 50),
        )
        for number in range(1, count + 1)
    )  # fmt: skip
    return published(
        "organisations", propositions, sides=[{"name": "all", "roll": 200, "voted": {"low": 150, "high": 150}}]
    )


def setting(found: Published, names: tuple[str, ...] = ("Kosovo", "Serbia"), prefix: str = "", **more: Any) -> Setting:
    """Numbers from 1 and words for a sample; addresses lead to `#prefix-number` on the page."""
    sayings = {}
    for one in found["propositions"]:
        number = one["id"] - ONE_ID
        sayings[one["id"]] = Saying(number, CLAIMS[(number - 1) % len(CLAIMS)], "en", f"#{prefix}{number}")
    return Setting(names[: len(found["sides"])], "Regional", sayings, **more)
