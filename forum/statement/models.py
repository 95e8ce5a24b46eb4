"""The Joint Statement as signed, with its working translations. Ids and slugs never change."""

from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, one_of


class Section(Base):
    """GOV, INT or COM, by addressee."""

    __tablename__ = "section"
    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    position: Mapped[int]
    addressee: Mapped[str] = mapped_column(String(40))


class Demand(Base):
    """One of the 19; those of COM are the signatories' own commitments."""

    __tablename__ = "demand"
    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    section: Mapped[str] = mapped_column(ForeignKey("section.code"))
    number: Mapped[int]
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80), unique=True)


class StatementText(Base):
    """A part of the statement in one language: `owner` is a demand, a section, a paragraph or the whole."""

    __tablename__ = "statement_text"
    __table_args__ = (one_of("kind", "signed", "working"), one_of("language", "en", "sq", "sr"))
    owner: Mapped[str] = mapped_column(String(12), primary_key=True)
    field: Mapped[str] = mapped_column(String(12), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    script: Mapped[str | None] = mapped_column(String(4))
    text: Mapped[str] = mapped_column(Text)
    text_other: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(8))


class Signatory(Base):
    """A line of the archived list of 47, the name exactly as signed."""

    __tablename__ = "signatory"
    __table_args__ = (one_of("kind", "organisation", "individual"),)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name_as_signed: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12))


class Statement(Base):
    """The one statement: when it was published, in which language it binds."""

    __tablename__ = "statement"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_on: Mapped[date]
    authentic_language: Mapped[str] = mapped_column(String(8))
