"""Pages that compose features: home, a demand, an organisation, search, my desk, feeds, and what the site says of
itself. They hold queries of others and templates, never an operation of their own.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.core.languages import lazy
    from forum.core.web.filters import add_navigation
    from forum.pages import views

    app.register_blueprint(views.blueprint)
    app.register_blueprint(views.open_blueprint)
    add_navigation("pages.search", lazy("Search"), "search")
