"""Mail: a row written in the transaction of the event, rendered and sent afterwards by the worker.

A mail is never lost with a crash and never sent for something that was rolled back; rights are asked again when it
leaves.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.outbox import models  # noqa: F401  (its tables belong to the metadata)
