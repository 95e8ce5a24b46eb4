"""The feature `statement`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.statement import models  # noqa: F401  (its tables belong to the metadata)
