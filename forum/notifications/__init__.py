"""Notices in the application and by mail: an engine that knows kinds of notices by name, never a feature.

An event leaves one `work` row; the worker turns it into notices, 50 people at a time, unique per event and person.
Mail follows at once or once a day, as each person chose per kind; rights are checked again when it is sent.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.core import actors, work
    from forum.notifications import notices, operations, queries, views
    from forum.outbox import rules as outbox

    app.register_blueprint(views.blueprint)
    actors.register(queries.UNREAD)
    work.register("fan_out", operations.run_fan_out)
    work.every_sweep("digests", operations.write_digests)
    outbox.register("notice", notices.NOTICE_MAIL)
    outbox.register("digest", notices.DIGEST_MAIL)
