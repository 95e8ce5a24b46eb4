"""A browser's part of the benchmark: one keep-alive connection with its cookies.

`Client` speaks HTTP over loopback; `LocalClient` calls a WSGI application in this process, for
counting statements. Both are used in the same way, so a target describes its sign-in once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from wsgiref.types import WSGIApplication


class Unexpected(AssertionError):
    """An answer that the benchmark must not count."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, made beforehand so that only the answer is measured."""

    path: str
    method: str = "GET"
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    expected: int = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers in order, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


def form(path: str, fields: Mapping[str, str], expected: int = 303) -> Request:
    """A submitted form."""
    kind = (("Content-Type", "application/x-www-form-urlencoded"),)
    return Request(path, "POST", urlencode(fields).encode(), kind, expected)


def hidden_fields(html: str, action: str) -> dict[str, str]:
    """Hidden inputs of the first form that posts to `action` (its own page: an empty action)."""
    for found in re.finditer(r"<form\b([^>]*)>(.*?)</form>", html, re.DOTALL):
        if (_attribute(found[1], "action") or "") == action:
            inputs = re.findall(r"<input\b([^>]*)>", found[2])
            hidden = [tag for tag in inputs if _attribute(tag, "type") == "hidden"]
            return {_attribute(tag, "name") or "": _attribute(tag, "value") or "" for tag in hidden}
    raise Unexpected(f"no form with the action {action!r}")


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else None


class _Cookies:
    """What both clients share: cookies, and the refusal of answers nobody expected."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def get(self, path: str, expected: int = 200, **headers: str) -> Answer:
        """Read a page; another status than expected is an error."""
        named = tuple((key.replace("_", "-"), value) for key, value in headers.items())
        return self.send(Request(path, headers=named, expected=expected))

    def post(self, path: str, fields: Mapping[str, str], expected: int = 303) -> Answer:
        """Submit a form."""
        return self.send(form(path, fields, expected))

    def send(self, request: Request) -> Answer:
        """Send a request with the cookies and keep those of the answer."""
        headers = dict(request.headers)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        answer = self._exchange(request, headers)
        self._keep(value for key, value in answer.headers if key.lower() == "set-cookie")
        if answer.status != request.expected:
            told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.body.decode("utf-8", "replace")))
            raise Unexpected(
                f"{request.method} {request.path}: {answer.status} instead of {request.expected}: {told[:300]}"
            )
        return answer

    def _keep(self, lines: Iterable[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value

    def _exchange(self, request: Request, headers: dict[str, str]) -> Answer:
        raise TypeError("a client needs a way to exchange")


class Client(_Cookies):
    """One keep-alive connection to a server on loopback."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)

    def _exchange(self, request: Request, headers: dict[str, str]) -> Answer:
        for again in (False, True):
            try:
                self.connection.request(request.method, request.path, request.body, headers)
                answer = self.connection.getresponse()
                return Answer(answer.status, tuple(answer.getheaders()), answer.read())
            except ConnectionError:
                # The server closes an idle connection at the moment it is used again; a request
                # that may have been carried out is not sent twice.
                self.connection.close()
                if again or request.method != "GET":
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()


class LocalClient(_Cookies):
    """The same against an application in this process."""

    def __init__(self, application: WSGIApplication, host: str = "127.0.0.1") -> None:
        super().__init__()
        self.application, self.host = application, host

    def _exchange(self, request: Request, headers: dict[str, str]) -> Answer:
        path, _, query = request.path.partition("?")
        body = request.body or b""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": request.method, "SCRIPT_NAME": "", "PATH_INFO": path,
            "QUERY_STRING": query, "SERVER_NAME": self.host.partition(":")[0],
            "SERVER_PORT": self.host.partition(":")[2] or "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host, "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body), "wsgi.errors": BytesIO(), "wsgi.version": (1, 0),
            "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
            "CONTENT_LENGTH": str(len(body)),
        }  # fmt: skip
        for key, value in headers.items():
            name = key.upper().replace("-", "_")
            environ[name if name == "CONTENT_TYPE" else f"HTTP_{name}"] = value
        told: list[Any] = []

        def start(status: str, answered: list[tuple[str, str]], _: Any = None) -> Any:
            told[:] = [int(status.split()[0]), tuple(answered)]
            return lambda _: None

        parts = self.application(environ, start)
        try:
            whole = b"".join(parts)
        finally:
            if close := getattr(parts, "close", None):
                close()
        return Answer(told[0], told[1], whole)
