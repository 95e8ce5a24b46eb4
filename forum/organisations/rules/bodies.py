"""Organisations through time: joined, left, renamed, seated, merged (R1–R3)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """A body of many people, or the seat of one."""

    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"


class Seat(StrEnum):
    """Where an organisation says it is based."""

    KOSOVO = "kosovo"
    SERBIA = "serbia"
    REGIONAL = "regional"


SIDES = (Seat.KOSOVO, Seat.SERBIA)
"""The two sides of every two-sided rule (R1); regional decides nothing in the class."""


def side_order(number: int) -> tuple[Seat, Seat]:
    """Which side stands first in the figures of the consultation with this number of its year (R2)."""
    return SIDES if number % 2 else (Seat.SERBIA, Seat.KOSOVO)


# --- events and what they make of an organisation (R3) -------------------------------------------------------


class EventKind(StrEnum):
    """What happens to an organisation; `value` is the name, the seat, or the organisation merged into."""

    JOINED = "joined"
    LEFT = "left"
    RENAMED = "renamed"
    SEAT_DECLARED = "seat_declared"
    MERGED_INTO = "merged_into"


_MEMBERSHIP = (EventKind.JOINED, EventKind.LEFT, EventKind.MERGED_INTO)


@dataclass(frozen=True, slots=True)
class Event:
    """A dated fact; `sequence` is the order of recording. Creation records the first name as `renamed`."""

    organisation: int
    kind: EventKind
    effective_at: datetime
    recorded_at: datetime
    sequence: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What an organisation is at a moment, as far as was known at it."""

    name: str | None = None
    seat: Seat | None = None
    member: bool = False
    merged_into: int | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RollLine:
    """One organisation of a roll, under the name and seat it had when the roll was taken."""

    organisation: int
    name: str
    seat: Seat


def _age(event: Event) -> tuple[datetime, datetime, int]:
    return (event.effective_at, event.recorded_at, event.sequence)


def standing(events: Iterable[Event], effective_by: datetime, recorded_by: datetime | None = None) -> Standing:
    """The standing of one organisation: per kind the latest event that took effect and was recorded in time.

    Joining, leaving and merging answer one question, so the latest of the three decides.
    """
    recorded_by = effective_by if recorded_by is None else recorded_by
    latest: dict[EventKind, Event] = {}
    for event in events:
        if event.effective_at <= effective_by and event.recorded_at <= recorded_by:
            known = latest.get(event.kind)
            if known is None or _age(known) < _age(event):
                latest[event.kind] = event
    name, seat = latest.get(EventKind.RENAMED), latest.get(EventKind.SEAT_DECLARED)
    last = max((latest[kind] for kind in _MEMBERSHIP if kind in latest), key=_age, default=None)
    gone = last is not None and last.kind != EventKind.JOINED
    merged = last is not None and last.kind == EventKind.MERGED_INTO
    return Standing(
        name=name.value if name else None,
        seat=Seat(seat.value) if seat and seat.value else None,
        member=last is not None and not gone,
        merged_into=int(last.value) if merged and last and last.value else None,
        left_at=last.effective_at if gone and last else None,
    )


def standings(
    events: Iterable[Event], effective_by: datetime, recorded_by: datetime | None = None
) -> dict[int, Standing]:
    """`standing` for every organisation that has events."""
    by_organisation: dict[int, list[Event]] = {}
    for event in events:
        by_organisation.setdefault(event.organisation, []).append(event)
    return {key: standing(own, effective_by, recorded_by) for key, own in by_organisation.items()}


def roll_as_known(events: Iterable[Event], at: datetime) -> tuple[RollLine, ...]:
    """Members with a declared seat, as known at `at` (R1, R3): what is recorded later changes no roll."""
    return tuple(
        RollLine(key, now.name or "", now.seat)
        for key, now in sorted(standings(events, at).items())
        if now.member and now.seat is not None
    )


def without_seat(events: Iterable[Event], at: datetime) -> tuple[int, ...]:
    """Members that are invited but on no roll, because they have declared no seat (R1)."""
    return tuple(key for key, now in sorted(standings(events, at).items()) if now.member and now.seat is None)


def boundaries(events: Iterable[Event], after: datetime) -> tuple[datetime, ...]:
    """Moments still to come at which something recorded takes effect: a cached page ends there (R35)."""
    return tuple(sorted({event.effective_at for event in events if event.effective_at > after}))


class EventProblem(StrEnum):
    """Why an event cannot be recorded."""

    ALREADY_MEMBER = "already_member"
    NOT_MEMBER = "not_member"
    EMPTY = "empty"
    UNCHANGED = "unchanged"
    UNKNOWN_SEAT = "unknown_seat"
    MERGED_INTO_ITSELF = "merged_into_itself"
    INDIVIDUAL = "individual"
    TARGET_NOT_MEMBER = "target_not_member"


def event_problem(now: Standing, kind: EventKind, value: str | None = None) -> EventProblem | None:
    """What forbids this event for an organisation of this standing; mergers have `merge_problem`."""
    value = value.strip() if value else None
    match kind:
        case EventKind.JOINED:
            return EventProblem.ALREADY_MEMBER if now.member else None
        case EventKind.LEFT | EventKind.MERGED_INTO:
            return None if now.member else EventProblem.NOT_MEMBER
        case EventKind.RENAMED:
            return EventProblem.EMPTY if not value else EventProblem.UNCHANGED if value == now.name else None
        case EventKind.SEAT_DECLARED:
            if value not in tuple(Seat):
                return EventProblem.UNKNOWN_SEAT
            return EventProblem.UNCHANGED if value == now.seat else None


@dataclass(frozen=True, slots=True)
class Body:
    """One side of a merger."""

    organisation: int
    kind: Kind
    standing: Standing


def merge_problem(source: Body, target: Body) -> EventProblem | None:
    """What forbids that `source` merges into `target`.

    From then on the source is no member and its mandates end; the target keeps its own name, seat, mandates and
    one place on the roll. What the source answered stays its own (R10). Individual seats are people, who do not
    merge; a chain is never a ring, for only members merge and the source is none afterwards.
    """
    if source.organisation == target.organisation:
        return EventProblem.MERGED_INTO_ITSELF
    if Kind.INDIVIDUAL in (source.kind, target.kind):
        return EventProblem.INDIVIDUAL
    if not source.standing.member:
        return EventProblem.NOT_MEMBER
    return None if target.standing.member else EventProblem.TARGET_NOT_MEMBER


def successor(organisation: int, now: Mapping[int, Standing]) -> int:
    """Where an organisation is to be found today: the end of its mergers, or itself."""
    seen = {organisation}
    while (here := now.get(organisation)) is not None and here.merged_into is not None:
        organisation = here.merged_into
        if organisation in seen:
            break
        seen.add(organisation)
    return organisation


def lookalikes(name: str, taken: Iterable[str], skeleton: Callable[[str], str]) -> tuple[str, ...]:
    """The names in use that a reader could take for this one: equal under `skeleton`, which folds look-alikes."""
    wanted = skeleton(name)
    return tuple(other for other in taken if skeleton(other) == wanted)
