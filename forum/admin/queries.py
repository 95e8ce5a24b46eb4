"""What administrators look at across features."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from sqlalchemy import and_, func, or_, select, text

from forum.accounts.models import Invitation, Person, Role
from forum.accounts.rules import roles as role_rules
from forum.core.db import db
from forum.core.models import Work
from forum.organisations.models import Mandate, Organisation
from forum.organisations.rules.mandates import SPEAKING
from forum.outbox.models import OutboxMail

LATE = timedelta(minutes=10)
"""Work that has been due for so long says that no worker runs."""


# --- figures ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is, and how much waits."""

    people: int
    suspended: int
    members: int
    without_seat: int
    invitations: int
    expired: int
    mails: int
    mails_given_up: int
    work: int
    work_failed: int
    work_since: datetime | None
    late: bool


def _count(*conditions: object) -> object:
    return select(func.count()).where(*conditions).scalar_subquery()  # type: ignore[arg-type]


def figures(now: datetime) -> Figures:
    """All of them; one statement."""
    open_ = and_(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    due = and_(Work.done_at.is_(None), Work.not_before <= now)
    row = db.session.execute(
        select(
            _count(Person.state == "active"), _count(Person.state == "suspended"), _count(Organisation.member),
            _count(Organisation.member, Organisation.seat.is_(None)), _count(open_, Invitation.expires_at > now),
            _count(open_, Invitation.expires_at <= now), _count(OutboxMail.sent_at.is_(None), ~OutboxMail.private),
            _count(OutboxMail.dropped == "given up", ~OutboxMail.private), _count(due),
            _count(Work.last_error.is_not(None), Work.done_at.is_(None)),
            select(func.min(Work.not_before)).where(due).scalar_subquery(),
        )  # type: ignore[call-overload]
    ).one()  # fmt: skip
    since = row[10]
    names = (field.name for field in fields(Figures))
    return Figures(**dict(zip(names, row, strict=False)), late=since is not None and now - since > LATE)


@dataclass(frozen=True, slots=True)
class Thin:
    """An organisation that cannot take a stance: too few people speak for it."""

    slug: str
    name: str
    speakers: int


def cannot_answer(now: datetime) -> Sequence[Thin]:
    """Members with fewer than two people (an individual seat: none) who may propose and confirm (R10)."""
    speaks = and_(
        Mandate.organisation_id == Organisation.id, Mandate.role.in_([role.value for role in SPEAKING]),
        Mandate.starts_at <= now, or_(Mandate.ends_at.is_(None), Mandate.ends_at > now),
    )  # fmt: skip
    count = func.count(func.distinct(Mandate.person_id))
    rows = db.session.execute(
        select(Organisation.slug, Organisation.name, count)
        .outerjoin(Mandate, speaks)
        .where(Organisation.member)
        .group_by(Organisation.id, Organisation.slug, Organisation.name, Organisation.kind, Organisation.sort_key)
        .having(or_(count < 1, and_(count < 2, Organisation.kind == "organisation")))
        .order_by(Organisation.sort_key)
        .limit(60)
    )
    return [Thin(*row) for row in rows]


# --- people ----------------------------------------------------------------------------------------------------


def held_by(person_ids: Sequence[int], now: datetime) -> Mapping[int, Sequence[str]]:
    """What people hold now, in words: organisations and roles. Two statements, however many people."""
    if not person_ids:
        return {}
    held: dict[int, list[str]] = {}
    mandates = (
        select(Mandate.person_id, Organisation.name)
        .join(Organisation, Organisation.id == Mandate.organisation_id)
        .where(
            Mandate.person_id.in_(person_ids), Mandate.starts_at <= now,
            or_(Mandate.ends_at.is_(None), Mandate.ends_at > now),
        )
        .distinct()
        .order_by(Organisation.name)
    )  # fmt: skip
    for row in db.session.execute(mandates):
        held.setdefault(row.person_id, []).append(row.name)
    roles = select(Role.person_id, Role.role, Role.as_seat, Role.languages).where(
        Role.person_id.in_(person_ids), Role.starts_at <= now, or_(Role.ends_at.is_(None), Role.ends_at > now)
    )
    for one in db.session.execute(roles.order_by(Role.id)):
        held.setdefault(one.person_id, []).append(role_rules.in_words(one.role, one.as_seat, one.languages.split()))
    return held


# --- the machine -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkLine:
    """Work that failed at least once."""

    kind: str
    tries: int
    last_error: str
    not_before: datetime
    done: bool


def failed_work(most: int = 50) -> Sequence[WorkLine]:
    """Work that did not succeed at once and is not done yet, or was given up; newest first."""
    rows = db.session.execute(
        select(Work.kind, Work.tries, Work.last_error, Work.not_before, Work.done_at)
        .where(Work.last_error.is_not(None))
        .order_by(Work.id.desc())
        .limit(most)
    )
    return [WorkLine(r.kind, r.tries, r.last_error or "", r.not_before, r.done_at is not None) for r in rows]


def versions() -> Mapping[str, str]:
    """What Sofra stands on here: names of programs and their versions."""
    if db.engine.dialect.name == "sqlite":
        database = ("SQLite", str(db.session.scalar(text("SELECT sqlite_version()"))))
    else:
        database = ("PostgreSQL", str(db.session.scalar(text("SHOW server_version"))))
    schema = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return {"Python": platform.python_version(), database[0]: database[1], "Alembic": str(schema)}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was put into a file, because there is no mail server (R40)."""

    name: str
    to: str
    subject: str
    language: str
    text: str
    at: datetime | None


def letters(data_dir: Path, most: int = 100) -> Sequence[Letter]:
    """The newest letters in `<data>/mail`."""
    folder = data_dir / "mail"
    files = sorted(folder.glob("*.eml"), reverse=True)[:most] if folder.is_dir() else []
    return [_letter(path) for path in files]


def _letter(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body(("plain",))
    date = message["Date"]
    return Letter(
        path.name, str(message["To"]), str(message["Subject"]), str(message["Content-Language"] or ""),
        str(body.get_content()) if body is not None else "", date.datetime if date is not None else None,
    )  # fmt: skip
