"""The SQL twins of `rules.phases` and of `policy.can_read`: the same answers, from the same columns (R14, R33)."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, and_, bindparam, case, exists, or_
from sqlalchemy.orm import aliased

from forum.consultation.models import Consultation, Round
from forum.consultation.policy.course import facilitates
from forum.consultation.rules.phases import ConsultationState, RoundPhase
from forum.core.db import UtcDateTime
from forum.core.policy import Actor
from forum.opinion.models import Snapshot

NOW = bindparam("now", type_=UtcDateTime())
SUBJECT, PURPOSE = "round", "stances"
"""Under which name the snapshot of a counted round is kept."""


def counted(round_: Any = Round) -> ColumnElement[bool]:
    """Whether the snapshot of a round is there: a row, never the clock, makes it counted (R27)."""
    found = exists().where(Snapshot.subject == SUBJECT, Snapshot.purpose == PURPOSE, Snapshot.subject_id == round_.id)
    return found.correlate(round_)


def round_phase(round_: Any = Round) -> ColumnElement[str]:
    """`rules.phases.round_phase`; bind `now`."""
    return case(
        (or_(round_.opens_at.is_(None), round_.opens_at > NOW), RoundPhase.WAITING.value),
        (or_(round_.closes_at.is_(None), round_.closes_at > NOW), RoundPhase.OPEN.value),
        (counted(round_), RoundPhase.COUNTED.value),
        else_=RoundPhase.CLOSED.value,
    )


def suspended() -> ColumnElement[bool]:
    """Whether the clocks of a consultation stand still; bind `now`."""
    return and_(
        Consultation.suspended_at <= NOW,
        or_(Consultation.suspended_until.is_(None), Consultation.suspended_until > NOW),
    )


def _last_counted() -> ColumnElement[bool]:
    last, later = aliased(Round), aliased(Round)
    after = exists().where(later.consultation_id == last.consultation_id, later.no > last.no).correlate(last)
    return (
        exists()
        .where(
            last.consultation_id == Consultation.id, ~after, last.opens_at <= NOW, last.closes_at <= NOW, counted(last)
        )
        .correlate(Consultation)
    )


def _any_opened() -> ColumnElement[bool]:
    one = aliased(Round)
    return exists().where(one.consultation_id == Consultation.id, one.opens_at <= NOW).correlate(Consultation)


def state() -> ColumnElement[str]:
    """`rules.phases.state` of a consultation; bind `now`."""
    return case(
        (Consultation.withdrawn_at <= NOW, ConsultationState.WITHDRAWN.value),
        (Consultation.published_at <= NOW, ConsultationState.PUBLISHED.value),
        (suspended(), ConsultationState.SUSPENDED.value),
        (or_(Consultation.announced_at.is_(None), Consultation.announced_at > NOW), ConsultationState.DRAFT.value),
        (_last_counted(), ConsultationState.CHECK.value),
        (_any_opened(), ConsultationState.RUNNING.value),
        else_=ConsultationState.ANNOUNCED.value,
    )


def visible() -> ColumnElement[bool]:
    """Consultations that an actor may read: the twin of `policy.can_read`. Bind it with `visible_binds`."""
    return or_(
        Consultation.announced_at <= NOW,
        bindparam("administrator", type_=Boolean),
        Consultation.id.in_(bindparam("facilitated", expanding=True, type_=Integer)),
    )


def visible_binds(actor: Actor | None) -> dict[str, Any]:
    """What `visible()` needs of an actor, beside `now`."""
    ids = [int(scope.partition("/")[2]) for scope in actor.parts if scope.startswith("consultation/")] if actor else []
    return {
        "administrator": actor is not None and actor.is_administrator,
        "facilitated": [one for one in ids if facilitates(actor, one)],
    }


__all__ = ["NOW", "PURPOSE", "SUBJECT", "counted", "round_phase", "state", "suspended", "visible", "visible_binds"]
