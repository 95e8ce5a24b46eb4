"""Who may do what in consultations; pure."""

from forum.consultation.policy.course import (
    can_appoint,
    can_create,
    can_edit,
    can_facilitate,
    can_read,
    can_read_draft_texts,
    can_read_reports,
    can_sign,
    facilitates,
    scope_of,
)

__all__ = [
    "can_appoint", "can_create", "can_edit", "can_facilitate", "can_read", "can_read_draft_texts", "can_read_reports",
    "can_sign", "facilitates", "scope_of",
]  # fmt: skip
