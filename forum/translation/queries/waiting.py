"""What waits, by language and state: only what this actor may read, what a round needs first, then the oldest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from forum.core import clock
from forum.core.db import UtcDateTime, db
from forum.core.languages import html_tag
from forum.core.policy import Actor
from forum.core.text.markdown import excerpt
from forum.translation.models import Dispute, Translation, WrittenText
from forum.translation.rules import About, kinds
from forum.translation.rules.waiting import Cursor

PER_PAGE = 30
_LOOKED_AT = PER_PAGE * 4
"""Rows read for one page, so that what the actor may not read leaves no gap."""
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One line of the list: its first words in their language, where it leads, what is known about it."""

    excerpt: str
    tag: str
    label: Any
    kind: str
    key: str
    field: str
    language: str
    public: bool
    words: int
    state: str
    deadline: datetime | None
    asked_at: datetime
    held_until: datetime | None
    mine: bool
    outdated: bool


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of the list; `after` continues it."""

    lines: tuple[WaitingLine, ...]
    after: Cursor | None


_newer = aliased(Translation)
_superseded = exists().where(
    _newer.text_id == Translation.text_id, _newer.language == Translation.language,
    _newer.source_number > Translation.source_number,
)  # fmt: skip
_doubted = exists().where(
    Dispute.text_id == Translation.text_id, Dispute.language == Translation.language, Dispute.closed_at.is_(None)
)
_present = Translation.source_number == WrittenText.number
_held = and_(Translation.state.in_(("claimed", "returned")), Translation.claimed_until > bindparam("now"))
_me: Any = bindparam("me")
_CONDITIONS = {
    "write": and_(_present, Translation.state.in_(("requested", "claimed", "returned")), ~func.coalesce(_held, False)),
    "review": and_(Translation.state == "submitted", Translation.translator_id != _me),
    "mine": and_(Translation.translator_id == _me, Translation.state.in_(("claimed", "submitted", "returned"))),
    "outdated": and_(Translation.state == "reviewed", ~_present, ~_superseded),
    "disputed": and_(Translation.state == "reviewed", ~_superseded, _doubted),
}
_due = func.coalesce(Translation.deadline, bindparam("never", type_=UtcDateTime()))
_asked = func.coalesce(Translation.submitted_at, Translation.requested_at)


def _list(condition: Any) -> Any:
    due, asked = bindparam("due", type_=UtcDateTime()), bindparam("asked", type_=UtcDateTime())
    return (
        select(
            WrittenText.kind, WrittenText.owner_id, WrittenText.field, WrittenText.language, WrittenText.script,
            WrittenText.number, WrittenText.html, WrittenText.source, Translation.language.label("target"),
            Translation.state, Translation.deadline, Translation.claimed_until, Translation.translator_id,
            Translation.source_number, _asked.label("asked"), _due.label("due"),
        )
        .join(WrittenText, WrittenText.id == Translation.text_id)
        .where(
            Translation.language.in_(bindparam("languages", expanding=True)), condition,
            or_(_due > due, and_(_due == due, _asked >= asked)),
        )
        .order_by(_due, _asked, Translation.text_id, Translation.language)
        .limit(_LOOKED_AT)
        .offset(bindparam("skip"))
    )  # fmt: skip


_LISTS = {name: _list(condition) for name, condition in _CONDITIONS.items()}
_START = Cursor(datetime(1, 1, 2, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC), 0)


def waiting(actor: Actor, languages: Sequence[str], state: str, after: Cursor | None = None) -> WaitingPage:
    """A page of what waits. One statement, plus one (or what the kind asks) for each kind of text in it."""
    start = after or _START
    rows = db.session.execute(
        _LISTS[state],
        {
            "languages": list(languages), "now": clock.now(), "me": actor.id, "never": _NEVER,
            "due": start.due, "asked": start.asked, "skip": start.skip,
        },
    ).all()  # fmt: skip
    about = _readable(actor, rows)
    lines: list[WaitingLine] = []
    for place, row in enumerate(rows):
        owner = about.get((row.kind, row.owner_id))
        if owner is None:
            continue
        if len(lines) == PER_PAGE:
            return WaitingPage(tuple(lines), _cursor(rows, place, start))
        lines.append(_line(row, owner, actor))
    more = len(rows) == _LOOKED_AT and bool(lines)
    return WaitingPage(tuple(lines), _cursor(rows, len(rows), start) if more else None)


def _readable(actor: Actor, rows: Sequence[Any]) -> dict[tuple[str, int], About]:
    """What this actor may be told of, by kind and owner."""
    owners: dict[str, list[int]] = {}
    for row in rows:
        owners.setdefault(row.kind, []).append(row.owner_id)
    known = kinds()
    found: dict[tuple[str, int], About] = {}
    for name, ids in owners.items():
        listed = known[name].listed(actor, ids) if name in known else {}
        found.update({(name, owner_id): about for owner_id, about in listed.items()})
    return found


def _cursor(rows: Sequence[Any], place: int, start: Cursor) -> Cursor:
    """Where the next page begins: two moments and how many of that very moment were shown; no id leaves (R36)."""
    last = rows[place - 1]
    same = sum(1 for row in rows[:place] if (row.due, row.asked) == (last.due, last.asked))
    again = start.skip if (last.due, last.asked) == (start.due, start.asked) else 0
    return Cursor(last.due, last.asked, same + again)


def _line(row: Any, about: About, actor: Actor) -> WaitingLine:
    return WaitingLine(
        excerpt=excerpt(row.html, 90), tag=html_tag(row.language, row.script), label=kinds()[row.kind].label,
        kind=row.kind, key=about.key, field=row.field, language=row.target, public=about.public,
        words=len(row.source.split()), state=row.state, deadline=row.deadline, asked_at=row.asked,
        held_until=row.claimed_until, mine=row.translator_id == actor.id, outdated=row.source_number < row.number,
    )  # fmt: skip
