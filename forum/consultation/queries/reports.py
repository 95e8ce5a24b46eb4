"""Errors of fact that organisations reported in the check: for themselves, facilitators and administrators (R14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from forum.consultation.models import EntryReport
from forum.core.db import db
from forum.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What one organisation reported; who of it wrote is nobody's business."""

    organisation: str
    body: str
    language: str
    at: datetime


_REPORTS = (
    select(Organisation.name, EntryReport.body, EntryReport.language, EntryReport.at)
    .join(Organisation, Organisation.id == EntryReport.organisation_id)
    .where(EntryReport.consultation_id == bindparam("consultation_id"))
    .order_by(EntryReport.at, EntryReport.id)
    .limit(200)
)
_REPORTS_OF = _REPORTS.where(EntryReport.organisation_id == bindparam("organisation_id"))


def reports_of(consultation_id: int, organisation_id: int | None = None) -> Sequence[ReportLine]:
    """What was reported, oldest first: by one organisation, or by all of them. One statement."""
    values = {"consultation_id": consultation_id}
    if organisation_id is None:
        return [ReportLine(*row) for row in db.session.execute(_REPORTS, values)]
    values["organisation_id"] = organisation_id
    return [ReportLine(*row) for row in db.session.execute(_REPORTS_OF, values)]
