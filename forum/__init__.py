"""Sofra: a dialogue forum and consultation platform. `create_app` is the table of contents."""

from flask import Flask

from forum.config import Config
from forum.core import web_app

__version__ = "0.1.0"


def create_app(config: Config | None = None) -> Flask:
    """The application: config → extensions → features → errors → cli."""
    from forum import (
        accounts,
        admin,
        audit,
        cli,
        consultation,
        discussion,
        moderation,
        notifications,
        opinion,
        organisations,
        outbox,
        pages,
        publication,
        search,
        statement,
        translation,
        wiring,
    )  # fmt: skip

    app = web_app.bare(config or Config.from_environment(), __version__)
    web_app.init_app(app)
    for feature in (
        outbox, accounts, audit, notifications, search, translation, moderation, statement, organisations, discussion,
        opinion, consultation, publication, pages, admin,
    ):  # fmt: skip
        feature.init_app(app)
    wiring.connect()
    cli.init_app(app)
    return app
