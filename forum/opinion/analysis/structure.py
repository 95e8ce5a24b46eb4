"""Is there more structure than chance would give? A permutation test of the first axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forum.opinion.analysis.matrix import SAME, centre, top
from forum.opinion.analysis.votes import Votes

STREAM = 1  # random numbers of a kind of their own: (seed, STREAM, i)


def observed(votes: Votes, steps: int = 8) -> float:
    """σ of the first axis of the answers as they are."""
    return top(centre(votes), steps)


def permuted(votes: Votes, index: int, seed: int = 0, steps: int = 8) -> float:
    """σ of the first axis of copy `index`: in each column the same answers, by other people among those who answered.

    Who answered what stays; only which answer goes with which person is drawn, from the generator (seed, 1, index).
    """
    return top(centre(votes, shuffled(votes, np.random.default_rng((seed, STREAM, index)))), steps)


def shuffled(votes: Votes, generator: np.random.Generator) -> NDArray[np.int8]:
    """The answers to each proposition dealt out anew among those who answered it; int8[n], in the places of `votes`."""
    columns = votes.proposition.astype(np.int16 if votes.propositions < 2**15 else np.int32)
    drawn = generator.permutation(len(columns))
    value = np.empty_like(votes.value)
    place = np.argsort(columns, kind="stable")  # in linear time for 16 bits
    value[place] = votes.value[drawn[np.argsort(columns[drawn], kind="stable")]]
    return value


def structure(sigma: float, copies: Sequence[float]) -> tuple[float | None, float | None]:
    """z and p of σ among the copies: z = (σ - mean)/sd, p = (1 + copies at least as large)/(1 + copies).

    Significant (p ≤ .01 with 99 copies) means: larger than every copy. None without copies; z 0 where all are equal.
    """
    if not copies:
        return None, None
    null = np.array(copies)
    at_least = int((null >= sigma * (1 - SAME)).sum())
    deviation = float(null.std(ddof=1)) if len(null) > 1 else 0.0
    z = (sigma - float(null.mean())) / deviation if deviation > sigma * SAME else 0.0
    return z, (1 + at_least) / (1 + len(null))
