"""A whole site as it is served: gunicorn in processes of its own, on a database that the test may harm."""

import http.client
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlencode

import lxml.html
from flask import Flask

from forum.config import Config
from tests.bench.process import tree
from tests.support import process
from tests.support.house import House

ROOT = Path(__file__).resolve().parents[2]
SLOWEST = 60.0


@dataclass(frozen=True)
class Answer:
    """What a browser got, and how long it took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Browser:
    """A browser of its own: cookies, one kept connection, no scripts."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self.port, self.cookies = port, dict(cookies or {})
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self._origin + path} | headers
        return self._ask("POST", path, urlencode(fields).encode(), headers)

    @property
    def _origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.monotonic()
        line = self._line = self._line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=SLOWEST)
        try:
            line.request(method, path, body, headers)
            response = line.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.will_close:
            self.close()
        named = {name: ", ".join(response.headers.get_all(name) or ()) for name in response.headers}
        return Answer(response.status, named, answer, time.monotonic() - began)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def fields(page: str, having: str) -> dict[str, str]:
    """The fields of the form on a page that asks for `having`."""
    for form in lxml.html.document_fromstring(page).forms:
        if having in form.fields:
            return {str(name): str(value or "") for name, value in form.form_values()}
    raise AssertionError(f"no form asks for {having}")


@dataclass
class Site:
    """A running site."""

    port: int
    public_port: int
    config: Config
    app: Flask
    server: "Popen[bytes]"
    log: Path
    browsers: list[Browser] = field(default_factory=list)

    def browser(self, cookies: Mapping[str, str] | None = None) -> Browser:
        opened = Browser(self.public_port, cookies)
        self.browsers.append(opened)
        return opened

    def workers(self) -> list[int]:
        """The processes of gunicorn that answer."""
        return [pid for pid in tree(self.server.pid) if pid != self.server.pid]


def environment(config: Config, port: int, processes: int) -> dict[str, str]:
    """The settings of a site in the environment, as an operator gives them."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("SOFRA_")}
    env |= {
        "FLASK_APP": "wsgi:app",
        "SOFRA_SECRET_KEY": config.secret_key,
        "SOFRA_BASE_URL": config.base_url,
        "SOFRA_DATA_DIR": str(config.data_dir),
        "SOFRA_KEY_DIR": str(config.key_dir),
        "SOFRA_DATABASE_URL": config.database_url,
        "SOFRA_PROXIES": str(config.proxies),
        "SOFRA_BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(processes),
    }
    return env | ({"SOFRA_REDIS_URL": config.redis_url} if config.redis_url else {})


@contextmanager
def served(
    house: House, *, processes: int = 2, public_port: int | None = None, proxies: int = 1, redis_url: str | None = None
) -> Iterator[Site]:
    """Serve the database of `house` with gunicorn; `public_port`: where a proxy will stand in front of it.

    With one proxy believed, a test may say from where it comes: the general limits are per address.
    """
    port = process.free_port()
    base_url = f"http://127.0.0.1:{public_port or port}"
    config = replace(house.config, base_url=base_url, proxies=proxies, redis_url=redis_url, testing=False)
    env = environment(config, port, processes)
    log = config.data_dir / f"gunicorn-{port}.log"
    command = [sys.executable, "-m", "gunicorn", "--config", "bin/gunicorn_conf.py", "--preload", "wsgi:app"]
    browsers: list[Browser] = []
    server = process.start(command, log, env=env, cwd=ROOT)
    try:
        process.wait_until(lambda: process.answers(port), server, log)
        yield Site(port, public_port or port, config, house.app, server, log, browsers)
    finally:
        for browser in browsers:
            browser.close()
        process.stop(server)
