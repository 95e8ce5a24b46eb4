"""`git clone` and `make run`: four home pages with the 19 demands, and a sign-in link that works once (Show 1)."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import lxml.html
import pytest

from forum.core.languages import READINGS
from tests.bench.process import tree
from tests.drill.site import Browser
from tests.support import process

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"http://127\.0\.0\.1:\d+(/en/one-time/\S+)")


def clean_environment(home: Path) -> dict[str, str]:
    """What a new account on a machine has; the caches of wheels are all that is reused."""
    kept = ("PATH", "LANG", "PIP_CACHE_DIR", "UV_CACHE_DIR", "PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX",
            "PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy",
            "https_proxy", "no_proxy")  # fmt: skip
    env = {name: os.environ[name] for name in kept if name in os.environ}
    caches = {"PIP_CACHE_DIR": ".cache/pip", "UV_CACHE_DIR": ".cache/uv"}
    for name, place in caches.items():
        env.setdefault(name, str(Path.home() / place))
    env["PATH"] = ":".join(part for part in env["PATH"].split(":") if "/.venv/" not in part)
    return env | {"HOME": str(home)}


def look(command: Sequence[str], log: Path, env: Mapping[str, str], cwd: Path, port: int, patience: float) -> None:
    """Start it, look at what a newcomer sees, use the printed link, end it with Ctrl-C."""
    service = process.start(command, log, env=env, cwd=cwd)
    try:
        process.wait_until(lambda: "Sofra is open at" in log.read_text(), service, log, patience=patience)
        for reading in READINGS.values():
            with closing(Browser(port)) as visitor:
                page = visitor.get(f"/{reading.code}/")
            assert page.status == 200
            tree = lxml.html.document_fromstring(page.text)
            assert tree.get("lang") == reading.html
            demands = {href for href in tree.xpath("//main//a/@href") if f"/{reading.code}/demands/" in href}
            assert len(demands) == 19, (reading.code, demands)
        found = LINK.search(log.read_text())
        assert found is not None, log.read_text()
        enters_once(port, found[1])
        os.kill(server_of(service.pid), signal.SIGINT)
        service.wait(30)
    finally:
        process.stop(service)
    assert service.returncode == 0, log.read_text()
    assert not process.answers(port), "gunicorn outlived its parent"


def server_of(root: int) -> int:
    """The process that a terminal would interrupt beside make."""
    return next(pid for pid in tree(root) if b"bin/serve.py" in Path(f"/proc/{pid}/cmdline").read_bytes())


def enters_once(port: int, path: str) -> None:
    """A look at the link uses nothing up; its button signs in, once."""
    with closing(Browser(port)) as first, closing(Browser(port)) as second:
        for browser in (first, second):
            assert browser.get(path).status == 200
        form = lxml.html.document_fromstring(first.get(path).text).forms[-1]
        sent = {str(name): str(value or "") for name, value in form.form_values()}
        entered = first.post(path, sent)
        assert entered.status == 303, entered.text
        welcome = first.get(entered.headers["Location"])
        assert welcome.status == 200 and "Administrator" in welcome.text
        assert second.get(path).status in (404, 410)


def test_what_make_run_calls_serves_and_prints_a_link_that_works_once(tmp_path: Path) -> None:
    port = process.free_port()
    env = clean_environment(tmp_path) | {"SOFRA_DATA_DIR": "", "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "bin/serve.py", "--port", str(port), "--data", str(tmp_path / "data")]
    look(command, tmp_path / "log", env, ROOT, port, patience=120)
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o077 == 0


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "bin/serve.py", "--port", str(taken.getsockname()[1]), "--data", tmp_path / "data"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode and "cannot be used" in done.stderr and "PORT=8123" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.drill
def test_clone_and_make_run_on_a_clean_machine(tmp_path: Path) -> None:
    """Nothing is reused but the cache of wheels: a clone, a virtual environment, a place of its own."""
    place = tmp_path / "sofra"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(place)], check=True)
    assert not (place / ".venv").exists()
    port = process.free_port()
    command = [shutil.which("make") or "make", "run", f"PORT={port}"]
    look(command, tmp_path / "log", clean_environment(tmp_path), place, port, patience=400)
    said = (tmp_path / "log").read_text()
    for part in ("Making .venv", "locked wheels", "Compiling translations/sq", "Seeding the Joint Statement"):
        assert part in said, said
    assert (place / "data" / "sofra.sqlite3").exists() and not (tmp_path / ".cache").exists()
