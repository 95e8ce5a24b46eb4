"""Commands: `flask <group> <verb>`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the groups."""
    from forum.cli import seed

    for group in (seed.group,):
        app.cli.add_command(group)
