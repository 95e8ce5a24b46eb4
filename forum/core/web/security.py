"""Headers of every answer, and requests that are refused before anything else."""

import logging
import secrets

from flask import Flask, Response, abort, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.wrappers import Request

from forum.core.web.caching import PRIVATE

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "X-Frame-Options": "DENY",
}


class GuardedSession(SecureCookieSession):
    """A session that may not be touched on the public path: a kept page must not depend on it (R35)."""


class GuardedInterface(SecureCookieSessionInterface):
    """Saves the cookie only where it was changed; on the public path touching it is an error."""

    session_class = GuardedSession

    def save_session(self, app: Flask, session: SecureCookieSession, response: Response) -> None:  # type: ignore[override]
        """Refuse a public answer that looked at the session."""
        if g.get("public_path"):
            if session.modified or session.accessed:
                raise RuntimeError(f"{request.endpoint}: the session was touched on the public path (R35)")
            return
        super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Install the session, the host check and the headers."""
    app.session_interface = GuardedInterface()
    app.before_request(_refuse)
    app.after_request(_headers)


def _refuse() -> None:
    g.request_id = secrets.token_hex(8)
    from flask import current_app

    config = current_app.config["SOFRA"]
    if request.host != config.host and request.path not in ("/healthz", "/readyz"):
        g.bad_host = True
        abort(400)
    if "\x00" in request.path or len(request.path) + len(request.query_string) > 4000:
        abort(400)
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        abort(400)  # bytes that no browser sends; everything behind may read the address as text


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", PRIVATE)
    if request.endpoint != "static":
        response.vary.add("Cookie")
        if "Accept" in request.headers and "fragment" in request.headers["Accept"]:
            response.vary.add("Accept")
    from flask import current_app

    if current_app.config["SOFRA"].secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


class RequestWithLimits(Request):
    """Bodies are small here; larger ones are refused while they arrive."""

    max_content_length = 1_000_000
    max_form_memory_size = 1_000_000
    max_form_parts = 1_000


log = logging.getLogger("sofra.web")
