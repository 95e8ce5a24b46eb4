"""Roles outside organisations, granted for a time (R5). The log hears of them through `wiring.REQUIRED`."""

from datetime import datetime

from sqlalchemy import select

from forum.accounts import policy
from forum.accounts.events import RoleChanged
from forum.accounts.models import Role
from forum.accounts.queries.people import living_administrators, person_by_id
from forum.core import clock
from forum.core.db import require_writing
from forum.core.errors import NotFound, Unfit
from forum.core.events import publish
from forum.core.languages import CONTENT
from forum.core.languages import gettext as _
from forum.core.policy import Actor, require

ROLES = ("administrator", "moderator", "translator")
SEATS = ("kosovo", "serbia", "regional")


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

    Raises Unfit for a role without what it needs.
    """
    require(actor is None or policy.can_administer(actor))
    person = person_by_id(person_id)
    if person is None or person.state != "active" or role not in ROLES:
        raise NotFound
    if role == "moderator" and as_seat not in SEATS:
        raise Unfit({"as_seat": _("A moderator is appointed for a seat.")})
    if role == "translator" and not (languages and set(languages) <= set(CONTENT)):
        raise Unfit({"languages": _("A translator is appointed for one or more languages.")})
    now = clock.now()
    if ends_at is not None and ends_at <= now:
        raise Unfit({"ends_at": _("The end must lie in the future.")})
    row = Role(
        person_id=person_id, role=role, as_seat=as_seat if role == "moderator" else None,
        languages=" ".join(sorted(languages)) if role == "translator" else "", starts_at=now, ends_at=ends_at,
        granted_by=actor.id if actor else None,
    )  # fmt: skip
    session = require_writing()
    session.add(row)
    session.flush()  # the caller gets the id
    publish(RoleChanged(person_id, role, True))
    return row.id


def end_role(actor: Actor, role_id: int) -> None:
    """End a role now. Raises Unfit for the last administrator."""
    require(policy.can_administer(actor))
    now = clock.now()
    row = require_writing().scalar(select(Role).where(Role.id == role_id).with_for_update())
    if row is None or (row.ends_at is not None and row.ends_at <= now):
        raise NotFound
    if row.role == "administrator" and living_administrators() < 2:
        raise Unfit({"": _("This is the only administrator. Please grant the role to somebody else first.")})
    row.ends_at = now
    publish(RoleChanged(row.person_id, row.role, False))
