"""A private throw-away PostgreSQL: own directory, Unix socket only, never as root, nothing synced to disk."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests.support import process

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "log_min_messages": "warning",
}


@cache
def binaries() -> Path | None:
    """The directory with `initdb` and `postgres`: the newest of Debian's, else the one on the PATH."""
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Cluster:
    """One running server."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._admin: psycopg.Connection[tuple[object, ...]] | None = None

    def url(self, name: str) -> str:
        """The address of a database, as SOFRA_DATABASE_URL takes it."""
        return f"postgresql://sofra@/{name}?host={quote(str(self.place), safe='')}"

    def _run(self, sql: str) -> psycopg.Cursor[tuple[object, ...]]:
        if self._admin is None:
            self._admin = psycopg.connect(self.url("postgres"), autocommit=True)
        return self._admin.execute(sql.encode())

    def create(self, name: str, template: str = "template0") -> None:
        """Make a database as a copy of `template`; nobody may be connected to that one."""
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        """Remove a database together with whoever is connected."""
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def writes(self) -> int:
        """A number that grows with every transaction that wrote anything in this cluster."""
        row = self._run("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone()
        assert row is not None
        return int(str(row[0]))

    def close(self) -> None:
        """End the administrator's connection."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server, and end it with the block. Take `require("postgres")` first."""
    bin_dir = binaries()
    assert bin_dir is not None, "no PostgreSQL binaries"
    user = process.unprivileged()
    place = Path(tempfile.mkdtemp(prefix="sofra-pg-"))
    try:
        if user:
            shutil.chown(place, user)
        data, log = place / "data", place / "log"
        initdb = [bin_dir / "initdb", "-D", data, "-U", "sofra", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        done = subprocess.run(
            [*initdb, "--no-sync", "--no-instructions"],
            user=user, extra_groups=[] if user else None, cwd=place, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stderr}")
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        server = process.start([bin_dir / "postgres", "-D", data, "-k", place, *options], log, user=user, cwd=place)
        running = Cluster(place)
        try:
            process.wait_until(lambda: _accepts(running), server, log)
            yield running
        finally:
            running.close()
            process.stop(server, signal.SIGINT)  # fast: connections are cut
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _accepts(running: Cluster) -> bool:
    try:
        running.writes()
    except psycopg.OperationalError:
        return False
    return True
