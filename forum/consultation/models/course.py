"""The course of a consultation: who facilitates, what was signed, its rounds, roll and events (R13–R16)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, Key, one_of


class Consultation(Base):
    """A question put to a roll. Question and scope: texts (consultation, id, question | scope).

    State is derived from dates, signatures and events (`rules.phases`); `announced_at`, `published_at` and
    `withdrawn_at` are kept by the operations that record the events.
    """

    __tablename__ = "consultation"
    __table_args__ = (one_of("electorate", "organisations", "members"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    number: Mapped[str | None] = mapped_column(String(12), unique=True)
    slug: Mapped[str] = mapped_column(String(80))
    template: Mapped[str] = mapped_column(String(12))
    electorate: Mapped[str] = mapped_column(String(14))
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    ruleset: Mapped[dict[str, Any]] = mapped_column(JSON)
    ruleset_sha256: Mapped[str | None] = mapped_column(String(64))
    roll_sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    announced_at: Mapped[datetime | None] = mapped_column(index=True)
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    review_on: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ConsultationDemand(Base):
    """A consultation is about one or more demands."""

    __tablename__ = "consultation_demand"
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    demand_code: Mapped[str] = mapped_column(ForeignKey("demand.code"), primary_key=True, index=True)


class Facilitator(Base):
    """One of the two facilitators; the seat is recorded at the appointment (R13)."""

    __tablename__ = "facilitator"
    __table_args__ = (one_of("seat", "kosovo", "serbia"), Index("ix_facilitator_person", "person_id", "ends_at"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    seat: Mapped[str] = mapped_column(String(12), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    ends_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(1000), default="")


class Signature(Base):
    """A facilitator signed an act on an object with this hash; void once the hash no longer matches (R13)."""

    __tablename__ = "signature"
    __table_args__ = (
        one_of("act", "announce", "open_round", "synthesis", "freeze", "extend", "suspend", "withdraw", "replace"),
        one_of("seat", "kosovo", "serbia"),
    )
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    act: Mapped[str] = mapped_column(String(12), primary_key=True)
    object_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    seat: Mapped[str] = mapped_column(String(12), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class ConsultationEvent(Base):
    """Something that happened to a consultation; its public reason: text (consultation_event, id, reason).

    `closes_at` is the close as the event left it; a suspension has its end in `until` (if it has one), and in
    `before` what the clocks showed when they stopped; `seats` are the sides that did it.
    """

    __tablename__ = "consultation_event"
    __table_args__ = (
        one_of(
            "kind", "announced", "frozen", "opened", "extended", "suspended", "resumed", "withdrawn", "replaced",
            "vacated", "closed", "counted", "published",
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    round_no: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    until: Mapped[datetime | None]
    seats: Mapped[str] = mapped_column(String(20), default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class Proposal(Base):
    """An act that waits for the other signature: what it binds, and its public reason, rendered (R13, R16).

    One per act: a new proposal takes the place of the former, whose signatures are void by their hash.
    """

    __tablename__ = "proposal"
    __table_args__ = (one_of("act", "extend", "suspend", "withdraw", "replace"),)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    act: Mapped[str] = mapped_column(String(12), primary_key=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[dict[str, Any]] = mapped_column(JSON)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]


class Round(Base):
    """One round of one kind; its phase is derived (`rules.phases`), never stored."""

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("consultation_id", "no"),
        one_of("kind", "gather", "rate", "amend", "endorse"),
        one_of("answering", "none", "live"),
        Index("ix_round_closes", "closes_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    no: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    answering: Mapped[str] = mapped_column(String(6), default="none")
    length_hours: Mapped[int]
    check_hours: Mapped[int]
    planned_at: Mapped[datetime | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    check_ends_at: Mapped[datetime | None]
    extended: Mapped[bool] = mapped_column(default=False)


class RoundThread(Base):
    """A thread that belongs to a round."""

    __tablename__ = "round_thread"
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, unique=True)


class RollOrganisation(Base):
    """Who may answer, frozen at the announcement: name, seat and kind as known then."""

    __tablename__ = "roll_organisation"
    __table_args__ = (one_of("seat", "kosovo", "serbia", "regional"), one_of("kind", "organisation", "individual"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(200))
    seat: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(12))
