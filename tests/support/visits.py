"""A page as a reader gets it, and the letters that were sent."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import lxml.html
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from forum.core.db import db
from forum.core.languages import READINGS
from tests.support.house import command
from tests.support.html_lint import lint


@dataclass(frozen=True)
class Page:
    """An answer that is a page without a problem."""

    response: TestResponse

    @property
    def html(self) -> str:
        """The source."""
        return self.response.get_data(as_text=True)

    @property
    def tree(self) -> Any:
        """The parsed page; `.xpath("//h1")`."""
        return lxml.html.document_fromstring(self.html)

    @property
    def text(self) -> str:
        """All words, single-spaced."""
        return " ".join(str(self.tree.text_content()).split())

    def xpath(self, path: str) -> list[Any]:
        """What an XPath finds."""
        return list(self.tree.xpath(path))

    def links(self) -> list[str]:
        """Where one can go from here."""
        return [str(href) for href in self.tree.xpath("//a/@href")]

    def fields(self, action: str | None = None) -> dict[str, str]:
        """The fields of the form that posts to `action` (of the last form without one), as a browser sends them."""
        forms = [form for form in self.tree.forms if action is None or form.get("action", "").startswith(action)]
        if not forms:
            raise AssertionError(f"no form posts to {action}")
        return {str(name): str(value or "") for name, value in forms[-1].form_values()}


def visit(client: FlaskClient, url: str, *, status: int = 200, follow: bool = False, **kwargs: Any) -> Page:
    """GET a page, check its status and everything `html_lint` knows."""
    response = client.get(url, follow_redirects=follow, **kwargs)
    return checked(response, status)


def checked(response: TestResponse, status: int = 200) -> Page:
    """An answer (to a form, too) that must be a page without a problem, in the language of its address.

    Looked at on SQLite: on PostgreSQL the same tests open the same pages, made by the same templates.
    """
    place = response.request.path
    assert response.status_code == status, f"{place} answers {response.status_code}, not {status}"
    assert response.mimetype == "text/html", f"{place} is {response.mimetype}"
    reading = READINGS.get(place.split("/")[1]) if place.count("/") > 1 else None
    if not has_app_context() or db.engine.dialect.name == "sqlite":
        problems = lint(response.get_data(as_text=True), language=reading.html if reading else None)
        assert not problems, f"{place}:\n" + "\n".join(problems)
    return Page(response)


@dataclass(frozen=True)
class Outbox:
    """What waits to be sent, and what was."""

    app: Flask
    folder: Path

    def waiting(self) -> list[Any]:
        """The rows not sent and not dropped, oldest first."""
        from forum.outbox.models import OutboxMail

        unsent = select(OutboxMail).where(OutboxMail.sent_at.is_(None), OutboxMail.dropped.is_(None))
        return list(db.session.scalars(unsent.order_by(OutboxMail.id)))

    def deliver(self) -> list[EmailMessage]:
        """Send what is due; gives every letter that has been sent, oldest first."""
        command(self.app, "outbox", "send")
        return self.letters()

    def letters(self) -> list[EmailMessage]:
        """Every letter that has been sent, oldest first."""
        files = sorted(self.folder.glob("**/*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        return [cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=policy.default)) for path in files]

    def to(self, address: str) -> list[EmailMessage]:
        """The letters sent to one address."""
        return [letter for letter in self.letters() if address in str(letter["To"])]


def words(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    part = letter.get_body(preferencelist=("plain",))
    assert part is not None, "a letter without plain text"
    return str(part.get_content())


def link_in(letter: EmailMessage, containing: str = "") -> str:
    """The path of the first link in a letter that contains some words."""
    for found in re.findall(r"https?://[^/\s]+(/[^\s>]*)", words(letter)):
        if containing in found:
            return str(found)
    raise AssertionError(f"no link with {containing!r} in:\n{words(letter)}")
