"""Immutable versions of published positions, and their files (R12, R41)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, one_of


class Publication(Base):
    """One version of a published position: canonical content in all languages, no person's name."""

    __tablename__ = "publication"
    __table_args__ = (
        one_of("kind", "position", "synthesis"),
        Index("ix_publication_at", "published_at"),
    )
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(12), index=True)
    outcome_class: Mapped[str | None] = mapped_column(String(30))
    published_at: Mapped[datetime]
    review_on: Mapped[datetime | None]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    previous_sha256: Mapped[str | None] = mapped_column(String(64))


class PublicationFile(Base):
    """A file of a version, made once by the worker and served, never made again."""

    __tablename__ = "publication_file"
    __table_args__ = (one_of("format", "pdf", "json", "csv"),)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    format: Mapped[str] = mapped_column(String(4), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
