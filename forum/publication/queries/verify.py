"""`flask consultation verify`: figures, class and hashes recomputed from stored rows and compared (R27)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from forum.audit.models import LogEntry, LogSecret
from forum.consultation.models import Consultation
from forum.consultation.operations.counting import counted_result
from forum.consultation.queries import answering
from forum.consultation.rules.ruleset import ruleset_hash
from forum.core.canonical import digest
from forum.core.db import db
from forum.core.errors import NotFound
from forum.opinion.queries import snapshot
from forum.publication.models import Publication, PublicationFile
from forum.publication.rules.canonical import from_canonical, sha256
from forum.publication.rules.checks import problems
from forum.publication.rules.versions import changed_only_allowed


def verify(number: str) -> list[str]:
    """What does not hold, a line each; empty when everything does. Raises NotFound for an unknown number."""
    consultation = db.session.scalar(select(Consultation).where(Consultation.number == number))
    if consultation is None:
        raise NotFound
    versions = db.session.scalars(
        select(Publication).where(Publication.consultation_id == consultation.id).order_by(Publication.version)
    ).all()
    return [*_rules(consultation), *_count(consultation, versions), *_versions(versions)]


def _rules(consultation: Consultation) -> Iterator[str]:
    if ruleset_hash(consultation.ruleset) != consultation.ruleset_sha256:
        yield "the ruleset is not the one that was frozen"


def _count(consultation: Consultation, versions: Any) -> Iterator[str]:
    found = answering.endorse_round(consultation.number or consultation.key)
    stored = snapshot("round", found.id, "stances")
    if stored is None:
        if versions:
            yield "there is a publication but no count"
        return
    again = counted_result(found, consultation.ruleset)
    if digest(again["stances"]) != stored.input_sha256:
        yield "the stances in force are not those that were counted"
    if again != stored.result:
        yield "counting again gives another result"
    by_id = {line.organisation_id: line.slug for line in answering.roll_of(consultation.id)}
    stances = {by_id.get(line["organisation"], "?"): line["stance"] for line in again["stances"]}
    for row in versions:
        published = {line["slug"]: line["stance"] for line in row.content["roll"]}
        if published != stances:
            yield f"version {row.version} does not say what the organisations answered"
        if row.content["outcome"] != again["class"] or row.outcome_class != again["class"]:
            yield f"version {row.version} has another class than the count"


def _versions(versions: Any) -> Iterator[str]:
    before = None
    for row in versions:
        content = from_canonical(row.content)
        if sha256(content) != row.sha256:
            yield f"version {row.version} does not have its hash"
        for problem in problems(content):
            yield f"version {row.version}: {problem.code} in {problem.where}"
        if before is not None:
            if content.previous_sha256 != before.sha256:
                yield f"version {row.version} does not follow the one before"
            for change in changed_only_allowed(from_canonical(before.content), content):
                yield f"version {row.version} changes what may not change: {change.code} in {change.where}"
        if row.sha256 not in _logged(f"publication/{row.number}/v{row.version}"):
            yield f"version {row.version} is not in the log"
        yield from _files(row)
        before = row


def _logged(object_: str) -> set[str]:
    rows = db.session.scalars(
        select(LogSecret.payload).join(LogEntry, LogEntry.n == LogSecret.n).where(LogEntry.object == object_)
    )
    return {str(payload.get("sha256", "")) for payload in rows}


def _files(row: Any) -> Iterator[str]:
    import hashlib

    files = db.session.scalars(
        select(PublicationFile).where(
            PublicationFile.consultation_id == row.consultation_id, PublicationFile.version == row.version
        )
    )
    for file in files:
        if hashlib.sha256(file.content).hexdigest() != file.sha256:
            yield f"version {row.version}: the file {file.language}.{file.format} does not have its hash"
        if file.format == "json" and hashlib.sha256(file.content).hexdigest() != row.sha256:
            yield f"version {row.version}: the JSON file is not the canonical content"
