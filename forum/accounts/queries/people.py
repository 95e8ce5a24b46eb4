"""People, their sessions, factors and invitations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import (
    FactorReset,
    Invitation,
    Person,
    RecoveryCode,
    Role,
    SecurityEvent,
    SignInSession,
    Totp,
)  # fmt: skip
from forum.core import clock
from forum.core.actors import OLDEST_SESSION
from forum.core.db import db
from forum.core.keys import hashed


@dataclass(frozen=True, slots=True)
class Person_:
    """An account as operations and pages need it."""

    id: int
    key: str
    name: str
    name_cyrl: str | None
    email: str | None
    language: str
    writes_in: str | None
    shield: bool
    state: str
    password_hash: str | None
    created_at: datetime


_PERSON = select(
    Person.id, Person.key, Person.name, Person.name_cyrl, Person.email, Person.language, Person.writes_in,
    Person.shield, Person.state, Person.password_hash, Person.created_at,
)  # fmt: skip
_BY_ID = _PERSON.where(Person.id == bindparam("value"))
_BY_KEY = _PERSON.where(Person.key == bindparam("value"))
_BY_EMAIL = _PERSON.where(Person.email == bindparam("value"))


def _one(statement: Any, value: Any) -> Person_ | None:
    row = db.session.execute(statement, {"value": value}).one_or_none()
    return Person_(*row) if row else None


def person_by_id(person_id: int) -> Person_ | None:
    """The person of an id."""
    return _one(_BY_ID, person_id)


def person_by_key(key: str) -> Person_ | None:
    """The person of a public key."""
    return _one(_BY_KEY, key)


def person_by_email(email: str | None) -> Person_ | None:
    """The person of a normal address; the same statement whether there is one or not."""
    return _one(_BY_EMAIL, email or "")


def card(person_ids: Sequence[int]) -> Mapping[int, Person_]:
    """People by id; one statement."""
    if not person_ids:
        return {}
    rows = db.session.execute(_PERSON.where(Person.id.in_(person_ids)))
    return {row.id: Person_(*row) for row in rows}


def people(words: str, state: str = "", role: str = "", before: str = "", most: int = 50) -> list[Person_]:
    """People whose name or address holds these words, for administrators, newest first; `before` is a key."""
    statement = _PERSON.where(Person.state != "erased").order_by(Person.id.desc()).limit(most)
    if words:
        held = or_(Person.name.icontains(words, autoescape=True), Person.email.icontains(words, autoescape=True))
        statement = statement.where(held)
    if state:
        statement = statement.where(Person.state == state)
    if role:
        now = clock.now()
        statement = statement.where(
            select(Role.id)
            .where(
                Role.person_id == Person.id, Role.role == role, Role.starts_at <= now,
                or_(Role.ends_at.is_(None), Role.ends_at > now),
            )
            .exists()
        )  # fmt: skip
    if before:
        statement = statement.where(Person.id < select(Person.id).where(Person.key == before).scalar_subquery())
    return [Person_(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class FactorFacts:
    """A person's second factor."""

    secret: str
    last_step: int
    confirmed_at: datetime | None


def factor_of(person_id: int) -> FactorFacts | None:
    """The second factor of a person, set up or being set up."""
    row = db.session.execute(
        select(Totp.secret, Totp.last_step, Totp.confirmed_at).where(Totp.person_id == person_id)
    ).one_or_none()
    return FactorFacts(*row) if row else None


def recovery_hashes(person_id: int) -> list[str]:
    """The recovery codes that have not been used, as hashes."""
    return list(
        db.session.scalars(
            select(RecoveryCode.code_hash).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        )
    )


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A browser that is signed in; `handle` names it on a page (the beginning of a hash, opens nothing)."""

    id: int
    handle: str
    browser: str
    created_at: datetime


HANDLE = 16


def sessions_of(person_id: int) -> list[SessionLine]:
    """Every session of a person that was not ended and is not too old, newest first."""
    rows = db.session.execute(
        select(SignInSession.id, SignInSession.token_hash, SignInSession.browser, SignInSession.created_at)
        .where(
            SignInSession.person_id == person_id, SignInSession.ended_at.is_(None),
            SignInSession.created_at > clock.now() - OLDEST_SESSION,
        )
        .order_by(SignInSession.id.desc())
        .limit(50)
    )  # fmt: skip
    return [SessionLine(row[0], row[1][:HANDLE], row[2], row[3]) for row in rows]


def security_events(person_id: int, most: int = 30) -> list[tuple[str, str, datetime]]:
    """What happened to an account: (kind, detail, when), newest first."""
    rows = db.session.execute(
        select(SecurityEvent.kind, SecurityEvent.detail, SecurityEvent.at)
        .where(SecurityEvent.person_id == person_id)
        .order_by(SecurityEvent.id.desc())
        .limit(most)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role a person holds or held; `granted_by` is a name, empty for the host."""

    id: int
    role: str
    as_seat: str | None
    languages: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    granted_by: str

    def held(self, now: datetime) -> bool:
        """Whether it is held at a moment."""
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


def roles_of(person_id: int) -> list[RoleLine]:
    """Every role a person ever held, oldest first: a place in this list never changes."""
    granter = aliased(Person)
    rows = db.session.execute(
        select(Role.id, Role.role, Role.as_seat, Role.languages, Role.starts_at, Role.ends_at, granter.name)
        .outerjoin(granter, granter.id == Role.granted_by)
        .where(Role.person_id == person_id)
        .order_by(Role.id)
    )
    return [RoleLine(row[0], row[1], row[2], tuple(row[3].split()), row[4], row[5], row[6] or "") for row in rows]


def holders_of(role: str, now: datetime) -> list[int]:
    """Who holds a role outside organisations at a moment."""
    return list(
        db.session.scalars(
            select(Role.person_id)
            .join(Person, Person.id == Role.person_id)
            .where(
                Role.role == role, Role.starts_at <= now, or_(Role.ends_at.is_(None), Role.ends_at > now),
                Person.state == "active",
            )
            .distinct()
            .order_by(Role.person_id)
        )
    )  # fmt: skip


def invitation_by_secret(secret: str) -> Invitation | None:
    """The invitation of a mailed secret, whatever its state."""
    return db.session.scalar(select(Invitation).where(Invitation.secret_hash == hashed(secret)))


def invitations_about(subject: str | None = None, most: int = 200) -> list[Invitation]:
    """Invitations that wait, of one subject (`organisation/12`) or all, newest first."""
    statement = select(Invitation).where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    if subject is not None:
        statement = statement.where(Invitation.subject == subject)
    return list(db.session.scalars(statement.order_by(Invitation.id.desc()).limit(most)))


@dataclass(frozen=True, slots=True)
class ResetLine:
    """A second factor that is to be reset."""

    id: int
    key: str
    person_id: int
    person: str
    asked_by: int
    asked_at: datetime
    confirmed_at: datetime | None


_RESETS = (
    select(
        FactorReset.id, FactorReset.key, FactorReset.person_id, Person.name, FactorReset.asked_by,
        FactorReset.asked_at, FactorReset.confirmed_at,
    )
    .join(Person, Person.id == FactorReset.person_id)
    .where(FactorReset.done_at.is_(None), FactorReset.cancelled_at.is_(None))
    .order_by(FactorReset.id)
)  # fmt: skip
_RESET = _RESETS.where(FactorReset.key == bindparam("key"))


def open_resets() -> list[ResetLine]:
    """Resets that were asked for and are neither done nor cancelled."""
    return [ResetLine(*row) for row in db.session.execute(_RESETS)]


def open_reset(key: str) -> ResetLine | None:
    """The reset of a key, while it is neither done nor cancelled."""
    row = db.session.execute(_RESET, {"key": key}).one_or_none()
    return ResetLine(*row) if row else None


def living_administrators(but: int = 0) -> int:
    """How many people (besides one) hold the role administrator now: the last one cannot be removed."""
    now = clock.now()
    return (
        db.session.scalar(
            select(func.count(func.distinct(Role.person_id)))
            .join(Person, Person.id == Role.person_id)
            .where(
                Role.role == "administrator", Role.starts_at <= now, or_(Role.ends_at.is_(None), Role.ends_at > now),
                Person.state == "active", Person.id != but,
            )
        )
        or 0
    )  # fmt: skip


def stands(person_id: int, as_administrator: bool, now: datetime) -> bool:
    """Whether an account is open; with `as_administrator`, whether it holds that role now, too."""
    statement = select(Person.id).where(Person.id == person_id, Person.state == "active")
    if as_administrator:
        statement = statement.join(Role, Role.person_id == Person.id).where(
            Role.role == "administrator", Role.starts_at <= now, or_(Role.ends_at.is_(None), Role.ends_at > now)
        )
    return db.session.scalar(statement.limit(1)) is not None


def anybody_has_a_password() -> bool:
    """Whether somebody can sign in without a link of the host."""
    return db.session.scalar(select(Person.id).where(Person.password_hash.is_not(None)).limit(1)) is not None
