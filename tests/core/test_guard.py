"""While the write lock is held nothing slow is done, whoever tries (R30)."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, render_template, render_template_string

from forum.accounts.operations.passwords import hash_password, verify
from forum.core.db import aside, db, writing
from forum.core.guard import ForbiddenInsideWriting
from forum.core.text import markdown
from forum.core.typesetting import compile_pdf
from forum.core.web.requests import page
from forum.outbox.operations import deliver, send_due
from forum.outbox.rendering import render

SLOW: dict[str, Callable[[], object]] = {
    "hashing a password": lambda: hash_password("nine plates and one spoon"),
    "checking a password": lambda: verify("nine plates and one spoon", None),
    "rendering Markdown": lambda: markdown.render("**words**"),
    "rendering a page": lambda: page("errors/silent.html"),
    "rendering a template": lambda: render_template("errors/silent.html"),
    "rendering a string": lambda: render_template_string("{{ 1 }}"),
    "typesetting a PDF": lambda: compile_pdf(Path("/nowhere"), {}, language="en", script=None, title="x"),
    "sending mail": lambda: send_due(render, None, Path("/nowhere")),
    "talking to a mail server": lambda: deliver(None, "smtp://127.0.0.1:9", Path("/nowhere"), 1),  # type: ignore[arg-type]
    "opening a connection": lambda: socket.socket().connect(("127.0.0.1", 9)),
    "looking up a name": lambda: socket.getaddrinfo("localhost", 80),
    "starting a process": lambda: subprocess.run([sys.executable, "--version"], check=False),
    "starting a shell": lambda: os.system("true"),
}


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize("what", SLOW)
@pytest.mark.parametrize("open_transaction", [writing, aside])
def test_nothing_slow_is_done_under_the_write_lock(
    slow_app: Flask, what: str, open_transaction: Callable[..., object]
) -> None:
    with pytest.raises(ForbiddenInsideWriting, match="inside writing"), open_transaction():  # type: ignore[attr-defined]
        SLOW[what]()
    assert not db.session.info.get("writing")


def test_the_same_is_allowed_before(slow_app: Flask) -> None:
    with writing():
        pass
    assert subprocess.run([sys.executable, "--version"], check=False, capture_output=True).returncode == 0
    assert hash_password("nine plates and one spoon")
    assert render_template_string("{{ 1 }}") == "1"


@pytest.fixture(scope="module")
def slow_app(houses: Callable):
    """One application for all of these: each transaction is rolled back."""
    found = houses("sqlite")
    found.fresh("bare")
    with found.app.test_request_context("/en/", method="POST", base_url=found.config.base_url):
        yield found.app
        db.session.remove()
