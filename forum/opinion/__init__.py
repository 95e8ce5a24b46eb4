"""What people answered, analysed once and frozen: the first result stored for a subject stands for ever (R27).

It knows its subject by name and number only, never a consultation: whoever has answers names a source of them
(`queries.sources.register`), and the worker analyses, keeps its progress, and stores the result with what may be shown.
"""

from flask import Blueprint, Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.core import work
    from forum.opinion import models  # noqa: F401  (its tables belong to the metadata)
    from forum.opinion.operations import freezing

    # No pages of its own: features above it draw with its templates.
    app.register_blueprint(Blueprint("opinion", __name__, template_folder="templates"))
    work.register(freezing.WORK, freezing.freeze)
