"""Consultations, their rounds, positions and stances."""

from forum.consultation.models.course import (
    Consultation,
    ConsultationDemand,
    ConsultationEvent,
    Facilitator,
    Proposal,
    RollOrganisation,
    Round,
    RoundThread,
    Signature,
)
from forum.consultation.models.position import (
    Evidence,
    Paragraph,
    ParagraphWording,
    Position,
    PositionWording,
)
from forum.consultation.models.stances import (
    Dissent,
    DissentAuthor,
    EntryReport,
    Reservation,
    StanceNote,
    StanceVersion,
)

__all__ = [
    "Consultation", "ConsultationDemand", "ConsultationEvent", "Dissent", "DissentAuthor", "EntryReport", "Evidence",
    "Facilitator", "Paragraph", "ParagraphWording", "Position", "PositionWording", "Proposal", "Reservation",
    "RollOrganisation", "Round", "RoundThread", "Signature", "StanceNote", "StanceVersion",
]  # fmt: skip
