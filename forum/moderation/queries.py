"""Cases, reports and decisions, and what an open case holds back from being deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select

from forum.accounts.models import Person, Role
from forum.core.db import UtcDateTime, db
from forum.core.errors import NotFound
from forum.core.policy import FACILITATOR, Actor
from forum.moderation import rules
from forum.moderation.models import Case, CaseAction, Report
from forum.moderation.rules import Reportable, Thing

PER_PAGE = 30
LAST = datetime(9999, 1, 1, tzinfo=UTC)


def thing_of(kind: str, key: str) -> tuple[Reportable, Thing]:
    """The thing of a public key, whoever may read it; raises NotFound."""
    known = rules.kinds().get(kind)
    object_id = known.owner_of_key(key) if known else None
    thing = known.facts(object_id) if known and object_id is not None else None
    if known is None or thing is None:
        raise NotFound
    return known, thing


def held(kind: str, object_id: ColumnElement[int] | Any) -> ColumnElement[bool]:
    """SQL: an open case is about this thing, so its withdrawn words are not deleted yet (R29)."""
    return exists().where(Case.kind == kind, Case.object_id == object_id, Case.state == "open")


_HELD = select(Case.id).where(
    Case.kind == bindparam("kind"), Case.object_id == bindparam("object_id"), Case.state == "open"
)


def is_held(kind: str, object_id: int) -> bool:
    """Whether an open case is about this thing."""
    return db.session.scalar(_HELD, {"kind": kind, "object_id": object_id}) is not None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the list of moderators: nothing of what was written."""

    kind: str
    key: str
    label: Any
    opened_at: datetime
    state: str
    reports: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of cases, the newest first; `before` continues it."""

    lines: tuple[CaseLine, ...]
    before: datetime | None


_LIST = (
    select(Case.id, Case.kind, Case.object_id, Case.opened_at, Case.state)
    .where(
        Case.state == bindparam("state"), Case.opened_at < bindparam("before", type_=UtcDateTime()),
        or_(bindparam("everywhere"), Case.scope.in_(bindparam("scopes", expanding=True))),
    )
    .order_by(Case.opened_at.desc(), Case.id.desc())
    .limit(PER_PAGE + 1)
)  # fmt: skip
_COUNTS = (
    select(Report.case_id, Report.rule, func.count())
    .where(Report.case_id.in_(bindparam("cases", expanding=True)))
    .group_by(Report.case_id, Report.rule)
)


def cases(actor: Actor, state: str, before: datetime) -> CasePage:
    """The cases this actor may decide, newest first. Two statements, plus the key of each thing."""
    scopes = [scope for scope, part in actor.parts.items() if part == FACILITATOR]
    values = {"state": state, "before": before, "everywhere": actor.has_role("moderator"), "scopes": scopes}
    rows = db.session.execute(_LIST, values).all()
    counted: dict[int, dict[str, int]] = {}
    for case_id, rule, count in db.session.execute(_COUNTS, {"cases": [row.id for row in rows]}):
        counted.setdefault(case_id, {})[rule] = count
    known, lines = rules.kinds(), []
    for row in rows[:PER_PAGE]:
        thing = known[row.kind].facts(row.object_id) if row.kind in known else None
        if thing is not None:
            told = counted.get(row.id, {})
            label = known[row.kind].label
            lines.append(
                CaseLine(row.kind, thing.key, label, row.opened_at, row.state, sum(told.values()), tuple(sorted(told)))
            )
    return CasePage(tuple(lines), rows[PER_PAGE - 1].opened_at if len(rows) > PER_PAGE else None)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report. Who sent it is nobody's business but the machine's."""

    rule: str
    text: str
    at: datetime
    signed_in: bool
    handled: bool


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One decision, with its reason."""

    key: str
    action: str
    rule: str
    reason: str
    as_seat: str | None
    at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything about one thing: reports and decisions, oldest first."""

    reports: tuple[ReportLine, ...]
    actions: tuple[ActionLine, ...]
    is_open: bool


_object = and_(Case.kind == bindparam("kind"), Case.object_id == bindparam("object_id"))
_REPORTS = (
    select(Report.rule, Report.text, Report.at, Report.by, Report.handled_at)
    .join(Case, Case.id == Report.case_id).where(_object).order_by(Report.at, Report.id)
)  # fmt: skip
_ACTIONS: Any = (
    select(
        CaseAction.key, CaseAction.action, CaseAction.rule, CaseAction.reason, CaseAction.as_seat, CaseAction.at,
        CaseAction.undone_at,
    )
    .join(Case, Case.id == CaseAction.case_id).where(_object).order_by(CaseAction.at, CaseAction.id)
)  # fmt: skip


def case_file(kind: str, object_id: int) -> CaseFile:
    """What was reported about a thing and what was decided. Three statements."""
    about = {"kind": kind, "object_id": object_id}
    reports = tuple(
        ReportLine(row.rule, row.text, row.at, row.by is not None, row.handled_at is not None)
        for row in db.session.execute(_REPORTS, about)
    )
    actions = tuple(ActionLine(*row) for row in db.session.execute(_ACTIONS, about))
    return CaseFile(reports, actions, is_held(kind, object_id))


@dataclass(frozen=True, slots=True)
class Decision:
    """A hiding, for the author whose words it was."""

    kind: str
    object_id: int
    action: ActionLine


_DECISION: Any = (
    select(
        Case.kind, Case.object_id, CaseAction.key, CaseAction.action, CaseAction.rule, CaseAction.reason,
        CaseAction.as_seat, CaseAction.at, CaseAction.undone_at,
    )
    .join(CaseAction, CaseAction.case_id == Case.id)
    .where(CaseAction.key == bindparam("key"), CaseAction.action == "hide")
)  # fmt: skip


def decision_for(actor: Actor, key: str) -> tuple[Decision, Thing]:
    """A hiding and the thing, for its author only; raises NotFound."""
    row = db.session.execute(_DECISION, {"key": key}).one_or_none()
    known = rules.kinds().get(row.kind) if row else None
    thing = known.facts(row.object_id) if known and row else None
    if row is None or thing is None or thing.author_id != actor.id:
        raise NotFound
    return Decision(row.kind, row.object_id, ActionLine(*row[2:])), thing


_now = bindparam("now", type_=UtcDateTime())
_MODERATORS = select(Role.person_id).where(
    Role.role == "moderator", Role.as_seat.in_(bindparam("seats", expanding=True)), Role.starts_at <= _now,
    or_(Role.ends_at.is_(None), Role.ends_at > _now),
)  # fmt: skip


def moderators_of(seats: Sequence[str], now: datetime) -> tuple[int, ...]:
    """Those who moderate for these seats now."""
    return tuple(sorted(set(db.session.scalars(_MODERATORS, {"seats": list(seats), "now": now}))))


def letter_address(person_id: int) -> tuple[str | None, str]:
    """Where and in which language a signed-in reporter is written to."""
    row = db.session.execute(select(Person.email, Person.language).where(Person.id == person_id)).one()
    return row.email, row.language


def reports_since(person_id: int, now: datetime) -> int:
    """How many reports a person sent in the last hour."""
    recent = select(func.count()).where(Report.by == person_id, Report.at > now - timedelta(hours=1))
    return db.session.scalar(recent) or 0
