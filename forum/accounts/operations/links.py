"""Mailed links: one purpose, one use, for a while; only their hash is kept until the mail is written."""

from typing import Any

from sqlalchemy import select, update

from forum.accounts.models import MailToken
from forum.accounts.rules import tokens as rules
from forum.accounts.rules.tokens import Purpose
from forum.core import clock
from forum.core.db import db, require_writing


def issue(person_id: int, purpose: Purpose, **params: Any) -> str:
    """A new link for a purpose; older ones for the same purpose are void. Returns the secret, once."""
    session, now, secret = require_writing(), clock.now(), rules.new_token()
    session.execute(
        update(MailToken)
        .where(MailToken.person_id == person_id, MailToken.purpose == purpose.value, MailToken.used_at.is_(None))
        .values(used_at=now)
    )
    session.add(
        MailToken(
            secret_hash=rules.token_hash(secret, purpose), purpose=purpose.value, person_id=person_id, params=params,
            created_at=now, expires_at=rules.expires_at(purpose, now),
        )
    )  # fmt: skip
    return secret


def find(secret: str, purpose: Purpose) -> MailToken | None:
    """The living link of a secret, or None (unknown, used, too old, for something else)."""
    token = db.session.scalar(select(MailToken).where(MailToken.secret_hash == rules.token_hash(secret, purpose)))
    if token is None or token.purpose != purpose.value or token.used_at is not None:
        return None
    return token if token.created_at <= clock.now() < token.expires_at else None


def consume(secret: str, purpose: Purpose) -> MailToken | None:
    """Use a link up; None when it cannot be used (any more). Two at once: one gets it."""
    token = find(secret, purpose)
    if token is None:
        return None
    done = require_writing().execute(
        update(MailToken).where(MailToken.id == token.id, MailToken.used_at.is_(None)).values(used_at=clock.now())
    )
    return token if done.rowcount else None  # type: ignore[attr-defined]


def void_all(person_id: int) -> None:
    """No link mailed to this person opens anything any more."""
    require_writing().execute(
        update(MailToken)
        .where(MailToken.person_id == person_id, MailToken.used_at.is_(None))
        .values(used_at=clock.now())
    )
