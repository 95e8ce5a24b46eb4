"""Making the next version of a publication: each change of R12 as a function from content to content.

What comes out is a candidate: `versions.changed_only_allowed` and `checks.problems` decide whether it is a rightful
next version.
"""

from collections.abc import Mapping
from dataclasses import replace

from forum.publication.rules.canonical import sha256
from forum.publication.rules.content import Content, Evidence, LateSignature, Note, Reservation, RollLine, Words


def next_of(old: Content, at: str) -> Content:
    """The same content as its next version, published at that instant."""
    return replace(old, version=old.version + 1, previous_sha256=sha256(old), published_at=at)


def with_note(content: Content, kind: str, on: str, words: Words) -> Content:
    """With a note or a correction that came with this version."""
    return replace(content, notes=(*content.notes, Note(kind, on, content.version, words)))


def with_evidence(content: Content, no: int, pieces: tuple[Evidence, ...]) -> Content:
    """With other evidence under a paragraph; its wording stays."""
    paragraphs = tuple(replace(one, evidence=pieces) if one.no == no else one for one in content.paragraphs)
    return replace(content, paragraphs=paragraphs)


def with_name_withdrawn(content: Content, slug: str, on: str) -> Content:
    """With the date on which an organisation withdrew its name; stance, figures and outcome stay."""
    roll = tuple(replace(one, withdrawn_on=on) if one.slug == slug else one for one in content.roll)
    return replace(content, roll=roll)


def with_late_signature(content: Content, signature: LateSignature) -> Content:
    """With one more signature under a rapid reaction, dated, outside figures and outcome."""
    return replace(content, late_signatures=(*content.late_signatures, signature))


def with_language(
    content: Content, language: str, head: Mapping[str, str], paragraphs: Mapping[int, str]
) -> Content:
    """With the whole text in a further language: `head` holds title, summary and question."""
    return replace(
        content,
        title={**content.title, language: head["title"]},
        summary={**content.summary, language: head["summary"]},
        question=replace(content.question, texts={**content.question.texts, language: head["question"]}),
        paragraphs=tuple(
            replace(one, wording={**one.wording, language: paragraphs[one.no]}) for one in content.paragraphs
        ),
    )


def with_what_came_since(content: Content, fresh: Content) -> Content:
    """With translations and departures that stand in `fresh`, the content as it would be built from the rows now.

    Only what belongs to the same original is taken; everything else stays as it was published.
    """
    lines = {line.name: line for line in fresh.roll}
    opinions = {_original(one.words): one.words for one in fresh.dissents}
    reasons = {_original(one.reason): one.reason for one in fresh.method.deviations}
    deviations = tuple(
        replace(one, reason=_merged(one.reason, reasons.get(_original(one.reason))))
        for one in content.method.deviations
    )
    return replace(
        content,
        question=_merged(content.question, fresh.question),
        roll=tuple(_line(line, lines.get(line.name)) for line in content.roll),
        dissents=tuple(
            replace(one, words=_merged(one.words, opinions.get(_original(one.words)))) for one in content.dissents
        ),
        method=replace(content.method, deviations=deviations),
    )


def _original(words: Words) -> str:
    return words.texts.get(words.original, "")


def _merged(old: Words, new: Words | None) -> Words:
    """The old words with the translations of the new ones; none goes, the original stays."""
    if new is None or _original(new) != _original(old):
        return old
    texts = {**old.texts, **new.texts, old.original: _original(old)}
    machine = tuple(code for code in old.machine if code not in new.texts) + new.machine
    return replace(old, texts=texts, machine=tuple(sorted(set(machine) - {old.original})))


def _line(old: RollLine, new: RollLine | None) -> RollLine:
    if new is None:
        return old
    found = {(one.paragraph, _original(one.words)): one.words for one in new.reservations}
    reservations = tuple(
        Reservation(_merged(one.words, found.get((one.paragraph, _original(one.words)))), one.paragraph)
        for one in old.reservations
    )
    return replace(old, reservations=reservations, left_on=old.left_on or new.left_on)
