"""Who should hear of a translation."""

from datetime import datetime

from sqlalchemy import bindparam, or_, select

from forum.accounts.models import Role
from forum.core.db import UtcDateTime, db

_now = bindparam("now", type_=UtcDateTime())
_TRANSLATORS = select(Role.person_id, Role.languages).where(
    Role.role == "translator", Role.starts_at <= _now, or_(Role.ends_at.is_(None), Role.ends_at > _now)
)


def translators_of(language: str, now: datetime) -> tuple[int, ...]:
    """Those who translate a language by role, by id."""
    rows = db.session.execute(_TRANSLATORS, {"now": now})
    return tuple(sorted({row.person_id for row in rows if language in row.languages.replace(",", " ").split()}))
