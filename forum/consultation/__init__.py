"""Consultations: a question put to a roll, its rounds, and what comes of it.

Two facilitators of different seats announce a consultation on one or more demands; ruleset and roll are frozen
and hashed there (R14). Its rounds open with both signatures and close by the clock; organisations take a stance on
a frozen text (R10), nobody sees another's before the close (R23), and the outcome class is computed, never chosen
(R9). `rules/` decides all of that without a database, a request or a clock.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.consultation import models  # noqa: F401  (its tables belong to the metadata)
