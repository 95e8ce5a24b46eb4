"""The list of what waits: its parts, and the place where a page of it continues."""

from dataclasses import dataclass
from datetime import UTC, datetime

PARTS = ("write", "review", "mine", "outdated", "disputed")
_MOST_SKIPPED = 10_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list ordered by two moments: how many lines of that very moment were shown already."""

    due: datetime
    asked: datetime
    skip: int

    def __str__(self) -> str:
        return "~".join((_stamp(self.due), _stamp(self.asked), str(self.skip)))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")


def cursor(said: str) -> Cursor | None:
    """The cursor that a query string says; None for anything else."""
    parts = said.split("~")
    if len(parts) != 3 or not (parts[2].isascii() and parts[2].isdigit()) or len(parts[2]) > 5:
        return None
    try:
        moments = [datetime.strptime(part, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC) for part in parts[:2]]
    except ValueError:
        return None
    return Cursor(moments[0], moments[1], min(int(parts[2]), _MOST_SKIPPED))
