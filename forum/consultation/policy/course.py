"""Who may read and run a consultation (R5, R13, R14). The same answers stand as SQL in `queries.phases.visible`."""

from typing import TYPE_CHECKING

from forum.consultation.rules.phases import ConsultationState
from forum.core.policy import FACILITATOR, Actor

if TYPE_CHECKING:
    from forum.consultation.queries.course import ConsultationFacts

OVER = (ConsultationState.PUBLISHED, ConsultationState.WITHDRAWN)


def scope_of(consultation_id: int) -> str:
    """How a consultation is called in `Actor.parts`, threads and the index."""
    return f"consultation/{consultation_id}"


def facilitates(actor: Actor | None, consultation_id: int) -> bool:
    """Whether the actor facilitates it now, with a mandate of that seat (R13)."""
    return actor is not None and actor.parts.get(scope_of(consultation_id)) == FACILITATOR


def can_read(actor: Actor | None, facts: "ConsultationFacts") -> bool:
    """Announced ones are for everybody; a draft for its facilitators and for administrators."""
    if facts.is_announced:
        return True
    return actor is not None and (actor.is_administrator or facilitates(actor, facts.id))


def can_facilitate(actor: Actor | None, facts: "ConsultationFacts") -> bool:
    """Open the facilitators' page: its facilitators. Turnout before the close is for nobody else (R23)."""
    return facilitates(actor, facts.id)


def can_edit(actor: Actor | None, facts: "ConsultationFacts") -> bool:
    """Write question, plan and position while it is not over; what is frozen is asked by the operation (R12)."""
    return can_facilitate(actor, facts) and facts.state not in OVER


def can_sign(actor: Actor | None, facts: "ConsultationFacts") -> bool:
    """Sign for one's seat while it is not over (R13)."""
    return can_facilitate(actor, facts) and facts.state not in OVER


def can_create(actor: Actor | None) -> bool:
    """Drafts are created by administrators (R13)."""
    return actor is not None and actor.is_administrator


def can_appoint(actor: Actor | None, facts: "ConsultationFacts") -> bool:
    """Appoint and replace facilitators: administrators (R13)."""
    return actor is not None and actor.is_administrator and facts.state not in OVER


def can_read_draft_texts(actor: Actor | None, facts: "ConsultationFacts") -> bool:
    """Words of a draft are also read by those who translate by role: they must stand in three languages (R22)."""
    return can_read(actor, facts) or (actor is not None and bool(actor.translates()))


def can_read_reports(actor: Actor | None, facts: "ConsultationFacts") -> bool:
    """Errors of fact reported in the check: facilitators and administrators."""
    return actor is not None and (actor.is_administrator or facilitates(actor, facts.id))
