"""Consultations: a question put to a roll, its rounds, and what comes of it.

Two facilitators of different seats announce a consultation on one or more demands; ruleset and roll are frozen
and hashed there (R14). Its rounds open with both signatures and close by the clock; organisations take a stance on
a frozen text (R10), nobody sees another's before the close (R23), and the outcome class is computed, never chosen
(R9). `rules/` decides all of that without a database, a request or a clock.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.consultation import views
    from forum.consultation.index import stance_texts, texts
    from forum.consultation.notices import announcements, checks, confirmation
    from forum.consultation.operations import counting, sweep
    from forum.consultation.queries.parts import FACILITATED, ON_ROLL
    from forum.core import actors, work
    from forum.core.languages import lazy
    from forum.core.web.filters import add_navigation
    from forum.notifications import rules as notifications
    from forum.outbox import rules as outbox
    from forum.translation import rules as translation

    app.register_blueprint(views.blueprint)
    app.register_blueprint(views.open_blueprint)
    app.register_blueprint(views.answers.blueprint)
    actors.register(ON_ROLL)
    actors.register(FACILITATED)
    for kind in (*texts.KINDS, stance_texts.RESERVATION, stance_texts.DISSENT):
        translation.register(kind)
    outbox.register("confirm_stance", confirmation.CONFIRM_MAIL)
    notifications.register(confirmation.WAITS)
    announcements.register_kinds()
    checks.register_kinds()
    work.register("count_round", counting.count_round)
    work.every_sweep("consultations", sweep.sweep)
    add_navigation("consultation.index", lazy("Consultations"), "consultations")
