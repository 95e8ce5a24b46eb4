"""The story of a demand by date: what happened with GOV-2?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from forum.consultation.queries.glance import Glance
from forum.core.clock import TABLE_ZONE
from forum.pages.rules import last_day
from forum.publication.queries import PositionLine

SIGNED = date(2021, 12, 10)


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of the story: what (signed, announced, opened, closed, published, withdrawn, review), when, where."""

    what: str
    at: datetime
    number: str = ""
    slug: str = ""
    outcome: str = ""
    done: bool = True


def story_of(consultations: Sequence[Glance], positions: Sequence[PositionLine], now: datetime) -> list[Moment]:
    """Every step in the order of time; what is still to come stands at the end, not done."""
    found = [Moment("signed", datetime.combine(SIGNED, time(), TABLE_ZONE))]
    for one in consultations:
        steps = (("announced", one.announced_at), ("opened", one.opens_at), ("closed", one.closes_at))
        found += [
            Moment(what, last_day(at) if what == "closed" else at, one.number, one.slug, done=at <= now)
            for what, at in steps
            if at is not None
        ]
        if one.withdrawn_at is not None:
            found.append(Moment("withdrawn", one.withdrawn_at, one.number, one.slug))
    for position in positions:
        found.append(Moment("published", position.published_at, position.number, outcome=position.outcome))
        if position.review_on is not None:
            found.append(Moment("review", position.review_on, position.number, done=position.review_on <= now))
    return sorted(found, key=lambda moment: moment.at)
