"""What people change about themselves, and closing an account."""

from sqlalchemy import delete, update

from forum.accounts.events import PersonErased, PersonRenamed, ShieldChanged
from forum.accounts.models import Person, RecoveryCode, Role, SecurityEvent, SignInSession, Totp
from forum.accounts.operations.links import void_all
from forum.accounts.operations.security_events import add
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
from forum.core.policy import Actor


def change_profile(actor: Actor, *, name: str, name_cyrl: str, language: str, writes_in: str) -> None:
    """Name, own Cyrillic form of it, languages. Raises Unfit."""
    session, clean = require_writing(), names.clean_name(name)
    cyrl = names.clean_name(name_cyrl) if name_cyrl.strip() else None
    if names.name_problems(clean):
        raise Unfit({"name": _("Please write your name with letters of one script, without odd signs.")})
    if cyrl and names.name_problems(cyrl):
        raise Unfit({"name_cyrl": _("Please write your name with letters of one script, without odd signs.")})
    if language not in READINGS:
        raise NotFound
    person = session.get_one(Person, actor.id)
    renamed = (person.name, person.name_cyrl) != (clean, cyrl)
    person.name, person.name_cyrl, person.language, person.writes_in = clean, cyrl, language, writes_in or None
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
    add(person_id, "password_changed")


def change_address(person_id: int, email: str) -> None:
    """The new address, after both were confirmed. Raises Unfit when somebody else has it by now."""
    session = require_writing()
    if person_by_email(email) is not None:
        raise Unfit({"": _("This address cannot be used.")})
    session.execute(update(Person).where(Person.id == person_id).values(email=email))
    add(person_id, "address_changed")


def erase_person(actor: Actor, *, keep_posts: bool) -> None:
    """Close one's account for ever: name, address, factors and sessions go; posts go or stay nameless (R29).

    Raises Unfit for the last administrator.
    """
    if actor.is_administrator and living_administrators() < 2:
        raise Unfit({"": _("You are the only administrator. Please grant the role to somebody else first.")})
    erase(actor.id, keep_posts=keep_posts)


def erase(person_id: int, *, keep_posts: bool) -> None:
    """The same for an administrator's or the host's request."""
    session = require_writing()
    publish(PersonErased(person_id, keep_posts))
    end_sessions(person_id)
    void_all(person_id)
    for model in (Totp, RecoveryCode, SecurityEvent, Draft):
        session.execute(delete(model).where(model.person_id == person_id))
    session.execute(update(SignInSession).where(SignInSession.person_id == person_id).values(browser=""))
    now = clock.now()
    session.execute(update(Role).where(Role.person_id == person_id, Role.ends_at.is_(None)).values(ends_at=now))
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(state="erased", name="", name_cyrl=None, email=None, password_hash=None, shield=True)
    )
    bump_everything()


def suspend_person(actor: Actor, person_id: int, *, suspended: bool) -> None:
    """Shut an account, or open it again: an administrator, never the own one."""
    from forum.accounts import policy
    from forum.core.policy import require

    require(policy.can_administer(actor) and actor.id != person_id)
    person = person_by_id(person_id)
    if person is None or person.state == "erased":
        raise NotFound
    state = "suspended" if suspended else "active"
    require_writing().execute(update(Person).where(Person.id == person_id).values(state=state))
    if suspended:
        end_sessions(person_id)
        void_all(person_id)
    add(person_id, state)
