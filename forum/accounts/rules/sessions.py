"""How long a session lives, and when the second factor is asked for again (R42). All intervals half-open."""

from datetime import datetime, timedelta

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=90)
STEP_UP = timedelta(minutes=30)
RENEWAL = timedelta(hours=1)


def session_alive(created_at: datetime, seen_at: datetime, now: datetime, ended_at: datetime | None = None) -> bool:
    """Whether the session still stands: `seen_at` is the time in the signed cookie, the rest its row."""
    return ended_at is None and now < seen_at + IDLE and now < created_at + ABSOLUTE


def cookie_due(seen_at: datetime, now: datetime) -> bool:
    """Whether the idle time in the cookie is to be renewed; at most hourly, so most answers set no cookie."""
    return now >= seen_at + RENEWAL


def step_up_needed(factor_at: datetime | None, now: datetime) -> bool:
    """Whether a privileged act asks for the second factor (again)."""
    return factor_at is None or now >= factor_at + STEP_UP


def session_ends_at(created_at: datetime, seen_at: datetime) -> datetime:
    """When the session ends if nothing more happens; for the list of one's own sessions."""
    return min(created_at + ABSOLUTE, seen_at + IDLE)
