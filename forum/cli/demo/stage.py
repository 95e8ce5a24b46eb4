"""The stage of the worked example: its clock, its people by handle, and the order in which things happen."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from forum.core import clock

Act = Callable[[], object]
STORY = timedelta(days=200)
"""How long ago the story begins."""


@dataclass
class Stage:
    """What is to happen when. `at` puts an act on the plan, `play` runs the plan with the clock of each act."""

    ends: datetime
    people: dict[str, int] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    speaks: dict[str, str] = field(default_factory=dict)
    chance: Random = field(default_factory=lambda: Random(19))
    _plan: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _count: int = 0
    _night: Callable[[datetime], object] | None = None

    @property
    def begins(self) -> datetime:
        """The first instant of the story."""
        return self.ends - STORY

    def day(self, number: float, hour: float = 0) -> datetime:
        """An instant of the story; days are civil days, so that hours are those people keep."""
        local = clock.civil(self.begins).replace(hour=0, minute=0, second=0, microsecond=0)
        return (local + timedelta(days=number)).astimezone(UTC) + timedelta(hours=hour)

    def at(self, moment: datetime, act: Act) -> datetime:
        """Put an act on the plan, never later than the end of the story; returns when it happens."""
        moment = min(moment, self.ends - timedelta(minutes=2))
        self._count += 1
        heapq.heappush(self._plan, (moment, self._count, act))
        return moment

    def waking(self, moment: datetime, least: float, most: float) -> datetime:
        """Some hours later, at an hour when people write."""
        later = moment + timedelta(hours=self.chance.uniform(least, most))
        local = clock.civil(later)
        if not 7 <= local.hour < 23:
            local = local.replace(hour=self.chance.randint(8, 21), minute=self.chance.randint(0, 59))
            later = local.astimezone(UTC)
            later = later if later > moment else later + timedelta(days=1)
        return later

    def every_night(self, act: Callable[[datetime], object]) -> None:
        """What happens each night of the story: the sweep of the worker."""
        self._night = act

    def play(self, tell: Callable[[float], None]) -> None:
        """Run the plan in order of time, each act under its clock; afterwards the clock is that of the world again."""
        total, done, night = max(1, len(self._plan)), 0, self.begins
        try:
            while self._plan:
                moment, _, act = heapq.heappop(self._plan)
                while self._night is not None and night + timedelta(days=1) < moment:
                    night += timedelta(days=1)
                    clock.set_offset(night - datetime.now(UTC))
                    self._night(night)
                clock.set_offset(moment - datetime.now(UTC))
                act()
                done += 1
                total = max(total, done + len(self._plan))
                tell(done / total)
        finally:
            clock.set_offset(timedelta())
