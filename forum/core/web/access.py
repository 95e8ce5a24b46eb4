"""Who may open a route. Every view carries exactly one of these decorators; a test walks the URL map.

They decide who may *knock*; whether the object inside is readable is decided by `queries` and `policy`
(R28: what is not readable is 404, also for a visitor).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import g, request

from forum.core import clock
from forum.core.errors import FactorNeeded, NotAllowed, SignInNeeded, StepUpNeeded
from forum.core.policy import Actor
from forum.core.web import caching
from forum.core.web.requests import actor

STEP_UP = timedelta(minutes=30)
"""How long the second factor counts for privileged acts (R42)."""

View = Callable[..., Any]
Scopes = Callable[..., Sequence[str]]


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declared: `kind` for the route walk, and whether the second factor is asked again."""

    kind: str
    roles: tuple[str, ...] = ()
    stepped_up: bool = False


def _declare(view: View, wrapper: View, access: Access) -> View:
    wrapper.__access__ = access  # type: ignore[attr-defined]
    return wrapper


def public(scopes: Scopes | None = None) -> Callable[[View], View]:
    """Everybody may read. Without a session cookie the answer may be kept by any cache (R35).

    `scopes(**view_args)` names the page versions that the answer depends on; None: the page depends on the
    release and the language only.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(**kwargs: Any) -> Any:
            return caching.answer(view, scopes, kwargs)

        return _declare(view, wrapper, Access("public"))

    return decorate


def visitor(view: View) -> View:
    """Everybody may open it; the answer is never kept (sign-in, invitation, report)."""

    @wraps(view)
    def wrapper(**kwargs: Any) -> Any:
        return view(**kwargs)

    return _declare(view, wrapper, Access("visitor"))


def static(view: View) -> View:
    """A file or machine page without a reader: no session, no language."""

    @wraps(view)
    def wrapper(**kwargs: Any) -> Any:
        g.public_path = True
        return view(**kwargs)

    return _declare(view, wrapper, Access("static"))


def _someone() -> Actor:
    me = actor()
    if me is None:
        raise SignInNeeded
    return me


def signed_in(view: View) -> View:
    """Whoever is signed in."""

    @wraps(view)
    def wrapper(**kwargs: Any) -> Any:
        _someone()
        return view(**kwargs)

    return _declare(view, wrapper, Access("signed_in"))


def member(view: View) -> View:
    """Whoever sits at the table: a current mandate, role or part (R5)."""

    @wraps(view)
    def wrapper(**kwargs: Any) -> Any:
        if not _someone().is_member:
            raise NotAllowed
        return view(**kwargs)

    return _declare(view, wrapper, Access("member"))


def privileged(*roles: str, stepped_up: bool = True) -> Callable[[View], View]:
    """Whoever holds one of these roles (administrator, moderator, translator, coordinator, facilitator).

    With `stepped_up` the second factor must stand and have been shown within 30 minutes (R42). No roles
    named: anybody signed in, with the second factor (endorsing: the operation asks for the mandate).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(**kwargs: Any) -> Any:
            me = _someone()
            if roles and not any(holds(me, role) for role in roles):
                raise NotAllowed
            if stepped_up:
                require_step_up(me)
            return view(**kwargs)

        return _declare(view, wrapper, Access("privileged", roles, stepped_up))

    return decorate


def holds(me: Actor, role: str) -> bool:
    """Whether the actor holds a role, be it outside organisations, by mandate or by part."""
    if role == "coordinator":
        return any(mandate.role == "coordinator" for mandate in me.mandates)
    if role == "facilitator":
        return "facilitator" in me.parts.values()
    return me.has_role(role)


def require_step_up(me: Actor) -> None:
    """Raise `FactorNeeded` or `StepUpNeeded` unless the second factor was shown within 30 minutes.

    A page is asked for again after the factor was shown; a form comes back with its text.
    """
    if not me.has_factor:
        raise FactorNeeded
    if me.stepped_up_at is None or clock.now() - me.stepped_up_at > STEP_UP:
        raise StepUpNeeded


def access_of(view: View | None) -> Access | None:
    """What a view function declared, or None."""
    return getattr(view, "__access__", None)


def is_reading() -> bool:
    """Whether this request only reads."""
    return request.method in ("GET", "HEAD", "OPTIONS")
