"""Commands: `flask <group> <verb>`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the groups, and let commits wake the worker."""
    from forum.cli import accounts, backup, consultation, log, messages, migrations, opinion, outbox, seed, work

    for group in (
        accounts.group, backup.group, consultation.group, log.group, messages.group, migrations.group, opinion.group,
        outbox.group, seed.group,
    ):  # fmt: skip
        app.cli.add_command(group)
    app.cli.add_command(work.command)
    work.install(app)
