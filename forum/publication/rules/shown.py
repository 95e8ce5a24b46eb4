"""Which version of a text a reader sees, and in which script.

Serbian is kept once and shown in the reader's script (R22, R38). Where a translation is awaited, the
original stands in its place under its own language tag: a missing language delays nobody (R11).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forum.core.languages import READINGS, Reading, _
from forum.core.text.scripts import convert
from forum.publication.rules.content import AUTHENTIC, Content, Words

ENDONYMS = {"en": "English", "sq": "shqip", "bs": "bosanski", "tr": "Türkçe", "rom": "romani"}
SERBIAN = {"Latn": "srpski", "Cyrl": "српски"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom the texts are for: one reading, and the names that keep their script in it."""

    reading: Reading
    names: tuple[str, ...] = ()

    def converted(self, text: str, script: str) -> str:
        """A Serbian text in `script`; names of organisations are never transliterated."""
        return convert(text, "Latn" if script == "Latn" else "Cyrl", self.names)


def reader_of(content: Content, language: str) -> Reader:
    """The reader of `content` in the reading `language` (a code of `core.languages`)."""
    names = {line.name for line in content.roll} | {place.organisation for place in content.method.facilitators}
    return Reader(READINGS[language], tuple(sorted(names | {late.name for late in content.late_signatures})))


def endonym(language: str, script: str = "Cyrl") -> str:
    """The name of a language in itself."""
    return SERBIAN[script or "Cyrl"] if language == "sr" else ENDONYMS.get(language, language)


def fragment(text: str, language: str, script: str | None) -> dict[str, str]:
    """A text with what the document needs to tag it."""
    return {"text": text, "lang": language, "script": (script or "Latn").lower()}


def wording(texts: Mapping[str, str], reader: Reader) -> dict[str, str]:
    """A wording of the table in the reader's language; it always stands in the authentic ones (R22)."""
    return _in_script(texts[reader.reading.content], reader.reading.content, reader)


def words(value: Words, reader: Reader) -> dict[str, Any]:
    """What the reader sees of a text that binds in its original: text, where it comes from, what is awaited."""
    language = reader.reading.content if reader.reading.content in value.texts else value.original
    shown = _in_script(value.texts[language], language, reader, written=value.script)
    name = endonym(value.original, reader.reading.script or value.script)
    origin = ""
    if language != value.original:
        origin = (
            _("Translated by a machine from: %(language)s. Not reviewed.", language=name)
            if language in value.machine
            else _("Translated from: %(language)s.", language=name)
        )
    elif language != reader.reading.content:
        origin = _("Original: %(language)s.", language=name)
    return {**shown, "origin": origin, "translated": language != value.original}


def original(value: Words) -> dict[str, str]:
    """The binding text, in the script in which it was written."""
    script = (value.script or "Cyrl") if value.original == "sr" else None
    return fragment(value.texts[value.original], value.original, script)


def awaited(value: Words) -> str:
    """A sentence about the languages that are still missing, or nothing."""
    if not value.awaited:
        return ""
    names = ", ".join(endonym(language) for language in AUTHENTIC if language in value.awaited)
    return _("Translation awaited: %(languages)s.", languages=names)


def readings(languages: tuple[str, ...]) -> list[dict[str, str]]:
    """The language versions of the frozen text with their state, by endonym."""
    state = _("equally authentic")
    latin = _("equally authentic; shown in Latin script from the Cyrillic text")
    rows = [
        {"name": one.endonym, "lang": one.content, "script": (one.script or "Latn").lower(),
         "state": latin if one.script == "Latn" else state}
        for one in READINGS.values()
    ]  # fmt: skip
    further = _("translation")
    return rows + [
        {"name": endonym(code), "lang": code, "script": "latn", "state": further}
        for code in languages
        if code not in AUTHENTIC
    ]


def _in_script(text: str, language: str, reader: Reader, *, written: str = "Cyrl") -> dict[str, str]:
    if language != "sr":
        return fragment(text, language, None)
    if reader.reading.content != "sr":
        return fragment(text, language, written or "Cyrl")
    script = reader.reading.script or "Cyrl"
    return fragment(reader.converted(text, script), language, script)
