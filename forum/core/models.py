"""Tables that every feature uses: submissions, drafts, work, versions of pages."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class Submission(Base):
    """A form that was sent: the same form sent again leads to the first result (pruned after 7 days)."""

    __tablename__ = "submission"
    actor_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    form_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)


class Draft(Base):
    """What a person has typed at one place and not sent yet."""

    __tablename__ = "draft"
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(120), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(8))
    updated_at: Mapped[datetime]


class Work(Base):
    """Something to do after the commit, once: the worker takes it under a lease and marks it done."""

    __tablename__ = "work"
    __table_args__ = (Index("ix_work_waiting", "done_at", "not_before"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    unique_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str | None] = mapped_column(Text)


class Page(Base):
    """The version of a scope of pages (`home`, `demand/GOV-2`, `thread/…`), part of their ETag (R35)."""

    __tablename__ = "page"
    scope: Mapped[str] = mapped_column(String(120), primary_key=True)
    version: Mapped[int]


class Boundary(Base):
    """A moment at which pages of a scope change without any write (a round opens or closes)."""

    __tablename__ = "boundary"
    scope: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)


class SiteEpoch(Base):
    """One row: bumped when something on every page may have changed (shield, rename, erasure, redaction)."""

    __tablename__ = "site_epoch"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
