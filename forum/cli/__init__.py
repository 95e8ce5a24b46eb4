"""Commands: `flask <group> <verb>`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the groups."""
    from forum.cli import messages, seed

    for group in (messages.group, seed.group):
        app.cli.add_command(group)
