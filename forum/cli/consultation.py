"""`flask consultation …`: anybody with the database can count again."""

import click
from flask.cli import AppGroup

group = AppGroup("consultation", help="Consultations and what was published of them.")


@group.command("verify")
@click.argument("number")
def verify_command(number: str) -> None:
    """Recompute figures, class and hashes of NUMBER from stored rows; exit code 1 when something differs."""
    from forum.core.errors import NotFound
    from forum.publication.queries.verify import verify

    try:
        found = verify(number)
    except NotFound as error:
        raise click.ClickException(f"There is no consultation {number}.") from error
    for problem in found:
        click.echo(f"{number}: {problem}")
    if found:
        raise SystemExit(1)
    click.echo(f"{number}: figures, class and hashes hold.")
