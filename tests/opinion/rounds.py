"""Synthetic rounds of members, their analyses, and what would be published of them by rules that were not taken."""

from dataclasses import dataclass, field, replace

import numpy as np

from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.publishable import publishable
from forum.opinion.analysis.published import Figures, Part, Published
from forum.opinion.analysis.results import (
    Analysis,
    Bounds,
    Cell,
    Certificate,
    Density,
    Direction,
    Groups,
    Parameters,
    Proposition,
    Representative,
    Side,
    Slate,
    Tier,
)
from forum.opinion.analysis.tiers import needed, ranked, tiers
from forum.opinion.analysis.votes import Votes

ANSWERS = ("agree", "pass", "disagree")
VALUES = (1, 0, -1)
SIDES = ("kosovo", "serbia")
REGIONAL = 2
NO_GROUPS = Groups(1, "few_people", (), (), {}, None, None, None, None, None)
NO_SLATE = Slate((), 8, 0, 0, 0, Certificate(0.0, None, 0, 0, 0, 8))
NO_BOUNDS = Bounds(0.1, 0.9, 0.1, 0.9)


@dataclass
class Round:
    """Who answered what: `answers[person, proposition]` is an index of ANSWERS or -1, `seat[person]` 0, 1 or 2."""

    ids: list[int]
    seat: np.ndarray
    answers: np.ndarray = field(repr=False)

    @property
    def took_part(self) -> np.ndarray:
        return (self.answers >= 0).any(axis=1)

    def cell(self, seat: int, column: int) -> Cell:
        found = np.bincount(self.answers[self.seat == seat, column] + 1, minlength=4)
        return Cell(agree=int(found[1]), passed=int(found[2]), disagree=int(found[3]))


def opening(random: np.random.Generator, people: int, propositions: int) -> Round:
    """A first round: sides of unequal size, a few regional; from unanimous to divided, fully to thinly answered."""
    chances = np.array([random.uniform(0.3, 0.6), 0.0, 0.08])
    chances[1] = 1 - chances.sum()
    seat = random.choice(3, size=people, p=chances)
    answers = np.full((people, propositions), -1)
    for column in range(propositions):
        alike = random.random() < 0.5
        agreeing = random.choice([0.03, 0.2, 0.5, 0.8, 0.97, 1.0], size=3)
        for one in range(3):
            agree = agreeing[0] if alike else agreeing[one]
            passing = random.choice([0.0, 0.03, 0.15]) * (1 - abs(2 * agree - 1))
            those = np.flatnonzero(seat == one)
            rates = [agree * (1 - passing), passing, (1 - agree) * (1 - passing)]
            answers[those, column] = random.choice(3, size=len(those), p=rates)
    answers[random.random(answers.shape) >= random.choice([0.4, 0.8, 0.95, 1.0])] = -1
    return Round(list(range(1, propositions + 1)), seat, answers)


def successor(random: np.random.Generator, before: Round) -> Round:
    """The next round: one proposition goes, one comes, few people come or go, some answers change."""
    answers = before.answers.copy()
    changed = random.random(answers.shape) < random.choice([0.0, 0.02, 0.1, 0.3])
    answers = np.where(changed & (answers >= 0), random.integers(0, 3, answers.shape), answers)
    here = before.took_part
    gone = here & (random.random(len(here)) < random.choice([0.0, 0.02, 0.1]))
    answers[gone] = -1
    for one in np.flatnonzero(~here)[: int(random.integers(0, 3))]:
        answers[one] = random.integers(0, 3, answers.shape[1])
    fresh = random.integers(-1, 3, (len(answers), 1))
    fresh[~(answers >= 0).any(axis=1)] = -1
    return Round([*before.ids[1:], before.ids[-1] + 1], before.seat, np.hstack([answers[:, 1:], fresh]))


def votes(one: Round) -> Votes:
    """Its answers; people are their positions."""
    return Votes.of(
        [
            (person, one.ids[column], VALUES[one.answers[person, column]])
            for person, column in np.argwhere(one.answers >= 0).tolist()
        ],
        people=range(len(one.seat)), propositions=one.ids, sides=SIDES,
        side={person: seat for person, seat in enumerate(one.seat.tolist()) if seat != REGIONAL},
    )  # fmt: skip


def analysis(one: Round, *, openly: bool = True) -> Analysis:
    """The analysis of a round as it is made for members, the gates of the lens left out."""
    return analyse(votes(one), resampled=False, openly=openly)


def of_cells(
    ids: list[int], sides: list[list[Cell]], voted: list[int], rolls: list[int], regional: list[Cell] | None = None,
    regional_voted: int = 0, regional_roll: int = 0, parameters: Parameters = Parameters(), *,  # noqa: B008 (frozen)
    groups: Groups = NO_GROUPS, representative: tuple[tuple[Representative, ...], ...] = (),
    slates: tuple[Slate, ...] = (), density: Density | None = None,
) -> Analysis:  # fmt: skip
    """An `Analysis` around counts; `slates`: of all, then of each side."""
    counts = np.array([[[c.disagree, c.passed, c.agree] for c in cells] for cells in sides], np.int64)
    counts = counts.reshape(len(sides), len(ids), 3)
    verdicts = tiers(counts, np.array(voted, np.int64), ids, parameters)
    order = ranked(verdicts, counts.sum(axis=(0, 2)), ids)
    regional = regional or [Cell()] * len(ids)
    names = SIDES[: len(sides)] if len(sides) != 1 else ("all",)
    return Analysis(
        sides=tuple(
            Side(*row) for row in zip(names, rolls, voted, counts.sum(axis=(1, 2)).tolist(), strict=True)
        ),
        regional=Side("regional", regional_roll, regional_voted, sum(cell.answered for cell in regional)),
        propositions=tuple(
            Proposition(
                one, tuple(cells[index] for cells in sides), regional[index], tuple(Cell() for _ in groups.sizes),
                (NO_BOUNDS,) * len(sides), *verdicts[index], 1.0,
            )
            for index, one in enumerate(ids)
        ),
        ranked=order, groups=groups, representative=representative,
        consensus={Direction.AGREE: (), Direction.DISAGREE: ()},
        slate=slates[0] if slates else NO_SLATE,
        side_slates=slates[1:] or (NO_SLATE,) * len(sides),
        density=density, needed=needed(parameters, max([*voted, 0])), parameters=parameters,
    )  # fmt: skip


def swapped(one: Analysis) -> Analysis:
    """The same result with the sides in the other order."""
    return replace(
        one, sides=one.sides[::-1], side_slates=one.side_slates[::-1],
        propositions=tuple(replace(p, sides=p.sides[::-1], bounds=p.bounds[::-1]) for p in one.propositions),
    )  # fmt: skip


# What would be published otherwise


def untouched(one: Analysis) -> Published:
    """`publishable` switched off: every count, and the tiers and ranks of the counts."""
    return _with(one, lambda cell: _figures(cell, [[answer] for answer in ANSWERS]))


def bands_only(one: Analysis) -> Published:
    """The blocks of counts as they are shown, but beside them tiers and ranks of the counts."""
    shown = {p["id"]: p for p in publishable(one, "members")["propositions"]}
    published = untouched(one)
    for proposition in published["propositions"]:
        other = shown[proposition["id"]]
        proposition["sides"], proposition["regional"] = other["sides"], other["regional"]
    return published


def letter(cell: Cell) -> Figures | None:
    """R25 read literally: 0 and from 5 on shown, others merged, with a second where one would stand alone."""
    if cell.answered < 5:
        return None
    counts = dict(zip(ANSWERS, (cell.agree, cell.passed, cell.disagree), strict=True))
    small = [answer for answer in ANSWERS if 0 < counts[answer] < 5]
    if len(small) == 1 or (small and sum(counts[answer] for answer in small) < 5):
        small.append(min((answer for answer in ANSWERS if answer not in small), key=lambda one: counts[one]))
    alone = [[answer] for answer in ANSWERS if answer not in small]
    return _figures(cell, [*alone, *([sorted(small, key=ANSWERS.index)] if small else [])])


def _with(one: Analysis, figures) -> Published:
    published = publishable(one, "organisations")
    place = {which: (tier, rank) for tier, ids in one.ranked.items() for rank, which in enumerate(ids, start=1)}
    for shown, hidden in zip(published["propositions"], one.propositions, strict=True):
        shown["tier"], shown["why"] = hidden.tier.value, hidden.why.value
        shown["rank"] = None if hidden.tier is Tier.TOO_FEW else place[hidden.id][1]
        shown["sides"] = [figures(cell) for cell in hidden.sides]
        shown["regional"] = figures(hidden.regional)
    published["tiers"] = {tier.value: list(ids) for tier, ids in one.ranked.items()}
    return published


def _figures(cell: Cell, parts: list[list[str]]) -> Figures:
    counts = dict(zip(ANSWERS, (cell.agree, cell.passed, cell.disagree), strict=True))
    found: list[Part] = []
    for of in parts:
        together = sum(counts[answer] for answer in of)
        found.append({"of": of, "low": together, "high": together})
    return {"answered": {"low": cell.answered, "high": cell.answered}, "parts": found}


