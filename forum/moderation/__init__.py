"""The feature `moderation`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.moderation import models  # noqa: F401  (its tables belong to the metadata)
