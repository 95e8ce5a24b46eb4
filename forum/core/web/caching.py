"""The public path and the private path (R35).

Without a session cookie a public page is `public, max-age=0, must-revalidate` with a weak ETag that one
statement computes before anything is rendered. With the cookie everything is `private, no-store`.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, current_app, g, make_response, request

from forum.core import clock
from forum.core.languages import reading
from forum.core.page_versions import stamp

PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-store"


def has_cookie() -> bool:
    """Whether the browser brought a session cookie, valid or not."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def answer(view: Callable[..., Any], scopes: Callable[..., Sequence[str]] | None, kwargs: dict[str, Any]) -> Any:
    """Answer a public view: 304 before rendering where nothing changed, the page otherwise."""
    if has_cookie() or request.method not in ("GET", "HEAD"):
        return view(**kwargs)
    g.public_path = True
    etag = _etag(tuple(scopes(**kwargs)) if scopes else ())
    if request.if_none_match.contains_weak(etag):
        return _publish(Response(status=304), etag)
    response = make_response(view(**kwargs))
    return _publish(response, etag) if response.status_code in (200, 203) else _keep_open(response)


def _keep_open(response: Response) -> Response:
    if response.status_code in (301, 302, 303, 308):
        response.headers["Cache-Control"] = PUBLIC
    return response


def _publish(response: Response, etag: str) -> Response:
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = PUBLIC
    g.public_answer = True
    return response


def _etag(scopes: tuple[str, ...]) -> str:
    versions = stamp(scopes, clock.now())
    told = "\n".join((current_app.config["RELEASE"], reading().code, request.full_path, versions))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:24]
