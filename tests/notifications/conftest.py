"""A debate that people hear of, and letters handed to a real mail server."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.core import work
from forum.outbox.operations import send_due
from forum.outbox.rendering import render
from tests.discussion.conftest import Table
from tests.support.house import House
from tests.support.smtp import Mailbox


@pytest.fixture
def table(app: Flask) -> Table:
    """People and threads, made through operations."""
    return Table()


@pytest.fixture
def deliver(app: Flask, database: House, mailbox: Mailbox) -> Callable[..., int]:
    """What the worker does: whatever is due, then the mail, over SMTP; gives how many letters left."""

    def turn(sweep: bool = False) -> int:
        (work.sweep if sweep else work.run_due)()
        return send_due(render, mailbox.url, database.config.data_dir)

    return turn
