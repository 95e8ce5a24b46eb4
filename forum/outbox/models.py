"""Mail to be sent: written in the transaction of the event, rendered and sent afterwards by the worker."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class OutboxMail(Base):
    """One mail to one address; text, links and rights are made at sending, from `kind` and `params`."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("event_key", "address"), Index("ix_outbox_waiting", "sent_at", "not_before"))
    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_id: Mapped[int | None] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(254))
    reading: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    event_key: Mapped[str] = mapped_column(String(200))
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    dropped: Mapped[str | None] = mapped_column(String(60))
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    private: Mapped[bool] = mapped_column(default=False)
    """Nobody but its reader may know of it: it stands in no count, list or folder of administrators (R23)."""
