"""Small votes for properties: drawn by hypothesis, or by a seed where many are needed."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from forum.opinion.analysis.votes import REGIONAL, Votes


@st.composite
def tables(draw: st.DrawFn, audiences: int = 2, most: int = 30) -> np.ndarray:
    """int64[audiences, C, 3] of disagree, pass, agree."""
    cell = st.tuples(*[st.integers(0, most)] * 3)
    propositions = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(cell, min_size=propositions, max_size=propositions),
                         min_size=audiences, max_size=audiences))  # fmt: skip
    return np.array(rows, np.int64)


@st.composite
def votes(draw: st.DrawFn, people: int = 12, propositions: int = 7, weighted: bool = False) -> Votes:
    """Of two sides and somebody regional; a proposition or two may be ineligible."""
    everyone = list(range(1, draw(st.integers(0, people)) + 1))
    everything = list(range(10, draw(st.integers(0, propositions)) + 10))
    answer = st.sampled_from([None, -1, 0, 1, 1])
    answers = [(who, what, value) for who in everyone for what in everything if (value := draw(answer)) is not None]
    return Votes.of(
        answers,
        people=everyone,
        propositions=everything,
        side={who: draw(st.sampled_from([0, 0, 1, 1, REGIONAL])) for who in everyone},
        sides=("one", "two"),
        weight={who: draw(st.integers(1, 4)) for who in everyone} if weighted else None,
        ineligible=[what for what in everything if draw(st.integers(0, 7)) == 0],
    )


def election(seed: int, people: int = 7, propositions: int = 7) -> tuple[np.ndarray, np.ndarray, int]:
    """A small election: approvals bool[P, C], weights int64[P], a size for the list."""
    draw = np.random.default_rng(seed)
    p, c = int(draw.integers(2, people + 1)), int(draw.integers(2, propositions + 1))
    approvals = draw.random((p, c)) < draw.uniform(0.15, 0.7)
    weight = draw.integers(1, 4, p) if seed % 3 == 0 else np.ones(p, np.int64)
    return approvals, weight.astype(np.int64), int(draw.integers(1, min(c, 4) + 1))


def as_votes(approvals: np.ndarray, weight: np.ndarray | None = None, side: np.ndarray | None = None) -> Votes:
    """Approvals as agreeing, all else as disagreeing or silence; ids 1, 2 …"""
    p, c = approvals.shape
    answers = [(who, what + 1, 1 if approvals[who, what] else -1)
               for who in range(p) for what in range(c) if approvals[who, what] or (who + what) % 2]  # fmt: skip
    return Votes.of(
        answers,
        people=range(p),
        propositions=range(1, c + 1),
        weight=None if weight is None else dict(enumerate(weight.tolist())),
        side=None if side is None else dict(enumerate(side.tolist())),
        sides=("all",) if side is None else ("one", "two"),
    )


def beta_low(hits: int, n: int, at: Fraction) -> Fraction:
    """The chance that a rate drawn from Beta(hits + 1, n - hits + 1) is at most `at`, in fractions.

    It equals the chance of more than `hits` heads in n + 1 throws of a coin that falls on heads with chance `at`.
    """
    chance, result = Fraction(1), Fraction(0)
    for heads in range(n + 2):
        if heads:
            chance = chance * (n + 2 - heads) / heads
        if heads > hits:
            result += chance * at**heads * (1 - at) ** (n + 1 - heads)
    return result
