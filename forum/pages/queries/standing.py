"""What is happening with each demand, and what happened lately: public things only (R8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from forum.consultation.models import Consultation, ConsultationDemand, Round
from forum.core.db import UtcDateTime, db
from forum.core.languages import Reading
from forum.discussion.models import Thread
from forum.discussion.queries import ThreadLine
from forum.organisations.models import Organisation
from forum.pages.rules import OpenRound, Standing, last_day
from forum.publication.models import Publication
from forum.publication.queries import PositionLine
from forum.translation.queries import CONTENT, shown
from forum.translation.rules import Shown, present

LATELY = timedelta(days=90)
NEVER = datetime.max.replace(tzinfo=UTC)
_now = bindparam("now", type_=UtcDateTime())
_no_number: Any = cast(null(), Integer)
_no_moment: Any = type_coerce(null(), UtcDateTime())
_takes_answers = and_(
    Consultation.announced_at <= _now, Consultation.published_at.is_(None), Consultation.withdrawn_at.is_(None),
    Round.opens_at <= _now, Round.closes_at > _now,
    or_(Consultation.suspended_at.is_(None), Consultation.suspended_at > _now, Consultation.suspended_until <= _now),
)  # fmt: skip
_STANDINGS = union_all(
    select(
        literal("debate").label("what"), Thread.demand_code.label("code"), literal("").label("number"),
        literal("").label("slug"), func.count().label("many"),
        cast(func.sum(Thread.post_count), Integer).label("posts"),
        type_coerce(func.max(Thread.last_post_at), UtcDateTime()).label("at"),
        type_coerce(func.min(Thread.created_at), UtcDateTime()).label("first"),
    )
    .where(Thread.visibility == "public", Thread.post_count > 0, Thread.demand_code.is_not(None))
    .group_by(Thread.demand_code),
    select(
        literal("round"), ConsultationDemand.demand_code, cast(Consultation.number, String), Consultation.slug,
        _no_number, _no_number, Round.closes_at, _no_moment,
    )
    .select_from(ConsultationDemand)
    .join(Consultation, Consultation.id == ConsultationDemand.consultation_id)
    .join(Round, Round.consultation_id == Consultation.id)
    .where(_takes_answers),
    select(
        literal("position"), ConsultationDemand.demand_code, func.max(Publication.number), literal(""), func.count(),
        _no_number, type_coerce(func.max(Publication.published_at), UtcDateTime()), _no_moment,
    )
    .select_from(Publication)
    .join(ConsultationDemand, ConsultationDemand.consultation_id == Publication.consultation_id)
    .where(Publication.version == 1)
    .group_by(ConsultationDemand.demand_code),
)  # fmt: skip


def standings(now: datetime) -> dict[str, Standing]:
    """What is happening with each demand, by code; demands where nothing is are left out. One statement."""
    found: dict[str, Standing] = {}
    for what, code, number, slug, many, posts, at, first in db.session.execute(_STANDINGS, {"now": now}):
        known = found.get(code, Standing())
        if what == "debate":
            known = replace(known, threads=many, posts=posts, last_post_at=at, first_thread_at=first)
        elif what == "round":
            known = replace(known, open_rounds=(*known.open_rounds, OpenRound(number, slug, at)))
        else:
            known = replace(known, positions=many, latest_position=number)
        found[code] = known
    return found


@dataclass(frozen=True, slots=True)
class Course:
    """An announced consultation that is running, or in which something happened lately."""

    number: str
    slug: str
    question: Shown
    demands: tuple[str, ...]
    announced_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    suspended: bool

    def runs(self, now: datetime) -> bool:
        """Announced, and its round has not closed yet."""
        over = self.withdrawn_at is not None or self.published_at is not None
        return not over and (self.closes_at is None or self.closes_at > now)

    def is_open(self, now: datetime) -> bool:
        """It takes answers."""
        return self.runs(now) and not self.suspended and self.opens_at is not None and self.opens_at <= now


_question = shown("consultation", "question", Consultation.id)
_codes = (
    select(func.aggregate_strings(ConsultationDemand.demand_code, ","))
    .where(ConsultationDemand.consultation_id == Consultation.id)
    .correlate(Consultation)
    .scalar_subquery()
)
_runs = and_(
    Consultation.published_at.is_(None), Consultation.withdrawn_at.is_(None),
    or_(Round.closes_at.is_(None), Round.closes_at > _now),
)  # fmt: skip
_since = bindparam("since", type_=UtcDateTime())
_ANNOUNCED: Any = _question.onto(
    select(
        Consultation.number, Consultation.slug, _codes.label("codes"), Consultation.announced_at, Round.opens_at,
        Round.closes_at, Consultation.published_at, Consultation.withdrawn_at, Consultation.suspended_at,
        Consultation.suspended_until, *_question.columns,
    )
    .select_from(Consultation)
    .join(Round, Round.consultation_id == Consultation.id)
).where(Consultation.announced_at <= _now)  # fmt: skip
_COURSES = (
    _ANNOUNCED.where(
        or_(_runs, Consultation.announced_at > _since, Round.closes_at > _since, Consultation.withdrawn_at > _since)
    )
    .order_by(case((_runs, 0), else_=1), Round.closes_at, Consultation.id.desc())
    .limit(40)
)
_COURSES_OF = (
    _ANNOUNCED.join(ConsultationDemand, ConsultationDemand.consultation_id == Consultation.id)
    .where(ConsultationDemand.demand_code == bindparam("code"))
    .order_by(Consultation.announced_at.desc())
    .limit(50)
)


def courses(spoken: Reading, now: datetime) -> Sequence[Course]:
    """Consultations that run, and those in which something happened within three months. One statement."""
    rows = db.session.execute(_COURSES, {"now": now, "since": now - LATELY, CONTENT: spoken.content})
    return [_course(row, spoken, now) for row in rows]


def courses_of(code: str, spoken: Reading, now: datetime) -> Sequence[Course]:
    """Every announced consultation on a demand, newest first. One statement."""
    rows = db.session.execute(_COURSES_OF, {"now": now, "code": code, CONTENT: spoken.content})
    return [_course(row, spoken, now) for row in rows]


def _course(row: Any, spoken: Reading, now: datetime) -> Course:
    halted = row.suspended_at is not None and row.suspended_at <= now
    return Course(
        row.number, row.slug, present(row, spoken), tuple(sorted((row.codes or "").split(","))), row.announced_at,
        row.opens_at, row.closes_at, row.published_at, row.withdrawn_at,
        halted and (row.suspended_until is None or row.suspended_until > now),
    )  # fmt: skip


def running(found: Iterable[Course], now: datetime) -> list[Course]:
    """Those that run: what takes answers first, the next to close before, then what will open, then the rest."""


    def place(one: Course) -> tuple[bool, datetime, str]:
        taking = one.is_open(now)
        return not taking, (one.closes_at if taking else one.opens_at) or NEVER, one.number

    return sorted((one for one in found if one.runs(now)), key=place)


@dataclass(frozen=True, slots=True)
class Change:
    """One public event: what happened (opened_thread, posted, announced, opened, closed, withdrawn, published), when,
    the words of the thing and where it stands."""

    what: str
    at: datetime
    words: Any
    tag: str
    key: str
    slug: str
    demands: tuple[str, ...]


def changes(
    threads: Iterable[ThreadLine], found: Iterable[Course], positions: Iterable[PositionLine], now: datetime,
    most: int = 7,
) -> list[Change]:  # fmt: skip
    """The last public events, newest first, from what a page has read anyway."""
    made = [_of_thread(one) for one in threads if one.title is not None]
    for one in found:
        steps = (
            ("announced", one.announced_at), ("opened", one.opens_at), ("closed", one.closes_at),
            ("withdrawn", one.withdrawn_at),
        )  # fmt: skip
        for what, at in steps:
            over = one.withdrawn_at is not None and what != "withdrawn" and at is not None and at > one.withdrawn_at
            if at is not None and at <= now and not over:
                question = one.question
                day = last_day(at) if what == "closed" else at
                made.append(Change(what, day, question.html, question.tag, one.number, one.slug, one.demands))
    made += [
        Change("published", one.published_at, one.title, "", one.number, "", one.demands) for one in positions
    ]  # fmt: skip
    return sorted(made, key=lambda change: change.at, reverse=True)[:most]


def _of_thread(one: ThreadLine) -> Change:
    assert one.title is not None
    what = "opened_thread" if one.last_post_at == one.created_at else "posted"
    codes = (one.demand_code,) if one.demand_code else ()
    return Change(what, one.last_post_at, one.title.html, one.title.tag, one.key, one.slug, codes)


_SEATED = (
    select(Organisation.seat, func.count())
    .where(Organisation.member)
    .group_by(Organisation.seat)
)  # fmt: skip


def seated() -> dict[str | None, int]:
    """How many organisations and individual seats are at the table, by declared seat (None: not declared yet)."""
    return {row[0]: row[1] for row in db.session.execute(_SEATED)}
