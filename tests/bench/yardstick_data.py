"""The yardstick's tables, its connection and its content."""

from html import escape
from typing import Any

import sqlalchemy as sa
from werkzeug.security import generate_password_hash

from tests.bench.corpus import Corpus

PASSWORD = "a password for the yardstick"

tables = sa.MetaData()
person = sa.Table(
    "person",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(80), nullable=False, unique=True),
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("posts", sa.Integer, nullable=False),
)
forum = sa.Table(
    "forum",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("topics", sa.Integer, nullable=False),
    sa.Column("posts", sa.Integer, nullable=False),
)
topic = sa.Table(
    "topic",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("forum_id", sa.ForeignKey("forum.id"), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("posts", sa.Integer, nullable=False),
    sa.Column("last_at", sa.DateTime, nullable=False, index=True),
    sa.Column("last_author_id", sa.ForeignKey("person.id"), nullable=False),
    sa.Index("topic_newest", "forum_id", "last_at"),
)
post = sa.Table(
    "post",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("topic_id", sa.ForeignKey("topic.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("author_id", sa.ForeignKey("person.id"), nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("topic_id", "position"),
)
mark = sa.Table(
    "mark",
    tables,
    sa.Column("person_id", sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("topic_id", sa.ForeignKey("topic.id"), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
)


def connect(database_url: str) -> sa.Engine:
    """An engine; SQLite in WAL mode with every commit on disk, writers one after another."""
    engine = sa.create_engine(database_url)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def prepare(connection: Any, _: Any) -> None:
            connection.isolation_level = None
            for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {setting}")
            connection.execute("PRAGMA busy_timeout=5000")

        @sa.event.listens_for(engine, "begin")
        def begin(connection: sa.Connection) -> None:
            writes = connection.get_execution_options().get("writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def as_html(text: str) -> str:
    """What a post looks like: escaped paragraphs, made once, when it is written."""
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))


def fill(engine: sa.Engine, corpus: Corpus) -> None:
    """Store the whole corpus in fresh tables."""
    password = generate_password_hash(PASSWORD, "pbkdf2:sha256:1000")
    rows: list[tuple[sa.Table, Any]] = [
        (person, ({"id": p.id, "name": p.name, "password": password, "posts": p.posts}
                  for p in corpus.people())),
        (forum, ({"id": f.id, "title": f.title, "topics": f.topics, "posts": f.posts}
                 for f in corpus.forums())),
        (topic, ({"id": t.id, "forum_id": t.forum_id, "title": t.title, "posts": t.posts,
                  "last_at": t.last_at.replace(tzinfo=None), "last_author_id": t.last_author_id}
                 for t in corpus.topics())),
        (post, ({"id": p.id, "topic_id": p.topic_id, "position": p.position,
                 "author_id": p.author_id, "html": as_html(p.text),
                 "created_at": p.created_at.replace(tzinfo=None)} for p in corpus.posts())),
        (mark, ({"person_id": m.person_id, "topic_id": m.topic_id, "position": m.position}
                for m in corpus.marks())),
    ]  # fmt: skip
    tables.drop_all(engine)
    tables.create_all(engine)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table, values in rows:
            batch: list[dict[str, Any]] = []
            for value in values:
                batch.append(value)
                if len(batch) == 5_000:
                    connection.execute(table.insert(), batch)
                    batch = []
            if batch:
                connection.execute(table.insert(), batch)
        if engine.dialect.name == "postgresql":
            longest = sa.select(sa.func.max(post.c.id)).scalar_subquery()
            connection.execute(sa.select(sa.func.setval("post_id_seq", longest)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
