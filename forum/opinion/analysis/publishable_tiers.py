"""Tiers and ranks made of what is published of members' answers, never of what is hidden (R25). No numpy here.

Every rule is the one of `tiers`, with each count replaced by the end of its range that makes the claim harder. So what
a tier claims holds for the hidden counts too (a stronger claim may hold besides), and tiers and ranks are functions of
the figures beside them: they tell an observer nothing that those do not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from forum.opinion.analysis.published import Figures
from forum.opinion.analysis.results import PRECEDENCE, Parameters, Tier, Why

ANSWERS = 20
"""Fewer answers on a side: no tier, rank or bar (R25)."""

Span = tuple[int, int]
Verdict = tuple[Tier, Why, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the figures of one side let one say of each answer: at least, at most."""

    answered: int
    agree: Span
    passed: Span
    disagree: Span


def seen(figures: Figures | None) -> Seen | None:
    """Each answer by itself; what is merged with another lies between 0 and the sum. None below `ANSWERS`."""
    if figures is None or figures["answered"]["low"] < ANSWERS:
        return None
    spans = {
        answer: (part["low"] if len(part["of"]) == 1 else 0, part["high"])
        for part in figures["parts"] for answer in part["of"]
    }  # fmt: skip
    return Seen(figures["answered"]["low"], spans["agree"], spans["pass"], spans["disagree"])


def verdicts(
    figures: Sequence[Sequence[Figures | None]], voted: Sequence[int | None], parameters: Parameters
) -> list[Verdict]:
    """Tier, reason and score of each proposition, from the figures of its sides and how many of each voted.

    In the order of `tiers`; the score is the geometric mean of lower bounds of the least number that may have agreed
    (disagreed, if rejected), rounded to 12 places, 0 without a tier.
    """
    rows = [[seen(one) for one in sides] for sides in figures]
    judged = [[one for one in row if one] if all(row) else [] for row in rows]
    says = [
        all(_rate(one.answered, there or 0) >= parameters.seen for one, there in zip(sides, voted, strict=True))
        if sides else False
        for sides in judged
    ]  # fmt: skip
    contrast = _contrast([sides if say else [] for sides, say in zip(judged, says, strict=True)], parameters)
    quarter = _quarter(judged)
    return [
        _verdict(sides, parameters, quarter, says=say, contrast=apart)
        for sides, say, apart in zip(judged, says, contrast, strict=True)
    ]


def ranked(verdicts_of: Sequence[Verdict], answers: Sequence[int], ids: Sequence[int]) -> dict[Tier, list[int]]:
    """The ids of every tier: higher score, then more answers, then the smaller id; without a tier by id."""
    rows = sorted(
        (0.0 if tier is Tier.TOO_FEW else -score, 0 if tier is Tier.TOO_FEW else -count, one, tier)
        for (tier, _, score), count, one in zip(verdicts_of, answers, ids, strict=True)
    )
    return {tier: [one for _, _, one, which in rows if which is tier] for tier in PRECEDENCE}


def _verdict(
    sides: Sequence[Seen], parameters: Parameters, quarter: Sequence[float], *, says: bool, contrast: bool
) -> Verdict:
    if not sides:
        return Tier.TOO_FEW, Why.TOO_FEW, 0.0
    agree = [lower(one.agree[0], one.answered, parameters.quantile) for one in sides]
    disagree = [lower(one.disagree[0], one.answered, parameters.quantile) for one in sides]
    score = _mean(agree)
    if not says:
        return Tier.OPEN, Why.LITTLE_SEEN, score
    if min(agree) >= parameters.agreed:
        return Tier.AGREED, Why.NONE, score
    if min(disagree) >= parameters.agreed:
        return Tier.REJECTED, Why.NONE, _mean(disagree)
    if contrast or _opposed(agree, disagree, parameters.majority):
        return Tier.DIFFER, Why.NONE, score
    if any(_rate(min(one.agree[0], one.disagree[0]), one.answered) >= parameters.divided for one in sides):
        return Tier.DIVIDED, Why.NONE, score
    if min(agree) >= parameters.majority:
        return Tier.MAJORITY, Why.NONE, score
    rates = [_rate(one.passed[0], one.answered) for one in sides]
    if any(rate >= max(parameters.passed, most) for rate, most in zip(rates, quarter, strict=True)):
        return Tier.OPEN, Why.PASSED, score
    return Tier.OPEN, Why.UNCLEAR, score


def _rate(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _opposed(agree: Sequence[float], disagree: Sequence[float], half: float) -> bool:
    return any(
        (agree[one] > half and disagree[two] > half) or (agree[two] > half and disagree[one] > half)
        for one, two in combinations(range(len(agree)), 2)
    )


def _contrast(judged: Sequence[Sequence[Seen]], parameters: Parameters) -> list[bool]:
    """Rates of agreeing at least `contrast` apart wherever they lie, surely so (two proportions, false discoveries)."""
    tests = [(index, *_apart(*pair)) for index, sides in enumerate(judged) for pair in combinations(sides, 2)]
    kept, found = 0.0, [False] * len(judged)
    for place, chance in enumerate(sorted(chance for _, _, chance in tests), start=1):
        if chance <= parameters.discoveries * place / len(tests):
            kept = chance
    for index, gap, chance in tests:
        if chance <= kept and gap >= parameters.contrast:
            found[index] = True
    return found


def _apart(one: Seen, two: Seen) -> tuple[float, float]:
    """The smallest difference of the rates, and how likely it is by chance; (0, 1) when the ranges meet."""
    if one.agree[0] * two.answered < two.agree[1] * one.answered:
        one, two = two, one
    high, n, low, m = one.agree[0], one.answered, two.agree[1], two.answered
    if high * m <= low * n:
        return 0.0, 1.0
    together = (high + low + 2) / (n + m + 2)
    spread = math.sqrt(together * (1 - together) * (1 / (n + 1) + 1 / (m + 1)))
    z = ((high + 1) / (n + 1) - (low + 1) / (m + 1)) / spread if spread > 0 else 0.0
    return (high * m - low * n) / (n * m), math.erfc(abs(z) / math.sqrt(2))


def _quarter(judged: Sequence[Sequence[Seen]]) -> list[float]:
    """Per side the rate of passing that three quarters of the propositions do not exceed."""
    rates = [
        sorted(_rate(side.passed[0], side.answered) for side in sides)
        for sides in zip(*filter(None, judged), strict=True)
    ]
    return [one[math.ceil(0.75 * len(one)) - 1] for one in rates]


def _mean(low: Sequence[float]) -> float:
    return round(math.exp(math.fsum(math.log(one) for one in sorted(low)) / len(low)), 12)


@lru_cache(maxsize=4096)
def lower(hits: int, n: int, quantile: float) -> float:
    """The `quantile` quantile of Beta(hits + 1, n - hits + 1), as in `rates.bounds`, to 12 places; by halving."""
    low, high = 0.0, 1.0
    for _ in range(44):
        middle = (low + high) / 2
        low, high = (middle, high) if _beta(middle, hits + 1, n - hits + 1) < quantile else (low, middle)
    return round((low + high) / 2, 12)


def _beta(x: float, a: int, b: int) -> float:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22, Lentz's method)."""
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _beta(1.0 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    ) / a  # fmt: skip
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 10_000):
        step = 1.0
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1.0 / (1.0 + term * d), 1.0 + term / c
            step = c * d
            value *= step
        if abs(step - 1.0) < 1e-15:
            break
    return front * value
