"""Frozen results: the first snapshot stored for a subject and purpose stands for ever."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class Snapshot(Base):
    """Input hash, result and published result of one count; knows its subject by name and number only."""

    __tablename__ = "snapshot"
    subject: Mapped[str] = mapped_column(String(30), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    purpose: Mapped[str] = mapped_column(String(30), primary_key=True)
    input_sha256: Mapped[str] = mapped_column(String(64))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    code_version: Mapped[str] = mapped_column(String(40))
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    published: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]


class Freezing(Base):
    """How far the analysis of one subject has come; it goes when its snapshot stands.

    `state` holds the draws that are done (`analysis.resampling`), which say nothing of a person; they count only for
    the very input, parameters and code they were drawn with.
    """

    __tablename__ = "freezing"
    subject: Mapped[str] = mapped_column(String(30), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    purpose: Mapped[str] = mapped_column(String(30), primary_key=True)
    basis_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    done: Mapped[int]
    total: Mapped[int]
    at: Mapped[datetime]
