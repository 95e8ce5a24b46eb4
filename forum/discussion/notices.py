"""Who hears of what is said: whose post was answered, who follows the thread, who follows the demand."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from forum.core.db import db
from forum.core.languages import gettext as _
from forum.core.languages import lazy, reading
from forum.core.policy import Actor
from forum.discussion import events
from forum.discussion.models import Follow, Post
from forum.discussion.queries import PostFacts, may_read_post, post_by_id, readable_posts
from forum.notifications import operations as notifications
from forum.notifications.rules import Delivery, NoticeKind, register, register_job


def thread_opened(fact: events.ThreadOpened) -> None:
    """Those who follow the demand hear of it."""
    notifications.fan_out("discussion_thread", f"thread/{fact.thread_id}", post_id=fact.post_id)


def reply_posted(fact: events.ReplyPosted) -> None:
    """Whoever was answered, and those who follow the thread, hear of it."""
    notifications.fan_out("discussion_reply", f"post/{fact.post_id}", post_id=fact.post_id)


def tell_of_thread(post_id: int) -> Sequence[Delivery]:
    """The worker's part: followers of the demand, but not the author."""
    post = post_by_id(post_id)
    if post is None or post.state != "live" or post.thread.demand_code is None:
        return []
    people = _levels("demand", post.thread.demand_code)["following"] - {post.author_id}
    return [_delivery("thread_opened", post, people)]


def tell_of_reply(post_id: int) -> Sequence[Delivery]:
    """The worker's part: the author of the parent hears of an answer, followers of the thread of a new post; each
    person once, nobody who muted the thread or the demand."""
    post = post_by_id(post_id)
    if post is None or post.state != "live" or post.parent_id is None:
        return []
    levels = _levels("thread", post.thread.key)
    silent = set(levels["muted"])
    if post.thread.demand_code:
        silent |= _levels("demand", post.thread.demand_code)["muted"] - levels["following"]
    answered = {db.session.scalar(select(Post.author_id).where(Post.id == post.parent_id))} - {None, post.author_id}
    answered -= silent
    others = levels["following"] - silent - answered - {post.author_id}
    return [_delivery("reply", post, answered), _delivery("thread_post", post, others)]


def _levels(kind: str, key: str) -> Mapping[str, set[Any]]:
    found: dict[str, set[Any]] = {"following": set(), "muted": set()}
    rows = select(Follow.person_id, Follow.level).where(Follow.kind == kind, Follow.object_key == key)
    for person_id, level in db.session.execute(rows):
        found[level].add(person_id)
    return found


def _delivery(kind: str, post: PostFacts, people: set[Any]) -> Delivery:
    params = {"post": post.key, "demand": post.thread.demand_code or ""}
    return Delivery(sorted(people), kind, "post", post.id, params, f"{kind}/{post.key}")


def _url(params: Mapping[str, Any]) -> str:
    return f"/{reading().code}/posts/{params['post']}"


def _may_see(actor: Actor, post_id: int, _params: Mapping[str, Any]) -> bool:
    return may_read_post(actor, post_id)


def _readable(actor: Actor, things: Sequence[tuple[int, Mapping[str, Any]]]) -> Sequence[bool]:
    found = readable_posts(actor, [post_id for post_id, _params in things])
    return [post_id in found for post_id, _params in things]


def _about(params: Mapping[str, Any], with_demand: str, without: str) -> str:
    return with_demand % {"demand": params["demand"]} if params["demand"] else without


def _reply(params: Mapping[str, Any]) -> str:
    return _about(params, _("Somebody answered your post on %(demand)s."), _("Somebody answered your post."))


def _thread_post(params: Mapping[str, Any]) -> str:
    return _about(
        params, _("There is a new post in a thread on %(demand)s that you follow."),
        _("There is a new post in a thread that you follow."),
    )  # fmt: skip


def _thread(params: Mapping[str, Any]) -> str:
    return _about(params, _("There is a new thread on %(demand)s, which you follow."), _("There is a new thread."))


def register_kinds() -> None:
    """Name the kinds of notices and the jobs that say who hears of them."""
    for name, label, sentence in (
        ("reply", lazy("Somebody answers me"), _reply),
        ("thread_post", lazy("New posts in threads that I follow"), _thread_post),
        ("thread_opened", lazy("New threads on demands that I follow"), _thread),
    ):
        mailed = "at_once" if name == "reply" else "daily"
        register(NoticeKind(name, label, sentence, _url, _may_see, mailed, _readable))
    register_job("discussion_thread", tell_of_thread)
    register_job("discussion_reply", tell_of_reply)
