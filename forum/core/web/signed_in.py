"""What Flask-Login keeps in the cookie: the token of a session row, and the idle time (R42)."""

from functools import cached_property

from flask import session
from flask_login import LoginManager, UserMixin

from forum.core import actors, clock
from forum.core.policy import Actor

IDLE_SECONDS = 14 * 86400
RENEWED_AFTER = 3600


class SignedIn(UserMixin):
    """Whoever holds a session token; the actor behind it is loaded once per request."""

    def __init__(self, token: str, actor: Actor | None):
        self.token = token
        self._actor = actor

    def get_id(self) -> str:
        """What the cookie carries."""
        return self.token

    @cached_property
    def actor(self) -> Actor | None:
        """The actor of the token."""
        return self._actor or actors.load(token=self.token)


def load(token: str) -> SignedIn | None:
    """The signed-in person of a cookie, or None: the session ended, or the cookie was idle for too long."""
    now, seen = int(clock.now().timestamp()), session.get("seen")
    if not isinstance(seen, int) or now - seen >= IDLE_SECONDS:
        return None
    actor = actors.load(token=token)
    if actor is None:
        return None
    if now - seen >= RENEWED_AFTER:
        session["seen"] = now
    return SignedIn(token, actor)


def install(manager: LoginManager) -> None:
    """Let Flask-Login load sessions this way."""
    manager.user_loader(load)
