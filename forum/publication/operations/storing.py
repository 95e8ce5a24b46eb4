"""Storing a version: checked, hashed, chained to the one before, told to the log, never changed afterwards (R12)."""

from datetime import datetime

from forum.audit import operations as audit
from forum.audit.rules import ActorRole, EntryType
from forum.core import work
from forum.core.db import require_writing
from forum.core.events import publish as tell
from forum.core.page_versions import bump
from forum.publication.events import PositionPublished
from forum.publication.models import Publication
from forum.publication.rules.canonical import sha256, to_canonical
from forum.publication.rules.checks import problems
from forum.publication.rules.content import Content


class Unpublishable(RuntimeError):
    """The content built from rows breaks a rule: a fault of the house, seen in the log and by administrators."""


def store_version(
    consultation_id: int, content: Content, at: datetime, review_on: datetime | None, role: ActorRole, type_: EntryType
) -> None:
    """Store a version inside `writing()`; its files are left to the worker. Raises Unpublishable."""
    session = require_writing()
    if wrong := problems(content):
        raise Unpublishable(", ".join(f"{one.code} in {one.where}" for one in wrong))
    hash_, version = sha256(content), content.version
    session.add(
        Publication(
            consultation_id=consultation_id, version=version, kind=content.kind, number=content.number,
            outcome_class=content.outcome, published_at=at, review_on=review_on, content=to_canonical(content),
            sha256=hash_, previous_sha256=content.previous_sha256 or None,
        )
    )  # fmt: skip
    audit.record(
        type_, object=f"publication/{content.number}/v{version}", actor_role=role,
        payload={"sha256": hash_, "class": content.outcome, "version": version},
    )  # fmt: skip
    session.flush()  # who hears of it reads the rows
    bump(
        "home", f"consultation/{content.number}", f"publication/{content.number}", "publications",
        *(f"demand/{code}" for code in content.demands), *(f"organisation/{line.slug}" for line in content.roll),
    )  # fmt: skip
    key = f"files/{content.number}/{version}"
    work.enqueue("make_files", unique_key=key, consultation_id=consultation_id, version=version)
    tell(PositionPublished(consultation_id, content.number, version, content.demands))
