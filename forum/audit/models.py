"""The public log: a hash chain of commitments, and the erasable payloads behind them (R29)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class LogEntry(Base):
    """One entry of the chain; nothing here is ever changed or removed."""

    __tablename__ = "log_entry"
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at_minute: Mapped[datetime]
    type: Mapped[str] = mapped_column(String(60), index=True)
    actor_role: Mapped[str] = mapped_column(String(40))
    organisation: Mapped[str | None] = mapped_column(String(200))
    object: Mapped[str] = mapped_column(String(200), index=True)
    commitment: Mapped[str] = mapped_column(String(64))
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class LogSecret(Base):
    """Salt and payload of an entry: may be erased, the chain survives."""

    __tablename__ = "log_secret"
    n: Mapped[int] = mapped_column(ForeignKey("log_entry.n"), primary_key=True, autoincrement=False)
    salt: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
