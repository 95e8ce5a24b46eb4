"""Making the text of a mail when it is sent: rights are asked again, words are the reader's, links are absolute."""

from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template, url_for

from forum.core import clock
from forum.core.guard import outside_writing
from forum.core.languages import READINGS, reading, speaking
from forum.core.web.signing import sign
from forum.outbox.models import OutboxMail
from forum.outbox.rules import Context, SignedLink, kinds


def render(mail: OutboxMail) -> EmailMessage | None:
    """The message of an outbox row in the recipient's reading, or None when the right to it is gone."""
    outside_writing("a mail")
    kind = kinds()[mail.kind]
    config = current_app.config["SOFRA"]
    code = mail.reading if mail.reading in READINGS else "en"
    with speaking(code), current_app.test_request_context("/", base_url=config.base_url):
        context = kind.context(mail.params, mail.recipient_id)
        if context is None:
            return None
        values = {name: _address(value) for name, value in context.items()}
        values |= {"absolute": absolute, "lang": READINGS[code], "base_url": config.base_url}
        subject = " ".join(render_template(f"{kind.folder}/subject.txt", **values).split())
        text = render_template(f"{kind.folder}/body.txt", **values).strip() + "\n"
        html = render_template(f"{kind.folder}/body.html", **values)
        leave = _way_out(context, code)
    return _message(mail, subject, text, html, config, leave, READINGS[code].html)


def absolute(path: str) -> str:
    """A link that works from a mail program: the site's own address, never the request's."""
    return path if path.startswith("http") else current_app.config["SOFRA"].base_url + path


def _address(value: Any) -> Any:
    """An absolute link for a `SignedLink`, in the spoken reading; anything else as it is."""
    if not isinstance(value, SignedLink):
        return value
    values: dict[str, Any] = {**value.values, "token": sign(value.purpose, *value.words), "lang": reading().code}
    return absolute(url_for(value.endpoint, **values))


def _way_out(context: Context, code: str) -> str | None:
    if "unsubscribe_kind" not in context or "recipient_key" not in context:
        return None
    token = sign("unsubscribe", context["recipient_key"], context["unsubscribe_kind"])
    return absolute(url_for("notifications.unsubscribe", lang=code, token=token))


def _message(
    mail: OutboxMail, subject: str, text: str, html: str, config: Any, leave: str | None, tag: str
) -> EmailMessage:
    host = urlsplit(config.base_url).hostname or "localhost"
    name, sender = parseaddr(config.mail_from)
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = formataddr((name, sender))
    message["To"] = mail.address
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{mail.id}.{mail.kind}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    if leave:
        message["List-Unsubscribe"] = f"<{leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    message["Content-Language"] = tag  # only now: what begins with Content- would have moved into the first part
    return message
