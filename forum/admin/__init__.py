"""Pages of administrators across features: people, roles, organisations, invitations, letters, the machine."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.admin import views

    app.register_blueprint(views.blueprint)
