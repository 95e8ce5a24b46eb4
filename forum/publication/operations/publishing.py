"""Publishing: the worker does it when the check ends; nobody can withhold a result (R14)."""

from datetime import timedelta

from sqlalchemy import select

from forum.audit import operations as audit
from forum.audit.rules import ActorRole, EntryType
from forum.consultation.models import Consultation
from forum.consultation.operations.rounds import mark_published
from forum.core import work
from forum.core.db import database_now, db, require_writing, writing
from forum.core.events import publish as tell
from forum.core.page_versions import bump
from forum.publication.events import PositionPublished
from forum.publication.models import Publication
from forum.publication.operations.build import first_version
from forum.publication.queries.material import material, text_versions
from forum.publication.rules.canonical import sha256, to_canonical
from forum.publication.rules.checks import problems

AGAIN = timedelta(hours=1)


class Unpublishable(RuntimeError):
    """The content built from rows breaks a rule: a fault of the house, seen in the log and by administrators."""


def publish_consultation(consultation_id: int) -> None:
    """Publish version 1 if its time has come; waits for the languages of a dissent, at most as the ruleset says.

    Safe to repeat: a second run finds the publication and does nothing. Raises Unpublishable.
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
    review_on = now + timedelta(days=int(found.consultation.ruleset["review_days"]))
    content = first_version(found, now, review_on)
    if wrong := problems(content):
        raise Unpublishable(", ".join(f"{one.code} in {one.where}" for one in wrong))
    hash_ = sha256(content)
    session.add(
        Publication(
            consultation_id=consultation_id, version=1, kind="position", number=content.number,
            outcome_class=content.outcome, published_at=now, review_on=review_on, content=to_canonical(content),
            sha256=hash_, previous_sha256=None,
        )
    )  # fmt: skip
    mark_published(consultation_id, now, review_on)
    audit.record(
        EntryType.PUBLICATION_PUBLISHED, object=f"publication/{content.number}/v1", actor_role=ActorRole.WORKER,
        payload={"sha256": hash_, "class": content.outcome, "version": 1},
    )  # fmt: skip
    session.flush()  # who hears of it reads the rows
    bump(
        "home", f"consultation/{content.number}", f"publication/{content.number}", "publications",
        *(f"demand/{code}" for code in content.demands), *(f"organisation/{line.slug}" for line in content.roll),
    )  # fmt: skip
    work.enqueue("make_files", unique_key=f"files/{content.number}/1", consultation_id=consultation_id, version=1)
    tell(PositionPublished(consultation_id, content.number, 1, content.demands))
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
        publish_consultation(consultation_id)
