"""All dates of a consultation: in a draft as they would be, afterwards as they are (R14, R15)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forum.consultation.queries.course import ConsultationFacts, RoundFacts
from forum.consultation.rules import timetable


@dataclass(frozen=True, slots=True)
class DateLine:
    """One line of a timetable; `settled`: it is written, not what would follow if the next step were taken now."""

    code: str
    at: datetime
    settled: bool
    days: int = 0

    def is_past(self, now: datetime) -> bool:
        """Whether it has come."""
        return self.settled and self.at <= now


def milestones(facts: ConsultationFacts) -> list[DateLine]:
    """Announcement, openings, reminders, closes, end of the check, publication, review; in the order of time.

    What is not settled yet is shown as it would be if the next step were taken now. While clocks stand still
    without an end, what lies ahead has no date and is left out.
    """
    begin = facts.announced_at or facts.now
    found = [DateLine("announced", begin, facts.announced_at is not None)]
    opening: datetime | None = _earliest(facts, begin)
    for one in facts.rounds:
        found += _of_round(facts, one, opening)
        opening = _dates(facts, one, opening)[2]
    ends = facts.published_at or opening
    if ends is not None:
        published = facts.published_at is not None
        review = facts.review_on or timetable.cut_off_of(timetable.review_latest(ends, facts.ruleset["review_days"]))
        found += [DateLine("published", ends, published), DateLine("review", review, published)]
    return found


def _earliest(facts: ConsultationFacts, begin: datetime) -> datetime:
    earliest = timetable.earliest_opening(begin, facts.ruleset["announcement_days"])
    return max(at for at in (earliest, facts.rounds[0].planned_at, facts.now) if at is not None)


def _dates(
    facts: ConsultationFacts, one: RoundFacts, opening: datetime | None
) -> tuple[datetime | None, datetime | None, datetime | None]:
    """As written where they are; else, unless clocks stand still, as they would follow from that opening."""
    length, after = facts.lengths(one.no)
    stands = facts.suspended_at is not None and facts.suspended_until is None
    opens = one.opens_at or (None if stands else opening)
    closes = one.closes_at or (timetable.closes_at(opens, length) if opens and not stands else None)
    check = one.check_ends_at or (timetable.check_ends_at(closes, after) if closes and not stands else None)
    return opens, closes, check


def _of_round(facts: ConsultationFacts, one: RoundFacts, opening: datetime | None) -> Iterator[DateLine]:
    opens, closes, check = _dates(facts, one, opening)
    settled = one.closes_at is not None
    if opens:
        yield DateLine("opens", opens, one.opens_at is not None)
    if opens and closes:
        for days, at in timetable.reminders(opens, closes):
            yield DateLine("reminder", at, settled, days)
    if closes:
        yield DateLine("closes", closes, settled)
    if check:
        yield DateLine("check_ends", check, one.check_ends_at is not None)
