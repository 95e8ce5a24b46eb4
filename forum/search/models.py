"""One row per searchable thing and language; the full-text index over `tokens` is made by a migration (R37)."""

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class SearchEntry(Base):
    """What can be found: folded tokens for the index, title and text in the original for the reader."""

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("kind", "object_id", "language"),
        Index("ix_search_entry_at", "at"),
        Index("ix_search_entry_demand", "demand_code"),
    )
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[int]
    audience: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(8))
    script: Mapped[str | None] = mapped_column(String(4))
    demand_code: Mapped[str | None] = mapped_column(String(8))
    organisation_id: Mapped[int | None]
    author_id: Mapped[int | None]
    at: Mapped[datetime]
    url_key: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    tokens: Mapped[str] = mapped_column(Text)
