"""Publications: immutable, numbered, hashed versions of what a consultation found.

A publication says which text was put to whom, who endorsed it, with which reservation, who stood aside,
who dissented and who did not answer, with the dissent beside the position. It is kept once, as canonical
JSON in all languages; pages, PDF, CSV and citation are made from that. A frozen wording never changes:
a later version adds, dates and explains (R12).
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.publication import models  # noqa: F401  (its tables belong to the metadata)
