"""The letter by which an individual seat confirms its stance (R10)."""

from collections.abc import Mapping
from typing import Any

from forum.accounts.queries import person_by_id
from forum.consultation.queries import answering, stances
from forum.core.errors import NotFound
from forum.outbox.rules import MailKind, SignedLink


def _context(params: Mapping[str, Any], recipient_id: int | None) -> dict[str, Any] | None:
    person = person_by_id(recipient_id) if recipient_id else None
    if person is None or person.state != "active":
        return None
    try:
        found = answering.endorse_round(params["name"])
        line = answering.roll_line(found.consultation_id, params["slug"])
    except NotFound:
        return None
    versions = stances.versions_of(found.id, line.organisation_id)
    latest = max(versions, key=lambda one: one.version, default=None)
    if latest is None or latest.version != params["version"] or latest.confirmed_at is not None:
        return None
    words = (found.name, line.slug, str(latest.version), person.key)
    url = SignedLink("answers.confirm_by_link", "confirm_stance", words, {"name": found.name})
    return {"name": found.name, "url": url}


CONFIRM_MAIL = MailKind("consultation/emails/confirm_stance", _context)
