"""What organisations answer to a frozen position (R10, R11)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, Key, one_of


class StanceVersion(Base):
    """One version of an organisation's stance: proposed by one person, confirmed by another.

    In force at the close: the highest version confirmed before it.
    """

    __tablename__ = "stance"
    __table_args__ = (
        one_of("value", "endorse", "reservation", "stand_aside", "do_not_join", "dissent"),
        CheckConstraint("individual OR confirmed_by IS NULL OR confirmed_by <> proposed_by", name="two_people"),
        Index("ix_stance_confirmed", "round_id", "confirmed_at"),
    )
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    individual: Mapped[bool] = mapped_column(default=False)
    value: Mapped[str] = mapped_column(String(12))
    text_sha256: Mapped[str] = mapped_column(String(64))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]


class Reservation(Base):
    """What an endorsement is reserved about: one paragraph, or the whole. Words: text (reservation, id, body)."""

    __tablename__ = "reservation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "organisation_id", "version"],
            ["stance.round_id", "stance.organisation_id", "stance.version"],
        ),
        Index("ix_reservation_stance", "round_id", "organisation_id", "version"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int]
    organisation_id: Mapped[int]
    version: Mapped[int]
    paragraph_id: Mapped[int | None] = mapped_column(ForeignKey("paragraph.id"))


class Dissent(Base):
    """A minority's own text, published beside the position. Words: text (dissent, id, body)."""

    __tablename__ = "dissent"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    filed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class DissentAuthor(Base):
    """An organisation that stands behind a dissenting opinion."""

    __tablename__ = "dissent_author"
    dissent_id: Mapped[int] = mapped_column(ForeignKey("dissent.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    joined_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    joined_at: Mapped[datetime]


class StanceNote(Base):
    """A note among the people of one organisation beside its stance, seen by nobody else."""

    __tablename__ = "stance_note"
    __table_args__ = (Index("ix_stance_note_place", "round_id", "organisation_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]


class EntryReport(Base):
    """An error of fact that an organisation saw in its entry during the check, told to the facilitators (R14)."""

    __tablename__ = "entry_report"
    __table_args__ = (Index("ix_entry_report_place", "consultation_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
