"""The text a consultation produces: numbered paragraphs, each with its evidence, drafted and then frozen (R22)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, Key, one_of


class Position(Base):
    """The position of a consultation. Drafts: texts (position, id, title | summary)."""

    __tablename__ = "position"
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), unique=True)
    frozen_at: Mapped[datetime | None]
    text_sha256: Mapped[str | None] = mapped_column(String(64))


class PositionWording(Base):
    """Frozen title or summary in one authentic language; written by the freezing, never changed."""

    __tablename__ = "position_wording"
    __table_args__ = (one_of("field", "title", "summary"), one_of("language", "en", "sq", "sr"))
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(8), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))


class Paragraph(Base):
    """A numbered paragraph. Draft: text (paragraph, id, body)."""

    __tablename__ = "paragraph"
    __table_args__ = (UniqueConstraint("position_id", "no"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"))
    no: Mapped[int]


class ParagraphWording(Base):
    """Frozen words of a paragraph in one authentic language, Serbian in Cyrillic; never changed."""

    __tablename__ = "paragraph_wording"
    __table_args__ = (one_of("language", "en", "sq", "sr"),)
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("paragraph.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))


class Evidence(Base):
    """What a paragraph rests on: a post, a demand or a source outside."""

    __tablename__ = "evidence"
    __table_args__ = (one_of("kind", "post", "demand", "source"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("paragraph.id"), index=True)
    no: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    revision_number: Mapped[int | None]
    demand_code: Mapped[str | None] = mapped_column(ForeignKey("demand.code"))
    url: Mapped[str | None] = mapped_column(String(500))
    label: Mapped[str] = mapped_column(String(200), default="")
