"""How many have answered, by side: live for facilitators only, public at the close; never who (R23)."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from forum.consultation.models import RollOrganisation, StanceVersion
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.rules.roll import SIDES, Seat
from forum.consultation.rules.ruleset import thresholds_of
from forum.core.db import db

REGIONAL_FROM = 5
"""Turnout of regional organisations is shown once so many have answered (R23)."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """One seat: `answered` is None where a number would say too much; `quorum` is asked of the two sides only (R9)."""

    seat: Seat
    roll: int
    answered: int | None
    quorum: int | None

    @property
    def still(self) -> int:
        """How many answers the side lacks for its quorum."""
        if self.quorum is None or self.answered is None:
            return 0
        return max(self.quorum - self.answered, 0)


_TURNOUT = (
    select(
        RollOrganisation.seat, func.count(RollOrganisation.organisation_id.distinct()),
        func.count(StanceVersion.organisation_id.distinct()),
    )
    .outerjoin(
        StanceVersion,
        (StanceVersion.round_id == bindparam("round_id"))
        & (StanceVersion.organisation_id == RollOrganisation.organisation_id)
        & StanceVersion.confirmed_at.is_not(None),
    )
    .where(RollOrganisation.consultation_id == bindparam("id"))
    .group_by(RollOrganisation.seat)
)  # fmt: skip


def turnout(facts: ConsultationFacts) -> list[Turnout]:
    """Organisations with a confirmed stance, in the order of R2; one statement.

    The caller has asked `policy.can_facilitate`, or the round is closed.
    """
    rows = db.session.execute(_TURNOUT, {"id": facts.id, "round_id": facts.round.id})
    counts = {Seat(row[0]): (row[1], row[2]) for row in rows}
    thresholds = thresholds_of(facts.ruleset)
    lines = []
    for seat in facts.order:
        roll, answered = counts.get(seat, (0, 0))
        share = thresholds.quorum_side if thresholds and seat in SIDES else None
        quorum = -(-share.part * roll // share.whole) if share else None
        hidden = seat is Seat.REGIONAL and answered < REGIONAL_FROM
        lines.append(Turnout(seat, roll, None if hidden else answered, quorum))
    return lines
