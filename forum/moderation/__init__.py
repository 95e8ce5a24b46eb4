"""Reports by anybody, cases of moderators, decisions with rule, reason and a public line without content.

An engine: what can be reported is registered by the features that own it (`rules.register`), which also hide and
show it again in the same transaction (R29). Moderators of both seats and, in their consultation, facilitators decide.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.moderation import models, notices, views  # noqa: F401  (its tables belong to the metadata)
    from forum.outbox import rules as outbox

    app.register_blueprint(views.blueprint)
    notices.register_kinds(views.case_url, views.decision_url)
    outbox.register("report_receipt", notices.RECEIPT_MAIL)
