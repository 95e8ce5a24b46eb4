"""Reads of people, sessions and what they hold."""

from forum.accounts.queries.actor import ROLES, WHOSE, begin, person_statement
from forum.accounts.queries.people import (
    Person_,
    card,
    factor_of,
    holders_of,
    invitation_by_secret,
    invitations_about,
    open_reset,
    open_resets,
    people,
    person_by_email,
    person_by_id,
    person_by_key,
    recovery_hashes,
    roles_of,
    security_events,
    sessions_of,
    stands,
)

__all__ = [
    "ROLES", "WHOSE", "Person_", "begin", "card", "factor_of", "holders_of", "invitation_by_secret",
    "invitations_about", "open_reset", "open_resets", "people", "person_by_email", "person_by_id", "person_by_key",
    "person_statement", "recovery_hashes", "roles_of", "security_events", "sessions_of", "stands",
]  # fmt: skip
