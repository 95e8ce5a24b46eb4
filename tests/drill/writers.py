"""Writers that post replies from outside, and what must then be true of every thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from forum.core.db import db
from forum.core.keys import new_key
from forum.discussion.models import Post, Thread
from forum.discussion.operations import Opened
from forum.search.models import SearchEntry
from forum.translation.models import WrittenText
from tests.drill.site import Answer, Browser, fields


@dataclass
class Writer:
    """Somebody at a browser who answers the opening post again and again."""

    browser: Browser
    thread: Opened
    name: str
    home: int
    form: Mapping[str, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    sent: int = 0

    @property
    def path(self) -> str:
        return f"/en/threads/{self.thread.key}/reply/{self.thread.post_key}"

    def open_form(self) -> None:
        """Read the page with the form; its token serves for every answer."""
        page = self.browser.get(self.path, **self.origin())
        assert page.status == 200, (page.status, page.text[:500])
        self.form = fields(page.text, "body")

    def origin(self) -> dict[str, str]:
        """An address of its own for every few requests: the general limits are per address."""
        self.sent += 1
        return {"X-Forwarded-For": f"10.{self.home}.{self.sent // 50}.1"}

    def say(self, text: str, form_key: str | None = None) -> Answer:
        """Send an answer, once."""
        filled = {**self.form, "body": text, "voice": "own", "language": "en", "form_key": form_key or new_key(24)}
        answer = self.browser.post(self.path, filled, **self.origin())
        self.answers.append(answer)
        return answer


def stored(thread: Opened) -> dict[str, int]:
    """Every text said in answer, and how often it stands in the database."""
    db.session.rollback()  # a look from now, not from the last question
    rows = db.session.execute(
        select(WrittenText.source, func.count().label("times"))
        .join(Post, Post.id == WrittenText.owner_id)
        .where(
            WrittenText.kind == "post", WrittenText.field == "body", Post.thread_id == thread.thread_id, Post.seq > 1
        )
        .group_by(WrittenText.source)
    )
    return {row.source: row.times for row in rows}


def assert_whole(thread: Opened) -> None:
    """Nothing is half done: each post has its words, its entry in the index and its number; counts are right."""
    db.session.rollback()
    row = db.session.execute(select(Thread.post_count, Thread.next_seq).where(Thread.id == thread.thread_id)).one()
    posts = list(db.session.execute(select(Post.id, Post.seq).where(Post.thread_id == thread.thread_id)))
    ids = {post.id for post in posts}
    assert row.post_count == len(posts)
    assert sorted(post.seq for post in posts) == list(range(1, row.next_seq))
    of_posts = select(WrittenText.owner_id).where(WrittenText.kind == "post", WrittenText.field == "body")
    assert set(db.session.scalars(of_posts)) == ids
    assert set(db.session.scalars(select(SearchEntry.object_id).where(SearchEntry.kind == "post"))) == ids
