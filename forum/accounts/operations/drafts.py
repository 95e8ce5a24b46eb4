"""Kept drafts: what somebody has typed and not sent yet (R31: written aside)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from forum.core import clock
from forum.core.db import aside, db, require_writing, upsert
from forum.core.models import Draft
from forum.core.policy import Actor

LONGEST = 25_000


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A kept draft."""

    place: str
    body: str
    language: str | None
    updated_at: datetime


def keep_draft(actor: Actor, place: str, body: str, language: str | None) -> None:
    """Keep what was typed at a place; empty text forgets it."""
    with aside() as session:
        if not body.strip():
            session.execute(delete(Draft).where(Draft.person_id == actor.id, Draft.place == place))
            return
        values = {"body": body[:LONGEST], "language": language, "updated_at": clock.now()}
        insert = upsert(Draft).values(person_id=actor.id, place=place, **values)
        session.execute(insert.on_conflict_do_update(index_elements=["person_id", "place"], set_=values))


def drop_draft(actor: Actor, place: str) -> None:
    """The text was sent: its draft goes, in the same transaction."""
    require_writing().execute(_DROP, {"of_person": actor.id, "at_place": place})


_HERE = (Draft.person_id == bindparam("of_person"), Draft.place == bindparam("at_place"))
_DROP = delete(Draft.__table__).where(*_HERE)  # type: ignore[arg-type]
_AT = select(Draft.place, Draft.body, Draft.language, Draft.updated_at).where(*_HERE)


def draft_at(actor: Actor | None, place: str) -> DraftFacts | None:
    """The draft kept at a place."""
    if actor is None:
        return None
    row = db.session.execute(_AT, {"of_person": actor.id, "at_place": place}).one_or_none()
    return DraftFacts(*row) if row else None


def drafts_of(actor: Actor) -> Mapping[str, DraftFacts]:
    """Every kept draft by place, newest first."""
    rows = db.session.execute(
        select(Draft.place, Draft.body, Draft.language, Draft.updated_at)
        .where(Draft.person_id == actor.id)
        .order_by(Draft.updated_at.desc())
        .limit(50)
    )
    return {row.place: DraftFacts(*row) for row in rows}
