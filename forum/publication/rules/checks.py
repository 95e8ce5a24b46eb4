"""What must hold in every version of a publication before it is stored.

The worker checks the content it has built from stored rows; a problem there is a fault of the house and
stops the publication of that version, never a judgement about what was said.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forum.consultation.rules.endorsement import ENDORSING
from forum.consultation.rules.numbers import is_number
from forum.consultation.rules.outcome import outcome
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.ruleset import ruleset_hash, thresholds_of
from forum.core.clock import civil
from forum.publication.rules import content as format_
from forum.publication.rules.content import AUTHENTIC, Content, RollLine, Words, figures_of
from forum.publication.rules.counts import counts_of

SHA256 = re.compile(r"[0-9a-f]{64}")
LONGEST_REVIEW = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong (`code`) and in which part of the content (`where`)."""

    code: str
    where: str


def problems(content: Content) -> list[Problem]:
    """Everything that is wrong in this version; an empty list when it may be stored."""
    return [
        *_head(content),
        *_text(content),
        *_roll(content),
        *_outcome(content),
        *_dissents(content),
        *_additions(content),
    ]


def _head(content: Content) -> Iterator[Problem]:
    if not is_number(content.number):
        yield Problem("number", "number")
    if content.version < 1 or (content.version > 1) != bool(content.previous_sha256):
        yield Problem("version", "previous_sha256")
    hashes = [("previous_sha256", content.previous_sha256)] if content.previous_sha256 else []
    method = content.method
    hashes += [(name, getattr(method, name)) for name in ("ruleset_sha256", "roll_sha256", "text_sha256")]
    yield from (Problem("hash", name) for name, value in hashes if not SHA256.fullmatch(value))
    yield from _one_of(content.kind, format_.KINDS, "kind")
    if content.outcome or content.kind == "position":
        yield from _one_of(content.outcome, format_.CLASSES, "outcome")
    instants = {"published_at": content.published_at}
    instants |= {name: getattr(method, name) for name in ("announced_at", "opened_at", "closed_at")}
    yield from (Problem("instant", name) for name, value in instants.items() if not _is_instant(value))
    if not _is_date(content.review_on):
        yield Problem("date", "review_on")
    elif _is_instant(content.published_at):
        published = civil(datetime.fromisoformat(content.published_at)).date()  # at night no day of UTC
        if date.fromisoformat(content.review_on) - published > LONGEST_REVIEW:
            yield Problem("review_too_late", "review_on")
    if {place.seat for place in method.facilitators} - set(format_.SEATS):
        yield Problem("seat", "method.facilitators")
    for deviation in method.deviations:
        yield from _one_of(deviation.kind, format_.DEVIATION_KINDS, "method.deviations")
        yield from _words(deviation.reason, "method.deviations")


def _text(content: Content) -> Iterator[Problem]:
    for name in ("title", "summary"):
        yield from _authentic(getattr(content, name), name)
    yield from _words(content.question, "question")
    if [paragraph.no for paragraph in content.paragraphs] != list(range(1, len(content.paragraphs) + 1)):
        yield Problem("numbering", "paragraphs")
    if len({paragraph.key for paragraph in content.paragraphs}) != len(content.paragraphs):
        yield Problem("twice", "paragraphs")
    for paragraph in content.paragraphs:
        where = f"paragraphs[{paragraph.no}]"
        yield from _authentic(paragraph.wording, where)
        for evidence in paragraph.evidence:
            yield from _one_of(evidence.kind, format_.EVIDENCE_KINDS, where)


def _roll(content: Content) -> Iterator[Problem]:
    if len({line.slug for line in content.roll}) != len(content.roll):
        yield Problem("twice", "roll")
    for line in content.roll:
        yield from _line(content, line)
    if content.figures != figures_of(content.number, content.roll):
        yield Problem("figures", "figures")


def _outcome(content: Content) -> Iterator[Problem]:
    """Rules and class are those that everyone can recompute from what is published (R27)."""
    if ruleset_hash(content.method.ruleset) != content.method.ruleset_sha256:
        yield Problem("hash", "method.ruleset")
    if not content.outcome or {line.stance for line in content.roll} - set(format_.STANCES):
        return
    if {line.seat for line in content.roll} - {Seat.REGIONAL.value} != set(format_.SIDES):
        yield Problem("sides", "roll")
        return
    thresholds = thresholds_of(content.method.ruleset)
    if thresholds is None or outcome(*counts_of(content.roll), thresholds) != content.outcome:
        yield Problem("class", "outcome")


def _line(content: Content, line: RollLine) -> Iterator[Problem]:
    where = f"roll[{line.slug}]"
    yield from _one_of(line.seat, format_.SEATS, where)
    yield from _one_of(line.kind, format_.SEAT_KINDS, where)
    yield from _one_of(line.stance, format_.STANCES, where)
    if bool(line.reservations) != (line.stance == "reservation"):
        yield Problem("reservation", where)
    for reservation in line.reservations:
        yield from _words(reservation.words, where)
        if reservation.paragraph and content.paragraph_number(reservation.paragraph) is None:
            yield Problem("paragraph", where)
    for day in (line.left_on, line.withdrawn_on):
        if day and not _is_date(day):
            yield Problem("date", where)


def _dissents(content: Content) -> Iterator[Problem]:
    others = {line.slug for line in content.roll if line.stance not in ENDORSING}
    for at, dissent in enumerate(content.dissents):
        where = f"dissents[{at}]"
        if not dissent.authors or set(dissent.authors) - others:
            yield Problem("authors", where)
        yield from _words(dissent.words, where)
        if len(dissent.words.texts.get(dissent.words.original, "")) > format_.DISSENT_LIMIT:
            yield Problem("too_long", where)
        if not _is_date(dissent.filed_on):
            yield Problem("date", where)


def _additions(content: Content) -> Iterator[Problem]:
    for at, note in enumerate(content.notes):
        yield from _one_of(note.kind, format_.NOTE_KINDS, f"notes[{at}]")
        yield from _words(note.words, f"notes[{at}]")
        if not 1 <= note.version <= content.version:
            yield Problem("version", f"notes[{at}]")
        if not _is_date(note.on):
            yield Problem("date", f"notes[{at}]")
    for late in content.late_signatures:
        where = f"late_signatures[{late.slug}]"
        yield from _one_of(late.seat, format_.SEATS, where)
        yield from _one_of(late.kind, format_.SEAT_KINDS, where)
        if not _is_date(late.on) or late.on < content.method.closed_at[:10]:
            yield Problem("date", where)
        if content.template != "rapid":
            yield Problem("late_signature", where)


def _authentic(wording: Mapping[str, str], where: str) -> Iterator[Problem]:
    for language in AUTHENTIC:
        if not wording.get(language, "").strip():
            yield Problem("language", f"{where}.{language}")


def _words(words: Words, where: str) -> Iterator[Problem]:
    if not words.texts.get(words.original, "").strip():
        yield Problem("original", where)
    if words.original in words.machine or set(words.machine) - set(words.texts):
        yield Problem("machine", where)


def _one_of(value: str, allowed: tuple[str, ...], where: str) -> Iterator[Problem]:
    if value not in allowed:
        yield Problem("unknown", where)


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_instant(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
