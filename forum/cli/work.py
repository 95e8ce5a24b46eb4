"""`flask work`: the worker. Huey wakes it; rows in the database say what is to be done."""

import logging
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from forum.config import Config
from forum.core import db as database

log = logging.getLogger("sofra.work")


def queue_of(config: Config) -> Any:
    """The Huey queue that wakes the worker: a file by default, Redis where it is set."""
    from huey import RedisHuey, SqliteHuey

    if config.redis_url:
        return RedisHuey("sofra", url=config.redis_url, results=False)
    return SqliteHuey("sofra", filename=str(config.data_dir / "queue.sqlite3"), results=False)


def turn(config: Config) -> int:
    """Do what is waiting and send what is due; returns how much was done."""
    from forum.core import work
    from forum.outbox.operations import send_due
    from forum.outbox.rendering import render

    done = work.run_due()
    return done + send_due(render, config.mail_url, config.data_dir)


def sweep(config: Config) -> int:
    """The same, after everything that is due by the clock."""
    from forum.core import submissions, work
    from forum.outbox.operations import send_due
    from forum.outbox.rendering import render

    done = work.sweep()
    submissions.prune()
    return done + send_due(render, config.mail_url, config.data_dir)


def install(app: Flask) -> None:
    """Wake the worker after commits that left work; a lost wake costs at most a minute (the sweep finds it)."""
    config: Config = app.config["SOFRA"]
    if config.testing:
        return
    queue: list[Any] = []

    def wake() -> None:
        try:
            if not queue:
                queue.append(_tasks(app, queue_of(config)))
            if not queue[0]["huey"].pending_count():  # a wake that waits will see this work too: it was committed
                queue[0]["wake"]()
        except Exception:
            log.warning("the worker could not be woken; its sweep will find the work", exc_info=True)

    database.on_work(wake)


def _tasks(app: Flask, huey: Any) -> dict[str, Any]:
    from huey import crontab

    config: Config = app.config["SOFRA"]

    @huey.task(name="wake")
    def wake() -> None:
        with app.app_context():
            turn(config)

    @huey.periodic_task(crontab(minute="*"), name="sweep")
    def every_minute() -> None:
        with app.app_context():
            sweep(config)

    return {"wake": wake, "sweep": every_minute, "huey": huey}


@click.command("work")
@click.option("--once", is_flag=True, help="Do what is due now and end.")
@with_appcontext
def command(once: bool) -> None:
    """Run the background worker."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    config: Config = app.config["SOFRA"]
    if once:
        click.echo(f"{sweep(config)} things done.")
        return
    huey = _tasks(app, queue_of(config))["huey"]
    click.echo("The worker is at work.")
    sweep(config)
    consumer = huey.create_consumer(workers=1, periodic=True, initial_delay=0.1, backoff=1.5, max_delay=1.0)
    consumer.run()
