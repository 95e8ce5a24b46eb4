"""What moderation must ask about posts (R5, R8, R29)."""

from typing import Any

from markupsafe import Markup

from forum.core.languages import html_tag, lazy
from forum.core.policy import Actor
from forum.discussion.operations.threads import narrow_thread
from forum.discussion.operations.withdrawal import hide_post, show_post
from forum.discussion.queries import may_read_post, post_by_id, post_id_of
from forum.moderation.rules import Reportable, Thing
from forum.translation.queries import text_of


def _facts(post_id: int) -> Thing | None:
    post = post_by_id(post_id)
    text = text_of("post", post_id, "body")
    if post is None:
        return None
    public = post.thread.visibility == "public"
    return Thing(
        object_id=post.id, key=post.key, author_id=post.author_id, scope=post.thread.scope, state=post.state,
        public=public, html=Markup(text.html) if text else Markup(""),  # noqa: S704  sanitised when it was written
        tag=html_tag(text.language, text.script) if text else "en", may_narrow=public,
    )  # fmt: skip


def _link(post_id: int) -> str | None:
    post = post_by_id(post_id)
    return f"/posts/{post.key}" if post else None


def _scopes(post_id: int) -> tuple[str, ...]:
    post = post_by_id(post_id)
    return (f"thread/{post.thread.key}",) if post and post.thread.visibility == "public" else ()


def _narrow(actor: Actor, post_id: int) -> None:
    post: Any = post_by_id(post_id)
    narrow_thread(actor, post.thread)


def reportable() -> Reportable:
    """Posts, as the engine of moderation knows them."""
    return Reportable(
        kind="post", owner_of_key=post_id_of, facts=_facts, may_read=may_read_post, hide=hide_post, unhide=show_post,
        link=_link, scopes=_scopes, narrow=_narrow, label=lazy("Post"),
    )  # fmt: skip
