"""A place grown to a size: rows copied in the database, because operations would take minutes."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, insert, select

from forum.consultation.models import (
    Consultation,
    ConsultationDemand,
    Position,
    PositionWording,
    RollOrganisation,
    Round,
)
from forum.core import clock
from forum.core.db import writing
from forum.core.keys import new_key
from forum.core.models import Draft
from forum.discussion.models import Follow, Post, ReadMark, Thread
from forum.discussion.rules import step
from forum.notifications.models import Notice
from forum.publication.models import Publication
from forum.translation.models import WrittenText


def rows_of(session: Any, model: Any, **where: Any) -> list[dict[str, Any]]:
    """The rows as values."""
    table = model.__table__
    condition = [table.c[name] == value for name, value in where.items()]
    return [dict(row._mapping) for row in session.execute(select(table).where(*condition))]


def copy(session: Any, model: Any, where: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]) -> None:
    """Rows like those found, each time with other values; ids that are not named are given by the database."""
    like, wanted = rows_of(session, model, **where), list(changes)
    rows = [{name: row[name] for name in row if name != "id"} | change for change in wanted for row in like]
    if rows:
        session.execute(insert(model.__table__), rows)


def highest(session: Any, model: Any) -> int:
    return session.scalar(select(func.max(model.id))) or 0


def grow_threads(thread_id: int, reader: int, size: int) -> None:
    """`size` threads like this one, followed by the reader and not read yet; each with its opening post."""
    with writing() as session:
        opening = rows_of(session, Post, thread_id=thread_id, seq=1)[0]["id"]
        start, first = highest(session, Thread), highest(session, Post)
        made = [(start + number, first + number, new_key()) for number in range(1, size)]
        copy(session, Thread, {"id": thread_id}, [{"id": new, "key": key} for new, _post, key in made])
        copy(session, Post, {"id": opening},
             [{"id": post, "key": new_key(), "thread_id": new} for new, post, _key in made])  # fmt: skip
        copy(session, WrittenText, {"kind": "thread", "owner_id": thread_id}, [{"owner_id": one[0]} for one in made])
        copy(session, WrittenText, {"kind": "post", "owner_id": opening}, [{"owner_id": one[1]} for one in made])
        follow = {"person_id": reader, "kind": "thread", "level": "following"}
        session.execute(insert(Follow.__table__), [follow | {"object_key": key} for _new, _post, key in made])
        read = {"person_id": reader, "seq": 0}
        session.execute(insert(ReadMark.__table__), [read | {"thread_id": new} for new, _post, _key in made])


def grow_posts(thread_id: int, size: int) -> None:
    """`size` answers like the first one, in one thread, each in its own branch."""
    with writing() as session:
        thread = session.get_one(Thread, thread_id)
        like = rows_of(session, Post, thread_id=thread_id, seq=2)[0]["id"]
        first = highest(session, Post)
        made = [(first + number, thread.next_seq + number - 1) for number in range(1, size)]
        copy(session, Post, {"id": like},
             [{"id": new, "key": new_key(), "seq": seq, "path": step(seq)} for new, seq in made])  # fmt: skip
        copy(session, WrittenText, {"kind": "post", "owner_id": like}, [{"owner_id": new} for new, _seq in made])
        thread.next_seq += size
        thread.post_count += size


def grow_consultations(consultation_id: int, size: int, year: int) -> None:
    """`size` consultations like this one, with roll, text and publication."""
    with writing() as session:
        start = highest(session, Consultation)
        made = [(start + number, f"JS-{year}-{number:03}") for number in range(1, size)]
        like, others = {"consultation_id": consultation_id}, [{"consultation_id": new} for new, _name in made]
        copy(session, Consultation, {"id": consultation_id},
             [{"id": new, "key": new_key(), "number": name} for new, name in made])  # fmt: skip
        for model in (Round, ConsultationDemand, RollOrganisation):
            copy(session, model, like, others)
        owned = [{"owner_id": new} for new, _name in made]
        copy(session, WrittenText, {"kind": "consultation", "owner_id": consultation_id}, owned)
        at = highest(session, Position)
        position = rows_of(session, Position, **like)[0]["id"]
        copy(session, Position, like, [{"id": at + n, **one} for n, one in enumerate(others, start=1)])
        copy(session, PositionWording, {"position_id": position},
             [{"position_id": at + n} for n in range(1, size)])  # fmt: skip
        copy(session, Publication, like,
             [{"consultation_id": new, "number": name, "sha256": f"{new:064}"} for new, name in made])  # fmt: skip


def grow_desk(reader: int, post_id: int, post_key: str, size: int) -> None:
    """`size` drafts and notices of one person."""
    now = clock.now()
    with writing() as session:
        draft = {"person_id": reader, "body": "Unfinished", "language": "en", "updated_at": now}
        session.execute(insert(Draft.__table__), [draft | {"place": f"post/{new_key()}/reply"} for _ in range(size)])
        notice = {
            "person_id": reader, "kind": "reply", "object_kind": "post", "object_id": post_id, "at": now,
            "params": {"post": post_key, "demand": "GOV-2"},
        }  # fmt: skip
        session.execute(insert(Notice.__table__), [notice | {"event_key": new_key(20)} for _ in range(size)])
