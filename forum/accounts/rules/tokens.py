"""Mailed links: each for one purpose, once, for a while."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Purpose(StrEnum):
    """What a mailed link is good for, and nothing else."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 (a purpose, no secret)
    ADDRESS_CHANGE_OLD = "address_change_old"
    ADDRESS_CHANGE_NEW = "address_change_new"
    ONE_TIME_SIGN_IN = "one_time_sign_in"
    STANCE_CONFIRMATION = "stance_confirmation"


LIFETIMES = {
    Purpose.INVITATION: timedelta(days=14),
    Purpose.PASSWORD_RESET: timedelta(hours=1),
    Purpose.ADDRESS_CHANGE_OLD: timedelta(hours=24),
    Purpose.ADDRESS_CHANGE_NEW: timedelta(hours=24),
    Purpose.ONE_TIME_SIGN_IN: timedelta(hours=24),
    Purpose.STANCE_CONFIRMATION: timedelta(hours=24),
}


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What is stored about a mailed link."""

    purpose: str
    issued_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


def new_token() -> str:
    """256 random bits for a URL; only its `token_hash` is kept."""
    return secrets.token_urlsafe(32)


def token_hash(token: str, purpose: Purpose) -> str:
    """What is stored; with the purpose inside, a link made for one thing is unknown to every other."""
    return hashlib.sha256(f"{purpose.value}\0{token}".encode("utf-8", "replace")).hexdigest()


def expires_at(purpose: Purpose, issued_at: datetime) -> datetime:
    """From this moment on the link is dead."""
    return issued_at + LIFETIMES[purpose]


def usable(token: TokenFacts, purpose: Purpose, now: datetime) -> bool:
    """Whether the link still opens: right purpose, unused, not revoked, in time (half-open)."""
    return (
        token.purpose == purpose.value
        and token.used_at is None
        and token.revoked_at is None
        and token.issued_at <= now < expires_at(purpose, token.issued_at)
    )
