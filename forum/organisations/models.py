"""Organisations and individual seats through time, and who speaks for them (R3, R4)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, ByteText, Key, one_of


class Organisation(Base):
    """A member body or an individual seat; name, seat and member are current values of its events."""

    __tablename__ = "organisation"
    __table_args__ = (one_of("kind", "organisation", "individual"), one_of("seat", "kosovo", "serbia", "regional"))
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    signatory_number: Mapped[int | None] = mapped_column(ForeignKey("signatory.number"), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(ByteText)
    skeleton: Mapped[str] = mapped_column(String(300), unique=True)
    seat: Mapped[str | None] = mapped_column(String(12))
    member: Mapped[bool] = mapped_column(default=False)
    press_contact: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]


class OrganisationEvent(Base):
    """A dated fact about an organisation, with the time it was recorded (R3)."""

    __tablename__ = "organisation_event"
    __table_args__ = (
        one_of("kind", "joined", "left", "renamed", "seat_declared", "merged_into"),
        Index("ix_organisation_event_known", "organisation_id", "kind", "effective_at", "recorded_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(200), default="")
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")


class OldSlug(Base):
    """A slug an organisation once had; its links go on working."""

    __tablename__ = "old_slug"
    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))


class Mandate(Base):
    """Which person speaks for which organisation, in which role, from when to when (R4)."""

    __tablename__ = "mandate"
    __table_args__ = (
        one_of("role", "representative", "alternate", "coordinator"),
        Index("ix_mandate_person", "person_id", "ends_at"),
        Index("ix_mandate_organisation", "organisation_id", "ends_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(16))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    public: Mapped[bool] = mapped_column(default=False)


class MandateEvent(Base):
    """What happened to a mandate."""

    __tablename__ = "mandate_event"
    __table_args__ = (one_of("kind", "granted", "ended", "expired", "visibility"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
