"""Accounts' part of the actor's one statement: person and session, factor, roles."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select

from forum.accounts.models import Person, Role, SignInSession, Totp
from forum.core import actors
from forum.core.db import UtcDateTime
from forum.core.policy import Actor
from forum.core.policy import Role as HeldRole

_session_person = (
    select(SignInSession.person_id)
    .where(
        SignInSession.token_hash == actors.TOKEN,
        SignInSession.ended_at.is_(None),
        SignInSession.created_at > bindparam("oldest", type_=UtcDateTime()),
    )
    .scalar_subquery()
)
WHOSE = func.coalesce(actors.WHO, _session_person)
"""SQL of the person asked about: given by id, or by the token of a living session. Used by every source."""

_session = SignInSession
_flags = case((Person.shield, "s"), else_="-").concat(case((Totp.confirmed_at.is_not(None), "f"), else_="-"))
person_statement = (
    select(
        *actors.shape(
            "person", a=Person.id, b=_session.id, t=Person.key, u=Person.name,
            v=Person.language, w=_flags, at=_session.stepped_up_at,
        )
    )
    .outerjoin(_session, and_(_session.token_hash == actors.TOKEN, _session.person_id == Person.id))
    .outerjoin(Totp, Totp.person_id == Person.id)
    .where(Person.id == WHOSE, Person.state == "active")
)  # fmt: skip


def begin(rows: Sequence[Any]) -> Actor | None:
    """The actor from the person row; None when the session or the person does not stand."""
    if not rows:
        return None
    row = rows[0]
    return Actor(
        id=row.a, key=row.t, name=row.u, language=row.v, session_id=row.b, shield="s" in row.w,
        has_factor="f" in row.w, stepped_up_at=row.at,
    )  # fmt: skip


def _absorb_roles(actor: Actor, rows: Sequence[Any]) -> Actor:
    held = tuple(HeldRole(row.t, row.u, tuple((row.v or "").split())) for row in rows)
    return replace(actor, roles=held)


ROLES = actors.Source(
    select(*actors.shape("role", t=Role.role, u=Role.as_seat, v=Role.languages)).where(
        Role.person_id == WHOSE,
        Role.starts_at <= actors.NOW,
        or_(Role.ends_at.is_(None), Role.ends_at > actors.NOW),
    ),
    _absorb_roles,
    "role",
)
