"""What a later version of a publication may change (R12).

Notes, translations beyond en, sq and sr, corrected evidence or figures, a withdrawn name, late signatures of
a `rapid` reaction. Never the frozen wordings, never what somebody else wrote, never the rules, the roll or
the class: other words need a consultation of their own. What is added stays.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from forum.publication.rules.canonical import sha256
from forum.publication.rules.checks import Problem
from forum.publication.rules.content import AUTHENTIC, Content, Deviation, Paragraph, Reservation, RollLine, Words

UNCHANGEABLE = ("number", "kind", "template", "demands", "review_on", "outcome", "format")


def changed_only_allowed(old: Content, new: Content) -> list[Problem]:
    """What `new` changes that a next version of `old` may not; empty when it is a rightful next version."""
    found = list(_succession(old, new))
    found += [Problem("changed", name) for name in UNCHANGEABLE if getattr(old, name) != getattr(new, name)]
    for name in ("title", "summary"):
        found += _wording(getattr(old, name), getattr(new, name), name)
    found += _words(old.question, new.question, "question")
    found += _paragraphs(old.paragraphs, new.paragraphs)
    found += _roll(old.roll, new.roll)
    found += _method(old, new)
    found += _dissents(old, new)
    found += _kept(old.late_signatures, new.late_signatures, "late_signatures")
    found += _notes(old, new)
    if new.figures != old.figures and not any(note.version == new.version for note in new.notes):
        found.append(Problem("unexplained", "figures"))
    return found


def _succession(old: Content, new: Content) -> Iterator[Problem]:
    if new.version != old.version + 1:
        yield Problem("version", "version")
    if new.previous_sha256 != sha256(old):
        yield Problem("previous", "previous_sha256")
    if new.published_at <= old.published_at:
        yield Problem("order", "published_at")


def _wording(old: Mapping[str, str], new: Mapping[str, str], where: str) -> Iterator[Problem]:
    """Authentic wordings stay; other languages may be added, and their translation improved."""
    for language in AUTHENTIC:
        if old.get(language) != new.get(language):
            yield Problem("frozen", f"{where}.{language}")
    for language in old.keys() - new.keys() - set(AUTHENTIC):
        yield Problem("lost", f"{where}.{language}")


def _paragraphs(old: tuple[Paragraph, ...], new: tuple[Paragraph, ...]) -> Iterator[Problem]:
    if [(one.no, one.key) for one in old] != [(one.no, one.key) for one in new]:
        yield Problem("frozen", "paragraphs")
        return
    for before, after in zip(old, new, strict=True):
        yield from _wording(before.wording, after.wording, f"paragraphs[{before.no}]")


def _roll(old: tuple[RollLine, ...], new: tuple[RollLine, ...]) -> Iterator[Problem]:
    if [line.slug for line in old] != [line.slug for line in new]:
        yield Problem("changed", "roll")
        return
    for before, after in zip(old, new, strict=True):
        where = f"roll[{before.slug}]"
        if before.withdrawn_on and after.withdrawn_on != before.withdrawn_on:
            yield Problem("lost", where)
        if before.left_on and after.left_on != before.left_on:
            yield Problem("lost", where)
        if _without_additions(before) != _without_additions(after):
            yield Problem("changed", where)
        yield from _reservations(before.reservations, after.reservations, where)


def _without_additions(line: RollLine) -> RollLine:
    return replace(line, reservations=(), withdrawn_on="", left_on="")


def _reservations(old: tuple[Reservation, ...], new: tuple[Reservation, ...], where: str) -> Iterator[Problem]:
    if [one.paragraph for one in old] != [one.paragraph for one in new]:
        yield Problem("changed", where)
        return
    for before, after in zip(old, new, strict=True):
        yield from _words(before.words, after.words, where)


def _words(old: Words, new: Words, where: str) -> Iterator[Problem]:
    """The original stays as it was written; translations may come and be improved, none goes."""
    if (old.original, old.script) != (new.original, new.script):
        yield Problem("frozen", where)
    elif old.texts.get(old.original) != new.texts.get(new.original):
        yield Problem("frozen", f"{where}.{old.original}")
    for language in old.texts.keys() - new.texts.keys() - {old.original}:
        yield Problem("lost", f"{where}.{language}")


def _method(old: Content, new: Content) -> Iterator[Problem]:
    if replace(old.method, deviations=()) != replace(new.method, deviations=()):
        yield Problem("changed", "method")
    if [(one.kind, one.on) for one in old.method.deviations] != [(one.kind, one.on) for one in new.method.deviations]:
        yield Problem("changed", "method.deviations")
        return
    pairs: zip[tuple[Deviation, Deviation]] = zip(old.method.deviations, new.method.deviations, strict=True)
    for before, after in pairs:
        yield from _words(before.reason, after.reason, "method.deviations")


def _dissents(old: Content, new: Content) -> Iterator[Problem]:
    if [(one.authors, one.filed_on) for one in old.dissents] != [(one.authors, one.filed_on) for one in new.dissents]:
        yield Problem("changed", "dissents")
        return
    for at, (before, after) in enumerate(zip(old.dissents, new.dissents, strict=True)):
        yield from _words(before.words, after.words, f"dissents[{at}]")


def _notes(old: Content, new: Content) -> Iterator[Problem]:
    if len(new.notes) < len(old.notes):
        yield Problem("lost", "notes")
        return
    for at, (before, after) in enumerate(zip(old.notes, new.notes, strict=False)):
        if (before.kind, before.on, before.version) != (after.kind, after.on, after.version):
            yield Problem("changed", f"notes[{at}]")
        yield from _words(before.words, after.words, f"notes[{at}]")
    if any(note.version != new.version for note in new.notes[len(old.notes) :]):
        yield Problem("version", "notes")


def _kept(old: tuple[object, ...], new: tuple[object, ...], where: str) -> Iterator[Problem]:
    if new[: len(old)] != old:
        yield Problem("lost", where)
