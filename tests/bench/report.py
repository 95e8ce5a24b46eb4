"""What was measured, against the targets, as one page of Markdown.

The numbers of the targets are those of the project's note on performance. A target that was not
measured says so; one that was missed says by how much.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bench.harness import Case, Results
from tests.bench.reasons import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.bench.growth import Growth
    from tests.bench.pages import Weight
    from tests.bench.writers import Writing

SOFRA, YARDSTICK = "sofra", "yardstick"
FULL = 16  # connections at which CPU counts
STATEMENT_CAPS = {
    "home": 6, "demand": 10, "thread": 8, "thread50": 8, "deep": 8, "deeper": 8, "search": 4, "desk": 10, "position": 8,
}  # fmt: skip
ABSENT = ("numpy", "scipy", "typst", "webauthn", "alembic")  # must not be loaded by a start
START_YARD = "flask + sqlalchemy.orm"


@dataclass(slots=True)
class Measured:
    """Everything one run of the benchmark found; what was not asked for stays empty."""

    setting: list[str] = field(default_factory=list)
    results: Results = field(default_factory=Results)
    statements: dict[tuple[str, str, str], int] = field(default_factory=dict)  # target, page, who
    weights: dict[tuple[str, str], Weight] = field(default_factory=dict)  # target, view
    starts: dict[str, tuple[float, frozenset[str]]] = field(default_factory=dict)
    memory: dict[str, tuple[float, float, int]] = field(default_factory=dict)  # MiB before, after, requests
    grown: dict[tuple[str, str], float] = field(default_factory=dict)  # target, page: large to small
    growth: dict[str, list[Growth]] = field(default_factory=dict)
    scans: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    writing: dict[str, list[Writing]] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)  # told as written and not stored, of all writers
    postgres: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One target. `figure` is None when it was not measured."""

    number: int
    what: str
    figure: float | None
    limit: float
    unit: str
    at_least: bool = False

    @property
    def reached(self) -> str:
        """Reached, or by how much not."""
        if self.figure is None:
            return "not measured"
        if self.figure >= self.limit if self.at_least else self.figure <= self.limit:
            return "yes"
        if self.limit == 0:
            return f"**no**, {self.figure:.3g} too many"
        return f"**no**, by {abs(self.figure / self.limit - 1) * 100:.0f} %"

    def line(self) -> str:
        """As a line of the table."""
        unit = f" {self.unit}" if self.unit else ""
        figure = "–" if self.figure is None else f"{_short(self.figure)}{unit}"
        sign = "≥" if self.at_least else "≤"
        return f"| {self.number} | {self.what} | {figure} | {sign} {_short(self.limit)}{unit} | {self.reached} |"


def rows(found: Measured) -> Iterator[Row]:
    """The targets in the order of their numbers."""
    results = found.results

    def beside(page: str, who: str) -> float | None:
        case = Case(page, who, FULL)
        return results.ratio((SOFRA, case), (YARDSTICK, case))

    def own(this: Case, that: Case) -> float | None:
        return results.ratio((SOFRA, this), (SOFRA, that))

    thread = Case("thread", "member", FULL)
    yard = "× yardstick"
    yield Row(1, "thread, 20 posts, signed in, CPU", beside("thread", "member"), 1.5, yard)
    yield Row(2, "thread, 50 posts, signed in, CPU", beside("thread50", "member"), 1.5, yard)
    yield Row(2, "the same to Sofra's own page of 20", own(Case("thread50", "member", FULL), thread), 2.0, "×")
    yield Row(3, "thread, signed out, CPU", beside("thread", "visitor"), 1.3, yard)
    yield Row(4, "home, signed in, CPU", beside("home", "member"), 1.7, yard)
    yield Row(4, "demand to a list of threads, signed in, CPU", beside("demand", "member"), 1.7, yard)
    for page in ("demand", "desk"):
        yield Row(4, f"{page}, signed in, CPU", results.cpu_ms(SOFRA, Case(page, "member", FULL)), 10.0, "ms")
    for page in ("home", "demand", "thread", "search", "desk"):
        counts = [count for (name, of, _), count in found.statements.items() if (name, of) == (SOFRA, page)]
        yield Row(5, f"{page}, statements", max(counts, default=None), STATEMENT_CAPS[page], "")
    again = own(Case("thread", "revalidate", FULL), Case("thread", "visitor", FULL))
    yield Row(7, "thread unchanged (304) to the full page, CPU", again, 0.35, "×")
    yield Row(7, "the same, statements", found.statements.get((SOFRA, "thread", "revalidate")), 1, "")
    pages = [factor for (name, _), factor in found.grown.items() if name == SOFRA]
    yield Row(9, "large corpus to 1,000 posts, dearest page, CPU", max(pages, default=None), 1.2, "×")
    single = [one.factor for one in found.growth.get(SOFRA, [])]
    yield Row(9, "the same, dearest single statement", max(single, default=None), 2.0, "×")
    scans = found.scans.get(SOFRA)
    yield Row(9, "plans that read a whole table", None if scans is None else len(scans), 0, "")
    for page, where in (("deep", "page 50"), ("deeper", "page 250")):
        yield Row(10, f"{where} to the first page, CPU", own(Case(page, "member", FULL), thread), 1.1, "×")
    yield Row(11, "reply, 16 people, CPU", beside("reply", "member"), 3.0, yard)
    yield from _writers(found)
    searched = [one.large for one in found.growth.get(SOFRA, []) if one.name.startswith("search")]
    yield Row(17, "search, median of the slowest query", max((t.p50_ms for t in searched), default=None), 2.0, "ms")
    yield Row(17, "the same, p99", max((t.p99_ms for t in searched), default=None), 20.0, "ms")
    views = [weight for (name, _), weight in found.weights.items() if name == SOFRA]
    heaviest = max((weight.readable / 1000 for weight in views), default=None)
    yield Row(18, "heaviest first view before it is readable", heaviest, 30.0, "kB gz")
    yield Row(18, "the same, requests", max((weight.requests for weight in views), default=None), 2, "")
    started, plain = found.starts.get(SOFRA), found.starts.get(START_YARD)
    yield Row(19, "`create_app()`, CPU", started[0] if started else None, 0.6, "s")
    ratio = started[0] / plain[0] if started and plain else None
    yield Row(19, f"the same to `{START_YARD}`", ratio, 1.6, "×")
    loaded = len([name for name in ABSENT if name in started[1]]) if started else None
    yield Row(19, f"loaded at start of {', '.join(ABSENT)}", loaded, 0, "")
    memory = found.memory.get(SOFRA)
    yield Row(20, "memory of a worker, PSS", memory[1] if memory else None, 80.0, "MiB")
    more = f"growth over {memory[2]:,} requests" if memory else "growth over 10,000 requests"
    yield Row(20, more, memory[1] - memory[0] if memory else None, 5.0, "MiB")


def _writers(found: Measured) -> Iterator[Row]:
    writing = {one.writers: one for one in found.writing.get(SOFRA, [])}
    one, eight = writing.get(1), writing.get(8)
    yield Row(12, "8 writers, errors", eight.errors if eight else None, 0, "")
    yield Row(12, "told as written and not stored", found.lost.get(SOFRA), 0, "")
    kept = eight.per_second / one.per_second if one and eight and one.per_second else None
    yield Row(12, "8 writers to 1, replies a second", kept, 0.7, "×", at_least=True)
    yield Row(12, "8 writers, p99", eight.p99_ms if eight else None, 100.0 if found.postgres else 500.0, "ms")


def page_of(found: Measured) -> str:
    """The whole page."""
    parts = [
        "# Speed",
        "",
        "Written by `make bench`. CPU is that of server, workers and database for one request; ratios are medians of",
        "pairs taken in the same round. Seconds move with the machine, ratios hardly do. The yardstick is the plain",
        "application in `tests/bench/yardstick.py` with the same content on the same server.",
        "",
        *(f"- {line}" for line in found.setting),
        "- the corpus has no consultations; statements of their pages and of positions are asserted by tests/pages and",
        "  tests/publication, with 3 and with 300 things",
        "- no worker runs beside Sofra: a reply leaves its notices to it, as when served",
        "",
        "## Targets",
        "",
        "| # | what | measured | target | reached |",
        "|---|---|---|---|---|",
        *(row.line() for row in rows(found)),
        "",
        *_reasons(found),
        *_pages(found),
        *_counts(found),
        *_rest(found),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _reasons(found: Measured) -> Iterator[str]:
    """What is said of the targets that were missed."""
    missed = sorted({row.number for row in rows(found) if row.reached.startswith("**no**")} & REASONS.keys())
    if missed:
        yield from ("Why not:", "", *(f"- **{number}**: {REASONS[number]}" for number in missed), "")


def _table(title: str, head: str, lines: Iterable[str]) -> Iterator[str]:
    """A section with its table; nothing when there is nothing to show."""
    lines = list(lines)
    if lines:
        yield from (f"## {title}", "", f"| {head} |", "|" + "---|" * (head.count("|") + 1), *lines, "")


def _pages(found: Measured) -> Iterator[str]:
    results = found.results
    lines = []
    for case in dict.fromkeys(case for _, case in results.samples):
        cpu = " | ".join(_cell(results.cpu_ms(name, case)) for name in (SOFRA, YARDSTICK))
        ratio = _cell(results.ratio((SOFRA, case), (YARDSTICK, case)))
        waits = " | ".join(_waits(results, name, case) for name in (SOFRA, YARDSTICK))
        lines.append(f"| {case.page} | {case.who} | {case.connections} | {cpu} | {ratio} | {waits} |")
    head = "page | who | connections | Sofra, ms CPU | yardstick, ms CPU | ratio"
    yield from _table("CPU and waiting", f"{head} | Sofra p50 / p99 ms | yardstick p50 / p99 ms", lines)


def _waits(results: Results, target: str, case: Case) -> str:
    p50, p99 = (results.median_of(target, case, figure) for figure in ("p50_ms", "p99_ms"))
    return "–" if p50 is None or p99 is None else f"{_short(p50)} / {_short(p99)}"


def _counts(found: Measured) -> Iterator[str]:
    lines = []
    for page, who in dict.fromkeys((page, who) for _, page, who in found.statements):
        sofra, yard = (found.statements.get((name, page, who), "–") for name in (SOFRA, YARDSTICK))
        lines.append(f"| {page} | {who} | {sofra} | {yard} |")
    yield from _table("Statements", "page | who | Sofra | yardstick", lines)
    yield from _table(
        "First view, bytes after gzip",
        "target | view | HTML | before it is readable | requests | later",
        (
            f"| {target} | {view} | {one.html:,} | {one.readable:,} | {one.requests} | {one.later:,} |"
            for (target, view), one in found.weights.items()
        ),
    )


def _rest(found: Measured) -> Iterator[str]:
    yield from _table(
        "Start",
        "what | s CPU | loaded although it should not be",
        (
            f"| {name} | {seconds:.2f} | {', '.join(sorted(modules & set(ABSENT))) or 'nothing'} |"
            for name, (seconds, modules) in found.starts.items()
        ),
    )
    yield from _table(
        "Memory of a worker",
        "target | MiB PSS | after more requests | requests",
        (
            f"| {name} | {before:.1f} | {after:.1f} | {requests:,} |"
            for name, (before, after, requests) in found.memory.items()
        ),
    )
    yield from _table(
        "Writers at the same time",
        "target | writers | written | errors | a second | p50 / p99 / worst ms",
        (
            f"| {name} | {one.writers} | {one.written} | {one.errors} | {one.per_second:.0f} | "
            f"{_short(one.p50_ms)} / {_short(one.p99_ms)} / {_short(one.worst_ms)} |"
            for name, several in found.writing.items()
            for one in several
        ),
    )
    pages = [f"| {name} | {page}, CPU | {_short(factor)} | – |" for (name, page), factor in found.grown.items()]
    single = [
        f"| {name} | {one.name} | {_short(one.factor)} | {_short(one.large.p50_ms)} / {_short(one.large.p99_ms)} |"
        for name, several in found.growth.items()
        for one in several
    ]
    title = "Growth from 1,000 posts to the whole corpus"
    yield from _table(title, "target | page or statement | factor | p50 / p99 ms", pages + single)
    for name, scans in found.scans.items():
        for query, plan in scans.items():
            yield f"- {name}, {query} reads a whole table: {'; '.join(plan)}"


def _cell(figure: float | None) -> str:
    return "–" if figure is None else _short(figure)


def _short(figure: float) -> str:
    if float(figure).is_integer():
        return f"{figure:,.0f}"
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}" if figure >= 10 else f"{figure:.2f}"
