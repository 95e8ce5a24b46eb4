"""A real nginx on the loopback address with the sample configuration, only its ports and paths replaced."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.support import process

SAMPLE = Path(__file__).resolve().parents[2] / "docs/nginx/sofra.conf"


@cache
def binary() -> Path | None:
    """Where nginx is; Debian keeps it out of the PATH of ordinary people."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    return Path(found) if found else None


def adapted(place: Path, port: int, inner: int, upstream: int, caching: bool) -> str:
    """The sample for a place of our own: no TLS, other ports and paths, the optional cache switched on or not."""
    text = SAMPLE.read_text(encoding="utf-8")
    changes = [
        (r"server \{\n    listen 80;.*?\n\}\n", ""),
        (r"listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
        (r" *ssl_certificate\w* .*\n", ""),
        (r"127\.0\.0\.1:8081", f"127.0.0.1:{inner}"),
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{upstream};"),
        (r"/var/cache/nginx/sofra", str(place / "cache")),
        (r"server_name sofra\.example;", "server_name 127.0.0.1; add_header X-Kept $upstream_cache_status always;"),
    ]
    if caching:
        changes.append((r"#(proxy_\w+ .*;)", r"\1"))
    for old, new in changes:
        text, count = re.subn(old, new, text, flags=re.DOTALL if "\\n" in old and ".*?" in old else 0)
        assert count, f"the sample has no {old}"
    return text


@contextmanager
def running(place: Path, upstream: int, port: int, *, caching: bool) -> Iterator[None]:
    """nginx in front of `upstream`, on `port`."""
    path = binary()
    assert path is not None, "no nginx"
    place.mkdir(exist_ok=True)
    inside = adapted(place, port, process.free_port(), upstream, caching)
    temporary = "".join(
        f"{kind}_temp_path {place / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"daemon off;\nmaster_process off;\npid {place / 'pid'};\nerror_log {place / 'error.log'};\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{inside}\n}}\n"
    )
    configuration = place / "nginx.conf"
    configuration.write_text(whole)
    service = process.start([path, "-p", place, "-e", place / "error.log", "-c", configuration], place / "log")
    try:
        process.wait_until(lambda: process.answers(port), service, place / "log")
        yield
    finally:
        process.stop(service)
