"""Reads of the debate: each returns finished data, visibility built in."""

from forum.discussion.queries.facts import PostFacts, ThreadFacts, post_for, post_key_of, thread_by_id, thread_for, visible
from forum.discussion.queries.lists import ThreadLine, demand_counts, recent_threads, threads_of_demand
from forum.discussion.queries.posts import PostView, ThreadPage, thread_page

__all__ = [
    "PostFacts", "PostView", "ThreadFacts", "ThreadLine", "ThreadPage", "demand_counts", "post_for", "post_key_of",
    "recent_threads", "thread_by_id", "thread_for", "thread_page", "threads_of_demand", "visible",
]  # fmt: skip
