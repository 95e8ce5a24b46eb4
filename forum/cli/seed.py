"""`flask seed …`: the statement, and a believable place to look around in."""

import click
from flask.cli import AppGroup

group = AppGroup("seed", help="Fill the database.")


@group.command("statement")
def statement() -> None:
    """Store the Joint Statement with its 19 demands and 47 signatories; safe to repeat."""
    from forum.statement.seed import seed

    click.echo(f"The Joint Statement stands: {seed()} rows.")
