"""One table from what went wrong to the page that says so (R28)."""

import logging
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request, url_for
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from forum.core import errors
from forum.core.db import db
from forum.core.languages import READINGS
from forum.core.languages import gettext as _
from forum.core.web.requests import SECRETS, TOKENS, page, see_other, to

log = logging.getLogger("sofra.web")
SILENT = (401, 403, 404, 405, 406, 410)
"""Answered alike: whether the thing exists is not said."""


def init_app(app: Flask) -> None:
    """Register a page for everything that can go wrong."""
    app.register_error_handler(errors.NotFound, lambda error: silent(404))
    app.register_error_handler(errors.NotAllowed, lambda error: silent(404))
    app.register_error_handler(errors.SignInNeeded, _sign_in)
    app.register_error_handler(errors.StepUpNeeded, _step_up)
    app.register_error_handler(errors.FactorNeeded, _set_up_factor)
    app.register_error_handler(errors.Conflict, lambda error: with_text(409, error.reason))
    app.register_error_handler(errors.Unfit, lambda error: with_text(422, " ".join(error.problems.values())))
    app.register_error_handler(errors.TooMany, _too_many)
    app.register_error_handler(errors.Unavailable, lambda error: unavailable())
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(PoolTimeout, lambda error: unavailable())
    app.register_error_handler(RateLimitExceeded, lambda error: _too_many(errors.TooMany(60)))
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def typed_text() -> list[tuple[str, str]]:
    """What the sender typed, to be given back: (name of the field, text), without secrets and tokens."""
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    shown = (one for one in fields if one[0] not in TOKENS + SECRETS)
    return [(name, value) for name, value in shown if value.strip() and len(value) <= 25_000]


def silent(status: int) -> Response:
    """401, 403, 404, 405, 410: the same page, without number, address, token or form."""
    g.error_page = True
    response = make_response(page("errors/silent.html", readings_all=_all_readings()), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def with_text(status: int, reason: str = "") -> Response:
    """400, 409, 413, 422, 429: the reason, and the sender's own text back."""
    g.error_page = True
    came_from, home = request.referrer or "", current_app.config["SOFRA"].base_url + "/"
    back = came_from if came_from.startswith(home) else None
    body = page(
        "errors/with_text.html",
        status=status,
        reason=reason,
        typed=typed_text(),
        back=back,
        step_up_url=g.get("step_up_url"),
        readings_all=_all_readings(),
    )
    return make_response(body, status)


def unavailable() -> Response:
    """503: busy or gone; nothing was done, the text is given back. No database is asked to make this page."""
    db.session.rollback()
    g.error_page = g.without_database = True
    response = make_response(
        page(
            "errors/broken.html",
            status=503,
            typed=typed_text(),
            request_id=g.get("request_id", ""),
            readings_all=_all_readings(),
        ),
        503,
    )
    response.headers["Retry-After"] = "10"
    return response


def _all_readings() -> list[str]:
    """Errors without a language in the URL appear in all four (R38)."""
    return [] if g.get("reading_in_url") else list(READINGS)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status in (301, 302, 303, 307, 308):
        return error.get_response()  # type: ignore[return-value]
    if status in SILENT:
        response = silent(404 if status in (401, 403, 410) else status)
        if status == 405 and getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
        return response
    if status >= 500:
        return _broken(status)
    return with_text(status)


def _stale(error: CSRFError) -> Response:
    return with_text(400, _("This form was open for too long, or you signed out meanwhile. Your text is kept below."))


def _too_many(error: errors.TooMany) -> Response:
    response = with_text(429, _("That was too many attempts in a short time. Please wait a little and try again."))
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _sign_in(error: Exception) -> Any:
    if request.method in ("GET", "HEAD"):
        return to("accounts.sign_in", next=request.full_path.rstrip("?"))
    reason = _("You are signed out. Copy your text, sign in again and send it once more.")
    return with_text(400, reason)


def _step_up(error: Exception) -> Any:
    if request.method in ("GET", "HEAD"):
        return to("accounts.step_up", next=request.full_path.rstrip("?"))
    g.step_up_url = url_for("accounts.step_up", next=_came_from())
    return with_text(
        409, _("Please show your second factor again, then send the form once more. Your text is kept below.")
    )


def _came_from() -> str:
    """The page on which the form stood: the address of a form may be one that nothing can be read at."""
    site = current_app.config["SOFRA"].base_url
    if request.referrer and request.referrer.startswith(f"{site}/"):
        return request.referrer.removeprefix(site)
    return request.path


def _set_up_factor(error: Exception) -> Any:
    if request.method in ("GET", "HEAD"):
        return to("accounts.set_up_factor", next=request.full_path.rstrip("?"))
    return with_text(409, _("This act needs a second factor. Please set one up first; your text is kept below."))


def _database(error: OperationalError) -> Response:
    log.error("database unavailable", exc_info=error)
    return unavailable()


def _unexpected(error: Exception) -> Response:
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    log.exception("request %s failed", g.get("request_id"), exc_info=error)
    return _broken(500)


def _broken(status: int) -> Response:
    db.session.rollback()
    g.error_page = g.without_database = True
    body = page(
        "errors/broken.html",
        status=status,
        typed=typed_text(),
        request_id=g.get("request_id", ""),
        readings_all=_all_readings(),
    )
    return make_response(body, status)


__all__ = ["init_app", "see_other", "silent", "with_text"]
