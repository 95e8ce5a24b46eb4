"""Two rounds side by side: who joined, who left, and how few people need to have changed their answers (R26)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from forum.opinion.analysis.published import Figures
from tests.opinion.attack import ANSWERS, triples

NOTHING = len(ANSWERS)
OPTIONS = range(NOTHING + 1)


@dataclass(frozen=True)
class Turnout:
    """How many people of one side took part in both rounds, in the first only, in the second only: all known."""

    both: int
    left: int
    joined: int

    @property
    def voted(self) -> tuple[int, int]:
        return self.both + self.left, self.both + self.joined


@dataclass(frozen=True)
class Linked:
    """What follows for one proposition of one side. `least`: people who must have changed, at least.

    `certain`: ("left", 0) and the like: the people and the round for whose answer a single value is possible.
    """

    least: int
    certain: list[tuple[str, int]]


class _Program:
    """Variables: the state of each round's counts; people who gave u, then v; those who left with u, joined with v;
    and for each kind of people, round and answer whether anybody gave it."""

    def __init__(self, figures: Sequence[Figures | None], turnout: Turnout) -> None:
        states = [triples(one, voted) for one, voted in zip(figures, turnout.voted, strict=True)]
        starts = (0, len(states[0]))
        flow = starts[1] + len(states[1])
        left, joined = flow + len(OPTIONS) ** 2, flow + len(OPTIONS) ** 2 + len(OPTIONS)
        kinds = {
            ("left", 0): [[left + u] for u in range(NOTHING)],
            ("joined", 1): [[joined + v] for v in range(NOTHING)],
            ("both", 0): [[flow + u * len(OPTIONS) + v for v in OPTIONS] for u in range(NOTHING)],
            ("both", 1): [[flow + u * len(OPTIONS) + v for u in OPTIONS] for v in range(NOTHING)],
        }
        first = joined + len(OPTIONS)
        self.given = {
            key: range(first + NOTHING * place, first + NOTHING * (place + 1)) for place, key in enumerate(kinds)
        }
        self.size = first + NOTHING * len(kinds)
        self.changed = [flow + u * len(OPTIONS) + v for u in OPTIONS for v in OPTIONS if u != v]
        self.rows: list[tuple[list[tuple[int, float]], float, float]] = [
            ([(starts[at] + i, 1.0) for i in range(len(states[at]))], 1.0, 1.0) for at in (0, 1)
        ]
        for answer in OPTIONS:
            for at, voted in enumerate(turnout.voted):
                counts = [
                    (starts[at] + i, -float((*one, voted - sum(one))[answer])) for i, one in enumerate(states[at])
                ]
                step = (answer * len(OPTIONS), 1) if at == 0 else (answer, len(OPTIONS))
                people = [(flow + step[0] + step[1] * other, 1.0) for other in OPTIONS]
                self.rows.append(([*counts, *people, ((left, joined)[at] + answer, 1.0)], 0.0, 0.0))
        for key, columns in kinds.items():
            for given, column in zip(self.given[key], columns, strict=True):
                self.rows.append(([(given, 1.0), *((one, -1.0) for one in column)], -np.inf, 0.0))
        for start, count in ((left, turnout.left), (joined, turnout.joined)):
            self.rows.append(([(start + i, 1.0) for i in OPTIONS], float(count), float(count)))

    def best(self, cost: np.ndarray, most: float) -> np.ndarray:
        """A world of least cost in which at most `most` people changed."""
        rows = [*self.rows, ([(column, 1.0) for column in self.changed], 0.0, most)]
        entries = [(index, column, value) for index, (terms, _, _) in enumerate(rows) for column, value in terms]
        line, column, value = zip(*entries, strict=True)
        matrix = csr_array((value, (line, column)), shape=(len(rows), self.size))
        limits = LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])
        high = np.full(self.size, np.inf)
        high[min(min(one) for one in self.given.values()) :] = 1.0
        result = milp(cost, constraints=limits, integrality=np.ones(self.size), bounds=Bounds(0, high))
        if result.x is None:
            raise AssertionError("no two rounds fit what was published")
        return np.round(result.x)


def linked(figures: Sequence[Figures | None], turnout: Turnout, slack: float) -> Linked:
    """All that follows if at most `slack` more people changed than the figures force (infinite: any number)."""
    program = _Program(figures, turnout)
    cost = np.zeros(program.size)
    cost[program.changed] = 1.0
    least = int(cost @ program.best(cost, np.inf))
    there = {key: given for key, given in program.given.items() if getattr(turnout, key[0])}
    seen: set[int] = set()
    while True:
        cost = np.zeros(program.size)
        for given in there.values():
            if len(seen.intersection(given)) < 2:
                cost[[column for column in given if column not in seen]] = -1.0
        world = program.best(cost, least + slack) if cost.any() else np.zeros(program.size)
        if cost @ world > -0.5:
            break
        seen.update(column for given in there.values() for column in given if world[column] > 0.5)
    return Linked(least, [key for key, given in there.items() if len(seen.intersection(given)) == 1])
