"""How many disagree, pass and agree: of everyone, by side, by group; and one answer at a time."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forum.opinion.analysis.results import Cell
from forum.opinion.analysis.votes import Votes

DISAGREE, PASS, AGREE = 0, 1, 2
"""The last axis of every table of tallies: value + 1."""
CHUNK = 1 << 16  # answers at a time: what is laid out beside them stays small


def tallies(
    votes: Votes, labels: NDArray[np.integer], groups: int, *, weighted: bool = False
) -> NDArray[np.int64]:  # fmt: skip
    """Count answers by group: int64[G, C, 3] (disagree, pass, agree), people or, `weighted`, their weights.

    `labels`: int[P], a group from 0 on, -1 for whoever is left out. Σ_g plus those left out is the column's total.
    Raises ValueError naming the first label out of range.
    """
    labels = np.asarray(labels, np.int64)
    if labels.shape != (votes.people,):
        raise ValueError(f"labels has {labels.shape} entries, not ({votes.people},)")
    wrong = np.flatnonzero((labels < -1) | (labels >= groups))
    if len(wrong):
        raise ValueError(f"label at {int(wrong[0])}: {int(labels[wrong[0]])} is not -1 … {groups - 1}")
    own = np.where(labels < 0, groups, labels)  # those left out are counted behind the last group
    return _counted(votes, votes.value, own, groups + 1, weighted)[:groups]


def counts(votes: Votes, value: NDArray[np.int8], *, weighted: bool = False) -> NDArray[np.int64]:
    """Count everyone's answers, or others in the same places: int64[C, 3]."""
    return _counted(votes, value, None, 1, weighted)[0]


def _counted(
    votes: Votes, value: NDArray[np.int8], own: NDArray[np.int64] | None, groups: int, weighted: bool
) -> NDArray[np.int64]:
    """One bincount for each `CHUNK` of answers; sums of weights in float64 are exact below 2^53."""
    width = votes.propositions * 3
    total = np.zeros(groups * width, np.int64)
    base = None if own is None else own * width
    for start in range(0, len(value), CHUNK):
        part = slice(start, start + CHUNK)
        place = votes.proposition[part] * np.int64(3)
        place += value[part]
        place += 1
        if base is not None:
            place += base.take(votes.person[part])
        heavy = votes.weight[votes.person[part]] if weighted else None
        counted = np.bincount(place, weights=heavy, minlength=len(total))
        total += counted.astype(np.int64) if weighted else counted
    return total.reshape(groups, votes.propositions, 3)


def side_tallies(votes: Votes) -> NDArray[np.int64]:
    """Count answers by side: int64[S + 1, C, 3], the last one regional (R1)."""
    sides = len(votes.sides)
    return tallies(votes, np.where(votes.side < 0, sides, votes.side), sides + 1)


def both_tallies(
    votes: Votes, labels: NDArray[np.integer], groups: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
    """`side_tallies` and `tallies` from one reading of the answers."""
    sides = len(votes.sides) + 1
    own = np.where(votes.side < 0, sides - 1, votes.side).astype(np.int64)
    own += np.where(labels < 0, groups, labels) * sides
    table = _counted(votes, votes.value, own, (groups + 1) * sides, False)
    table = table.reshape(groups + 1, sides, votes.propositions, 3)
    return table.sum(axis=0), table[:groups].sum(axis=1)


def cells(table: NDArray[np.int64]) -> list[Cell]:
    """One `Cell` for each row of int64[C, 3]."""
    return [Cell(agree=agree, disagree=disagree, passed=passed) for disagree, passed, agree in table.tolist()]


@dataclass(slots=True)
class Tally:
    """Counts kept answer by answer; each costs the same, however many there were before.

    `audiences` names who is counted (sides); the counts equal `tallies` of the same answers, in any order.
    """

    audiences: int
    counts: dict[int, list[list[int]]] = field(default_factory=dict)  # proposition: [audience][disagree, pass, agree]
    given: dict[tuple[Hashable, int], tuple[int, int]] = field(default_factory=dict)  # (audience, value)

    def answer(self, person: Hashable, proposition: int, value: int | None, audience: int = 0) -> None:
        """Count an answer in place of the person's earlier one; None takes it back.

        Raises ValueError for what is no answer or no audience.
        """
        if value not in (-1, 0, 1, None):
            raise ValueError(f"answer of {person!r} to {proposition}: {value!r} is no answer")
        if not 0 <= audience < self.audiences:
            raise ValueError(f"answer of {person!r} to {proposition}: there is no audience {audience}")
        rows = self.counts.setdefault(proposition, [[0, 0, 0] for _ in range(self.audiences)])
        earlier = self.given.pop((person, proposition), None)
        if earlier is not None:
            rows[earlier[0]][earlier[1] + 1] -= 1
        if value is not None:
            rows[audience][value + 1] += 1
            self.given[person, proposition] = (audience, value)

    def table(self, propositions: Iterable[int]) -> NDArray[np.int64]:
        """The counts as int64[audiences, C, 3], in the order of these propositions."""
        nothing = [[0, 0, 0]] * self.audiences
        rows = [self.counts.get(one, nothing) for one in propositions]
        return np.array(rows, np.int64).reshape(len(rows), self.audiences, 3).transpose(1, 0, 2)
