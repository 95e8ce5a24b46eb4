"""The feature `translation`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.translation import models  # noqa: F401  (its tables belong to the metadata)
