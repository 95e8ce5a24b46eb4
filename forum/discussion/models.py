"""Threads and the reply trees of their posts, who follows them and what was read."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, ByteText, Key, one_of


class Thread(Base):
    """A discussion under one demand, or in one scope (`consultation/12`). Title: text (thread, id, title).

    `opening_state` repeats the state of the first post: a title goes out of sight together with it (R29).
    `post_count` and `languages` are about live posts only.
    """

    __tablename__ = "thread"
    __table_args__ = (
        one_of("visibility", "public", "members"),
        one_of("state", "open", "closed"),
        one_of("opening_state", "live", "withdrawn", "hidden"),
        CheckConstraint("(demand_code IS NULL) <> (scope IS NULL)", name="one_place"),
        Index("ix_thread_demand_last", "demand_code", "last_post_at"),
        Index("ix_thread_last", "last_post_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    demand_code: Mapped[str | None] = mapped_column(ForeignKey("demand.code"))
    scope: Mapped[str | None] = mapped_column(String(60), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    visibility: Mapped[str] = mapped_column(String(8))
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(8), default="open")
    opening_state: Mapped[str] = mapped_column(String(10), default="live")
    languages: Mapped[str] = mapped_column(String(40), default="")
    next_seq: Mapped[int] = mapped_column(default=1)
    post_count: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Post(Base):
    """A node of the reply tree on a materialised path. Words: text (post, id, body)."""

    __tablename__ = "post"
    __table_args__ = (
        one_of("voice", "own", "organisation", "facilitation"),
        one_of("state", "live", "withdrawn", "hidden"),
        UniqueConstraint("thread_id", "seq"),
        UniqueConstraint("thread_id", "path"),
        Index("ix_post_author", "author_id", "at"),
        Index("ix_post_withdrawn", "state", "state_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    seq: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    path: Mapped[str] = mapped_column(ByteText)
    depth: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    voice: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="live")
    state_at: Mapped[datetime | None]
    at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class ReadMark(Base):
    """How far a person has read a thread: every post up to `seq`."""

    __tablename__ = "read_mark"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    seq: Mapped[int]


class Follow(Base):
    """A person wants to hear of a thread or a demand, or explicitly not (`muted`)."""

    __tablename__ = "follow"
    __table_args__ = (
        one_of("kind", "thread", "demand"),
        one_of("level", "following", "muted"),
        Index("ix_follow_object", "kind", "object_key"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    object_key: Mapped[str] = mapped_column(String(12), primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
