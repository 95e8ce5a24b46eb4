"""The feature `outbox`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.outbox import models  # noqa: F401  (its tables belong to the metadata)
