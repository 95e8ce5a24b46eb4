"""What can be said of each proposition across the sides, by what each side at least thinks.

Needs numpy and scipy. Every rule counts each side for itself; no figure of all together is made (R1).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forum.opinion.analysis.polis import two_proportion
from forum.opinion.analysis.rates import Floats, Integers, bounds, checked_tallies, discoveries, two_sided
from forum.opinion.analysis.results import PRECEDENCE, Parameters, Tier, Why

Verdict = tuple[Tier, Why, float]
Booleans = NDArray[np.bool_]


def tiers(
    side_tallies: NDArray[Any], voters: NDArray[Any], ids: Sequence[int], parameters: Parameters
) -> list[Verdict]:
    """Tier, reason and score of each of C propositions (the note, *Tiers*).

    `side_tallies`: int64[S, C, 3] of disagree, pass, agree; `voters`: int64[S], who answered anything on each side.
    With fewer than `smallest_side` answers on a side there is no tier, and the counts have no influence on any other
    proposition (R24). The score is the geometric mean over sides of the lower bound of agreeing (of disagreeing, if
    rejected), rounded to 12 places; 0 without a tier. One side is as good as two: it cannot differ from itself.
    Raises ValueError naming the index of the first bad count.
    """
    tallies = checked_tallies(side_tallies, ids)
    n, voted = tallies.sum(axis=2), _voters(voters, tallies)
    judged = _everywhere(n >= parameters.smallest_side) & (len(n) > 0)
    seen = _everywhere(_share(n, voted[:, None]) >= parameters.seen)
    low_agree, _ = bounds(tallies[:, :, 2], n, parameters.quantile)
    low_disagree, _ = bounds(tallies[:, :, 0], n, parameters.quantile)
    says = judged & seen
    conditions: list[tuple[Booleans, Tier, Why]] = [
        (~judged, Tier.TOO_FEW, Why.TOO_FEW),
        (~seen, Tier.OPEN, Why.LITTLE_SEEN),
        (_everywhere(low_agree >= parameters.agreed), Tier.AGREED, Why.NONE),
        (_everywhere(low_disagree >= parameters.agreed), Tier.REJECTED, Why.NONE),
        (_opposed(low_agree, low_disagree, parameters) | _contrast(tallies, says, parameters), Tier.DIFFER, Why.NONE),
        (_divided(tallies, parameters), Tier.DIVIDED, Why.NONE),
        (_everywhere(low_agree >= parameters.majority), Tier.MAJORITY, Why.NONE),
        (_passed(tallies, judged, parameters), Tier.OPEN, Why.PASSED),
        (np.ones(len(judged), np.bool_), Tier.OPEN, Why.UNCLEAR),
    ]
    first = np.argmax([condition for condition, _, _ in conditions], axis=0)
    rejected = first == [tier for _, tier, _ in conditions].index(Tier.REJECTED)
    scores = np.where(judged, _mean(np.where(rejected, low_disagree, low_agree)), 0.0)
    return [
        (conditions[which][1], conditions[which][2], float(score))
        for which, score in zip(first.tolist(), scores.tolist(), strict=True)
    ]


def ranked(verdicts: Sequence[Verdict], answers: NDArray[Any], ids: Sequence[int]) -> dict[Tier, tuple[int, ...]]:
    """The ids of every tier in their order: higher score, then more answers, then the smaller id.

    `answers`: int64[C], all answers of the sides together. Without a tier there is no rank: those stand by id (R24).
    Raises ValueError if the lengths differ.
    """
    if not len(verdicts) == len(answers) == len(ids):
        raise ValueError(f"{len(verdicts)} verdicts, {len(answers)} counts of answers and {len(ids)} ids")
    rows = [
        (tier, (0.0, 0, one) if tier is Tier.TOO_FEW else (-score, -int(count), one))
        for (tier, _, score), count, one in zip(verdicts, answers, ids, strict=True)
    ]
    return {tier: tuple(key[2] for which, key in sorted(rows, key=lambda row: row[1]) if which is tier)
            for tier in PRECEDENCE}  # fmt: skip


def needed(parameters: Parameters, most: int) -> tuple[tuple[int, int, int], ...]:
    """(answers, agrees needed for *agreed*, agrees needed for *majority*) of a side, from `smallest_side` to `most`.

    The smallest count whose lower bound reaches the threshold; one more than the answers where none does.
    """
    answers = np.arange(parameters.smallest_side, most + 1, dtype=np.int64)
    columns = [_fewest(answers, threshold, parameters) for threshold in (parameters.agreed, parameters.majority)]
    return tuple(zip(answers.tolist(), columns[0].tolist(), columns[1].tolist(), strict=True))


def _fewest(answers: Integers, threshold: float, parameters: Parameters) -> Integers:
    """By halving: the lower bound grows with the hits."""
    low, high = np.zeros_like(answers), answers + 1
    while (low < high).any():
        middle = (low + high) // 2
        enough = (middle > answers) | (
            bounds(np.minimum(middle, answers), answers, parameters.quantile)[0] >= threshold
        )
        low, high = np.where(enough, low, np.minimum(middle + 1, high)), np.where(enough, middle, high)
    return low


def _voters(voters: NDArray[Any], tallies: Integers) -> Integers:
    voted = np.asarray(voters)
    if voted.shape != tallies.shape[:1]:
        raise ValueError(f"voters have the shape {voted.shape}, not {tallies.shape[:1]}")
    over = tallies.sum(axis=2).max(axis=1, initial=0) > voted
    if over.any():
        raise ValueError(f"voters at {int(np.flatnonzero(over)[0])}: a proposition has more answers than that")
    return voted.astype(np.int64)


def _everywhere(on_side: Booleans) -> Booleans:
    return np.logical_and.reduce(on_side, axis=0)


def _anywhere(on_side: Booleans) -> Booleans:
    return np.logical_or.reduce(on_side, axis=0)


def _share(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """Part of whole, 0 of nothing. One division of integers: equal shares are equal numbers, and .30 is .30."""
    part, whole = np.broadcast_arrays(part, whole)
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)


def _opposed(low_agree: Floats, low_disagree: Floats, parameters: Parameters) -> Booleans:
    """More than half of one side agrees and more than half of another disagrees, by lower bounds."""
    found = np.zeros(low_agree.shape[1], np.bool_)
    half = parameters.majority
    for one, two in combinations(range(len(low_agree)), 2):
        found |= (low_agree[one] > half) & (low_disagree[two] > half)
        found |= (low_agree[two] > half) & (low_disagree[one] > half)
    return found


def _contrast(tallies: Integers, says: Booleans, parameters: Parameters) -> Booleans:
    """Rates of agreeing at least `contrast` apart, surely so: two-proportion test, Benjamini-Hochberg.

    The family is every pair of sides for every proposition with enough answers; the others do not dilute it.
    """
    found = np.zeros(tallies.shape[1], np.bool_)
    pairs = list(combinations(range(len(tallies)), 2))
    if not pairs:
        return found
    agree, n = tallies[:, says, 2], tallies[:, says].sum(axis=2)
    z = np.array([two_proportion(agree[one], n[one], agree[two], n[two]) for one, two in pairs])
    apart = np.array([_share(np.abs(agree[one] * n[two] - agree[two] * n[one]), n[one] * n[two]) for one, two in pairs])
    sure = discoveries(two_sided(z), parameters.discoveries)
    found[says] = _anywhere(sure & (apart >= parameters.contrast))
    return found


def _divided(tallies: Integers, parameters: Parameters) -> Booleans:
    """On some side at least `divided` agree and at least `divided` disagree."""
    n = tallies.sum(axis=2)
    agree, disagree = _share(tallies[:, :, 2], n), _share(tallies[:, :, 0], n)
    return _anywhere((agree >= parameters.divided) & (disagree >= parameters.divided))


def _passed(tallies: Integers, judged: Booleans, parameters: Parameters) -> Booleans:
    """On some side passed by at least `passed`, and within the top quarter of that side's rates of passing."""
    rates = _share(tallies[:, :, 1], tallies.sum(axis=2))
    if not judged.any() or not len(rates):
        return np.zeros(len(judged), np.bool_)
    quarter = np.quantile(rates[:, judged], 0.75, axis=1, method="higher")
    return _anywhere(rates >= np.maximum(parameters.passed, quarter)[:, None])


def _mean(low: Floats) -> Floats:
    """Geometric mean over sides, float64[C]; sorted first, so that the order of sides changes no digit."""
    if not len(low):
        return np.zeros(low.shape[1])
    return np.round(np.exp(np.log(np.sort(low, axis=0)).mean(axis=0)), 12)
