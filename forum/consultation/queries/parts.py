"""What an actor is in consultations: facilitator, or member of an organisation on the roll (R5, R8, R13)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, or_, select

from forum.accounts.queries import WHOSE
from forum.consultation.models import Facilitator, RollOrganisation
from forum.consultation.policy.course import scope_of
from forum.core import actors
from forum.core.policy import FACILITATOR, MEMBER, Actor
from forum.organisations.models import Mandate, Organisation


def mandate_of_seat(person_id: Any, seat: Any, now: Any) -> ColumnElement[bool]:
    """Whether the person holds a mandate of a member organisation of that seat at `now` (R13)."""
    return exists().where(
        Mandate.person_id == person_id, Mandate.starts_at <= now, or_(Mandate.ends_at.is_(None), Mandate.ends_at > now),
        Organisation.id == Mandate.organisation_id, Organisation.member, Organisation.seat == seat,
    )  # fmt: skip


def seated(now: Any) -> ColumnElement[bool]:
    """Whether a row of `facilitator` counts at `now`: begun, not ended, the mandate of the seat in force."""
    return (
        (Facilitator.starts_at <= now)
        & or_(Facilitator.ends_at.is_(None), Facilitator.ends_at > now)
        & mandate_of_seat(Facilitator.person_id, Facilitator.seat, now).correlate(Facilitator)
    )


def _absorb(part: str) -> Any:
    def absorb(actor: Actor, rows: Sequence[Row[Any]]) -> Actor:
        found = {scope_of(row.a): part for row in rows}
        return actors.replace(actor, parts={**actor.parts, **found}) if found else actor

    return absorb


_FACILITATED = select(*actors.shape("facilitates", a=Facilitator.consultation_id)).where(
    Facilitator.person_id == WHOSE, seated(actors.NOW)
)
_ON_ROLL = (
    select(*actors.shape("on_roll", a=RollOrganisation.consultation_id))
    .select_from(RollOrganisation)
    .join(Mandate, Mandate.organisation_id == RollOrganisation.organisation_id)
    .where(
        Mandate.person_id == WHOSE, Mandate.starts_at <= actors.NOW,
        or_(Mandate.ends_at.is_(None), Mandate.ends_at > actors.NOW),
    )
)  # fmt: skip

ON_ROLL = actors.Source(_ON_ROLL, _absorb(MEMBER), "on_roll")
FACILITATED = actors.Source(_FACILITATED, _absorb(FACILITATOR), "facilitates")
"""Registered after `ON_ROLL`: whoever facilitates is facilitator there, whatever else."""
