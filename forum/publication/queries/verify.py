"""`flask consultation verify`: figures, class and hashes recomputed from stored rows and compared (R27).

What was counted is counted again from every version of every stance; rules, roll and text are hashed again; each
published version is compared with the rows it was built from, with the one before it, with the log and its files.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from forum.audit.models import LogEntry, LogSecret
from forum.consultation.models import Consultation, ParagraphWording, PositionWording
from forum.consultation.operations.counting import counted_result, input_hash
from forum.consultation.queries import answering
from forum.consultation.rules.frozen_text import text_hash
from forum.consultation.rules.roll import roll_hash
from forum.consultation.rules.ruleset import ruleset_hash
from forum.core.db import db
from forum.core.errors import NotFound
from forum.opinion.queries.snapshots import snapshot
from forum.publication.models import Publication, PublicationFile
from forum.publication.queries.material import Material, material, text_versions
from forum.publication.rules.canonical import UnknownFormat, from_canonical, sha256
from forum.publication.rules.checks import problems
from forum.publication.rules.content import AUTHENTIC, Content
from forum.publication.rules.versions import changed_only_allowed


def verify(number: str) -> list[str]:
    """What does not hold, a line each; empty when everything does. Raises NotFound for an unknown number."""
    consultation = db.session.scalar(select(Consultation).where(Consultation.number == number))
    if consultation is None:
        raise NotFound
    versions = db.session.scalars(
        select(Publication).where(Publication.consultation_id == consultation.id).order_by(Publication.version)
    ).all()
    found = [*_rules(consultation), *_text(consultation), *_count(consultation, bool(versions))]
    return found + list(_versions(consultation, versions))


def _rules(consultation: Consultation) -> Iterator[str]:
    if ruleset_hash(consultation.ruleset) != consultation.ruleset_sha256:
        yield "the ruleset is not the one that was frozen"
    if roll_hash(line.entry for line in answering.roll_of(consultation.id)) != consultation.roll_sha256:
        yield "the roll is not the one that was frozen"


def _wordings(found: Material) -> tuple[dict[str, dict[str, str]], list[tuple[str, dict[str, str]]]]:
    """The frozen words: title and summary by field, paragraphs by key in their order."""
    fields: dict[str, dict[str, str]] = {"title": {}, "summary": {}}
    for row in found.wordings:
        fields[row.field][row.language] = row.text
    paragraphs: dict[str, dict[str, str]] = {}
    for row in found.paragraphs:
        paragraphs.setdefault(row.key, {})[row.language] = row.text
    return fields, list(paragraphs.items())


def _text(consultation: Consultation) -> Iterator[str]:
    found = material(consultation.id)
    if found is None:
        return
    fields, paragraphs = _wordings(found)
    if text_hash(fields["title"], fields["summary"], paragraphs) != found.position.text_sha256:
        yield "the text is not the one that was frozen"
    rows: list[Any] = list(found.wordings)
    ids = {row.id for row in found.paragraphs}
    rows += db.session.scalars(select(ParagraphWording).where(ParagraphWording.paragraph_id.in_(ids))).all()
    for row in rows:
        if hashlib.sha256(row.text.encode()).hexdigest() != row.sha256:
            where = row.field if isinstance(row, PositionWording) else "a paragraph"
            yield f"{where} in {row.language} does not have its hash"


def _count(consultation: Consultation, is_published: bool) -> Iterator[str]:
    found = answering.endorse_round(consultation.number or consultation.key)
    stored = snapshot("round", found.id, "stances")
    if stored is None:
        if is_published:
            yield "there is a publication but no count"
        return
    if input_hash(found.id) != stored.input_sha256:
        yield "the stored stances are not those that were counted"
    again = counted_result(found, consultation.ruleset)
    if again != stored.result or stored.published != stored.result:
        yield "counting again gives another result"
    taken = {line["organisation"]: line["stance"] for line in stored.result["stances"]}
    names = {line.organisation_id: line.name for line in answering.roll_of(consultation.id)}
    logged = _payloads(f"consultation/{consultation.number}", "stance_recorded")
    for organisation, payload in logged:
        if {names[key]: stance for key, stance in taken.items() if key in names}.get(organisation) != payload["stance"]:
            yield f"the log says something else of {organisation} than the count"


def _payloads(object_: str, type_: str | None = None) -> Sequence[tuple[Any, Any]]:
    """Organisation and payload of the entries of the log about a thing, as far as payloads were not erased."""
    statement = select(LogEntry.organisation, LogSecret.payload).join(LogSecret, LogSecret.n == LogEntry.n)
    statement = statement.where(LogEntry.object == object_)
    if type_ is not None:
        statement = statement.where(LogEntry.type == type_)
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def _versions(consultation: Consultation, versions: Sequence[Publication]) -> Iterator[str]:
    before: Content | None = None
    for row in versions:
        said = f"version {row.version}"
        try:
            content = from_canonical(row.content)
        except UnknownFormat as error:
            yield f"{said} is no publication: {error}"
            continue
        if sha256(content) != row.sha256:
            yield f"{said} does not have its hash"
        for problem in problems(content):
            yield f"{said}: {problem.code} in {problem.where}"
        if before is not None:
            for change in changed_only_allowed(before, content):
                yield f"{said} changes what may not change: {change.code} in {change.where}"
        logged = _payloads(f"publication/{row.number}/v{row.version}")
        if row.sha256 not in {payload.get("sha256") for _, payload in logged}:
            yield f"{said} is not in the log"
        if (row.outcome_class, row.previous_sha256 or "") != (content.outcome, content.previous_sha256):
            yield f"{said} is filed under another class or predecessor than it says"
        yield from (f"{said} {sentence}" for sentence in _against_rows(consultation, content))
        yield from _files(row)
        before = content


def _against_rows(consultation: Consultation, content: Content) -> Iterator[str]:
    """Where a version says something else than the rows it was built from; names are those of the frozen roll."""
    found = material(consultation.id)
    if found is None:
        yield "stands although nothing was counted"
        return
    method = content.method
    if (method.ruleset_sha256, method.roll_sha256) != (consultation.ruleset_sha256, consultation.roll_sha256):
        yield "names other rules or another roll than were frozen"
    fields, paragraphs = _wordings(found)
    wordings = [(one.key, {code: one.wording.get(code, "") for code in AUTHENTIC}) for one in content.paragraphs]
    if (method.text_sha256, wordings) != (found.position.text_sha256, paragraphs) or any(
        {code: said.get(code) for code in AUTHENTIC} != fields[name]
        for name, said in (("title", content.title), ("summary", content.summary))
    ):
        yield "has another text than was frozen"
    taken = {line["organisation"]: line["stance"] for line in found.result["stances"]}
    stances = {line.name: (line.seat, line.kind, taken[line.organisation_id]) for line in found.roll}
    if {line.name: (line.seat, line.kind, line.stance) for line in content.roll} != stances:
        yield "does not say what the organisations answered"
    if content.outcome != found.result["class"]:
        yield "has another class than the count"
    if _reservations_in(content) != _reservations_of(found):
        yield "has other reservations than were confirmed"


def _reservations_in(content: Content) -> set[tuple[str, str, str]]:
    return {
        (line.name, one.paragraph, one.words.texts.get(one.words.original, ""))
        for line in content.roll
        for one in line.reservations
    }


def _reservations_of(found: Material) -> set[tuple[str, str, str]]:
    """Organisation, paragraph and original of the reservations of the versions that were counted."""
    counted: Mapping[int, Any] = {line["organisation"]: line for line in found.result["stances"]}
    names = {line.organisation_id: line.name for line in found.roll}
    lines = [
        one
        for one in found.reservations
        if (counted[one.organisation_id]["version"], counted[one.organisation_id]["stance"])
        == (one.version, "reservation")
    ]
    texts = text_versions("reservation", [one.id for one in lines], "body")
    return {
        (names[one.organisation_id], one.paragraph or "", texts[one.id].texts[texts[one.id].original])
        for one in lines
        if one.id in texts
    }


def _files(row: Publication) -> Iterator[str]:
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
