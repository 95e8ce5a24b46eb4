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
    """Lay out a worked example with invented people, where there is none yet; print whom to sign in as."""
    from forum.cli import demo as example
    from forum.cli.demo import guide

    try:
        if not example.seed_demo(click.echo):
            click.echo("The worked example stands already.")
    except example.NotHere as problem:
        raise click.ClickException(str(problem)) from problem
    for line in guide.lines():
        click.echo(line)
