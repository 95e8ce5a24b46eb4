"""Results that are frozen once: the first snapshot stored for a subject and purpose stands for ever (R27).

It knows its subject by name and number only, never a consultation. Analyses of answers join it later.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.opinion import models  # noqa: F401  (its tables belong to the metadata)
