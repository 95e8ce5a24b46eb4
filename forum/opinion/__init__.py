"""Results that are frozen once: the first snapshot stored for a subject and purpose stands for ever (R27).

It knows its subject by name and number only, never a consultation. Analyses of answers join it later.
"""

from flask import Blueprint, Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.opinion import models  # noqa: F401  (its tables belong to the metadata)

    # No pages of its own: features above it draw with its templates.
    app.register_blueprint(Blueprint("opinion", __name__, template_folder="templates"))
