"""Where a consultation and its rounds stand, derived and never stored (R14, R27, R33).

Every interval is half-open: at the very instant of a close the round is closed. Signatures are not asked here,
because the operation that clears the last guard writes `opens_at` and `closes_at`, and empties them when a
signature becomes void before the opening; a snapshot row, never the clock, makes a round counted (R27).

The SQL twin in `queries.py` computes the same from the same columns, with `:now` bound by the caller (no `now()` in
SQL, R33). A round:

    CASE WHEN opens_at IS NULL OR :now < opens_at THEN 'waiting'
         WHEN EXISTS (the round's snapshot) AND :now >= closes_at THEN 'counted'
         WHEN closes_at IS NULL OR :now < closes_at THEN 'open' ELSE 'closed' END

A consultation, first match wins: `withdrawn` if an event *withdrawn* has `at <= :now`; `published` if a publication
has `published_at <= :now`; `suspended` if an event *suspended* has `at <= :now` and its end (the earlier of its
`until` and the next *resumed*) is absent or later; `draft` if no event *announced* has `at <= :now`; `check` if the
last round (highest `no`) is counted; `running` if any round has `opens_at <= :now`; else `announced`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from forum.consultation.rules.roll import SIDES, Seat

ALONE = timedelta(hours=72)
"""How long one facilitator alone may suspend (R14)."""


class ConsultationState(StrEnum):
    """The states of R14."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    RUNNING = "running"
    CHECK = "check"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"


class RoundPhase(StrEnum):
    """The phases of a round as far as `endorse` has them (R14)."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class RoundDates:
    """What is stored of a round: its dates as the operations wrote them, and whether its snapshot is there.

    `closes_at` is None before the opening is settled, and while a suspension without an end stops the clock.
    """

    no: int
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Suspension:
    """A time in which clocks stand still, `[since, until)`; `until` is None while nobody has resumed it."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """Everything the state of a consultation depends on. Rounds in order of their number."""

    announced_at: datetime | None = None
    rounds: Sequence[RoundDates] = ()
    suspensions: Sequence[Suspension] = ()
    withdrawn_at: datetime | None = None
    published_at: datetime | None = None


def round_phase(dates: RoundDates, now: datetime) -> RoundPhase:
    """The phase of a round at `now`."""
    if dates.opens_at is None or now < dates.opens_at:
        return RoundPhase.WAITING
    if dates.closes_at is None or now < dates.closes_at:
        return RoundPhase.OPEN
    return RoundPhase.COUNTED if dates.counted else RoundPhase.CLOSED


def _reached(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def is_suspended(suspensions: Iterable[Suspension], now: datetime) -> bool:
    """Whether a suspension holds at `now`."""
    return any(one.since <= now and not _reached(one.until, now) for one in suspensions)


def state_beneath(course: Course, now: datetime) -> ConsultationState:
    """The state without regard to suspensions: the one to which a consultation returns (R14)."""
    if _reached(course.withdrawn_at, now):
        return ConsultationState.WITHDRAWN
    if _reached(course.published_at, now):
        return ConsultationState.PUBLISHED
    if not _reached(course.announced_at, now):
        return ConsultationState.DRAFT
    if course.rounds and round_phase(course.rounds[-1], now) is RoundPhase.COUNTED:
        return ConsultationState.CHECK
    if any(_reached(one.opens_at, now) for one in course.rounds):
        return ConsultationState.RUNNING
    return ConsultationState.ANNOUNCED


def state(course: Course, now: datetime) -> ConsultationState:
    """The state of a consultation at `now`."""
    beneath = state_beneath(course, now)
    if beneath in (ConsultationState.WITHDRAWN, ConsultationState.PUBLISHED):
        return beneath
    return ConsultationState.SUSPENDED if is_suspended(course.suspensions, now) else beneath


def open_round(course: Course, now: datetime) -> RoundDates | None:
    """The round that takes answers at `now`; none while the consultation is suspended or over."""
    if state(course, now) is not ConsultationState.RUNNING:
        return None
    return next((one for one in course.rounds if round_phase(one, now) is RoundPhase.OPEN), None)


def suspension_end(since: datetime, seats: Iterable[Seat], resumed_at: datetime | None) -> datetime | None:
    """When a suspension ends: resumed, or for one facilitator alone after 72 h; None if both and not resumed (R14)."""
    alone = not set(SIDES) <= set(seats)
    ends = [at for at in (since + ALONE if alone else None, resumed_at) if at is not None]
    return min(ends, default=None)


def stopped(suspensions: Iterable[Suspension], start: datetime, now: datetime) -> timedelta:
    """How long clocks stood still between `start` and `now`; overlapping suspensions count once (R14)."""
    total = timedelta()
    reached = start
    for one in sorted(suspensions, key=lambda suspension: suspension.since):
        begin = max(one.since, reached)
        end = now if one.until is None else min(one.until, now)
        if begin < end:
            total += end - begin
            reached = end
    return total
