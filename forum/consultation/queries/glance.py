"""Consultations at a glance: what is open, what a demand has seen, what waits for an organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from forum.consultation.models import Consultation, ConsultationDemand, RollOrganisation, Round, StanceVersion
from forum.consultation.queries.phases import visible, visible_binds
from forum.core.db import UtcDateTime, db
from forum.core.languages import Reading
from forum.core.policy import Actor
from forum.organisations.models import Organisation
from forum.translation.queries import CONTENT, shown
from forum.translation.rules import Shown, present


@dataclass(frozen=True, slots=True)
class Glance:
    """An announced consultation in a line: its question in the reader's variant and its dates."""

    number: str
    slug: str
    question: Shown
    announced_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    review_on: datetime | None
    suspended_at: datetime | None = None
    suspended_until: datetime | None = None

    def is_suspended(self, now: datetime) -> bool:
        """Whether its clocks stand still."""
        began = self.suspended_at is not None and self.suspended_at <= now
        return began and (self.suspended_until is None or now < self.suspended_until)

    def is_open(self, now: datetime) -> bool:
        """Whether its round takes answers."""
        over = self.withdrawn_at is not None or self.published_at is not None or self.is_suspended(now)
        if over or self.opens_at is None or now < self.opens_at:
            return False
        return self.closes_at is None or now < self.closes_at


_question = shown("consultation", "question", Consultation.id)
_now = bindparam("now", type_=UtcDateTime())
_GLANCE = _question.onto(
    select(
        Consultation.number, Consultation.slug, Consultation.announced_at, Round.opens_at, Round.closes_at,
        Consultation.published_at, Consultation.withdrawn_at, Consultation.review_on, Consultation.suspended_at,
        Consultation.suspended_until, *_question.columns,
    )
    .select_from(Consultation)
    .join(Round, Round.consultation_id == Consultation.id)
).where(Consultation.announced_at.is_not(None), Consultation.announced_at <= _now)  # fmt: skip
_OPEN = _GLANCE.where(
    Consultation.published_at.is_(None), Consultation.withdrawn_at.is_(None),
    or_(Round.closes_at.is_(None), Round.closes_at > _now),
).order_by(Round.closes_at, Consultation.id).limit(10)  # fmt: skip
_OF_DEMAND = (
    _GLANCE.join(ConsultationDemand, ConsultationDemand.consultation_id == Consultation.id)
    .where(ConsultationDemand.demand_code == bindparam("code"))
    .order_by(Consultation.announced_at.desc())
    .limit(50)
)


def _glance(row: Any, spoken: Reading) -> Glance:
    return Glance(
        row.number, row.slug, present(row, spoken), row.announced_at, row.opens_at, row.closes_at, row.published_at,
        row.withdrawn_at, row.review_on, row.suspended_at, row.suspended_until,
    )  # fmt: skip


def open_now(spoken: Reading, now: datetime) -> Sequence[Glance]:
    """Announced and open consultations, the next to close first. One statement."""
    values = {"now": now, CONTENT: spoken.content}
    return [_glance(row, spoken) for row in db.session.execute(_OPEN, values)]


def of_demand(code: str, spoken: Reading, now: datetime) -> Sequence[Glance]:
    """Every announced consultation on a demand, newest first. One statement."""
    values = {"now": now, "code": code, CONTENT: spoken.content}
    return [_glance(row, spoken) for row in db.session.execute(_OF_DEMAND, values)]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A consultation that asks one of the actor's organisations; `confirmed`: a stance is in force,
    `proposed`: one waits for its second person."""

    glance: Glance
    organisation: str
    organisation_slug: str
    confirmed: bool
    proposed: bool

    def urgency(self, now: datetime) -> tuple[int, datetime]:
        """What asks for an answer now comes first, the next to close before the others; then what is to come."""
        glance = self.glance
        if glance.is_open(now):
            return int(self.confirmed and not self.proposed), glance.closes_at or now
        ahead = not glance.is_suspended(now) and (glance.closes_at is None or now < glance.closes_at)
        return (2 if ahead else 3), glance.opens_at or glance.announced_at


_any = StanceVersion.__table__.alias()
_newest = (
    select(func.max(_any.c.version))
    .where(_any.c.round_id == Round.id, _any.c.organisation_id == Organisation.id)
    .correlate(Round, Organisation)
    .scalar_subquery()
)
_WAITING: Any = _question.onto(
    select(
        Consultation.number, Consultation.slug, Consultation.announced_at, Round.opens_at, Round.closes_at,
        Consultation.published_at, Consultation.withdrawn_at, Consultation.review_on, Consultation.suspended_at,
        Consultation.suspended_until, Organisation.name.label("organisation"),
        Organisation.slug.label("organisation_slug"),
        select(StanceVersion.version)
        .where(
            StanceVersion.round_id == Round.id, StanceVersion.organisation_id == Organisation.id,
            StanceVersion.confirmed_at.is_not(None),
        )
        .exists()
        .label("confirmed"),
        select(StanceVersion.version)
        .where(
            StanceVersion.round_id == Round.id, StanceVersion.organisation_id == Organisation.id,
            StanceVersion.confirmed_at.is_(None), StanceVersion.version == _newest,
        )
        .exists()
        .label("proposed"),
        *_question.columns,
    )
    .select_from(Consultation)
    .join(Round, Round.consultation_id == Consultation.id)
    .join(RollOrganisation, RollOrganisation.consultation_id == Consultation.id)
    .join(Organisation, Organisation.id == RollOrganisation.organisation_id)
).where(
    Organisation.id.in_(bindparam("organisations", expanding=True)), Consultation.published_at.is_(None),
    Consultation.withdrawn_at.is_(None), Round.kind == "endorse",
    or_(Round.check_ends_at.is_(None), Round.check_ends_at > _now),
).order_by(Round.closes_at, Consultation.id).limit(50)  # fmt: skip


def waiting_for(actor: Actor, spoken: Reading, now: datetime) -> Sequence[Waiting]:
    """What the actor's organisations are asked, and how far each has come, the most urgent first. One statement."""
    organisations = [mandate.organisation_id for mandate in actor.mandates]
    if not organisations:
        return ()
    values = {"now": now, "organisations": organisations, CONTENT: spoken.content}
    found = [
        Waiting(_glance(row, spoken), row.organisation, row.organisation_slug, bool(row.confirmed), bool(row.proposed))
        for row in db.session.execute(_WAITING, values)
    ]
    return sorted(found, key=lambda one: one.urgency(now))


_ALL = _GLANCE.order_by(Consultation.announced_at.desc()).limit(100)
_DRAFTS = _question.onto(
    select(Consultation.id, Consultation.key, Consultation.slug, *_question.columns).select_from(Consultation)
).where(Consultation.announced_at.is_(None), Consultation.withdrawn_at.is_(None), visible()).order_by(
    Consultation.id.desc()
).limit(50)  # fmt: skip


def all_announced(spoken: Reading, now: datetime) -> Sequence[Glance]:
    """Every announced consultation, newest first. One statement."""
    return [_glance(row, spoken) for row in db.session.execute(_ALL, {"now": now, CONTENT: spoken.content})]


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a line, for those who work on it."""

    key: str
    slug: str
    question: Shown


def drafts_for(actor: Actor, spoken: Reading, now: datetime) -> Sequence[DraftLine]:
    """Drafts that this actor may read: administrators all, facilitators their own. One statement."""
    values = {CONTENT: spoken.content, "now": now, **visible_binds(actor)}
    return [DraftLine(row.key, row.slug, present(row, spoken)) for row in db.session.execute(_DRAFTS, values)]
