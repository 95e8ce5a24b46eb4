"""Signing in and out: a session is a row, the cookie carries its token (R42)."""

from sqlalchemy import update

from forum.accounts.models import SignInSession
from forum.accounts.operations.security_events import add
from forum.core import clock
from forum.core.db import require_writing
from forum.core.keys import hashed, new_secret
from forum.core.policy import Actor


def begin_session(person_id: int, browser: str, *, factor_shown: bool) -> str:
    """A new session; returns its token. Nothing of a former session is taken over (no fixation)."""
    token, now = new_secret(), clock.now()
    require_writing().add(
        SignInSession(
            token_hash=hashed(token), person_id=person_id, browser=browser[:120], created_at=now,
            stepped_up_at=now if factor_shown else None,
        )
    )  # fmt: skip
    add(person_id, "signed_in", browser)
    return token


def end_session(token: str) -> None:
    """Sign out: the token opens nothing from now on."""
    require_writing().execute(
        update(SignInSession).where(SignInSession.token_hash == hashed(token)).values(ended_at=clock.now())
    )


def end_sessions(person_id: int, *, but: int | None = None) -> None:
    """End every session of a person, or every other one."""
    statement = update(SignInSession).where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
    if but is not None:
        statement = statement.where(SignInSession.id != but)
    require_writing().execute(statement.values(ended_at=clock.now()))


def end_own_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions."""
    require_writing().execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.person_id == actor.id)
        .values(ended_at=clock.now())
    )


def step_up(actor: Actor) -> None:
    """The second factor was shown in this session: privileged acts are open for 30 minutes."""
    require_writing().execute(
        update(SignInSession).where(SignInSession.id == actor.session_id).values(stepped_up_at=clock.now())
    )
