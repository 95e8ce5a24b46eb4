"""What can be wrong with a catalogue: the checks behind `flask messages check` and the tests."""

import re
from collections.abc import Iterator
from typing import Any

from forum.cli import messages

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%(?!\()[sd]|\{[a-z_]*\}")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_LONE_PERCENT = re.compile(r"%(?![(%sd])")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_PLURALS = {"sq": 2, "sr_Cyrl": 3, "sr_Latn": 3}


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value or "",)


def problems() -> list[str]:
    """Everything wrong, one line each: catalogue, message, what."""
    found = [f"{name}: {what}" for name in (*messages.WRITTEN, messages.GENERATED) for what in _of(name)]
    template = {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in messages.extracted() if m.id}
    for name in messages.WRITTEN:
        known = {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in messages.read(name) if m.id}
        found += [f"{name}: not in the catalogue: {message!r}" for _, message in sorted(template - known, key=str)]
    kept = {(m.context, str(m.id)): m.string for m in messages.read(messages.GENERATED) if m.id}
    made = {(m.context, str(m.id)): m.string for m in messages.latin() if m.id}
    if kept != made:
        found.append("sr_Latn: not what sr_Cyrl gives: run `flask messages compile`")
    return found


def _of(name: str) -> Iterator[str]:
    for message in messages.read(name):
        if not message.id:
            continue
        label = repr(_texts(message.id)[0][:70])
        if message.fuzzy:
            yield f"fuzzy: {label}"
        texts = _texts(message.string)
        if not all(text.strip() for text in texts):
            yield f"untranslated: {label}"
            continue
        if isinstance(message.id, (tuple, list)) and len(texts) != _PLURALS[name]:
            yield f"{len(texts)} plural forms instead of {_PLURALS[name]}: {label}"
        for text in texts:
            yield from _compare(name, _texts(message.id), text, label)


def _compare(name: str, sources: tuple[str, ...], text: str, label: str) -> Iterator[str]:
    wanted = set(_PLACEHOLDER.findall(sources[-1])) | set(_PLACEHOLDER.findall(sources[0]))
    given = set(_PLACEHOLDER.findall(text))
    if given - wanted or (len(sources) == 1 and wanted - given) or (wanted - given - {"num"}):
        yield f"placeholders differ: {label}"
    if sorted(_TAG.findall(sources[-1])) != sorted(_TAG.findall(text)):
        yield f"tags differ: {label}"
    if "%(" in sources[-1] and _LONE_PERCENT.search(text.replace("%%", "")):
        yield f"a lone percent sign: {label}"
    if "  " in text and "  " not in sources[0]:
        yield f"two blanks: {label}"
    bare = _TAG.sub("", re.sub(r"%\(\w+\)[sd]|\{[a-z_]*\}|https?://\S+|\S+@\S+", "", text))
    if name == "sr_Latn" and _CYRILLIC.search(bare):
        yield f"Cyrillic letters in Latin: {label}"
    for word in re.findall(r"[^\W\d_]+", bare):
        if _CYRILLIC.search(word) and _LATIN.search(word):
            yield f"a word of two scripts, {word!r}: {label}"
