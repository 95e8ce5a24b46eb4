"""A private Redis on a free port that keeps nothing."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.support import process


@cache
def binary() -> Path | None:
    """Where redis-server is."""
    found = shutil.which("redis-server")
    return Path(found) if found else None


@contextmanager
def server() -> Iterator[str]:
    """Start Redis; gives its address as SOFRA_REDIS_URL takes it. Take `require("redis")` first."""
    path = binary()
    assert path is not None, "no redis-server"
    place = Path(tempfile.mkdtemp(prefix="sofra-redis-"))
    port = process.free_port()
    log = place / "log"
    running = process.start(
        [path, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", place], log
    )
    try:
        process.wait_until(lambda: process.answers(port), running, log)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.stop(running)
        shutil.rmtree(place, ignore_errors=True)
