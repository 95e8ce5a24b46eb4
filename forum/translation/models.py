"""The one table of texts: everything a person writes, its revisions, translations and disputes (R39)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, Key, one_of

LANGUAGES = ("en", "sq", "sr", "bs", "tr", "rom")


class WrittenText(Base):
    """The current words of one field of one thing, e.g. (post, 7, body). Serbian is kept in the script written;
    `html_other` is the same in the other script, made when written and marked as converted when shown."""

    __tablename__ = "text"
    __table_args__ = (
        UniqueConstraint("kind", "owner_id", "field"),
        one_of("language", *LANGUAGES),
        one_of("script", "Latn", "Cyrl"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    owner_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    script: Mapped[str | None] = mapped_column(String(4))
    number: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    html_other: Mapped[str | None] = mapped_column(Text)
    renderer: Mapped[int]


class Revision(Base):
    """What a text said at revision `number`, by whom and when."""

    __tablename__ = "revision"
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(8))
    script: Mapped[str | None] = mapped_column(String(4))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]


class Translation(Base):
    """A text in another language, of one source revision. *Outdated* and *disputed* are derived."""

    __tablename__ = "translation"
    __table_args__ = (
        one_of("kind", "author", "human", "machine"),
        one_of("state", "requested", "claimed", "submitted", "returned", "reviewed"),
        Index("ix_translation_waiting", "language", "state"),
    )
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    source_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(8), default="human")
    state: Mapped[str] = mapped_column(String(12))
    script: Mapped[str | None] = mapped_column(String(4))
    source: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    html_other: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime | None]
    translator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_until: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]


class Dispute(Base):
    """Somebody doubts a translation, in words; open until closed."""

    __tablename__ = "dispute"
    __table_args__ = (one_of("outcome", "kept", "reworked", "taken_back"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    source_number: Mapped[int]
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str | None] = mapped_column(String(10))
