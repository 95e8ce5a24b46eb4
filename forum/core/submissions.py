"""A repeated submission has one effect (R30): the second sender waits for the first and gets its result."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import bindparam, delete, select, update

from forum.core import clock
from forum.core.db import db, require_writing, upsert, writing
from forum.core.errors import Conflict
from forum.core.languages import gettext as _
from forum.core.models import Submission

VISITOR = 0
"""The actor id of forms sent without an account."""


_FIRST = select(Submission.location).where(
    Submission.actor_id == bindparam("actor_id"), Submission.form_key == bindparam("form_key"),
    Submission.digest == bindparam("digest"),
)  # fmt: skip


_LED = (
    update(Submission.__table__)  # type: ignore[arg-type]
    .where(Submission.actor_id == bindparam("by"), Submission.form_key == bindparam("key"))
    .values(location=bindparam("to"))
)


def digest_of(values: Mapping[str, object]) -> str:
    """What a form said, as a hash (keys sorted)."""
    told = "\x1f".join(f"{key}\x1e{values[key]!r}" for key in sorted(values))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def once(actor_id: int, form_key: str, digest: str, act: Callable[[], str]) -> str:
    """Run `act` for a form that was not sent before; returns where to go (the first time's, if repeated).

    Raises `Conflict` when the same form key comes back with other words.
    """
    session = require_writing()
    row = {"actor_id": actor_id, "form_key": form_key}
    insert = upsert(Submission).values(**row, digest=digest, location="", at=clock.now())
    if session.scalar(insert.on_conflict_do_nothing().returning(Submission.form_key)):
        location = act()
        session.flush()  # what act() left pending belongs before the result
        session.execute(_LED, {"by": actor_id, "key": form_key, "to": location})
        return location
    first = session.get(Submission, (actor_id, form_key), populate_existing=True)
    if first is None or first.digest != digest:
        raise Conflict(_("This form was already sent with other words. Your text is kept below."))
    return first.location


def is_key(text: str) -> bool:
    """Whether a text can be the key of a form."""
    return text.isascii() and text.isalnum() and 16 <= len(text) <= 64


def first_result(actor_id: int, form_key: str, digest: str) -> str | None:
    """Where the same form led when it was sent before; one statement, outside `writing()`."""
    return db.session.scalar(_FIRST, {"actor_id": actor_id, "form_key": form_key, "digest": digest})


def prune() -> None:
    """Forget submissions older than seven days."""
    with writing() as session:
        session.execute(delete(Submission).where(Submission.at < clock.now() - timedelta(days=7)))
