"""Commands: `flask <group> <verb>`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the groups."""
    from forum.cli import consultation, log, messages, seed

    for group in (consultation.group, log.group, messages.group, seed.group):
        app.cli.add_command(group)
