"""Writing notices and the mail that follows from them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, delete, func, select, update
from sqlalchemy.orm import aliased

from forum.accounts.events import PersonErased
from forum.accounts.models import Person
from forum.core import clock, work
from forum.core.db import db, require_writing, upsert, writing
from forum.core.policy import Actor, require
from forum.notifications import rules
from forum.notifications.models import MailSetting, Notice
from forum.notifications.queries import settings_of
from forum.notifications.rules import Delivery
from forum.outbox import operations as outbox


def fan_out(job: str, unique_key: str, **params: Any) -> None:
    """Leave it to the worker to tell everybody who should hear of this: one row in this transaction (R32)."""
    work.enqueue("fan_out", unique_key=f"fan_out/{unique_key}", job=job, params=params)


def run_fan_out(job: str, params: dict[str, Any]) -> None:
    """The worker's part: who hears of it, then notices and mails, 50 people a transaction. Safe to repeat."""
    deliveries = rules.job(job)(**params)
    db.session.rollback()
    for delivery in deliveries:
        people = list(dict.fromkeys(delivery.person_ids))
        for start in range(0, len(people), rules.AT_ONCE):
            with writing():
                notify(people[start : start + rules.AT_ONCE], delivery)


def notify(person_ids: Sequence[int], delivery: Delivery) -> int:
    """Write the notice of each of these people, and a mail for those who want it at once; returns how many were new.

    Four statements, however many people.
    """
    session = require_writing()
    people = session.execute(
        select(Person.id, Person.email, Person.language).where(Person.id.in_(person_ids), Person.state == "active")
    ).all()
    if not people:
        return 0
    chosen, kind, now = _chosen(person_ids, delivery.kind), rules.kinds()[delivery.kind], clock.now()
    rows = [
        {
            "person_id": person.id, "kind": delivery.kind, "object_kind": delivery.object_kind,
            "object_id": delivery.object_id, "params": dict(delivery.params), "event_key": delivery.event_key,
            "at": now,
        }
        for person in people
    ]  # fmt: skip
    written = session.execute(_told(db.engine.dialect.name), rows)
    notices = {row.person_id: row.id for row in written}
    outbox.post_all([
        outbox.Mail(
            kind="notice", address=person.email, reading=person.language, recipient_id=person.id,
            params={"notice_id": notices[person.id]}, event_key=f"notice/{delivery.event_key}", private=kind.private,
        )
        for person in people
        if person.id in notices and person.email and chosen.get(person.id, kind.mailed) == "at_once"
    ])  # fmt: skip
    return len(notices)


@cache
def _told(_dialect: str) -> Any:
    return upsert(Notice).on_conflict_do_nothing().returning(Notice.id, Notice.person_id)


def _chosen(person_ids: Sequence[int], kind: str) -> Mapping[int, str]:
    rows = db.session.execute(
        select(MailSetting.person_id, MailSetting.how).where(
            MailSetting.person_id.in_(person_ids), MailSetting.kind == kind
        )
    )
    return {row.person_id: row.how for row in rows}


def person_erased(fact: PersonErased) -> None:
    """REQUIRED: an account was closed: its notices and what it chose about mail go with it."""
    session = require_writing()
    for model in (Notice, MailSetting):
        session.execute(delete(model).where(model.person_id == fact.person_id))


def mark_all_read(actor: Actor) -> None:
    """Everything this person was told so far is read."""
    session = require_writing()
    session.execute(
        update(Notice).where(Notice.person_id == actor.id, Notice.read_at.is_(None)).values(read_at=clock.now())
    )


def mark_seen(person_id: int, object_kind: str, objects: Select[Any], **values: Any) -> None:
    """What a person was told about these things is read: they have just seen them. `objects` is a SELECT of their ids,
    the same one each time, and `values` are what it is asked with."""
    about = {"told_person": person_id, "told_kind": object_kind, "seen_at": clock.now(), **values}
    require_writing().execute(_seen(objects), about)


@cache
def _seen(objects: Select[Any]) -> Any:
    notice = Notice.__table__
    mine = (notice.c.person_id == bindparam("told_person"), notice.c.object_kind == bindparam("told_kind"))
    unread = (notice.c.object_id.in_(objects), notice.c.read_at.is_(None))
    return update(notice).where(*mine, *unread).values(read_at=bindparam("seen_at"))  # type: ignore[arg-type]


def choose_mail(actor: Actor, choices: Mapping[str, str]) -> None:
    """How this person hears of each kind by mail from now on; unknown kinds and words are refused."""
    require(all(kind in rules.kinds() and how in rules.HOWS for kind, how in choices.items()))
    session = require_writing()
    for kind, how in sorted(choices.items()):
        insert = upsert(MailSetting).values(person_id=actor.id, kind=kind, how=how)
        session.execute(insert.on_conflict_do_update(index_elements=["person_id", "kind"], set_={"how": how}))


def unsubscribe(person_id: int, kind: str) -> None:
    """No more mail of this kind (one click in a mail; the notice in the application stays)."""
    session = require_writing()
    found = settings_of(person_id) if kind == rules.EVERY_DAILY else {}
    for name in [name for name, how in found.items() if how == "daily"] or [kind]:
        insert = upsert(MailSetting).values(person_id=person_id, kind=name, how="off")
        session.execute(insert.on_conflict_do_update(index_elements=["person_id", "kind"], set_={"how": "off"}))


def write_digests() -> None:
    """From seven in the morning: one mail to each person with notices of kinds they want daily, one a day; what comes
    later waits for the next day. Safe to repeat."""
    now = clock.now()
    day = rules.digest_day(now)
    if day is None:
        return
    waiting = _waiting_for_digest(now)
    people = list(db.session.scalars(select(Notice.person_id).where(*waiting).distinct().limit(500)))
    db.session.rollback()
    for person_id in people:
        with writing() as session:
            person = session.get(Person, person_id)
            marked = session.execute(
                update(Notice).where(Notice.person_id == person_id, *waiting).values(digest_at=now)
            )
            if person and person.email and person.state == "active" and marked.rowcount:  # type: ignore[attr-defined]
                outbox.post(
                    kind="digest", address=person.email, reading=person.language, recipient_id=person.id,
                    params={"at": now.isoformat()}, event_key=f"digest/{day}",
                )  # fmt: skip


def _waiting_for_digest(now: datetime) -> tuple[Any, ...]:
    """Conditions: not read, not mailed, of a kind that its person wants once a day, who had no daily mail today."""
    habits = {name: kind.mailed for name, kind in rules.kinds().items()}
    chosen = (
        select(MailSetting.how)
        .where(MailSetting.person_id == Notice.person_id, MailSetting.kind == Notice.kind)
        .correlate(Notice)
        .scalar_subquery()
    )
    wanted = func.coalesce(chosen, case(habits, value=Notice.kind, else_="off"))
    had = aliased(Notice)
    mailed = select(had.id).where(had.person_id == Notice.person_id, had.digest_at >= rules.digest_began(now))
    return (
        Notice.digest_at.is_(None), Notice.read_at.is_(None), Notice.at > rules.digest_since(now), wanted == "daily",
        ~mailed.correlate(Notice).exists(),
    )  # fmt: skip
