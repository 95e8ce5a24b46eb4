"""Invitations: mailed, single use, expiring, bound to a purpose, in a language the inviter chooses."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from forum.accounts import policy
from forum.accounts.events import InvitationAccepted
from forum.accounts.models import Invitation, Person
from forum.accounts.queries import person_by_email, person_by_id, stands
from forum.accounts.rules import invitations as rules
from forum.accounts.rules import names
from forum.accounts.rules.tokens import Purpose, expires_at
from forum.core import clock
from forum.core.db import db, require_writing, upsert
from forum.core.errors import Conflict, NotFound, Unfit
from forum.core.events import publish
from forum.core.keys import hashed, new_key, new_secret
from forum.core.languages import READINGS
from forum.core.languages import gettext as _
from forum.core.policy import Actor, require
from forum.outbox import operations as outbox


def invite(
    actor: Actor | None, *, email: str, name: str, language: str, purpose: str, params: Mapping[str, Any], subject: str
) -> str:
    """Invite somebody by mail; returns the key of the invitation. `actor` None: the host, or a seed.

    `params` belong to whoever acts on `InvitationAccepted` with this purpose; `subject` groups invitations
    (`organisation/12`). Raises Unfit for an address that cannot be one.
    """
    require(actor is None or policy.can_invite(actor, purpose, params.get("organisation_id")))
    address = names.normal_address(email)
    if address is None:
        raise Unfit({"email": _("This does not look like an e-mail address.")})
    if not rules.known(purpose) or language not in READINGS:
        raise NotFound
    session, now, secret = require_writing(), clock.now(), new_secret()
    invitation = Invitation(
        key=new_key(), secret_hash=hashed(secret), email=address, name=name[:120], language=language, purpose=purpose,
        params=dict(params), subject=subject, invited_by=actor.id if actor else None, created_at=now,
        expires_at=expires_at(Purpose.INVITATION, now),
    )  # fmt: skip
    session.add(invitation)
    session.flush()  # the mail names its key
    _mail(invitation, secret)
    return invitation.key


def _mail(invitation: Invitation, secret: str) -> None:
    outbox.post(
        kind="invitation", address=invitation.email, reading=invitation.language,
        params={"key": invitation.key, "secret": secret}, event_key=f"invitation/{invitation.key}/{secret[:8]}",
    )  # fmt: skip


def resend_invitation(actor: Actor, key: str) -> None:
    """Send a new link; the old one is void."""
    invitation = _waiting(actor, key)
    secret, now = new_secret(), clock.now()
    invitation.secret_hash = hashed(secret)
    invitation.created_at, invitation.expires_at = now, expires_at(Purpose.INVITATION, now)
    outbox.withdraw(f"invitation/{key}/")
    _mail(invitation, secret)


def revoke_invitation(actor: Actor, key: str) -> None:
    """Take an invitation back: its link opens nothing any more."""
    _waiting(actor, key).revoked_at = clock.now()
    outbox.withdraw(f"invitation/{key}/")


def revoke_about(subject: str) -> None:
    """Take back every invitation of a subject that waits: what it offers is there no more."""
    session = require_writing()
    waiting = select(Invitation).where(
        Invitation.subject == subject, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None)
    )
    for invitation in session.scalars(waiting):
        invitation.revoked_at = clock.now()
        outbox.withdraw(f"invitation/{invitation.key}/")


def _waiting(actor: Actor, key: str) -> Invitation:
    invitation = require_writing().scalar(select(Invitation).where(Invitation.key == key).with_for_update())
    if invitation is None or invitation.accepted_at or invitation.revoked_at:
        raise NotFound
    require(policy.can_invite(actor, invitation.purpose, invitation.params.get("organisation_id")))
    return invitation


def in_time(invitation: Invitation, now: datetime) -> bool:
    """Whether the time of an invitation is not over yet."""
    return now < invitation.expires_at


def usable(invitation: Invitation | None, now: datetime) -> bool:
    """Whether an invitation still opens: unused, not taken back, in time, and whoever invited stands by it.

    An account that was shut invites nobody any more; to a role outside organisations only administrators invite.
    """
    return (
        invitation is not None
        and invitation.accepted_at is None
        and invitation.revoked_at is None
        and now < invitation.expires_at
        and (invitation.invited_by is None or stands(invitation.invited_by, invitation.purpose == "role", now))
    )


def accept_invitation(secret: str, *, name: str, password_hash: str | None, language: str, actor: Actor | None) -> int:
    """Accept with a new account, or with the account one is signed in to; returns the person's id.

    Raises Conflict when the link was used, taken back or is too old, or belongs to another account.
    """
    session, now = require_writing(), clock.now()
    invitation = session.scalar(select(Invitation).where(Invitation.secret_hash == hashed(secret)).with_for_update())
    if invitation is None or not usable(invitation, now):
        raise Conflict(_("This invitation was used, taken back or is too old. Please ask for a new one."))
    known = person_by_email(invitation.email)
    if known is not None and (actor is None or actor.id != known.id):
        raise Conflict(_("There is an account with this address. Please sign in first, then open the link again."))
    if actor is not None and known is None:
        raise Conflict(_("This invitation was sent to another address than that of your account."))
    person_id = known.id if known else create_person(invitation.email, name, language, password_hash or "")
    session.execute(
        update(Invitation).where(Invitation.id == invitation.id).values(accepted_at=now, accepted_by=person_id)
    )
    publish(
        InvitationAccepted(invitation.id, invitation.purpose, dict(invitation.params), person_id, invitation.invited_by)
    )
    return person_id


def create_person(email: str | None, name: str, language: str, password_hash: str) -> int:
    """A new account; raises Unfit for a name that could deceive readers."""
    session, clean = require_writing(), names.clean_name(name)
    if names.name_problems(clean):
        raise Unfit({"name": _("Please write your name with letters of one script, without odd signs.")})
    row = {
        "key": new_key(), "name": clean, "email": email, "language": language, "shield": False, "state": "active",
        "password_hash": password_hash or None, "created_at": clock.now(),
    }  # fmt: skip
    made = session.scalar(upsert(Person).values(**row).on_conflict_do_nothing().returning(Person.id))
    if made is None:  # somebody else came first with this address
        raise Conflict(_("There is an account with this address. Please sign in first, then open the link again."))
    return int(made)


def invitation_context(params: Mapping[str, Any], _recipient_id: int | None) -> dict[str, Any] | None:
    """What the mail of an invitation says; None when it was taken back meanwhile."""
    invitation = db.session.scalar(select(Invitation).where(Invitation.key == params["key"]))
    if invitation is None or not usable(invitation, clock.now()):
        return None
    inviter = person_by_id(invitation.invited_by) if invitation.invited_by else None
    offer = rules.offer(invitation.purpose, invitation.params)
    inviting = inviter.name if inviter else ""
    return {"invitation": invitation, "secret": params["secret"], "inviter": inviting, "offer": offer}
