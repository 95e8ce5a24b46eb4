"""A page of a thread: as a tree or in order of time, from any place on, in a constant number of statements."""

from typing import Any

from sqlalchemy import Integer, String, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.accounts.rules.names import Audience
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.languages import Reading
from forum.core.policy import Actor
from forum.discussion import policy, rules
from forum.discussion.models import Follow, Post, ReadMark, Thread
from forum.discussion.queries import names
from forum.discussion.queries.facts import THREAD_COLUMNS, ThreadFacts
from forum.discussion.queries.views import PostView, Text, ThreadPage, post_views
from forum.organisations.models import Organisation
from forum.translation.queries import CONTENT, shown
from forum.translation.rules import present

_me = bindparam("me", type_=Integer)
_at = aliased(Post)
_title = shown("thread", "title", Thread.id, "title_", outer=True)
_unread = and_(
    Post.thread_id == Thread.id, Post.seq > ReadMark.seq, Post.state == "live",
    or_(Post.author_id.is_(None), Post.author_id != _me),
)  # fmt: skip
_has_new = Thread.next_seq - 1 > ReadMark.seq
_first_unread = select(Post.key).where(_unread).order_by(Post.path).limit(1).correlate(Thread, ReadMark)
_count_unread = select(func.count()).where(_unread).correlate(Thread, ReadMark)
_opening = select(Post.key).where(Post.thread_id == Thread.id, Post.seq == 1).correlate(Thread)


def _level(kind: str, key: Any) -> Any:
    own = (Follow.person_id == _me, Follow.kind == kind, Follow.object_key == key)
    return select(Follow.level).where(*own).correlate(Thread).scalar_subquery()


_HEAD_COLUMNS: Any = (
    *THREAD_COLUMNS, Thread.post_count, Thread.languages, Thread.created_at, Thread.next_seq, ReadMark.seq,
    _at.path, _at.seq, _opening.scalar_subquery(), case((_has_new, _first_unread.scalar_subquery())),
    case((_has_new, _count_unread.scalar_subquery())), _level("thread", Thread.key),
    _level("demand", Thread.demand_code), *_title.columns,
)  # fmt: skip
_HEAD = _title.onto(
    select(*_HEAD_COLUMNS)
    .select_from(Thread)
    .outerjoin(ReadMark, and_(ReadMark.thread_id == Thread.id, ReadMark.person_id == _me))
    .outerjoin(_at, and_(_at.thread_id == Thread.id, _at.key == bindparam("cursor", type_=String)))
    .where(Thread.key == bindparam("key"))
)  # fmt: skip

_body = shown("post", "body", Post.id, outer=True)
_parent, _parent_author, _author = aliased(Post), aliased(Person), aliased(Person)
_POST_COLUMNS: Any = (
    Post.id, Post.key, Post.seq, Post.depth, Post.author_id, Post.organisation_id, Post.voice, Post.state,
    Post.state_at, Post.at, Post.edited_at, _author.name, _author.shield, _author.state, Organisation.name,
    Organisation.slug, _parent.key, _parent.seq, _parent.organisation_id, _parent_author.name,
    _parent_author.shield, _parent_author.state, Post.path, *_body.columns,
)  # fmt: skip
_POSTS = _body.onto(
    select(*_POST_COLUMNS)
    .select_from(Post)
    .outerjoin(_author, _author.id == Post.author_id)
    .outerjoin(Organisation, Organisation.id == Post.organisation_id)
    .outerjoin(_parent, _parent.id == Post.parent_id)
    .outerjoin(_parent_author, _parent_author.id == _parent.author_id)
)  # fmt: skip
_in_thread = Post.thread_id == bindparam("thread_id")
_before_at = aliased(Post)
_start = (
    select(_before_at.path)
    .where(_before_at.thread_id == bindparam("thread_id"), _before_at.path <= bindparam("path", type_=String))
    .order_by(_before_at.path.desc())
    .limit(rules.BEFORE_A_LINK + 1)
    .subquery()
)
_path, _seq, _limit = bindparam("path", type_=String), bindparam("seq", type_=Integer), bindparam("most", type_=Integer)
_PAGES = {
    ("tree", "after"): _POSTS.where(_in_thread, Post.path > _path).order_by(Post.path).limit(_limit),
    ("tree", "before"): _POSTS.where(_in_thread, Post.path < _path).order_by(Post.path.desc()).limit(_limit),
    ("tree", "at"): _POSTS.where(_in_thread, Post.path >= select(func.min(_start.c.path)).scalar_subquery())
    .order_by(Post.path)
    .limit(_limit),
    ("flat", "after"): _POSTS.where(_in_thread, Post.seq > _seq).order_by(Post.seq).limit(_limit),
    ("flat", "before"): _POSTS.where(_in_thread, Post.seq < _seq).order_by(Post.seq.desc()).limit(_limit),
    ("flat", "at"): _POSTS.where(_in_thread, Post.seq >= _seq - rules.BEFORE_A_LINK).order_by(Post.seq).limit(_limit),
}
_ONE = _POSTS.where(Post.key == bindparam("post_key"))
_H = len(THREAD_COLUMNS)


def thread_page(
    actor: Actor | None, key: str, reading: Reading, *, view: str = "tree", after: str | None = None,
    before: str | None = None, at: str | None = None, per: int = rules.PER_PAGE,
) -> ThreadPage:  # fmt: skip
    """A page of a thread for this actor; `after`, `before` and `at` are keys of posts. Raises NotFound.

    Two statements, a third one where somebody on the page is under a shield and the reader is no member.
    """
    cursor = after or before or at
    head = _head(actor, key, reading, cursor)
    thread = ThreadFacts(*head[:_H])
    path, seq, next_seq = head[_H + 5], head[_H + 6], head[_H + 3]
    way = "before" if before and not after else "at" if at and not after else "after"
    if cursor is None or (way == "at" and next_seq - 1 <= per):
        way, path, seq = "after", "", 0
    rows = _rows(view, way, thread.id, path, seq, per + 1, reading)
    more = len(rows) > per
    rows = rows[:per]
    if way == "before":
        rows.reverse()
    posts = _views(actor, thread, rows, reading, head[_H + 4], view)
    has_after = way == "before" or more
    has_before = bool(rows) and (more if way == "before" else rows[0][2] != 1)
    return _page_of(actor, thread, head, reading, posts, view, has_before, has_after)


def post_view(actor: Actor | None, key: str, reading: Reading, thread: ThreadFacts) -> PostView:
    """One post as a page shows it: for the answer to a script. One statement; raises NotFound."""
    row = db.session.execute(_ONE, {"post_key": key, CONTENT: reading.content}).one_or_none()
    if row is None:
        raise NotFound
    return _views(actor, thread, [row], reading, None, "tree")[0]


def _head(actor: Actor | None, key: str, reading: Reading, cursor: str | None) -> Any:
    values = {"key": key, "me": actor.id if actor else 0, "cursor": cursor, CONTENT: reading.content}
    row = db.session.execute(_HEAD, values).one_or_none()
    if row is None or not policy.can_read(actor, ThreadFacts(*row[:_H])) or (cursor and row[_H + 5] is None):
        raise NotFound
    return row


def _rows(view: str, way: str, thread_id: int, path: str, seq: int, most: int, reading: Reading) -> list[Any]:
    values = {"thread_id": thread_id, "most": most, CONTENT: reading.content}
    values |= {"path": path} if view == "tree" else {"seq": seq}
    return list(db.session.execute(_PAGES[view, way], values))


def _views(
    actor: Actor | None, thread: ThreadFacts, rows: list[Any], reading: Reading, mark: int | None, view: str
) -> tuple[PostView, ...]:
    public = names.audience_of(actor, thread.scope) == Audience.PUBLIC
    known: names.Company = {}
    if public:  # organisations of authors and of those they answer, where a shield stands
        known = names.company([row[5] or 0 for row in rows if row[12]] + [row[18] or 0 for row in rows if row[20]])
    return post_views(actor, thread, rows, reading, mark, flat=view == "flat", public=public, company=known)


def _page_of(
    actor: Actor | None, thread: ThreadFacts, head: Any, reading: Reading, posts: tuple[PostView, ...], view: str,
    has_before: bool, has_after: bool,
) -> ThreadPage:  # fmt: skip
    post_count, languages, created_at, next_seq, mark, _p, _s, opening, first, unread, level, demand_level = head[
        _H : _H + 12
    ]
    title = Text(*head[_H + 12 :])
    readable = thread.opening_state == "live" and title.x_text_id is not None
    may_post = policy.can_post(actor, thread)
    return ThreadPage(
        key=thread.key, slug=thread.shown_slug, demand_code=thread.demand_code, scope=thread.scope,
        visibility=thread.visibility, state=thread.state, opening_state=thread.opening_state,
        title=present(title, reading) if readable else None, post_count=post_count,
        languages=tuple(languages.split()), created_at=created_at, posts=posts, view=view, opening_key=opening,
        first_unread=first, unread=unread or 0, mark=mark, last_seq=next_seq - 1, follow=level,
        demand_follow=demand_level, before=posts[0].key if has_before and posts else None,
        after=posts[-1].key if has_after and posts else None, may_reply=may_post,
        voices=policy.voices(actor, thread.scope) if may_post else (), may_follow=policy.can_follow(actor, thread),
        may_moderate=policy.can_moderate(actor, thread), insider=policy.is_insider(actor, thread.scope),
    )  # fmt: skip
