"""What people change about themselves, and closing an account."""

from sqlalchemy import delete, or_, select, update

from forum.accounts import policy
from forum.accounts.events import PersonErased, PersonRenamed, RoleChanged, ShieldChanged
from forum.accounts.models import (
    FactorReset,
    Invitation,
    MailToken,
    Person,
    RecoveryCode,
    Role,
    SecurityEvent,
    SignInSession,
    Totp,
)
from forum.accounts.operations.links import void_all
from forum.accounts.operations.security_events import add, tell
from forum.accounts.operations.sessions import end_sessions
from forum.accounts.queries.people import living_administrators, person_by_email, person_by_id
from forum.accounts.rules import names
from forum.core import clock
from forum.core.db import require_writing
from forum.core.errors import NotFound, Unfit
from forum.core.events import publish
from forum.core.languages import READINGS
from forum.core.languages import gettext as _
from forum.core.models import Draft
from forum.core.page_versions import bump_everything
from forum.core.policy import Actor, require
from forum.outbox import operations as outbox


def change_profile(actor: Actor, *, name: str, language: str, writes_in: str) -> None:
    """Name and languages. Raises Unfit."""
    session, clean = require_writing(), names.clean_name(name)
    if names.name_problems(clean):
        raise Unfit({"name": _("Please write your name with letters of one script, without odd signs.")})
    if language not in READINGS:
        raise NotFound
    person = session.get_one(Person, actor.id)
    renamed = person.name != clean
    person.name, person.language, person.writes_in = clean, language, writes_in or None
    if renamed:
        bump_everything()
        publish(PersonRenamed(actor.id))


def change_shield(actor: Actor, shield: bool) -> None:
    """Whether the public sees the name; past surfaces too (R7)."""
    session = require_writing()
    person = session.get_one(Person, actor.id)
    if person.shield == shield:
        return
    person.shield = shield
    bump_everything()
    publish(ShieldChanged(actor.id, shield))


def change_password(person_id: int, password_hash: str, *, keep_session: int | None = None) -> None:
    """A new password; every other session ends, mailed links are void, the second factor stays."""
    session = require_writing()
    session.execute(update(Person).where(Person.id == person_id).values(password_hash=password_hash))
    end_sessions(person_id, but=keep_session)
    void_all(person_id)
    tell(person_id, "password_changed")


def change_address(person_id: int, email: str) -> None:
    """The new address, after both were confirmed; no link mailed before opens anything. Raises Unfit."""
    session, person = require_writing(), person_by_id(person_id)
    if person_by_email(email) is not None:
        raise Unfit({"": _("This address cannot be used.")})
    session.execute(update(Person).where(Person.id == person_id).values(email=email))
    void_all(person_id)
    tell(person_id, "address_changed", person.email if person else None)


def erase_person(actor: Actor, *, keep_posts: bool) -> None:
    """Close one's account for ever: name, address, factors and sessions go; posts go or stay nameless (R29).

    Raises Unfit for the last administrator.
    """
    if actor.is_administrator and living_administrators(but=actor.id) < 1:
        raise Unfit({"": _("You are the only administrator. Please grant the role to somebody else first.")})
    erase(actor.id, keep_posts=keep_posts)


_OWN = (Totp, RecoveryCode, SecurityEvent, Draft, SignInSession, MailToken)
"""What is about the person alone, and goes with the account."""


def erase(person_id: int, *, keep_posts: bool) -> None:
    """The same for an administrator's or the host's request."""
    session = require_writing()
    person = session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    publish(PersonErased(person_id, keep_posts))
    for model in _OWN:
        session.execute(delete(model).where(model.person_id == person_id))
    outbox.forget(person_id, person.email)
    named = Invitation.accepted_by == person_id
    if person.email:
        named = or_(named, Invitation.email == person.email)
    session.execute(update(Invitation).where(named).values(email="", name=""))
    now = clock.now()
    held = (Role.person_id == person_id, or_(Role.ends_at.is_(None), Role.ends_at > now))
    names = session.scalars(select(Role.role).where(*held)).all()
    session.execute(update(Role).where(*held).values(ends_at=now))
    for name in names:
        publish(RoleChanged(person_id, name, False))
    session.execute(update(FactorReset).where(FactorReset.person_id == person_id).values(cancelled_at=now))
    person.state, person.name, person.name_cyrl = "erased", "", None
    person.email = person.password_hash = person.writes_in = None
    person.shield = True
    bump_everything()


def suspend_person(actor: Actor, person_id: int, *, suspended: bool, reason: str = "") -> None:
    """Shut an account, or open it again: an administrator, never the own one. The reason is kept with what happened."""
    require(policy.can_administer(actor) and actor.id != person_id)
    session = require_writing()
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None or person.state == "erased":
        raise NotFound
    state = "suspended" if suspended else "active"
    if person.state == state:
        return
    person.state = state
    if suspended:
        end_sessions(person_id)
        void_all(person_id)
    add(person_id, state, reason)
