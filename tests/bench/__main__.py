"""`python -m tests.bench`: measure Sofra beside the yardstick and write docs/bench.md."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from contextlib import ExitStack
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tests.bench import growth, pages, process, writers
from tests.bench.client import LocalClient
from tests.bench.corpus import Corpus
from tests.bench.databases import databases
from tests.bench.harness import Case, Limits, Server, interleaved, running, sample
from tests.bench.report import SOFRA, START_YARD, Measured, page_of
from tests.bench.sections import section_of, with_section
from tests.bench.targets import Target, Yardstick

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = ("pages", "reply", "statements", "weight", "start", "memory", "growth", "writers")
ADAPTER = "tests.bench.sofra_target"  # describes Sofra as a target: class SofraTarget
PAGES = ("home", "demand", "thread", "thread50", "deep", "deeper", "desk")
SMALL = 1_000
ANALYSIS = "Analysis of answers"  # measured by `make bench-analysis`; its section of the page stays


def options(given: list[str] | None = None) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000, help="size of the corpus")
    parser.add_argument("--rounds", type=int, default=3, choices=range(1, 21), metavar="1…20")
    parser.add_argument("--requests", type=int, default=400, help="requests per sample, at most 5,000")
    parser.add_argument("--soak", type=int, default=10_000, help="requests between the two looks at memory")
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts, by comma: {', '.join(PARTS)}")
    parser.add_argument("--database-url", help="a PostgreSQL server; databases of the benchmark's own are made there")
    parser.add_argument("--output", type=Path, help="where the page goes; a whole run writes docs/bench.md")
    chosen = parser.parse_args(given)
    chosen.only = set(chosen.only.split(","))
    if unknown := chosen.only - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if chosen.database_url and not chosen.database_url.startswith("postgresql"):
        parser.error("--database-url names a PostgreSQL server; SQLite is the default and needs none")
    if not (1 <= chosen.requests <= 5_000 and 200 <= chosen.posts <= 2_000_000 and 1 <= chosen.soak <= 50_000):
        parser.error("out of bounds: --requests 1…5000, --posts 200…2000000, --soak 1…50000")
    return chosen


def kinds() -> list[type[Target]]:
    """The yardstick, and Sofra as soon as its adapter is there."""
    found: list[type[Target]] = [Yardstick]
    if find_spec(ADAPTER) is not None:
        found.append(import_module(ADAPTER).SofraTarget)
    return found


def main(given: list[str] | None = None) -> int:
    """Run the parts that were asked for; returns the exit status."""
    chosen = options(given)
    found = Measured(setting=_setting(chosen), postgres=chosen.database_url is not None)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sofra-bench-")))
        fresh = stack.enter_context(databases(folder, chosen.database_url))
        targets = _filled(kinds(), Corpus(chosen.posts), fresh, "")
        if "start" in chosen.only:
            _start(found, targets)
        if "statements" in chosen.only:
            _statements(found, targets)
        if chosen.only & {"pages", "reply", "weight", "memory"}:
            with ExitStack() as serving:
                servers = [serving.enter_context(running(target, folder)) for target in targets]
                _serve(found, servers, chosen)
        if "growth" in chosen.only:
            _growth(found, targets, _filled(kinds(), Corpus(SMALL), fresh, "_small"), chosen, folder)
        if "writers" in chosen.only:
            _writers(found, targets)
    text = page_of(found)
    whole = chosen.only == set(PARTS) and any(target.name == SOFRA for target in targets)
    output = chosen.output or (Path(__file__).parents[2] / "docs" / "bench.md" if whole else None)
    if output is None:
        print(text)
    else:
        before = output.read_text(encoding="utf-8") if output.exists() else ""
        output.write_text(with_section(text, ANALYSIS, section_of(before, ANALYSIS)), encoding="utf-8")
        print(f"Written: {output}")
    if len(targets) == 1:
        print(f"Only the yardstick was measured: there is no {ADAPTER} yet.", file=sys.stderr)
        return 1
    return 0


def _filled(found: list[type[Target]], corpus: Corpus, fresh: Callable[[str], str], suffix: str) -> list[Target]:
    targets = []
    for kind in found:
        target = kind(corpus, fresh(kind.name + suffix), kind.name + suffix)
        print(f"filling {target.name} with {corpus.sizes.posts:,} posts", flush=True)
        target.fill()
        targets.append(target)
    return targets


def _setting(chosen: argparse.Namespace) -> list[str]:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("flask", "sqlalchemy", "gunicorn"))
    engine = "PostgreSQL" if chosen.database_url else f"SQLite {sqlite3.sqlite_version}, WAL, synchronous=FULL"
    return [
        f"{chosen.posts:,} posts; {chosen.rounds} interleaved rounds of {chosen.requests} requests a sample",
        f"gunicorn gthread, 2 workers of 2 threads, loopback; {os.cpu_count()} cores shared with the load; "
        f"{os.getloadavg()[1]:.1f} processes were at work on the machine before it began",
        "pages are asked for without compression; first views are weighed after gzip",
        f"Python {platform.python_version()}, {versions}; {engine}",
    ]


def _start(found: Measured, targets: list[Target]) -> None:
    codes = {START_YARD: "import flask, sqlalchemy.orm"}
    env: dict[str, str] = {}
    for target in targets:
        if code := target.start_code():
            codes[target.name] = code
            env |= target.env
    print("starting fresh interpreters", flush=True)
    found.starts = process.start_up(codes, env=env)


def _statements(found: Measured, targets: list[Target]) -> None:
    for target in targets:
        application = target.application()
        visitor, member = LocalClient(application), LocalClient(application)
        target.sign_in(member, 1)
        for name, page in target.pages().items():
            if page.visitors:
                found.statements[target.name, name, "visitor"] = pages.statements_of(visitor, page.path)
                etag = visitor.get(page.path).header("ETag") if target.revalidates else None
                if etag:
                    again = pages.statements_of(visitor, page.path, If_None_Match=etag)
                    found.statements[target.name, name, "revalidate"] = again
            found.statements[target.name, name, "member"] = pages.statements_of(member, page.path)


def _serve(found: Measured, servers: list[Server], chosen: argparse.Namespace) -> None:
    from tests.bench.client import Client

    cases: list[Case] = []
    if "pages" in chosen.only:
        cases += [Case(page, who, 16) for page in PAGES for who in ("visitor", "member")]
        cases += [Case("thread", "revalidate", 16), Case("thread", "visitor", 1), Case("thread", "member", 1)]
    if "reply" in chosen.only:
        cases.append(Case("reply", "member", 16))
    found.results = interleaved(servers, cases, Limits(chosen.rounds, chosen.requests), tell=True)
    for server in servers:
        if "weight" in chosen.only:
            client = Client(server.port)
            for view, path in server.target.first_views().items():
                found.weights[server.target.name, view] = pages.weigh(client, path)
            client.close()
        if "memory" in chosen.only:
            case = Case("thread", "visitor", 4)
            sample(server, case, Limits(requests=400))
            before = max(server.pss_mib())
            soaked = sample(server, case, Limits(requests=chosen.soak, seconds=120.0))
            found.memory[server.target.name] = (before, max(server.pss_mib()), soaked.requests)


def _growth(
    found: Measured, large: list[Target], small: list[Target], chosen: argparse.Namespace, folder: Path
) -> None:
    for big, little in zip(large, small, strict=True):
        with running(big, folder) as one, running(little, folder) as other:
            cases = [Case(page, "member", 16) for page in ("home", "demand", "thread")]
            results = interleaved([one, other], cases, Limits(chosen.rounds, chosen.requests), tell=True)
        for case in cases:
            if factor := results.ratio((big.name, case), (little.name, case)):
                found.grown[big.name, case.page] = factor
        if queries := big.queries():
            on_large, on_small = sa.create_engine(big.database_url), sa.create_engine(little.database_url)
            with on_large.connect() as connection, on_small.connect() as reference:
                found.scans[big.name] = growth.check_plans(connection, queries)
                found.growth[big.name] = growth.compare((reference, little.queries()), (connection, queries))
            on_large.dispose()
            on_small.dispose()


def _writers(found: Measured, targets: list[Target]) -> None:
    for target in targets:
        if factory := target.writer():
            print(f"writing to {target.name} with 1 and with 8 processes", flush=True)
            before = target.stored()
            found.writing[target.name] = several = [
                writers.write_together(factory, target.database_url, number, each, env=dict(target.env))
                for number, each in ((1, 400), (8, 50))
            ]
            found.lost[target.name] = abs(before + sum(one.stored for one in several) - target.stored())


if __name__ == "__main__":
    sys.exit(main())
