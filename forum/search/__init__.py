"""Search over whatever features register: an engine that knows kinds by name, never a feature (R37).

Text is folded in Python and indexed as tokens; SQLite (FTS5) and PostgreSQL (tsvector) find the same things.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.search import models  # noqa: F401  (its tables belong to the metadata)
