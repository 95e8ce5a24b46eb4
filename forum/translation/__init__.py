"""Texts that people write, and their way into the other languages.

The engine owns the one table of texts to which every feature points by (kind, id, field), their revisions, their
translations by people and the doubts about those (R39). It knows kinds of text by registered name, never a feature.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.core import work
    from forum.translation import models, notices, operations, views  # noqa: F401  (its tables belong to the metadata)

    app.register_blueprint(views.blueprint)
    notices.register_kinds(views.address_of_notice)
    work.every_sweep("translation_claims", operations.expire_claims)
