"""`flask accounts …`: what only the host may do."""

from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

group = AppGroup("accounts", help="Accounts, from the host.")


def one_time_link(person_id: int, *, demo: bool = False) -> str:
    """A link that signs a person in once (inside `writing()`)."""
    from forum.accounts.operations.links import issue
    from forum.accounts.rules.tokens import Purpose

    secret = issue(person_id, Purpose.ONE_TIME_SIGN_IN, demo=demo)
    return f"{current_app.config['SOFRA'].base_url}/en/one-time/{secret}"


@group.command("first-link")
@click.option("--email", default="administrator@sofra.invalid", help="Address of the first administrator.")
def first_link(email: str) -> None:
    """Print a one-time sign-in link for the first administrator, as long as nobody has chosen a password."""
    from forum.accounts.operations.invitations import create_person
    from forum.accounts.operations.roles import grant_role
    from forum.accounts.queries import person_by_email
    from forum.accounts.queries.people import anybody_has_a_password
    from forum.core.db import writing

    if anybody_has_a_password():
        click.echo("There are accounts with passwords; sign in with one of them.")
        return
    with writing():
        known = person_by_email(email)
        person_id = known.id if known else create_person(email, "Administrator", "en", "")
        if known is None:
            grant_role(None, person_id, "administrator")
        link = one_time_link(person_id)
    click.echo(f"Sign in once as the first administrator:\n  {link}")


def _known(email: str) -> Any:
    from forum.accounts.queries import person_by_email
    from forum.accounts.rules.names import normal_address

    person = person_by_email(normal_address(email))
    if person is None or person.state != "active":
        raise click.ClickException(f"There is no open account with the address {email}.")
    return person


@group.command("reset-factor")
@click.argument("email")
def reset_factor(email: str) -> None:
    """Reset the second factor of EMAIL, where nobody else can confirm: 24 hours from now, by the worker.

    The person hears of it by mail at once and may stop it; the public log says when it happened.
    """
    from forum.accounts.operations.resets import reset_by_host
    from forum.core.db import writing
    from forum.core.errors import Unfit

    person = _known(email)
    try:
        with writing():
            at = reset_by_host(person.id)
    except Unfit as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"The second factor is removed and all sessions end at {at:%Y-%m-%d %H:%M} UTC, unless it is stopped.")


@group.command("link")
@click.argument("email")
def link_command(email: str) -> None:
    """Print a one-time sign-in link for EMAIL (a forgotten password where no mail arrives)."""
    from forum.core.db import writing

    person = _known(email)
    with writing():
        link = one_time_link(person.id)
    click.echo(link)
