"""Everything that names a person, collected from the features that know something (R: access to one's own data)."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Invitation, Person, Role, SecurityEvent, SignInSession
from forum.core.db import db
from forum.core.models import Draft

_exporters: dict[str, Callable[[int], Any]] = {}


def register(name: str, exporter: Callable[[int], Any]) -> None:
    """`exporter(person_id)` gives JSON values (integers, text, lists, objects) about that person only."""
    _exporters[name] = exporter


def export_person(person_id: int) -> dict[str, Any]:
    """All of it, by feature."""
    person = db.session.get_one(Person, person_id)
    account = {
        "key": person.key, "name": person.name, "name_in_cyrillic": person.name_cyrl, "email": person.email,
        "language": person.language, "writes_in": person.writes_in, "shield": person.shield,
        "created_at": person.created_at.isoformat(),
    }  # fmt: skip
    found: dict[str, Any] = {
        "account": account,
        "roles": [
            {
                "role": r.role,
                "seat": r.as_seat,
                "languages": r.languages,
                "from": _at(r.starts_at),
                "to": _at(r.ends_at),
            }
            for r in _all(Role, person_id)
        ],
        "sessions": [
            {"browser": s.browser, "from": _at(s.created_at), "to": _at(s.ended_at)}
            for s in _all(SignInSession, person_id)
        ],
        "security_events": [
            {"what": e.kind, "detail": e.detail, "at": _at(e.at)} for e in _all(SecurityEvent, person_id)
        ],
        "drafts": [{"place": d.place, "text": d.body, "at": _at(d.updated_at)} for d in _all(Draft, person_id)],
        "invitations": [
            {"email": i.email, "purpose": i.purpose, "at": _at(i.created_at)}
            for i in db.session.scalars(select(Invitation).where(Invitation.accepted_by == person_id))
        ],
    }
    for name, exporter in sorted(_exporters.items()):
        found[name] = exporter(person_id)
    return found


def _all(model: Any, person_id: int) -> Any:
    return db.session.scalars(select(model).where(model.person_id == person_id))


def _at(moment: Any) -> str | None:
    return moment.isoformat() if moment is not None else None
