"""`python -m tests.bench.analysis`: the analysis of answers beside a decomposition of the same matrix, on one thread.

The yardstick is `scipy.sparse.linalg.svds(S, k=2)`: what a library needs for the two main axes alone. Everything is
CPU of one process, the least of several repeats, taken in turns; seconds move with the machine, ratios hardly do.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from tests.bench.sections import with_section

HEADING = "Analysis of answers"
PAGE = Path(__file__).parents[2] / "docs" / "bench.md"
SIZES = ((10_000, 500), (100_000, 1_000))
DENSITY = 0.05
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    measured: float
    target: float | None
    unit: str

    def text(self) -> str:
        reached = "" if self.target is None else ("yes" if self.measured <= self.target else "**no**")
        target = "" if self.target is None else f"≤ {self.target:g}{self.unit}"
        return f"| {self.what} | {self.measured:.3g}{self.unit} | {target} | {reached} |"


def least(repeats: int, *actions: Callable[[], object]) -> list[float]:
    """The least CPU seconds of each action; they take turns, so that a slow moment meets all of them."""
    best = [float("inf")] * len(actions)
    for _ in range(repeats):
        for index, action in enumerate(actions):
            began = time.process_time()
            action()
            best[index] = min(best[index], time.process_time() - began)
    return best


def peak(action: Callable[[], object]) -> int:
    """Bytes that were laid out at once, beyond what was there."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def batch(people: int, propositions: int, repeats: int) -> list[Row]:
    """The whole analysis without resampling, against svds on its own matrix."""
    from scipy.sparse.linalg import svds

    from forum.opinion.analysis.analyse import analyse
    from forum.opinion.analysis.matrix import centre
    from forum.opinion.analysis.synthetic import synthetic

    votes = synthetic(people, propositions, groups=3, density=DENSITY, passing=0.15)
    matrix = centre(votes).sparse()
    whole, yardstick = least(repeats, lambda: analyse(votes, resampled=False), lambda: svds(matrix, k=2))
    compressed = len(votes.value) * 12 + (people + 1) * 4
    size = f"{people:,} × {propositions:,}"
    return [
        Row(f"{size}, {len(votes.value):,} answers: all but resampling, to svds", whole / yardstick, 6, " ×"),
        Row("the same, CPU", whole, 1 if people == SIZES[-1][0] else None, " s"),
        Row("svds alone, CPU", yardstick, None, " s"),
        Row(
            f"memory beside the answers, to the matrix of {compressed / MIB:.0f} MiB",
            peak(lambda: analyse(votes, resampled=False)) / compressed, 2, " ×",
        ),
    ]  # fmt: skip


def one_answer() -> Row:
    """One more answer to a tally that holds many: the mean of ten thousand."""
    from forum.opinion.analysis.synthetic import synthetic
    from forum.opinion.analysis.tallies import Tally

    votes = synthetic(10_000, 500, density=DENSITY)
    kept = Tally(2)
    for who, what, value in zip(votes.person.tolist(), votes.proposition.tolist(), votes.value.tolist(), strict=True):
        kept.answer(who, what, value, who % 2)

    def more() -> None:
        for index in range(10_000):
            kept.answer(index, index % 500, index % 3 - 1, index % 2)

    return Row("one answer more among 250,000, CPU", least(3, more)[0] / 10_000 * 1000, 1, " ms")


def freezing(repeats: int) -> list[Row]:
    """What the worker does when a round is frozen; and single draws on many answers."""
    from forum.opinion.analysis import resampling
    from forum.opinion.analysis.analyse import analyse
    from forum.opinion.analysis.results import Parameters
    from forum.opinion.analysis.synthetic import synthetic

    parameters = Parameters()
    small = synthetic(47, 60, groups=2, sharp=0.75, density=0.8, passing=0.1, sides=2)
    frozen = least(repeats, lambda: analyse(small, parameters=parameters))[0]
    large = synthetic(*SIZES[-1], groups=3, density=DENSITY, passing=0.15)
    draw = least(2, lambda: resampling.advance(large, {}, parameters, 1))[0]
    draws = f"B = {parameters.permutations}, {parameters.subsamples} pairs of subsamples, 10 hidden parts"
    return [
        Row(f"a round of 47 × 60 frozen: everything, {draws}, CPU", frozen, 3, " s"),
        Row(f"one permuted copy of {SIZES[-1][0]:,} × {SIZES[-1][1]:,}, CPU", draw, None, " s"),
    ]


def section(rows: list[Row]) -> str:
    """The part of the page."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "scipy"))
    return "\n".join([
        f"## {HEADING}",
        "",
        "Written by `make bench-analysis`. One process, one thread, the least CPU of several repeats; made-up answers",
        "of three groups at a density of 5 %, from arrays in their order to the whole result. Ratios are to",
        f"`scipy.sparse.linalg.svds(S, k=2)` on the same matrix. Python {platform.python_version()}, {versions}.",
        "",
        "| what | measured | target | reached |",
        "|---|---|---|---|",
        *(row.text() for row in rows),
        "",
    ])  # fmt: skip


def main(given: list[str] | None = None) -> int:
    """Measure and write; returns the exit status, 1 where a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.analysis", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5, choices=range(1, 51), metavar="1…50")
    parser.add_argument("--output", type=Path, default=PAGE, help="the page whose section is replaced")
    chosen = parser.parse_args(given)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy is loaded after this
    rows: list[Row] = []
    for people, propositions in SIZES:
        rows += batch(people, propositions, chosen.repeats if people > 50_000 else chosen.repeats * 4)
    rows += [one_answer(), *freezing(chosen.repeats)]
    text = section(rows)
    page = chosen.output.read_text(encoding="utf-8") if chosen.output.exists() else ""
    chosen.output.write_text(with_section(page, HEADING, text), encoding="utf-8")
    print(text)
    print(f"Written: {chosen.output}")
    missed = [row.what for row in rows if row.target is not None and row.measured > row.target]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
