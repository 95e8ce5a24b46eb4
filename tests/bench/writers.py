"""Several processes that write at the same time: how many writes a second, how long the last waits.

A target names a factory `module:name`; called with the database's URL and the writer's number it
returns `write(turn)`. Each writer is a process of its own and writes a fixed number of times.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

WARM = 3
"""Writes of each process that are not measured: the first ones load modules and make statements and templates."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What all writers together did; `stored` counts the writes before the measurement too."""

    writers: int
    written: int
    stored: int
    errors: int
    per_second: float
    p50_ms: float
    p99_ms: float
    worst_ms: float


def write_together(
    factory: str,
    database_url: str,
    writers: int,
    each: int,
    *,
    env: dict[str, str] | None = None,
    patience: float = 120.0,
) -> Writing:
    """Start the writers, let them begin at the same moment, gather what they tell."""
    command = [sys.executable, "-m", "tests.bench.writers", factory, database_url]
    started: list[subprocess.Popen[str]] = []
    try:
        for number in range(writers):
            started.append(
                subprocess.Popen(
                    [*command, str(number), str(each)],
                    cwd=Path(__file__).parents[2],
                    env={**os.environ, **(env or {})},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        for writer in started:
            if writer.stdout is None or writer.stdout.readline() != "ready\n":
                raise RuntimeError("a writer could not start")
        since = time.monotonic()
        for writer in started:
            if writer.stdin is not None:
                writer.stdin.write("go\n")
                writer.stdin.flush()
        told = [json.loads(writer.communicate(timeout=patience)[0]) for writer in started]
        took = time.monotonic() - since
    finally:
        for writer in started:
            if writer.poll() is None:
                writer.kill()
                writer.wait()
    waited = sorted(ms for one in told for ms in one["ms"])
    count = len(waited)
    return Writing(
        writers=writers,
        written=count,
        stored=count + writers * WARM,
        errors=sum(one["errors"] for one in told),
        per_second=count / took,
        p50_ms=waited[count // 2] if count else 0.0,
        p99_ms=waited[min(count - 1, count * 99 // 100)] if count else 0.0,
        worst_ms=waited[-1] if count else 0.0,
    )


def main() -> None:
    """One writer; its parent says when to begin."""
    factory, database_url, number, each = sys.argv[1:]
    module, _, name = factory.partition(":")
    write = getattr(import_module(module), name)(database_url, int(number))
    for turn in range(WARM):
        write(-1 - turn)
    print("ready", flush=True)
    sys.stdin.readline()
    waited, errors, first = [], 0, ""
    for turn in range(int(each)):
        since = time.perf_counter()
        try:
            write(turn)
        except Exception as failure:  # counted, whatever it is: the figure asked for is "no errors"
            errors, first = errors + 1, first or repr(failure)
        else:
            waited.append((time.perf_counter() - since) * 1000)
    if first:
        print(first, file=sys.stderr)
    print(json.dumps({"ms": waited, "errors": errors}))


if __name__ == "__main__":
    main()
