"""Notices in the application, and how each person wants to hear of them by mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, one_of


class Notice(Base):
    """Something a person should know, once per event."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("event_key", "person_id"),
        Index("ix_notice_person_at", "person_id", "at"),
        Index("ix_notice_unread", "person_id", "read_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(40))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    event_key: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    digest_at: Mapped[datetime | None]


class MailSetting(Base):
    """How a person hears of one kind of notice by mail; no row: at once."""

    __tablename__ = "mail_setting"
    __table_args__ = (one_of("how", "at_once", "daily", "off"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    how: Mapped[str] = mapped_column(String(8))
