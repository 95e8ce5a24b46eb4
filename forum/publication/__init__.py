"""Published positions: immutable versions with number, date, languages, hash, citation and files (R12, R41)."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.core import work
    from forum.core.languages import lazy
    from forum.core.web.filters import add_navigation
    from forum.notifications import rules as notifications
    from forum.publication import index, notices, operations, views
    from forum.search import rules as search

    base_url = app.config["SOFRA"].base_url
    app.register_blueprint(views.blueprint)
    app.register_blueprint(views.open_blueprint)
    search.register(index.KIND)
    notifications.register(notices.KIND)
    notifications.register_job("position_published", notices.recipients)
    work.register("publish_consultation", operations.publish_consultation)
    work.register("make_files", lambda **params: operations.make_files(**params, base_url=base_url))
    work.every_sweep("publish", operations.due)
    add_navigation("publication.index", lazy("Positions"), "positions")
