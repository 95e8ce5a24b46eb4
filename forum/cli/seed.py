"""`flask seed …`: the statement, and a believable place to look around in."""

import click
from flask.cli import AppGroup

group = AppGroup("seed", help="Fill the database.")


@group.command("statement")
def statement() -> None:
    """Store the Joint Statement with its 19 demands and 47 signatories; safe to repeat."""
    from forum.statement.seed import seed

    click.echo(f"The Joint Statement stands: {seed()} rows.")


@group.command("demo")
def demo() -> None:
    """Lay out a worked example with invented people; does nothing where it stands already."""
    from forum.cli import demo as example

    try:
        if not example.seed_demo(click.echo):
            click.echo("The worked example stands already.")
    except example.NotHere as problem:
        raise click.ClickException(str(problem)) from problem
