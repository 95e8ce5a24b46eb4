"""Who may publish a further version of a position (R12). Reading is for everybody."""

from forum.consultation.policy import facilitates
from forum.core.policy import Actor


def can_publish_further(actor: Actor | None, consultation_id: int) -> bool:
    """Administrators, and whoever facilitates the consultation with a mandate of that seat."""
    return actor is not None and (actor.is_administrator or facilitates(actor, consultation_id))
