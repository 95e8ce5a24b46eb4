"""Leaving mail in the transaction of the event, and sending it afterwards, at least once and at most a few times."""

import logging
import smtplib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import delete, or_, select, update

from forum.core import clock
from forum.core.db import db, require_writing, upsert, writing
from forum.core.guard import outside_writing
from forum.outbox.models import OutboxMail

log = logging.getLogger("sofra.outbox")
LEASE = timedelta(minutes=5)
MOST_TRIES = 10


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to be left; its text is made at sending. `private`: that it is sent is known to its reader alone (R23)."""

    kind: str
    address: str
    reading: str
    params: Mapping[str, Any]
    event_key: str
    recipient_id: int | None = None
    not_before: datetime | None = None
    private: bool = False


def post(
    *,
    kind: str,
    address: str,
    reading: str,
    params: Mapping[str, Any],
    event_key: str,
    recipient_id: int | None = None,
    not_before: datetime | None = None,
    private: bool = False,
) -> None:
    """Leave a mail in this transaction; the same event reaches an address once."""
    post_all([Mail(kind, address, reading, params, event_key, recipient_id, not_before, private)])


def post_all(mails: Sequence[Mail]) -> None:
    """Leave mails in this transaction, by one statement; the same event reaches an address once."""
    session = require_writing()
    if not mails:
        return
    now = clock.now()
    rows = [
        {
            "kind": one.kind, "address": one.address, "reading": one.reading, "params": dict(one.params),
            "event_key": one.event_key[:200], "recipient_id": one.recipient_id, "not_before": one.not_before or now,
            "tries": 0, "private": one.private,
        }
        for one in mails
    ]  # fmt: skip
    session.execute(_left(db.engine.dialect.name), rows)
    session.info["work"] = True


@cache
def _left(_dialect: str) -> Any:
    return upsert(OutboxMail).on_conflict_do_nothing()


def withdraw(event_key_prefix: str) -> None:
    """Drop mails of these events that have not left yet."""
    require_writing().execute(
        update(OutboxMail)
        .where(OutboxMail.event_key.startswith(event_key_prefix, autoescape=True), OutboxMail.sent_at.is_(None))
        .values(dropped="withdrawn", sent_at=clock.now())
    )


def forget(person_id: int, address: str | None) -> None:
    """No row names this person any more: an account was closed. What has not left is not sent."""
    named = OutboxMail.recipient_id == person_id
    if address:
        named = or_(named, OutboxMail.address == address)
    require_writing().execute(delete(OutboxMail).where(named))


Render = Callable[[OutboxMail], EmailMessage | None]
"""Makes the message of a row, or None when the right to it is gone: `outbox.rendering.render`."""


def send_due(render: Render, mail_url: str | None, data_dir: Path, limit: int = 200) -> int:
    """Send what is waiting; returns how many left. Each mail is claimed, rendered and sent outside the write lock."""
    outside_writing("mail")
    sent = 0
    for _turn in range(limit):
        mail = _claim()
        if mail is None:
            break
        sent += _send(mail, render, mail_url, data_dir)
    return sent


def _claim() -> OutboxMail | None:
    now = clock.now()
    waiting = (
        select(OutboxMail)
        .where(
            OutboxMail.sent_at.is_(None), OutboxMail.not_before <= now,
            (OutboxMail.lease_until.is_(None)) | (OutboxMail.lease_until <= now),
        )
        .order_by(OutboxMail.not_before, OutboxMail.id)
        .limit(1)
    )  # fmt: skip
    found = db.session.scalar(waiting)
    db.session.rollback()
    if found is None:
        return None
    with writing() as session:
        mail = session.scalar(waiting.with_for_update(skip_locked=True))
        if mail is None:
            return None
        mail.lease_until, mail.tries = now + LEASE, mail.tries + 1
        session.flush()  # the row is used after the commit
        session.expunge(mail)
        return mail


def _send(mail: OutboxMail, render: Render, mail_url: str | None, data_dir: Path) -> int:
    values: dict[str, Any] = {"lease_until": None}
    done = 0
    try:
        message = render(mail)
        db.session.rollback()
        if message is None:
            values |= {"sent_at": clock.now(), "dropped": "no right to it any more"}
        else:
            deliver(message, mail_url, data_dir / "mail" / ("private" if mail.private else ""), mail.id)
            values |= {"sent_at": clock.now(), "params": {k: v for k, v in mail.params.items() if k != "secret"}}
            done = 1  # a secret that was mailed is not kept
    except Exception as error:
        db.session.rollback()
        log.exception("mail %s failed, try %s", mail.id, mail.tries)
        values |= {"last_error": repr(error)[:500]}
        if _is_final(error):
            values |= {"sent_at": clock.now(), "dropped": "refused by the mail server"}
        elif mail.tries >= MOST_TRIES:
            values |= {"sent_at": clock.now(), "dropped": "given up"}
        else:
            values |= {"not_before": clock.now() + timedelta(seconds=min(2**mail.tries * 15, 7200))}
    with writing() as session:
        session.execute(update(OutboxMail).where(OutboxMail.id == mail.id).values(**values))
    return done


def _is_final(error: Exception) -> bool:
    """Whether the mail server said that trying again is no use (5xx about this address or this letter)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def deliver(message: EmailMessage, mail_url: str | None, folder: Path, number: int) -> None:
    """Hand a message to the mail server of `mail_url`, or put it into the folder when there is none (R40)."""
    if mail_url is None:
        folder.mkdir(parents=True, exist_ok=True)
        stamp = clock.now().strftime("%Y%m%d-%H%M%S")
        (folder / f"{stamp}-{number}.eml").write_bytes(bytes(message))
        return
    parts = urlsplit(mail_url)
    secure = parts.scheme == "smtps"
    server = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with server(parts.hostname or "localhost", parts.port or (465 if secure else 25), timeout=20) as smtp:
        if "starttls" in parse_qs(parts.query, keep_blank_values=True):
            smtp.starttls()
        if parts.username:
            smtp.login(unquote(parts.username), unquote(parts.password or ""))
        smtp.send_message(message)
