"""`flask log …`: the chain, checked where it is stored."""

import click
from flask.cli import AppGroup

group = AppGroup("log", help="The public log.")


@group.command("verify")
def verify_command() -> None:
    """Check the chain and every payload; exit code 1 when something does not hold."""
    from forum.audit import queries, rules

    found = queries.problems()
    for problem in found:
        click.echo(f"entry {problem.position}: {problem.broken.value}")
    if found:
        raise SystemExit(1)
    click.echo(f"The log holds. Head: {rules.head_note(queries.head())}")
