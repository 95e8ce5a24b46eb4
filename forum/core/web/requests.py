"""The way of a request: who acts, which page answers, where a form leads."""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from forum.core import actors
from forum.core import db as database
from forum.core.guard import outside_writing
from forum.core.policy import Actor
from forum.core.submissions import VISITOR, digest_of, first_result, is_key, once

FRAGMENT = "text/vnd.sofra.fragment+html"
"""What scripts accept when they put a piece of a page in place."""


def actor() -> Actor | None:
    """Who acts in this request, or None; never asked on the public path (no session there)."""
    if g.get("public_path"):
        return None
    return current_user.actor if current_user.is_authenticated else None


def me() -> Actor:
    """Who acts; only in views that demand somebody."""
    found = actor()
    if found is None:
        raise RuntimeError("me() in a view that lets visitors in")
    return found


def fresh_actor() -> Actor | None:
    """The actor, read again inside `writing()`: rights may have ended since the page was opened (R30)."""
    if g.get("public_path") or not current_user.is_authenticated:
        return None
    return actors.load(token=current_user.token)


def page(template: str, /, **values: Any) -> str:
    """Render a page; never inside `writing()`."""
    outside_writing("a template")
    return render_template(template, **values)


def see_other(url: str) -> BaseResponse:
    """303: the answer to a form that was accepted."""
    return redirect(url, 303)


def to(endpoint: str, **values: Any) -> BaseResponse:
    """303 to an endpoint (the language of the page is added)."""
    return see_other(url_for(endpoint, **values))


def submit(form: Any, act: Callable[[Any], str]) -> str:
    """Run `act(actor)` in the one write transaction, once per form key; returns the location it gave.

    `form` is a valid `core.web.forms.Form`. The actor inside is loaded again; a visitor is None.
    """
    told = _told()
    with database.writing():
        who = fresh_actor()
        return once(who.id if who else VISITOR, form.form_key.data, told, lambda: act(who))


TOKENS = ("csrf_token", "form_key")
SECRETS = ("password", "new_password", "old_password", "code", "token", "recovery")
"""Fields that are never given back and never kept, not even as part of a hash."""


def _told() -> str:
    """What was sent, and where to, as a hash."""
    words = {name: values for name, values in request.form.lists() if name not in TOKENS + SECRETS}
    return digest_of({**words, " ": request.path})


def sent_before() -> BaseResponse | None:
    """A form that was sent before leads where it led then, whatever has become of its object since (R30)."""
    if request.method != "POST" or request.url_rule is None or wants_fragment():
        return None
    key = request.form.get("form_key", "")
    if not is_key(key):
        return None
    who = actor()
    location = first_result(who.id if who else VISITOR, key, _told())
    return see_other(location) if location else None


@contextmanager
def writing() -> Iterator[None]:
    """The write transaction of a view whose form needs no key; operations find the session themselves."""
    with database.writing():
        yield


def wants_fragment() -> bool:
    """Whether a script asked for a piece of the page instead of the whole."""
    return FRAGMENT in request.headers.get("Accept", "")


def fragment(html: str, status: int = 200, location: str | None = None) -> Response:
    """A piece of a page for a script; `location` is where the whole would be."""
    response = current_app.response_class(html, status=status, mimetype=FRAGMENT)
    if location:
        response.headers["Content-Location"] = location
    return response


def safe_next(target: str | None) -> str | None:
    """A path on this site to go on to, or None: open redirects end here."""
    if not target or len(target) > 2000 or target[:1] != "/" or target[1:2] in ("/", "\\"):
        return None
    if any(unicodedata.category(char).startswith("C") for char in target) or "\\" in target:
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def whole_number(name: str, default: int = 1, most: int = 1_000_000) -> int:
    """A positive whole number from the query string; 404 for anything else (huge, negative, not a number)."""
    from forum.core.errors import NotFound

    raw = request.args.get(name)
    if raw is None or raw == "":
        return default
    if not raw.isascii() or not raw.isdigit() or len(raw) > 7 or not 0 < int(raw) <= most:
        raise NotFound
    return int(raw)


def choice(name: str, allowed: Any, default: str = "") -> str:
    """One of the allowed values from the query string; anything else is the default."""
    raw = request.args.get(name, default)
    return raw if raw in allowed else default
