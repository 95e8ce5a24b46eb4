"""When things open and close: cut-offs, full hours, extensions, reminders, the timetable in advance (R14–R16, R33).

Days are counted on the calendar of Europe/Belgrade, which Pristina shares, so that a clock change in March or
October moves no cut-off; hours are counted as they pass. Every instant that goes in has a time zone; every instant
that comes out is UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forum.consultation.rules.missing import Missing, missing
from forum.consultation.rules.templates import Length, Template, Unit, planned_rounds

BELGRADE = ZoneInfo("Europe/Belgrade")
OVERDUE_DAYS = 7
REMINDER_DAYS = (7, 2, 1)


def _local(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(BELGRADE)


def cut_off_of(day: date) -> datetime:
    """The cut-off of a day, shown as its 23:59: stored as 00:00 of the next day (R33)."""
    return datetime.combine(day + timedelta(days=1), time(), BELGRADE).astimezone(UTC)


def is_cut_off(at: datetime) -> bool:
    """Whether the instant is midnight in Belgrade."""
    return _local(at).time() == time()


def next_cut_off(at: datetime) -> datetime:
    """The first cut-off that is not before the instant."""
    local = _local(at)
    day = local.date() - timedelta(days=1) if local.time() == time() else local.date()
    return cut_off_of(day)


def is_full_hour(at: datetime) -> bool:
    """Whether the instant is on the full hour."""
    local = _local(at)
    return not (local.minute or local.second or local.microsecond)


def next_full_hour(at: datetime) -> datetime:
    """The first full hour that is not before the instant."""
    moment = _local(at).astimezone(UTC)
    floor = moment.replace(minute=0, second=0, microsecond=0)
    return floor if floor == moment else floor + timedelta(hours=1)


def add_days(at: datetime, days: int) -> datetime:
    """The same time of day so many calendar days later (or earlier) in Belgrade.

    A time that the clock change skips becomes the one an hour later, one that it repeats the first of the two.
    """
    if not days:
        return at.astimezone(UTC)
    return (_local(at) + timedelta(days=days)).astimezone(UTC)


def closes_at(opens_at: datetime, length: Length) -> datetime:
    """When a round closes: after its length, up to the next cut-off, or for hours the next full hour (R14, R15)."""
    if length.unit is Unit.HOURS:
        return next_full_hour(opens_at + timedelta(hours=length.amount))
    return next_cut_off(add_days(opens_at, length.amount))


def check_ends_at(round_closed_at: datetime, check: Length, stopped: timedelta = timedelta()) -> datetime:
    """When the check ends and the worker publishes (R14); `stopped` is how long its clock stood still."""
    return closes_at(round_closed_at + stopped, check)


def earliest_opening(announced_at: datetime, announcement_days: int, stopped: timedelta = timedelta()) -> datetime:
    """Before this instant no round opens: the days of announcement (R15), longer by what the clock stood still."""
    return add_days(announced_at + stopped, announcement_days)


def opens_at(
    earliest: datetime, planned_at: datetime | None, signed_at: datetime | None, languages_at: datetime | None
) -> datetime | None:
    """When a round opens: the latest of plan, signatures and languages; None while one of the last two lacks (R14)."""
    if signed_at is None or languages_at is None:
        return None
    return max(one for one in (earliest, planned_at, signed_at, languages_at) if one is not None)


def overdue_from(planned_at: datetime) -> datetime:
    """From this instant an opening that has not happened is shown publicly as overdue (R14)."""
    return add_days(planned_at, OVERDUE_DAYS)


def is_overdue(planned_at: datetime, opened: bool, now: datetime) -> bool:
    """Whether a round that should have opened is late by seven days."""
    return not opened and now >= overdue_from(planned_at)


def extension_problems(
    closes: datetime, new_closes: datetime, unit: Unit, *, now: datetime, used: bool, longest_days: int = 7
) -> list[Missing]:
    """Why a round may not be extended so: forward, before the close, once, by at most seven days (R16)."""
    latest = add_days(closes, longest_days)
    on_grid = is_full_hour(new_closes) if unit is Unit.HOURS else is_cut_off(new_closes)
    tests = (
        (now < closes, missing("extend.closed")),
        (not used, missing("extend.used")),
        (new_closes > closes, missing("extend.not_forward")),
        (new_closes <= latest, missing("extend.too_long", latest=latest.isoformat())),
        (on_grid, missing("extend.not_a_full_hour" if unit is Unit.HOURS else "extend.not_a_cut_off")),
    )
    return [problem for holds, problem in tests if not holds]


def close_after_stop(closes: datetime, stopped: timedelta, unit: Unit) -> datetime:
    """The close once a clock stood still for so long: later by that much, up to the next cut-off or full hour.

    A suspension of 72 h knows its end, so its operation writes this at once; one without an end empties the close
    and writes it when the consultation resumes (R14).
    """
    if stopped < timedelta():
        raise ValueError("a clock stands still for no less than nothing")
    later = closes + stopped
    return next_full_hour(later) if unit is Unit.HOURS else next_cut_off(later)


def reminders(opens: datetime, closes: datetime) -> list[tuple[int, datetime]]:
    """Days before the close and the instant, for reminders that fall into the open round, earliest first."""
    moments = [(days, add_days(closes, -days)) for days in REMINDER_DAYS]
    return [(days, at) for days, at in moments if opens < at < closes]


def review_latest(published_at: datetime, review_days: int) -> date:
    """The review date: at most 180 days after publication, as the ruleset says (R14)."""
    return _local(published_at).date() + timedelta(days=review_days)


def review_at(published_at: datetime, review_days: int) -> datetime:
    """Noon of the review date: an instant whose civil day is that date, also where the clocks change in between."""
    return datetime.combine(review_latest(published_at, review_days), time(12), BELGRADE).astimezone(UTC)


def local_year(at: datetime) -> int:
    """The year in Belgrade, for the number of a consultation."""
    return _local(at).year


@dataclass(frozen=True, slots=True)
class ShownTime:
    """An instant as people read it: a cut-off is 23:59 of its day, with the zone in force there and then (R33)."""

    day: date
    hour: int
    minute: int
    zone: str


def shown(at: datetime) -> ShownTime:
    """The instant in Belgrade time; midnight is shown as 23:59 of the day that ends with it."""
    local = _local(at)
    if local.time() == time():
        local = _local(at.astimezone(UTC) - timedelta(minutes=1))
    return ShownTime(local.date(), local.hour, local.minute, local.tzname() or "")


@dataclass(frozen=True, slots=True)
class Milestone:
    """One line of a timetable: a code for its label, when, and of which round (0: of the whole)."""

    code: str
    at: datetime
    round_no: int = 0
    days: int = 0


def timetable(
    announce_at: datetime, template: Template, lengths: Mapping[int, int] | None = None, review_days: int = 180
) -> list[Milestone]:
    """All dates in advance, if it is announced then and every round opens as soon as it may (R15).

    Codes: `announced`, `opens`, `reminder` (with `days`), `closes`, `summarised_by`, `check_ends`, `published`,
    `review`; in the order of time.
    """
    lines = [Milestone("announced", announce_at.astimezone(UTC))]
    opening = earliest_opening(announce_at, template.announcement_days)
    rounds = planned_rounds(template, lengths or {})
    for number, plan, length in rounds:
        close = closes_at(opening, length)
        lines.append(Milestone("opens", opening, number))
        lines += [Milestone("reminder", at, number, days) for days, at in reminders(opening, close)]
        lines.append(Milestone("closes", close, number))
        opening = check_ends_at(close, plan.after)
        if number < len(rounds):
            lines.append(Milestone("summarised_by", opening, number))
    ends = "check_ends" if template.thresholds else "summarised_by"
    lines += [Milestone(ends, opening), Milestone("published", opening)]
    lines.append(Milestone("review", cut_off_of(review_latest(opening, review_days))))
    return lines
