"""Days and moments of a publication, written for a reader.

A deadline is stored as 00:00 of the next day in Belgrade time and shown as 23:59 of its own day (R33); the
zone is written CET or CEST, because its place name would name a side.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from forum.core.languages import _, date_in_words, reading

TABLE_ZONE = ZoneInfo("Europe/Belgrade")


def day(iso: str) -> str:
    """A date, or the day of an instant, in words: `22 February 2027`."""
    return date_in_words(_local(iso).date() if "T" in iso else date.fromisoformat(iso), reading().code)


def moment(iso: str, *, deadline: bool = False) -> str:
    """An instant with its zone: `19 February 2027, 10:00 CET`; a deadline at midnight ends the day before."""
    at = _local(iso)
    if deadline and (at.hour, at.minute) == (0, 0):
        at = _local((at - timedelta(seconds=1)).isoformat())
    return _("%(day)s, %(time)s", day=day(at.isoformat()), time=f"{at:%H:%M %Z}")


def _local(iso: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone(TABLE_ZONE)
