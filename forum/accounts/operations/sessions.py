"""Signing in and out: a session is a row, the cookie carries its token (R42)."""

from datetime import timedelta

from sqlalchemy import delete, or_, update

from forum.accounts.models import MailToken, Person, SecurityEvent, SignInSession
from forum.accounts.operations.security_events import add
from forum.accounts.queries import sessions_of
from forum.core import clock
from forum.core.actors import OLDEST_SESSION
from forum.core.db import require_writing, writing
from forum.core.errors import NotFound
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


def end_own_session(actor: Actor, handle: str) -> None:
    """End one of one's own sessions, named by the handle that the page shows; raises NotFound."""
    for line in sessions_of(actor.id):
        if line.handle == handle:
            ended = update(SignInSession).where(SignInSession.id == line.id).values(ended_at=clock.now())
            require_writing().execute(ended)
            return
    raise NotFound


def first_time(person_id: int) -> bool:
    """Whether this is the first time that somebody comes in; noted at once."""
    first = update(Person).where(Person.id == person_id, Person.welcomed_at.is_(None)).values(welcomed_at=clock.now())
    return bool(require_writing().execute(first).rowcount)  # type: ignore[attr-defined]


def step_up(actor: Actor) -> None:
    """The second factor was shown in this session: privileged acts are open for 30 minutes."""
    require_writing().execute(
        update(SignInSession).where(SignInSession.id == actor.session_id).values(stepped_up_at=clock.now())
    )


KEPT = timedelta(days=30)
"""So long an ended session, a dead link and the browser of a sign-in are kept."""
EVENTS_KEPT = timedelta(days=400)


def prune() -> None:
    """The sweep: forget sessions and links that opened their last door a month ago, and events after a year."""
    now = clock.now()
    with writing() as session:
        dead = or_(SignInSession.ended_at < now - KEPT, SignInSession.created_at < now - OLDEST_SESSION - KEPT)
        session.execute(delete(SignInSession).where(dead))
        session.execute(delete(MailToken).where(MailToken.expires_at < now - KEPT))
        session.execute(delete(SecurityEvent).where(SecurityEvent.at < now - EVENTS_KEPT))
