"""The story of a demand by date: what happened with GOV-2?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from forum.core.clock import TABLE_ZONE
from forum.pages.queries.standing import Course
from forum.pages.rules import last_day
from forum.publication.queries import PositionLine

SIGNED = date(2021, 12, 10)


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of the story: what (signed, thread, announced, opened, closed, published, withdrawn, review), when,
    where. `done` is False for what is still to come; `current` for the round that takes answers now."""

    what: str
    at: datetime
    number: str = ""
    slug: str = ""
    outcome: str = ""
    done: bool = True
    current: bool = False


def story_of(
    consultations: Sequence[Course], positions: Sequence[PositionLine], first_thread_at: datetime | None, now: datetime
) -> list[Moment]:
    """Every step in the order of time; what is still to come stands at the end, not done."""
    found = [Moment("signed", datetime.combine(SIGNED, time(), TABLE_ZONE))]
    if first_thread_at is not None:
        found.append(Moment("thread", first_thread_at))
    for one in consultations:
        found += _steps(one, now)
    for position in positions:
        found.append(Moment("published", position.published_at, position.number, outcome=position.outcome))
        if position.review_on is not None:
            found.append(Moment("review", position.review_on, position.number, done=position.review_on <= now))
    return sorted(found, key=lambda moment: moment.at)


def _steps(one: Course, now: datetime) -> list[Moment]:
    found = [Moment("announced", one.announced_at, one.number, one.slug)]
    for what, at in (("opened", one.opens_at), ("closed", one.closes_at)):
        if at is None or (one.withdrawn_at is not None and at > one.withdrawn_at):
            continue
        day = last_day(at) if what == "closed" else at
        current = what == "opened" and one.is_open(now)
        found.append(Moment(what, day, one.number, one.slug, done=at <= now, current=current))
    if one.withdrawn_at is not None:
        found.append(Moment("withdrawn", one.withdrawn_at, one.number, one.slug))
    return found
