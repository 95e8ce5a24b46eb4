"""Pages of the debate."""

from forum.discussion.views import compose, follow, posts, threads
from forum.discussion.views.blueprint import blueprint
from forum.discussion.views.links import links

__all__ = ["blueprint", "compose", "follow", "links", "posts", "threads"]
