"""Publishing: the worker does it when the check ends; nobody can withhold a result (R14)."""

import logging
from datetime import timedelta

from sqlalchemy import select

from forum.audit.rules import ActorRole, EntryType
from forum.consultation.models import Consultation
from forum.consultation.operations.rounds import mark_published
from forum.consultation.rules import timetable
from forum.core import work
from forum.core.db import database_now, db, require_writing, writing
from forum.publication.operations.build import first_version
from forum.publication.operations.storing import store_version
from forum.publication.queries.material import material, text_versions

log = logging.getLogger("sofra.work")
AGAIN = timedelta(hours=1)


def publish_consultation(consultation_id: int) -> None:
    """Publish version 1 if its time has come; waits for the languages of a dissent, at most as the ruleset says.

    Safe to repeat: a second run finds the publication and does nothing. Raises `storing.Unpublishable`.
    """
    with writing():
        store_publication(consultation_id)


def store_publication(consultation_id: int) -> bool:
    """The same inside `writing()`; False when it is not time yet or was done before."""
    session = require_writing()
    session.execute(select(Consultation.id).where(Consultation.id == consultation_id).with_for_update())
    now = database_now()
    found = material(consultation_id)
    if found is None or found.consultation.withdrawn_at or found.consultation.published_at:
        return False
    ends = found.round.check_ends_at
    if ends is None or now < ends:
        return False
    wait = timedelta(days=int(found.consultation.ruleset["dissent"]["wait_days"]))
    if now < ends + wait and _awaited([one.id for one in found.dissents]):
        hour = now.strftime("%Y%m%d%H")
        work.enqueue(
            "publish_consultation", unique_key=f"publish/{consultation_id}/{hour}", not_before=now + AGAIN,
            consultation_id=consultation_id,
        )  # fmt: skip
        return False
    review_on = timetable.review_at(now, int(found.consultation.ruleset["review_days"]))
    content = first_version(found, now, review_on)
    store_version(consultation_id, content, now, review_on, ActorRole.WORKER, EntryType.PUBLICATION_PUBLISHED)
    mark_published(consultation_id, now, review_on)
    return True


def _awaited(dissent_ids: list[int]) -> bool:
    texts = text_versions("dissent", dissent_ids, "body")
    return any(code not in text.texts for text in texts.values() for code in ("en", "sq", "sr"))


def due() -> None:
    """The sweep: leave work for every consultation whose check has ended and which is not published."""
    from forum.consultation.models import Round

    now = database_now()
    waiting = db.session.scalars(
        select(Consultation.id)
        .join(Round, Round.consultation_id == Consultation.id)
        .where(
            Consultation.published_at.is_(None), Consultation.withdrawn_at.is_(None), Round.kind == "endorse",
            Round.check_ends_at <= now,
        )
    ).all()  # fmt: skip
    db.session.rollback()
    for consultation_id in waiting:
        try:
            publish_consultation(consultation_id)
        except Exception:  # one that cannot be published does not keep the others waiting
            db.session.rollback()
            log.exception("consultation %s could not be published", consultation_id)
