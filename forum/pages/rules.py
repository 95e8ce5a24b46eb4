"""How the table of 19 is drawn, and what the state of a demand is called after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians, sin

from forum.core.clock import civil

CENTRE, RADIUS = 250.0, 207.0
_STEP, _GAP = 16.83, 22.7
"""Degrees between two seats of a section, and between two sections; the place at the top stays free."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where the cushion of a demand lies: its middle, and how far it is turned."""

    code: str
    number: int
    x: float
    y: float
    angle: float


def table(codes: tuple[str, ...]) -> tuple[Seat, ...]:
    """The seats of these demands, clockwise from the free place, sections set apart by a gap."""
    seats, angle, before = [], 0.0, ""
    for code in codes:
        section = code.partition("-")[0]
        angle += _STEP if section == before else _GAP
        before = section
        x, y = CENTRE + RADIUS * sin(radians(angle)), CENTRE - RADIUS * cos(radians(angle))
        seats.append(Seat(code, int(code.partition("-")[2]), round(x, 1), round(y, 1), round(angle, 1)))
    return tuple(seats)


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A consultation that takes answers now."""

    number: str
    slug: str
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is happening with one demand, public things only (R8)."""

    threads: int = 0
    posts: int = 0
    last_post_at: datetime | None = None
    first_thread_at: datetime | None = None
    open_rounds: tuple[OpenRound, ...] = ()
    positions: int = 0
    latest_position: str = ""

    @property
    def state(self) -> str:
        """round (a consultation is open) · position (one is published) · debate · empty."""
        if self.open_rounds:
            return "round"
        if self.positions:
            return "position"
        return "debate" if self.threads else "empty"


NOTHING = Standing()


def states(standings: Mapping[str, Standing], codes: tuple[str, ...]) -> dict[str, str]:
    """The state of every demand."""
    return {code: standings.get(code, NOTHING).state for code in codes}


def last_day(cutoff: datetime) -> datetime:
    """A moment of the last day of something that ends at 00:00: a close is dated as it is announced (R33)."""
    local = civil(cutoff)
    return cutoff - timedelta(minutes=1) if (local.hour, local.minute) == (0, 0) else cutoff
