"""How often something may be tried. Counts are rows, written aside before the costly check (R31)."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address


class Scope(StrEnum):
    """What is counted."""

    SIGN_IN_ACCOUNT = "sign_in_account"
    SIGN_IN_ADDRESS = "sign_in_address"
    RESET_ACCOUNT = "reset_account"
    FACTOR_MINUTES = "factor_minutes"
    FACTOR_HOUR = "factor_hour"
    REPORT_ADDRESS = "report_address"


@dataclass(frozen=True, slots=True)
class Throttle:
    """At most `limit` attempts in each window of `seconds`."""

    scope: Scope
    limit: int
    seconds: int


THROTTLES = {
    throttle.scope: throttle
    for throttle in (
        Throttle(Scope.SIGN_IN_ACCOUNT, 5, 15 * 60),
        Throttle(Scope.SIGN_IN_ADDRESS, 30, 15 * 60),
        Throttle(Scope.RESET_ACCOUNT, 5, 24 * 3600),
        Throttle(Scope.FACTOR_MINUTES, 5, 5 * 60),
        Throttle(Scope.FACTOR_HOUR, 20, 3600),
        Throttle(Scope.REPORT_ADDRESS, 10, 3600),
    )
}
SIGN_IN = (Scope.SIGN_IN_ACCOUNT, Scope.SIGN_IN_ADDRESS)
RESET = (Scope.RESET_ACCOUNT, Scope.SIGN_IN_ADDRESS)
SECOND_FACTOR = (Scope.FACTOR_MINUTES, Scope.FACTOR_HOUR)


def window_of(throttle: Throttle, now: datetime) -> int:
    """The number of the window that holds `now`; with scope and subject it is the key of the row."""
    return int(now.timestamp()) // throttle.seconds


def sliding_count(throttle: Throttle, previous: int, current: int, now: datetime) -> int:
    """Attempts in the last window's length, rounded up: the row of the window before fades out evenly.

    Counted by whole windows alone, ten guesses would fit around each full quarter of an hour.
    """
    left = throttle.seconds - int(now.timestamp()) % throttle.seconds
    return current + -(-previous * left // throttle.seconds)


def allowed(count: int, limit: int) -> bool:
    """Whether an attempt may go on; `count` includes it, for it was counted first (R31)."""
    return count <= limit


def retry_after(throttle: Throttle, now: datetime) -> timedelta:
    """How long the present window still lasts."""
    return timedelta(seconds=throttle.seconds - int(now.timestamp()) % throttle.seconds)


def subject_hash(key: bytes, scope: Scope, subject: str) -> str:
    """The subject of a row, unreadable without the application's key: no list of addresses tried is kept."""
    return hmac.new(key, f"{scope.value}\0{subject}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def address_prefix(address: str) -> str:
    """What counts as one place of origin: an IPv4 address, the /64 of an IPv6 one.

    A wider IPv4 prefix would let one guesser lock out everybody behind a provider's shared addresses.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed)


def oldest_window(throttle: Throttle, now: datetime) -> int:
    """Rows of windows before this one can be pruned."""
    return window_of(throttle, now.astimezone(UTC)) - 1
