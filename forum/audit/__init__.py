"""The public log: hash-chained entries that name organisations and never other persons (R29)."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.audit import models  # noqa: F401  (its tables belong to the metadata)
