"""`flask db …`: the commands of migrations, loaded when they are asked for (Alembic is not for the web)."""

from functools import cache
from typing import Any

import click


@cache
def _real() -> click.Group:
    from flask_migrate.cli import db

    group: click.Group = db
    return group


class Migrations(click.Group):
    """Stands for the group of Flask-Migrate; costs nothing until it is called."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its options."""
        return _real().get_params(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """What there is."""
        return _real().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them."""
        return _real().get_command(ctx, cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As the group itself does."""
        return _real().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """As the group itself does."""
        return _real().invoke(ctx)


group = Migrations("db", help="Bring the database up to date, or back.")
