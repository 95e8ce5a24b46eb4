"""Starts targets under gunicorn on loopback and measures them in turn.

Everything here ends by itself: each sample has a number of requests and a number of seconds it may
take, servers are stopped with the block that started them.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench import process
from tests.bench.client import Client, Request, Unexpected
from tests.bench.corpus import READERS
from tests.bench.targets import check_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.bench.targets import Target

ROOT = Path(__file__).parents[2]
WORKERS, THREADS = 2, 2


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured loop: CPU of server and database per request, and what a reader waited."""

    requests: int
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: a page or the reply, as whom, over how many connections."""

    page: str
    who: str  # visitor, member, revalidate
    connections: int


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is asked at most."""

    rounds: int = 3
    requests: int = 240
    warm: int = 24
    seconds: float = 20.0


@dataclass(slots=True)
class Server:
    """A running target."""

    target: Target
    port: int
    pid: int
    database_pid: int | None = None
    posted: int = 0

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        return [pid for pid in process.tree(self.pid) if pid != self.pid]

    def cpu_seconds(self) -> float:
        """CPU so far of master, workers and the database's server."""
        pids = process.tree(self.pid)
        if self.database_pid is not None:
            pids += process.tree(self.database_pid)
        return process.cpu_seconds(pids)

    def pss_mib(self) -> list[float]:
        """Memory of each worker."""
        return [process.pss_mib(pid) for pid in self.workers]


@contextmanager
def running(target: Target, folder: Path, *, patience: float = 30.0) -> Iterator[Server]:
    """The target under gunicorn, 2 workers of 2 threads, until the block ends."""
    port = _free_port()
    log = folder / f"{target.name}.log"
    command = [
        sys.executable, "-m", "gunicorn", target.app, "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS),
        "--keep-alive", "30", "--config", "bin/gunicorn_conf.py",
    ]  # fmt: skip
    env = {**os.environ, **target.env, "PYTHONPATH": str(ROOT)}
    with log.open("wb") as out:
        started = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            _wait_until_it_answers(started, port, target.pages()["home"].path, log, patience)
            yield Server(target, port, started.pid, database_server(target.database_url))
        finally:
            started.terminate()
            try:
                started.wait(10)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait(10)


def database_server(database_url: str) -> int | None:
    """The PostgreSQL server's first process, when it runs on this machine; its CPU is the target's."""
    if not database_url.startswith("postgresql"):
        return None
    import sqlalchemy as sa

    engine = sa.create_engine(database_url)
    try:
        with engine.connect() as connection:
            backend = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
            command = Path(f"/proc/{backend}/cmdline")
            here = command.exists() and b"postgres" in command.read_bytes()
            return process.parent(backend) if here else None
    finally:
        engine.dispose()


def sample(server: Server, case: Case, limits: Limits) -> Sample:
    """Measure one case: sign in, make requests ready, warm up, then count."""
    with ExitStack() as stack:
        clients = [Client(server.port) for _ in range(case.connections)]
        for client in clients:
            stack.callback(client.close)
        if case.who == "member":
            for number, client in enumerate(clients):
                server.target.sign_in(client, number % READERS + 1)
        each = max(1, limits.requests // case.connections)
        warm = max(1, limits.warm // case.connections)
        plans = [_plan(server, case, client, number, warm + each) for number, client in enumerate(clients)]
        _load(clients, [plan[:warm] for plan in plans], limits.seconds)
        before, since = server.cpu_seconds(), time.monotonic()
        waited = _load(clients, [plan[warm:] for plan in plans], limits.seconds)
        took, used = time.monotonic() - since, server.cpu_seconds() - before
    waited.sort()
    count = len(waited)
    return Sample(
        requests=count,
        cpu_ms=used * 1000 / count,
        p50_ms=waited[count // 2] * 1000,
        p99_ms=waited[min(count - 1, count * 99 // 100)] * 1000,
        per_second=count / took,
    )


def _plan(server: Server, case: Case, client: Client, number: int, count: int) -> list[Request]:
    """The requests of one connection."""
    if case.page == "reply":
        first = server.posted
        server.posted += count
        return server.target.replies(client, number % READERS + 1, first, count)
    page = server.target.pages()[case.page]
    check_page(client, page)
    if case.who == "revalidate":
        etag = client.get(page.path).header("ETag")
        if etag is None:
            raise Unexpected(f"{page.path} carries no ETag")
        return [Request(page.path, headers=(("If-None-Match", etag),), expected=304)] * count
    return [Request(page.path)] * count


def _load(clients: Sequence[Client], plans: Sequence[list[Request]], seconds: float) -> list[float]:
    """Send every plan over its own connection at the same time; seconds each answer took."""
    until = time.monotonic() + seconds
    waited: list[list[float]] = [[] for _ in clients]
    failures: list[BaseException] = []
    gate = threading.Barrier(len(clients))

    def send(client: Client, plan: list[Request], told: list[float]) -> None:
        try:
            gate.wait(30)
            for request in plan:
                if time.monotonic() > until or failures:
                    return
                since = time.perf_counter()
                client.send(request)
                told.append(time.perf_counter() - since)
        except (Unexpected, OSError, HTTPException, threading.BrokenBarrierError) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=send, args=of, daemon=True) for of in zip(clients, plans, waited, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    answers = [seconds for told in waited for seconds in told]
    if not answers:
        raise Unexpected(f"no answer within {seconds} s")
    return answers


@dataclass(slots=True)
class Results:
    """All samples by target and case, in the order of the rounds."""

    samples: dict[tuple[str, Case], list[Sample]] = field(default_factory=dict)

    def add(self, target: str, case: Case, measured: Sample) -> None:
        """Keep one more sample."""
        self.samples.setdefault((target, case), []).append(measured)

    def cpu_ms(self, target: str, case: Case) -> float | None:
        """Median CPU per request."""
        found = self.samples.get((target, case))
        return median(one.cpu_ms for one in found) if found else None

    def median_of(self, target: str, case: Case, figure: str) -> float | None:
        """Median of any other figure of the samples."""
        found = self.samples.get((target, case))
        return median(getattr(one, figure) for one in found) if found else None

    def ratio(self, this: tuple[str, Case], that: tuple[str, Case]) -> float | None:
        """Median over the rounds of this to that, each pair taken in the same round."""
        pairs = zip(self.samples.get(this, []), self.samples.get(that, []), strict=False)
        ratios = [one.cpu_ms / other.cpu_ms for one, other in pairs if other.cpu_ms]
        return median(ratios) if ratios else None


def interleaved(servers: Sequence[Server], cases: Iterable[Case], limits: Limits, *, tell: bool = False) -> Results:
    """Rounds A B, B A, A B …: within a round each case is measured on all targets in a row."""
    results, cases = Results(), list(cases)
    for round_number in range(limits.rounds):
        order = list(servers) if round_number % 2 == 0 else list(reversed(servers))
        for case in cases:
            for server in order:
                if not offers(server.target, case):
                    continue
                measured = sample(server, case, limits)
                results.add(server.target.name, case, measured)
                if tell:
                    print(
                        f"round {round_number + 1}  {server.target.name:10} {case.page:9} {case.who:10}"
                        f" x{case.connections:<3} {measured.cpu_ms:7.2f} ms CPU  {measured.p50_ms:7.1f} ms p50",
                        flush=True,
                    )
    return results


def offers(target: Target, case: Case) -> bool:
    """Whether the target has this page for these people."""
    if case.page == "reply":
        return case.who == "member"
    page = target.pages().get(case.page)
    if page is None or (case.who != "member" and not page.visitors):
        return False
    return case.who != "revalidate" or target.revalidates


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(started: subprocess.Popen[bytes], port: int, path: str, log: Path, patience: float) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if started.poll() is not None:
            break
        client = Client(port)
        try:
            client.get(path)
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            client.close()
    raise Unexpected(f"the server did not answer; its log ends:\n{log.read_text()[-2000:]}")
