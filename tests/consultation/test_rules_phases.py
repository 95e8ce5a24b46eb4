"""Where does a consultation stand at any instant, and can it ever go back?"""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.consultation.rules.phases import (
    ConsultationState,
    Course,
    RoundDates,
    RoundPhase,
    Suspension,
    is_suspended,
    open_round,
    round_phase,
    state,
    state_beneath,
    stopped,
    suspension_end,
)
from forum.consultation.rules.roll import Seat

DAY = timedelta(days=1)
START = datetime(2027, 5, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)

ORDER = [
    ConsultationState.DRAFT,
    ConsultationState.ANNOUNCED,
    ConsultationState.RUNNING,
    ConsultationState.CHECK,
    ConsultationState.PUBLISHED,
    ConsultationState.WITHDRAWN,
]
PHASES = list(RoundPhase)


def day(number: int) -> datetime:
    return START + number * DAY


def course(**changes) -> Course:
    dates = RoundDates(1, day(7), day(21), counted=changes.pop("counted", False))
    return Course(**{"announced_at": day(0), "rounds": (dates,), **changes})


def test_a_round_is_open_from_its_opening_until_just_before_its_close():
    dates = RoundDates(1, day(7), day(21))
    phases = [round_phase(dates, at) for at in (day(7) - TICK, day(7), day(21) - TICK, day(21))]
    assert phases == [RoundPhase.WAITING, RoundPhase.OPEN, RoundPhase.OPEN, RoundPhase.CLOSED]


def test_a_snapshot_and_not_the_clock_makes_a_round_counted():
    assert round_phase(RoundDates(1, day(7), day(21)), day(400)) is RoundPhase.CLOSED
    assert round_phase(RoundDates(1, day(7), day(21), counted=True), day(21)) is RoundPhase.COUNTED


def test_a_round_without_a_settled_opening_waits_for_ever():
    assert round_phase(RoundDates(1), day(4000)) is RoundPhase.WAITING


def test_a_round_whose_clock_stands_still_without_end_does_not_close():
    assert round_phase(RoundDates(1, day(7), None), day(400)) is RoundPhase.OPEN


def test_a_consultation_goes_its_way():
    plain = course()
    assert state(Course(), day(99)) is ConsultationState.DRAFT
    assert state(plain, day(0) - TICK) is ConsultationState.DRAFT
    assert state(plain, day(0)) is ConsultationState.ANNOUNCED
    assert state(plain, day(7)) is ConsultationState.RUNNING
    assert state(plain, day(22)) is ConsultationState.RUNNING
    assert state(course(counted=True), day(22)) is ConsultationState.CHECK
    assert state(course(counted=True), day(300)) is ConsultationState.CHECK
    assert state(course(counted=True, published_at=day(28)), day(28)) is ConsultationState.PUBLISHED


def test_between_two_rounds_it_is_running():
    rounds = (RoundDates(1, day(7), day(21), counted=True), RoundDates(2))
    assert state(Course(day(0), rounds), day(25)) is ConsultationState.RUNNING
    assert open_round(Course(day(0), rounds), day(25)) is None


def test_withdrawn_is_withdrawn_whatever_else_there_is():
    gone = course(withdrawn_at=day(10), suspensions=(Suspension(day(9)),))
    assert state(gone, day(10)) is ConsultationState.WITHDRAWN
    assert state(gone, day(10) - TICK) is ConsultationState.SUSPENDED


def test_a_suspension_covers_the_state_it_returns_to():
    held = course(suspensions=(Suspension(day(8), day(11)),))
    assert [state(held, at) for at in (day(8) - TICK, day(8), day(11) - TICK, day(11))] == [
        ConsultationState.RUNNING,
        ConsultationState.SUSPENDED,
        ConsultationState.SUSPENDED,
        ConsultationState.RUNNING,
    ]
    assert state_beneath(held, day(9)) is ConsultationState.RUNNING


def test_nobody_answers_while_a_consultation_is_suspended():
    held = course(suspensions=(Suspension(day(8), day(11)),))
    assert open_round(held, day(9)) is None
    assert open_round(held, day(12)) == held.rounds[0]


def test_one_facilitator_stops_the_clocks_for_72_hours_both_until_resumed():
    one, both = [Seat.SERBIA], [Seat.KOSOVO, Seat.SERBIA]
    assert suspension_end(START, one, None) == START + timedelta(hours=72)
    assert suspension_end(START, one, day(1)) == day(1)
    assert suspension_end(START, one, day(9)) == START + timedelta(hours=72)
    assert suspension_end(START, both, None) is None
    assert suspension_end(START, both, day(9)) == day(9)


def test_the_time_clocks_stood_still_counts_once():
    held = [Suspension(day(2), day(5)), Suspension(day(4), day(6)), Suspension(day(8))]
    assert stopped(held, day(0), day(10)) == 6 * DAY
    assert stopped(held, day(3), day(4)) == DAY
    assert stopped(held, day(6), day(8)) == timedelta()


days = st.integers(0, 60).map(day)


@st.composite
def courses(draw):
    announced, opens, closes, counted_from, published = sorted(draw(st.lists(days, min_size=5, max_size=5)))
    suspensions = [
        Suspension(min(pair), max(pair) if draw(st.booleans()) else None)
        for pair in draw(st.lists(st.tuples(days, days), max_size=3))
    ]
    ends = draw(st.sampled_from(["published", "withdrawn", "neither"]))
    whole = Course(
        draw(st.sampled_from([announced, None])),
        (RoundDates(1, opens, draw(st.sampled_from([closes, None]))),),
        suspensions,
        withdrawn_at=published if ends == "withdrawn" else None,
        published_at=published if ends == "published" else None,
    )
    return whole, counted_from


def at_instant(whole: Course, counted_from: datetime, now: datetime) -> Course:
    """The same course as it is stored at `now`: the snapshot is a row that appears."""
    rounds = tuple(RoundDates(one.no, one.opens_at, one.closes_at, counted=counted_from <= now) for one in whole.rounds)
    return Course(whole.announced_at, rounds, whole.suspensions, whole.withdrawn_at, whole.published_at)


@given(courses(), days, days)
def test_neither_a_round_nor_a_consultation_ever_goes_back(made, one, other):
    whole, counted_from = made
    earlier, later = sorted((one, other))
    before, after = at_instant(whole, counted_from, earlier), at_instant(whole, counted_from, later)
    assert ORDER.index(state_beneath(before, earlier)) <= ORDER.index(state_beneath(after, later))
    phases = [round_phase(stage.rounds[0], now) for stage, now in ((before, earlier), (after, later))]
    assert PHASES.index(phases[0]) <= PHASES.index(phases[1])


@given(courses(), days)
def test_a_suspension_hides_the_state_beneath_and_nothing_else(made, now):
    whole = at_instant(*made, now)
    seen, beneath = state(whole, now), state_beneath(whole, now)
    over = beneath in (ConsultationState.PUBLISHED, ConsultationState.WITHDRAWN)
    assert (seen is ConsultationState.SUSPENDED) == (is_suspended(whole.suspensions, now) and not over)
    assert seen in (beneath, ConsultationState.SUSPENDED)


@given(st.lists(st.tuples(days, days).map(sorted), max_size=5), days, days)
def test_stopped_time_is_the_measure_of_suspended_instants(spans, one, other):
    start, end = sorted((one, other))
    held = [Suspension(since, until) for since, until in spans]
    whole_days = sum(is_suspended(held, start + number * DAY) for number in range((end - start).days))
    assert stopped(held, start, end) == whole_days * DAY
