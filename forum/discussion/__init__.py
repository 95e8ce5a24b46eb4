"""The debate: threads under a demand or in a consultation, and the reply trees of their posts.

Each post knows its language, its voice and its place in the tree (a materialised path). Words are texts of the
translation engine; a page of a thread is a constant number of statements, whatever its size.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.core import work
    from forum.core.languages import lazy
    from forum.core.web.filters import add_navigation
    from forum.discussion import index, models, notices, operations, queries, views  # noqa: F401  (tables)
    from forum.moderation import rules as moderation
    from forum.search import rules as search
    from forum.translation import rules as translation

    app.register_blueprint(views.blueprint)
    app.register_blueprint(views.links)
    add_navigation("discussion.threads", lazy("Debate"), "threads")
    for kind in queries.text_kinds():
        translation.register(kind)
    moderation.register(operations.reportable())
    search.register(index.KIND)
    notices.register_kinds()
    work.register("discussion_index", index.index_thread)
    work.every_sweep("discussion_delete_withdrawn", operations.sweep_withdrawn)
