"""Kinds of notices, and when the daily mail goes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from forum.core.clock import civil
from forum.core.policy import Actor

HOWS = ("at_once", "daily", "off")
EVERY_DAILY = "daily"
"""Instead of one kind, in the way out of a daily mail: every kind that comes once a day."""
DIGEST_HOUR = time(7, 0)
"""The daily mail goes out from seven in the morning, civil time of the table."""
AT_ONCE = 50
"""People told in one write transaction."""


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice: its label in the settings, its sentence, where it leads, and who may still see it.

    `sentence(params)` is a whole sentence in the spoken reading, without content of members-only things ·
    `url(params)` a path in the spoken reading · `may_see(actor, object_id, params)` is asked again when shown or
    mailed. `readable(actor, [(object_id, params), …])` answers the same for a whole list in one statement, as a flag
    for each; without it each is asked in turn. `private`: that it is mailed is known to its reader alone (R23).
    """

    name: str
    label: Any
    sentence: Callable[[Mapping[str, Any]], str]
    url: Callable[[Mapping[str, Any]], str]
    may_see: Callable[[Actor, int, Mapping[str, Any]], bool]
    mailed: str = "at_once"
    readable: Callable[[Actor, Sequence[tuple[int, Mapping[str, Any]]]], Sequence[bool]] | None = None
    private: bool = False

    def seen_by(self, actor: Actor, things: Sequence[tuple[int, Mapping[str, Any]]]) -> Sequence[bool]:
        """Whether this actor may still see each of these things."""
        if self.readable is not None:
            return self.readable(actor, things)
        known: dict[int, bool] = {}
        for object_id, params in things:
            if object_id not in known:
                known[object_id] = self.may_see(actor, object_id, params)
        return [known[object_id] for object_id, _params in things]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one event gives: who hears of it, as which notice."""

    person_ids: Sequence[int]
    kind: str
    object_kind: str
    object_id: int
    params: Mapping[str, Any]
    event_key: str


_kinds: dict[str, NoticeKind] = {}
_jobs: dict[str, Callable[..., Sequence[Delivery]]] = {}


def register(kind: NoticeKind) -> None:
    """Name a kind of notice (from the owner's `init_app`)."""
    _kinds[kind.name] = kind


def register_job(name: str, job: Callable[..., Sequence[Delivery]]) -> None:
    """Name a function that says who hears of an event: it reads only and is safe to repeat."""
    _jobs[name] = job


def kinds() -> dict[str, NoticeKind]:
    """All kinds by name, in the order they were registered."""
    return dict(_kinds)


def job(name: str) -> Callable[..., Sequence[Delivery]]:
    """The registered job; KeyError when there is none."""
    return _jobs[name]


def digest_day(now: datetime) -> str | None:
    """The day whose daily mail may go out now, as ISO date in civil time; None before seven."""
    local = civil(now)
    return local.date().isoformat() if local.time() >= DIGEST_HOUR else None


def digest_began(now: datetime) -> datetime:
    """When the daily mails of this day began to go out: nobody gets a second one after it."""
    return civil(now).replace(hour=DIGEST_HOUR.hour, minute=DIGEST_HOUR.minute, second=0, microsecond=0)


def digest_since(now: datetime) -> datetime:
    """Notices older than this are too old for a daily mail (the settings may have changed long ago)."""
    return now - timedelta(days=7)
