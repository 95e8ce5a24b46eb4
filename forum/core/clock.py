"""The time of this process (R33): reads use it; operations bound to a deadline ask `core.db.database_now`."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

TABLE_ZONE = ZoneInfo("Europe/Belgrade")
"""Civil time of both sides. Shown as CET or CEST; the name of the zone never is."""

_offset = timedelta()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _offset


def offset() -> timedelta:
    """What tests and seeds have added to the clock."""
    return _offset


def set_offset(value: timedelta) -> None:
    """Shift the clock of this process; for tests and seeds only."""
    global _offset
    _offset = value


def civil(moment: datetime) -> datetime:
    """The moment in the civil time of the table."""
    return moment.astimezone(TABLE_ZONE)
