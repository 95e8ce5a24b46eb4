"""The two mails of this engine: one notice at once, or a day's notices together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum.core import actors
from forum.core.db import db
from forum.core.policy import Actor
from forum.notifications import rules
from forum.notifications.models import Notice
from forum.notifications.queries import settings_of
from forum.outbox.rules import MailKind

Context = dict[str, Any]


def _line(actor: Actor, row: Any) -> Context | None:
    kind = rules.kinds().get(row.kind)
    if kind is None or not kind.may_see(actor, row.object_id, row.params):
        return None
    return {"sentence": kind.sentence(row.params), "url": kind.url(row.params), "at": row.at}


_COLUMNS = (Notice.person_id, Notice.kind, Notice.object_id, Notice.params, Notice.at)


def notice_context(params: Mapping[str, Any], recipient_id: int | None) -> Context | None:
    """What the mail of one notice says; None when the right to it is gone (R32)."""
    row = db.session.execute(select(*_COLUMNS).where(Notice.id == params["notice_id"])).one_or_none()
    if row is None or row.person_id != recipient_id:
        return None
    actor = actors.load(person_id=row.person_id)
    line = _line(actor, row) if actor else None
    if actor is None or line is None or settings_of(actor.id)[row.kind] != "at_once":
        return None  # what was switched off, or to once a day, does not come after all
    return {"line": line, "unsubscribe_kind": row.kind, "recipient_key": actor.key}


def digest_context(params: Mapping[str, Any], recipient_id: int | None) -> Context | None:
    """What the daily mail says; None when nothing is left to say."""
    actor = actors.load(person_id=recipient_id) if recipient_id else None
    if actor is None:
        return None
    at = datetime.fromisoformat(params["at"])
    rows = db.session.execute(
        select(*_COLUMNS).where(Notice.person_id == actor.id, Notice.digest_at == at).order_by(Notice.at)
    )
    lines = [line for row in rows if (line := _line(actor, row))]
    if not lines:
        return None
    return {"lines": lines, "unsubscribe_kind": rules.EVERY_DAILY, "recipient_key": actor.key}


NOTICE_MAIL = MailKind("notifications/emails/notice", notice_context)
DIGEST_MAIL = MailKind("notifications/emails/digest", digest_context)
