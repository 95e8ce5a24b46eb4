"""Which proposition to show next: first every side gets to judge every proposition, then what tells most is asked.

Plain Python over kept counts, O(propositions): it may run while somebody answers. Nothing here, and nothing imported
here, needs numpy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from random import Random

from forum.opinion.analysis.results import Cell, Parameters

NOVELTY = 8.0
"""How much more a proposition without an answer is worth than one with many: 1 + 8·2^(-n/5), as in Polis."""


def worth(cell: Cell) -> float:
    """What one answer more from this audience would tell of a proposition; above 0.

    Posterior variance of the rate of agreeing, p(1 - p)/(n + 3) with p = (n_a + 1)/(n + 2), the variance of
    Beta(n_a + 1, n - n_a + 1); times one less the rate of passing, 1 - (n_pass + 1)/(n + 2); times the novelty
    (the note, *Routing*). Most where opinion is even and little known.
    """
    n = cell.answered
    p = (cell.agree + 1) / (n + 2)
    variance = p * (1 - p) / (n + 3)
    return float(variance * (1 - (cell.passed + 1) / (n + 2)) * (1 + NOVELTY * 2.0 ** (-n / 5)))


def priorities(
    cells: Mapping[int, Sequence[Cell]], answered: Collection[int], seat: int | None, parameters: Parameters
) -> dict[int, float]:
    """The weight with which each proposition may be drawn, by id in order; those that may not be drawn are left out.

    `cells`: per proposition how each side answered; `answered`: what this person has answered; `seat`: the person's
    side, None for whoever sits on neither. As long as a proposition this person has not answered lacks
    `smallest_side` answers on the person's side, only those with the fewest of them are drawn, all alike. For somebody
    on neither side the sum over sides counts, and nothing has to be reached.
    Raises ValueError naming the first proposition with a wrong number of sides or an impossible count.
    """
    _check(cells, seat)
    done = set(answered)
    left = sorted(one for one in cells if one not in done)
    if seat is None:
        return {one: sum(sorted(worth(cell) for cell in cells[one])) for one in left}
    short = {one: cells[one][seat].answered for one in left if cells[one][seat].answered < parameters.smallest_side}
    if short:
        fewest = min(short.values())
        return {one: 1.0 for one, answers in short.items() if answers == fewest}
    return {one: worth(cells[one][seat]) for one in left}


def draw(weights: Mapping[int, float], seed: int | str) -> int | None:
    """One id, with a chance in proportion to its weight; None from nothing. The same seed draws the same.

    Raises ValueError naming the first weight that is not above 0.
    """
    order = sorted(weights)
    for one in order:
        if not 0.0 < weights[one] < float("inf"):
            raise ValueError(f"weight of {one}: {weights[one]!r} is not above 0")
    if not order:
        return None
    return Random(seed).choices(order, cum_weights=list(accumulate(weights[one] for one in order)))[0]


def following(
    cells: Mapping[int, Sequence[Cell]],
    answered: Collection[int],
    seat: int | None,
    parameters: Parameters,
    seed: int | str,
) -> int | None:
    """The proposition to show next, drawn by `priorities`; None when everything is answered."""
    return draw(priorities(cells, answered, seat, parameters), seed)


def _check(cells: Mapping[int, Sequence[Cell]], seat: int | None) -> None:
    sides = {len(row) for row in cells.values()}
    for one, row in cells.items():
        if len(row) != max(sides):
            raise ValueError(f"proposition {one}: {len(row)} sides, not {max(sides)}")
        if any(min(cell.agree, cell.disagree, cell.passed) < 0 for cell in row):
            raise ValueError(f"proposition {one}: a count is negative")
    if seat is not None and sides and not 0 <= seat < max(sides):
        raise ValueError(f"seat {seat}: there are {max(sides)} sides")
