"""The public log: hash-chained entries that name organisations and never other persons (R29)."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.audit import views

    app.register_blueprint(views.blueprint)
    app.register_blueprint(views.open_blueprint)
