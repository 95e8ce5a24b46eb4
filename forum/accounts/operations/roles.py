"""Roles outside organisations, granted for a time (R5). The log hears of them through `wiring.REQUIRED`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from forum.accounts import policy
from forum.accounts.events import InvitationAccepted, RoleChanged
from forum.accounts.models import Person, Role
from forum.accounts.operations.invitations import invite
from forum.accounts.queries.people import living_administrators
from forum.accounts.rules import roles as rules
from forum.accounts.rules.invitations import Offer
from forum.accounts.rules.roles import RoleProblem
from forum.core import clock
from forum.core.db import require_writing
from forum.core.errors import NotFound, Unfit
from forum.core.events import publish
from forum.core.languages import gettext as _
from forum.core.policy import Actor, require


def grant_role(
    actor: Actor | None,
    person_id: int,
    role: str,
    *,
    as_seat: str | None = None,
    languages: tuple[str, ...] = (),
    ends_at: datetime | None = None,
) -> int:
    """Grant a role from now on; a moderator for a seat, a translator for languages. `actor` None: the host.

    Raises Unfit for a role without what it needs, or one that is held already.
    """
    require(actor is None or policy.can_administer(actor))
    return _grant(person_id, role, as_seat, languages, ends_at, actor.id if actor else None)


def _grant(
    person_id: int, role: str, as_seat: str | None, languages: tuple[str, ...], ends_at: datetime | None, by: int | None
) -> int:
    _refuse(role, as_seat, languages)
    session, now = require_writing(), clock.now()
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None or person.state != "active":
        raise NotFound
    if ends_at is not None and ends_at <= now:
        raise Unfit({"ends_on": _("The end must lie in the future.")})
    row = Role(
        person_id=person_id, role=role, as_seat=as_seat if role == "moderator" else None,
        languages=" ".join(sorted(languages)) if role == "translator" else "", starts_at=now, ends_at=ends_at,
        granted_by=by,
    )  # fmt: skip
    if _held(row, now):
        raise Unfit({"role": _("This person holds this role already.")})
    session.add(row)
    session.flush()  # the caller gets the id
    publish(RoleChanged(person_id, role, True, by is None))
    return row.id


def _refuse(role: str, as_seat: str | None, languages: tuple[str, ...]) -> None:
    match rules.role_problem(role, as_seat, languages):
        case RoleProblem.UNKNOWN:
            raise NotFound
        case RoleProblem.NO_SEAT:
            raise Unfit({"as_seat": _("A moderator is appointed for a seat.")})
        case RoleProblem.NO_LANGUAGE:
            raise Unfit({"languages": _("A translator is appointed for one or more languages.")})


def _held(new: Role, now: datetime) -> bool:
    same = select(Role.id).where(
        Role.person_id == new.person_id, Role.role == new.role, Role.languages == new.languages,
        Role.as_seat.is_(None) if new.as_seat is None else Role.as_seat == new.as_seat,
        or_(Role.ends_at.is_(None), Role.ends_at > now),
    )  # fmt: skip
    return require_writing().scalar(same.limit(1)) is not None


def end_role(actor: Actor, role_id: int) -> None:
    """End a role now. Raises Unfit for the last administrator."""
    require(policy.can_administer(actor))
    now = clock.now()
    session = require_writing()
    living = select(Role.id).where(Role.role == "administrator").order_by(Role.id).with_for_update()
    session.execute(living)  # two administrators who end one another's role at once: one comes second
    row = session.scalar(select(Role).where(Role.id == role_id).with_for_update())
    if row is None or (row.ends_at is not None and row.ends_at <= now):
        raise NotFound
    if row.role == "administrator" and living_administrators(but=row.person_id) < 1:
        raise Unfit({"": _("This is the only administrator. Please grant the role to somebody else first.")})
    row.ends_at = now
    publish(RoleChanged(row.person_id, row.role, False))


def invite_to_role(
    actor: Actor | None, *, email: str, name: str, language: str, role: str,
    as_seat: str | None = None, languages: tuple[str, ...] = (),
) -> str:  # fmt: skip
    """Invite somebody by mail to a role outside organisations; returns the key of the invitation. Raises Unfit."""
    _refuse(role, as_seat, languages)
    params = {"role": role, "as_seat": as_seat if role == "moderator" else None, "languages": sorted(languages)}
    return invite(actor, email=email, name=name, language=language, purpose="role", params=params, subject="role")


def grant_from_invitation(fact: InvitationAccepted) -> None:
    """REQUIRED: an invitation to a role was accepted: the role begins now."""
    if fact.purpose == "role":
        languages = tuple(fact.params.get("languages") or ())
        _grant(fact.person_id, str(fact.params["role"]), fact.params.get("as_seat"), languages, None, fact.invited_by)


def describe_offer(params: Mapping[str, Any]) -> Offer:
    """What an invitation to a role offers, for its page and its letter."""
    words = rules.in_words(str(params["role"]), params.get("as_seat"), params.get("languages") or ())
    return Offer(what=words)
