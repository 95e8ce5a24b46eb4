"""Do rounds open and close when people were told, clock changes included?"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.consultation.rules.templates import RAPID_REACTION, TEXT, Length, Unit
from forum.consultation.rules.timetable import (
    BELGRADE,
    ShownTime,
    add_days,
    check_ends_at,
    close_after_stop,
    closes_at,
    cut_off_of,
    earliest_opening,
    extension_problems,
    is_cut_off,
    is_full_hour,
    is_overdue,
    local_year,
    next_cut_off,
    next_full_hour,
    opens_at,
    reminders,
    review_at,
    review_latest,
    shown,
    timetable,
)

instants = st.datetimes(datetime(2026, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
HOUR = timedelta(hours=1)


def belgrade(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BELGRADE).astimezone(UTC)


def test_a_cut_off_is_stored_as_midnight_of_the_next_day_and_shown_as_the_last_minute():
    winter, summer = cut_off_of(date(2027, 1, 15)), cut_off_of(date(2027, 7, 15))
    assert (winter, summer) == (datetime(2027, 1, 15, 23, tzinfo=UTC), datetime(2027, 7, 15, 22, tzinfo=UTC))
    assert shown(winter) == ShownTime(date(2027, 1, 15), 23, 59, "CET")
    assert shown(summer) == ShownTime(date(2027, 7, 15), 23, 59, "CEST")


@pytest.mark.parametrize(
    ("opens", "last_day", "zone"),
    [
        ((2027, 3, 20, 10), date(2027, 4, 3), "CEST"),  # over the change of 28 March
        ((2027, 3, 14, 0), date(2027, 3, 27), "CET"),  # closes in the night before it
        ((2027, 3, 15, 0), date(2027, 3, 28), "CEST"),  # closes in the night after it
        ((2027, 10, 20, 23, 59), date(2027, 11, 3), "CET"),  # over the change of 31 October
        ((2027, 10, 17, 0), date(2027, 10, 30), "CEST"),
    ],
)
def test_fourteen_days_end_with_a_day_in_belgrade_whatever_the_clocks_do(opens, last_day, zone):
    closes = closes_at(belgrade(*opens), Length(14))
    assert shown(closes) == ShownTime(last_day, 23, 59, zone)


def test_an_opening_at_midnight_gets_its_days_and_not_one_more():
    opens = cut_off_of(date(2027, 5, 2))
    assert closes_at(opens, Length(14)) == cut_off_of(date(2027, 5, 16))
    assert closes_at(opens + timedelta(microseconds=1), Length(14)) == cut_off_of(date(2027, 5, 17))


@given(instants, st.integers(1, 60))
def test_a_round_of_days_lasts_them_and_less_than_a_day_more(opens, days):
    closes = closes_at(opens, Length(days))
    assert is_cut_off(closes)
    assert closes.utcoffset() == timedelta()
    # an hour's change of the clock may fall in between
    assert timedelta(days=days) - HOUR <= closes - opens < timedelta(days=days + 1) + HOUR
    local_open, local_close = opens.astimezone(BELGRADE), closes.astimezone(BELGRADE)
    on_calendar = local_close.replace(tzinfo=None) - local_open.replace(tzinfo=None)
    assert timedelta(days=days) <= on_calendar < timedelta(days=days + 1)


@given(instants, st.integers(24, 72))
def test_a_round_of_hours_ends_on_the_full_hour_and_counts_hours_as_they_pass(opens, hours):
    closes = closes_at(opens, Length(hours, Unit.HOURS))
    assert is_full_hour(closes)
    assert timedelta(hours=hours) <= closes - opens < timedelta(hours=hours + 1)


@given(instants, instants, st.integers(1, 60))
def test_who_opens_later_never_closes_earlier(one, other, days):
    first, second = sorted((one, other))
    assert closes_at(first, Length(days)) <= closes_at(second, Length(days))


@given(instants)
def test_the_next_cut_off_is_the_nearest_one_not_before(at):
    following = next_cut_off(at)
    assert at <= following < at + timedelta(hours=25)
    assert next_cut_off(following) == following
    assert next_full_hour(next_full_hour(at)) == next_full_hour(at)


@given(instants)
def test_what_people_read_names_the_instant(at):
    read = shown(at)
    local = datetime.combine(read.day, time(read.hour, read.minute), BELGRADE)
    spoken = {local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)}
    assert read.zone in ("CET", "CEST")
    assert any(timedelta() <= at - one <= timedelta(minutes=1) for one in spoken)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        next_cut_off(datetime(2027, 1, 1))  # noqa: DTZ001


def test_no_announcement_days_mean_at_once_even_in_the_hour_the_clock_repeats():
    second_time = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # 02:30 for the second time
    assert earliest_opening(second_time, 0) == second_time
    assert add_days(second_time, 0) == second_time


def test_a_time_the_clock_skips_becomes_the_hour_after():
    assert add_days(belgrade(2027, 3, 27, 2, 30), 1) == belgrade(2027, 3, 28, 3, 30)


def test_a_round_opens_with_the_last_of_plan_signatures_and_languages():
    announced = belgrade(2027, 5, 1, 9)
    earliest = earliest_opening(announced, 7)
    later = [earliest + timedelta(days=day) for day in range(1, 4)]
    assert opens_at(earliest, None, announced, announced) == earliest
    assert opens_at(earliest, later[0], later[2], later[1]) == later[2]
    assert opens_at(earliest, None, None, announced) is None
    assert opens_at(earliest, None, announced, None) is None


def test_an_opening_is_overdue_after_seven_days_and_only_while_it_waits():
    planned = belgrade(2027, 3, 24, 12)
    assert not is_overdue(planned, opened=False, now=belgrade(2027, 3, 31, 11, 59))
    assert is_overdue(planned, opened=False, now=belgrade(2027, 3, 31, 12))
    assert not is_overdue(planned, opened=True, now=belgrade(2028, 1, 1))


def codes(problems):
    return [one.code for one in problems]


def test_extension_goes_forward_in_time_once_and_by_seven_days_at_most():
    closes, now = cut_off_of(date(2027, 3, 25)), belgrade(2027, 3, 20, 10)

    def problems(day, *, now=now, used=False):
        return codes(extension_problems(closes, cut_off_of(day), Unit.DAYS, now=now, used=used))

    assert problems(date(2027, 4, 1)) == []
    assert problems(date(2027, 4, 2)) == ["extend.too_long"]
    assert problems(date(2027, 3, 25)) == ["extend.not_forward"]
    assert problems(date(2027, 3, 24)) == ["extend.not_forward"]
    assert problems(date(2027, 3, 30), used=True) == ["extend.used"]
    assert problems(date(2027, 3, 30), now=closes) == ["extend.closed"]
    assert problems(date(2027, 3, 30), now=closes - timedelta(microseconds=1)) == []


def test_an_extension_keeps_to_cut_offs_or_full_hours():
    closes, now = cut_off_of(date(2027, 6, 1)), belgrade(2027, 5, 30)
    noon, past = belgrade(2027, 6, 3, 12), belgrade(2027, 6, 3, 12, 1)
    assert codes(extension_problems(closes, noon, Unit.DAYS, now=now, used=False)) == ["extend.not_a_cut_off"]
    assert codes(extension_problems(closes, noon, Unit.HOURS, now=now, used=False)) == []
    assert codes(extension_problems(closes, past, Unit.HOURS, now=now, used=False)) == ["extend.not_a_full_hour"]


@given(instants, st.timedeltas(timedelta(), timedelta(days=30)))
def test_a_clock_that_stood_still_costs_nobody_time(opens, stop):
    for length in (Length(14), Length(48, Unit.HOURS)):
        closes = closes_at(opens, length)
        later = close_after_stop(closes, stop, length.unit)
        assert later - closes >= stop
        assert close_after_stop(closes, timedelta(), length.unit) == closes
    with pytest.raises(ValueError, match="no less"):
        close_after_stop(opens, -HOUR, Unit.DAYS)


def test_reminders_come_seven_two_and_one_day_before_the_close_within_the_round():
    closes = cut_off_of(date(2027, 3, 30))
    opens = belgrade(2027, 3, 16, 8)
    days = {7: date(2027, 3, 23), 2: date(2027, 3, 28), 1: date(2027, 3, 29)}
    assert reminders(opens, closes) == [(left, cut_off_of(day)) for left, day in days.items()]
    assert [days for days, _ in reminders(closes - timedelta(hours=48), closes)] == [1]
    assert reminders(closes - timedelta(hours=24), closes) == []


def test_the_check_follows_the_close_and_its_clock_stands_still_too():
    close = cut_off_of(date(2027, 3, 25))
    assert check_ends_at(close, TEXT.check) == cut_off_of(date(2027, 4, 1))
    assert check_ends_at(close, TEXT.check, timedelta(hours=30)) == cut_off_of(date(2027, 4, 3))
    assert check_ends_at(close, RAPID_REACTION.check) == close + timedelta(hours=24)


def test_the_review_is_on_its_civil_day_whenever_in_a_year_something_is_published():
    """Also at night, when Belgrade and UTC have other days, and where the clocks change before the review."""
    for hour in range(366 * 24):
        published = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(hours=hour, minutes=30)
        review = review_at(published, 180).astimezone(BELGRADE)
        assert (review.date() - published.astimezone(BELGRADE).date()).days == 180


def test_review_is_at_most_180_days_after_publication():
    assert review_latest(cut_off_of(date(2027, 1, 1)), 180) == date(2027, 1, 2) + timedelta(days=180)


def test_the_year_of_a_number_is_the_year_in_belgrade():
    assert local_year(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == 2027


def test_the_timetable_of_a_text_tells_every_date_in_advance():
    lines = timetable(belgrade(2027, 3, 10, 11), TEXT)
    found = {(one.code, one.days): shown(one.at) for one in lines}
    assert found["announced", 0] == ShownTime(date(2027, 3, 10), 11, 0, "CET")
    assert found["opens", 0] == ShownTime(date(2027, 3, 17), 11, 0, "CET")
    assert found["closes", 0] == ShownTime(date(2027, 3, 31), 23, 59, "CEST")
    assert found["check_ends", 0] == found["published", 0] == ShownTime(date(2027, 4, 7), 23, 59, "CEST")
    assert {days for code, days in found if code == "reminder"} == {7, 2, 1}
    assert found["review", 0].day == date(2027, 4, 8) + timedelta(days=180)


def test_a_rapid_reaction_opens_at_once_and_closes_on_the_full_hour():
    lines = {one.code: one.at for one in timetable(belgrade(2027, 6, 1, 10, 20), RAPID_REACTION, {1: 24})}
    assert lines["opens"] == lines["announced"]
    assert lines["closes"] == belgrade(2027, 6, 2, 11)
    assert lines["published"] == belgrade(2027, 6, 3, 11)


@given(instants, st.sampled_from([(TEXT, 14), (TEXT, 28), (RAPID_REACTION, 24), (RAPID_REACTION, 72)]))
def test_a_timetable_runs_forward(announced, course):
    template, length = course
    lines = timetable(announced, template, {1: length})
    assert all(earlier.at <= later.at for earlier, later in pairwise(lines))
    assert lines[0].code == "announced"
    assert lines[-1].code == "review"
