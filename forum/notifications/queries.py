"""A person's notices, newest first, and how they want to hear of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from forum.accounts.queries import WHOSE
from forum.core import actors
from forum.core.db import UtcDateTime, db
from forum.core.policy import Actor
from forum.notifications import rules
from forum.notifications.models import MailSetting, Notice

PER_PAGE = 30

_unread = select(func.count()).where(Notice.person_id == WHOSE, Notice.read_at.is_(None)).scalar_subquery()


def _absorb(actor: Actor, rows: Sequence[Any]) -> Actor:
    return replace(actor, unread_notices=rows[0].a if rows else 0)


UNREAD = actors.Source(select(*actors.shape("unread", a=_unread)), _absorb, "unread")
"""The number beside *Notices*: part of the actor's one statement."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as shown: a sentence, where it leads, when, and whether it is new."""

    sentence: str
    url: str
    at: datetime
    unread: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A page of notices; `before` continues it."""

    lines: tuple[NoticeLine, ...]
    before: datetime | None


_LIST = (
    select(Notice.kind, Notice.object_id, Notice.params, Notice.at, Notice.read_at)
    .where(Notice.person_id == bindparam("person"), Notice.at < bindparam("before", type_=UtcDateTime()))
    .order_by(Notice.at.desc(), Notice.id.desc())
    .limit(PER_PAGE + 1)
)
_SETTINGS = select(MailSetting.kind, MailSetting.how).where(MailSetting.person_id == bindparam("person"))


def notices_of(actor: Actor, before: datetime) -> NoticePage:
    """What this person was told before a moment and may still see. One statement, and one per kind on the page."""
    rows = db.session.execute(_LIST, {"person": actor.id, "before": before}).all()
    more = rows[PER_PAGE - 1].at if len(rows) > PER_PAGE else None
    known, shown = rules.kinds(), rows[:PER_PAGE]
    readable: dict[int, bool] = {}
    for name in dict.fromkeys(row.kind for row in shown if row.kind in known):
        places = [place for place, row in enumerate(shown) if row.kind == name]
        things = [(shown[place].object_id, shown[place].params) for place in places]
        readable.update(zip(places, known[name].seen_by(actor, things), strict=True))
    lines = tuple(
        NoticeLine(
            known[row.kind].sentence(row.params), known[row.kind].url(row.params), row.at, row.read_at is None
        )
        for place, row in enumerate(shown)
        if readable.get(place)
    )  # fmt: skip
    return NoticePage(lines, more)


def settings_of(person_id: int) -> Mapping[str, str]:
    """How a person hears of each kind: what they chose, else the kind's own habit. One statement."""
    chosen = {row.kind: row.how for row in db.session.execute(_SETTINGS, {"person": person_id})}
    return {name: chosen.get(name, kind.mailed) for name, kind in rules.kinds().items()}
