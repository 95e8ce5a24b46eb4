"""Reads of the debate: each returns finished data, visibility built in."""

from forum.discussion.queries.facts import (
    PostFacts,
    ThreadFacts,
    opening_of,
    post_by_id,
    post_for,
    post_key_of,
    thread_by_id,
    thread_for,
    threads_of_posts,
    visible,
    visible_binds,
)  # fmt: skip
from forum.discussion.queries.lists import (
    ThreadLine,
    ThreadList,
    follow_level,
    recent_threads,
    threads_of_demand,
    threads_of_scope,
    unread_threads,
)  # fmt: skip
from forum.discussion.queries.names import protected_names
from forum.discussion.queries.posts import post_view, thread_page
from forum.discussion.queries.texts import may_read_post, post_id_of, readable_posts, text_kinds
from forum.discussion.queries.views import PostView, ThreadPage

__all__ = [
    "PostFacts", "PostView", "ThreadFacts", "ThreadLine", "ThreadList", "ThreadPage", "follow_level", "may_read_post",
    "opening_of", "post_by_id", "post_for", "post_id_of", "post_key_of", "post_view",
    "protected_names", "readable_posts", "recent_threads", "text_kinds", "thread_by_id", "thread_for", "thread_page",
    "threads_of_demand", "threads_of_posts", "threads_of_scope", "unread_threads", "visible", "visible_binds",
]  # fmt: skip
