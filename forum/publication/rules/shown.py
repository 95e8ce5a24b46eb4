"""Which version of a text a reader sees, and in which script.

Serbian is kept once and shown in the reader's script (R22, R38). Where a translation is awaited, the
original stands in its place under its own language tag: a missing language delays nobody (R11).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from markupsafe import escape

from forum.core.languages import READINGS, Reading, _
from forum.core.text import markdown, scripts
from forum.publication.rules.content import AUTHENTIC, Content, Words
from forum.translation.rules import Words as Made
from forum.translation.rules import words as make_words

ENDONYMS = {"en": "English", "sq": "shqip", "bs": "bosanski", "tr": "Türkçe", "rom": "romani"}
SERBIAN = {"Latn": "srpski", "Cyrl": "српски"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom the texts are for: one reading, and the names that keep their script in it."""

    reading: Reading
    names: tuple[str, ...] = ()


def reader_of(content: Content, language: str) -> Reader:
    """The reader of `content` in the reading `language` (a code of `core.languages`)."""
    names = {line.name for line in content.roll} | {place.organisation for place in content.method.facilitators}
    return Reader(READINGS[language], tuple(sorted(names | {late.name for late in content.late_signatures})))


def endonym(language: str, script: str = "Cyrl") -> str:
    """The name of a language in itself."""
    return SERBIAN[script or "Cyrl"] if language == "sr" else ENDONYMS.get(language, language)


def fragment(text: str, language: str, script: str | None, html: str = "") -> dict[str, str]:
    """A text with what a document needs to tag it; `html` is the same for a page, where it was written in Markdown."""
    return {"text": text, "html": html, "lang": language, "script": (script or "Latn").lower()}


def wording(texts: Mapping[str, str], reader: Reader, *, marked: bool = False) -> dict[str, str]:
    """A wording of the table in the reader's language; it always stands in the authentic ones (R22)."""
    return _in_script(texts[reader.reading.content], reader.reading.content, reader, written="Cyrl", marked=marked)


def words(value: Words, reader: Reader, *, marked: bool = True) -> dict[str, Any]:
    """What the reader sees of a text that binds in its original: text, where it comes from, what is awaited."""
    language = reader.reading.content if reader.reading.content in value.texts else value.original
    written = value.script if language == value.original else ""
    shown = _in_script(value.texts[language], language, reader, written=written, marked=marked)
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
    text, script = value.texts[value.original], _written(value.original, value.script, value.texts[value.original])
    made = _made(text, value.original, script, ())
    return fragment(markdown.plain(made.html), value.original, script, made.html)


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


def plain_words(text: str, language: str) -> str:
    """The plain words of a text that was written in Markdown."""
    return markdown.plain(_made(text, language, None, ()).html)


def _written(language: str, script: str, text: str) -> str | None:
    """The script a Serbian text stands in: as noted, else as its letters say."""
    return (script or scripts.script_of(text) or "Cyrl") if language == "sr" else None


def _in_script(text: str, language: str, reader: Reader, *, written: str, marked: bool) -> dict[str, str]:
    """A text in the script of the reader; one that is in it already is not converted: a foreign name keeps its letters.

    `marked`: it was written in Markdown. Paper, tables and feeds get its plain words, a page the same as HTML.
    """
    own = _written(language, written, text)
    wanted = reader.reading.script if language == "sr" and reader.reading.content == "sr" else own
    made = _made(text, language, own, reader.names, plain=not marked)
    html = made.html if wanted == own or made.html_other is None else made.html_other
    plain = markdown.plain(html) if marked else unescape(html)
    return fragment(plain, language, wanted, html if marked else "")


@lru_cache(maxsize=2000)
def _made(text: str, language: str, script: str | None, names: tuple[str, ...], *, plain: bool = False) -> Made:
    """A published text, rendered; it never changes, so it is rendered once in a process."""
    try:
        return make_words(text, language, script, names, plain=plain)
    except ValueError:  # it was fit when it was written: print it as it stands rather than nothing
        return Made(text, language, script, str(escape(text)), None, 0)
