"""The corpus in Sofra's own tables, stored in bulk: operations would take an hour for 100,000 posts.

What an operation would have stored is stored: texts with revisions and the other script, the search index, counters,
paths of the reply tree, read marks, mandates. HTML is made from the plain words of the corpus in the way Markdown
would; a test compares a sample with what operations store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from forum.accounts.models import Person, SignInSession, Totp
from forum.core import clock
from forum.core.db import db, writing
from forum.core.keys import ALPHABET, hashed
from forum.core.text import scripts
from forum.core.text.folding import tokens
from forum.core.text.markdown import RENDERER
from forum.discussion.models import Follow, Post, ReadMark, Thread
from forum.discussion.rules import place, thread_slug
from forum.organisations.models import Mandate, Organisation
from forum.search.models import SearchEntry
from forum.search.rules import tsvector
from forum.statement.queries import demands
from forum.translation.models import Revision, WrittenText
from tests.bench.corpus import READERS

if TYPE_CHECKING:
    from tests.bench.corpus import Corpus

AT_ONCE = 5_000
ORGANISATIONS = 40
FOLLOWED = 50
"""Threads that each reader follows."""


def key(kind: int, number: int) -> str:
    """A public key, the same at each run; kinds keep apart what has equal numbers."""
    number = number * 8 + kind
    digits = ""
    for _ in range(7):
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return digits


PERSON, THREAD, POST, BODY, MANDATE = range(5)


def token(reader: int) -> str:
    """The secret in the cookie of a reader who is signed in."""
    return f"benchmark-reader-{reader}"


def as_html(text: str) -> str:
    """What Markdown makes of the plain paragraphs of the corpus."""
    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in text.split("\n\n"))


def fill(corpus: Corpus) -> dict[int, list[str]]:
    """Store everything in an empty, migrated database with the statement; returns the keys of the posts of the long
    threads in order of the tree."""
    now = clock.now()
    slugs: dict[int, str] = {}
    trees = _Trees(corpus)
    with writing() as session:
        tables: list[tuple[Any, Iterable[dict[str, Any]]]] = [
            (Organisation, _organisations(now)),
            (Person, _people(corpus, now)),
            (Mandate, _mandates(corpus, now)),
            (SignInSession, _sessions(now)),
            (Totp, _factors(now)),
            (Thread, _threads(corpus, slugs)),
            (Post, trees.posts()),
            (WrittenText, _texts(corpus, revisions=False)),
            (Revision, _texts(corpus, revisions=True)),
            (ReadMark, _marks(corpus)),
            (Follow, _follows()),
            (SearchEntry, _entries(corpus)),
        ]
        for model, rows in tables:
            for batch in _batches(rows):
                session.execute(sa.insert(model.__table__), batch)
        if db.engine.dialect.name != "sqlite":
            _as_on_postgresql(session)
    with db.engine.connect().execution_options(sofra_write=True, isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return trees.ordered()


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _as_on_postgresql(session: Any) -> None:
    """Vectors of the index, and sequences behind what was stored."""
    vector = sa.text("UPDATE search_entry SET vector = CAST(:vector AS tsvector) WHERE id = :id")
    rows = session.execute(sa.select(SearchEntry.id, SearchEntry.tokens))
    for batch in _batches({"id": row.id, "vector": tsvector(row.tokens.split())} for row in rows.all()):
        session.execute(vector, batch)
    for model in (Organisation, Person, Mandate, SignInSession, Thread, Post, WrittenText, SearchEntry):
        name, table = f"{model.__tablename__}_id_seq", model.__tablename__
        session.execute(sa.text(f"SELECT setval('{name}', (SELECT max(id) FROM \"{table}\"))"))


def _organisations(now: Any) -> Iterator[dict[str, Any]]:
    for number in range(1, ORGANISATIONS + 1):
        name = f"Organisation Shelf {number}"
        yield {
            "id": number, "key": key(BODY, number), "slug": f"shelf-{number}", "kind": "organisation", "name": name,
            "sort_key": name, "skeleton": name, "seat": ("kosovo", "serbia")[number % 2], "member": True,
            "press_contact": "", "website": "", "created_at": now,
        }  # fmt: skip


def _people(corpus: Corpus, now: Any) -> Iterator[dict[str, Any]]:
    for person in corpus.people():
        reading = {"sq": "sq", "sr": "sr-cyrl", "en": "en"}[person.language]
        yield {
            "id": person.id, "key": key(PERSON, person.id), "name": person.name, "language": reading,
            "email": f"reader{person.id}@example.org", "shield": False, "state": "active", "created_at": now,
            "welcomed_at": now,
        }  # fmt: skip


def organisation_of(person: int) -> int:
    """Everybody speaks for one organisation."""
    return person % ORGANISATIONS + 1


def _mandates(corpus: Corpus, now: Any) -> Iterator[dict[str, Any]]:
    for person in range(1, corpus.sizes.people + 1):
        yield {
            "id": person, "key": key(MANDATE, person), "organisation_id": organisation_of(person),
            "person_id": person, "role": "representative", "starts_at": now, "public": True,
        }  # fmt: skip


def _sessions(now: Any) -> Iterator[dict[str, Any]]:
    for reader in range(1, READERS + 1):
        yield {
            "id": reader, "token_hash": hashed(token(reader)), "person_id": reader, "browser": "benchmark",
            "created_at": now, "stepped_up_at": now,
        }  # fmt: skip


def _factors(now: Any) -> Iterator[dict[str, Any]]:
    for reader in range(1, READERS + 1):
        yield {"person_id": reader, "secret": "A" * 32, "last_step": 0, "confirmed_at": now}


def demand_of(corpus: Corpus, codes: list[str]) -> Callable[[int], str]:
    """Threads are dealt to the demands in turn, as the corpus deals topics to forums."""
    return lambda topic: codes[(corpus.forum_of(topic) - 1) % len(codes)]


def _threads(corpus: Corpus, slugs: dict[int, str]) -> Iterator[dict[str, Any]]:
    demand = demand_of(corpus, list(demands()))
    spoken: dict[int, set[str]] = {}
    for post in corpus.posts():
        spoken.setdefault(post.topic_id, set()).add(post.language)
    for topic in corpus.topics():
        yield {
            "id": topic.id, "key": key(THREAD, topic.id), "demand_code": demand(topic.id),
            "slug": thread_slug(topic.title), "visibility": "public", "opened_by": topic.author_id, "state": "open",
            "opening_state": "live", "languages": " ".join(sorted(spoken[topic.id])), "next_seq": topic.posts + 1,
            "post_count": topic.posts, "last_post_at": topic.last_at, "created_at": topic.created_at, "version": 1,
        }  # fmt: skip


class _Trees:
    """Posts with their places; the long threads are remembered in the order in which a page shows them."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._at: dict[tuple[int, int], tuple[int, str]] = {}

    def posts(self) -> Iterator[dict[str, Any]]:
        """Rows of posts."""
        for post in self.corpus.posts():
            above = self._at.get((post.topic_id, post.parent or 0))
            path, depth = place(post.position, post.parent, above[1] if above else None)
            self._at[post.topic_id, post.position] = (post.id, path)
            yield {
                "id": post.id, "key": key(POST, post.id), "thread_id": post.topic_id, "seq": post.position,
                "parent_id": above[0] if above else None, "path": path, "depth": depth,
                "author_id": post.author_id, "organisation_id": organisation_of(post.author_id), "voice": "own",
                "state": "live", "at": post.created_at,
            }  # fmt: skip

    def ordered(self) -> dict[int, list[str]]:
        """The keys of the posts of threads 2 and 3 as the tree shows them."""
        found: dict[int, list[tuple[str, str]]] = {2: [], 3: []}
        for (topic, _seq), (number, path) in self._at.items():
            if topic in found:
                found[topic].append((path, key(POST, number)))
        return {topic: [one for _path, one in sorted(several)] for topic, several in found.items()}


def _texts(corpus: Corpus, *, revisions: bool) -> Iterator[dict[str, Any]]:
    last = corpus.sizes.posts
    for topic in corpus.topics():
        yield _text(last + topic.id, "thread", topic.id, "title", topic, topic.title, escape(topic.title), revisions)
    for post in corpus.posts():
        yield _text(post.id, "post", post.id, "body", post, post.text, as_html(post.text), revisions)


def _text(
    number: int, kind: str, owner: int, field: str, row: Any, source: str, html: str, revision: bool
) -> dict[str, Any]:
    script = "Cyrl" if row.language == "sr" else None
    shared = {"language": row.language, "script": script, "source": source, "html": html}
    if revision:
        author, at = row.author_id, row.created_at
        return {**shared, "text_id": number, "number": 1, "author_id": author, "reason": "", "at": at}
    other = scripts.convert_html(html, "Latn") if script else None
    return {
        **shared, "id": number, "kind": kind, "owner_id": owner, "field": field, "number": 1, "html_other": other,
        "renderer": RENDERER,
    }  # fmt: skip


def _marks(corpus: Corpus) -> Iterator[dict[str, Any]]:
    for mark in corpus.marks():
        yield {"person_id": mark.person_id, "thread_id": mark.topic_id, "seq": mark.position}


def _follows() -> Iterator[dict[str, Any]]:
    for reader in range(1, READERS + 1):
        for topic in range(1, FOLLOWED + 1):
            yield {"person_id": reader, "kind": "thread", "object_key": key(THREAD, topic), "level": "following"}


def _entries(corpus: Corpus) -> Iterator[dict[str, Any]]:
    demand = demand_of(corpus, list(demands()))
    titles = {topic.id: topic.title for topic in corpus.topics()}
    for post in corpus.posts():
        title = titles[post.topic_id] if post.position == 1 else ""
        yield {
            "kind": "post", "object_id": post.id, "audience": "public", "language": post.language,
            "script": "Cyrl" if post.language == "sr" else None, "demand_code": demand(post.topic_id),
            "organisation_id": organisation_of(post.author_id), "author_id": post.author_id, "at": post.created_at,
            "url_key": key(POST, post.id), "title": title, "body": post.text,
            "tokens": " ".join([*tokens(title), *tokens(post.text)]),
        }  # fmt: skip
