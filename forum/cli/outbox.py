"""`flask outbox …`: sending by hand, and looking at what waits."""

import click
from flask import current_app
from flask.cli import AppGroup

group = AppGroup("outbox", help="Mail that waits to be sent.")


@group.command("send")
def send_command() -> None:
    """Send what is due now."""
    from forum.outbox.operations import send_due
    from forum.outbox.rendering import render

    config = current_app.config["SOFRA"]
    click.echo(f"{send_due(render, config.mail_url, config.data_dir)} mails left.")


@group.command("list")
def list_command() -> None:
    """List what waits: number, kind, language, tries."""
    from forum.outbox.queries import waiting

    for line in waiting():
        click.echo(f"{line.id}\t{line.kind}\t{line.reading}\t{line.tries}\t{line.last_error or ''}")
