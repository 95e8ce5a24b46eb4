"""What of the debate can be found, kept in the transaction that changes it (R37, R29).

A thread is found by its title and opening post, an answer by its own words: one entry per language that stands.
"""

from typing import Any

from sqlalchemy import select

from forum.core import work
from forum.core.db import db, writing
from forum.core.languages import lazy, reading
from forum.core.text.markdown import plain
from forum.discussion import events
from forum.discussion.models import Post, Thread
from forum.discussion.queries import PostFacts, post_by_id, visible
from forum.search import operations as search
from forum.search.rules import Entry, SearchKind
from forum.translation.events import TranslationReviewed
from forum.translation.models import Translation
from forum.translation.queries import texts_of

AT_ONCE = 10
"""Posts indexed in one transaction."""


def _url(key: str) -> str:
    return f"/{reading().code}/posts/{key}"


def _readable(post_id: Any) -> Any:
    found = select(Post.id).join(Thread, Thread.id == Post.thread_id)
    return found.where(Post.id == post_id, Post.state == "live", visible()).exists()


KIND = SearchKind("post", lazy("Posts"), _url, _readable)


def thread_opened(fact: events.ThreadOpened) -> None:
    """The opening post can be found, with its title."""
    _put(fact.post_id)


def reply_posted(fact: events.ReplyPosted) -> None:
    """A new answer can be found."""
    _put(fact.post_id)


def post_edited(fact: events.PostEdited) -> None:
    """A post is found by its new words; a translation of the former ones is found no longer."""
    search.drop("post", fact.post_id)
    _put(fact.post_id)


def post_shown(fact: events.PostShown) -> None:
    """A post is back."""
    _put(fact.post_id)


def post_out_of_sight(fact: events.PostWithdrawn | events.PostHidden) -> None:
    """The words of a post are found no longer, from this transaction on."""
    search.drop("post", fact.post_id)


def posts_out_of_sight(fact: events.PostsWithdrawn) -> None:
    """The words of many posts are found no longer."""
    search.drop("post", fact.post_ids)


def translation_reviewed(fact: TranslationReviewed) -> None:
    """A post can be found in one more language."""
    if fact.kind == "post":
        _put(fact.owner_id)
    elif fact.kind == "thread":
        opening = db.session.scalar(select(Post.id).where(Post.thread_id == fact.owner_id, Post.seq == 1))
        if opening is not None:
            _put(opening)


def thread_narrowed(fact: events.ThreadNarrowed) -> None:
    """The posts of a narrowed thread are for members: searching asks each time; the worker tells the index."""
    work.enqueue("discussion_index", thread_id=fact.thread_id, after=0)


def index_thread(thread_id: int, after: int) -> None:
    """The worker's part: write the entries of a thread again, a few posts at a time."""
    with writing():
        live = (Post.thread_id == thread_id, Post.seq > after, Post.state == "live")
        rows = db.session.execute(select(Post.id, Post.seq).where(*live).order_by(Post.seq).limit(AT_ONCE)).all()
        for row in rows:
            _put(row.id)
        if len(rows) == AT_ONCE:
            work.enqueue("discussion_index", thread_id=thread_id, after=rows[-1].seq)


def _put(post_id: int) -> None:
    post = post_by_id(post_id)
    if post is None or post.state != "live":
        return
    kept = texts_of("post", [post.id])
    body = kept.get((post.id, "body"))
    if body is None:
        return
    title = texts_of("thread", [post.thread.id]).get((post.thread.id, "title")) if post.seq == 1 else None
    reviewed = _reviewed([body.id, *([title.id] if title else [])])
    titles = {language: plain(html) for (text_id, language), (html, _s, _n) in reviewed.items()
              if title and text_id == title.id}  # fmt: skip
    own = plain(title.html) if title else ""
    search.put(_entry(post, body.language, body.script, own, plain(body.html)))
    for (text_id, language), (html, script, number) in reviewed.items():
        if text_id == body.id and number == body.number:
            search.put(_entry(post, language, script, titles.get(language, own), plain(html)))


def _reviewed(text_ids: list[int]) -> dict[tuple[int, str], tuple[str, str | None, int]]:
    rows = db.session.execute(
        select(
            Translation.text_id, Translation.language, Translation.html, Translation.script, Translation.source_number
        )
        .where(Translation.text_id.in_(text_ids), Translation.state == "reviewed")
        .order_by(Translation.source_number)
    )
    return {(row.text_id, row.language): (row.html, row.script, row.source_number) for row in rows}


def _entry(post: PostFacts, language: str, script: str | None, title: str, body: str) -> Entry:
    thread = post.thread
    audience = "public" if thread.visibility == "public" else thread.scope or "members"
    return Entry(
        kind="post", object_id=post.id, language=language, script=script, at=post.at, url_key=post.key, title=title,
        body=body, audience=audience, demand_code=thread.demand_code, organisation_id=post.organisation_id,
        author_id=post.author_id,
    )  # fmt: skip
