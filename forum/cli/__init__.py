"""Commands: `flask <group> <verb>`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the groups."""
