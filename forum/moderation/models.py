"""Reports, cases and what was done about them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, Key, one_of


class Case(Base):
    """Everything about one reported or moderated thing. `scope`: the consultation it belongs to, if any."""

    __tablename__ = "moderation_case"
    __table_args__ = (
        one_of("state", "open", "closed"),
        Index("ix_moderation_case_object", "kind", "object_id"),
        Index("ix_moderation_case_list", "state", "opened_at"),
        Index(
            "uq_moderation_case_one_open", "kind", "object_id", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[int]
    scope: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(8), default="open")
    opened_at: Mapped[datetime]


class Report(Base):
    """Somebody thinks that something breaks a rule; a visitor leaves an address for the receipt."""

    __tablename__ = "report"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    address: Mapped[str | None] = mapped_column(String(254))
    reading: Mapped[str] = mapped_column(String(8))
    rule: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    handled_at: Mapped[datetime | None]


class CaseAction(Base):
    """A decision with its reason; undone by a click, its public line without content stays."""

    __tablename__ = "case_action"
    __table_args__ = (one_of("action", "hide", "keep", "narrow"), one_of("as_seat", "kosovo", "serbia", "regional"))
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    action: Mapped[str] = mapped_column(String(12))
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    as_seat: Mapped[str | None] = mapped_column(String(12))
    rule: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
