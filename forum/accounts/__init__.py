"""People: who may sign in, with what, for how long, and how their name is shown (R5, R7, R42)."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.accounts import models  # noqa: F401  (its tables belong to the metadata)
