"""Tagged PDF (PDF/UA-1) from a Typst template and data.

Data reach the template as JSON, never as markup: whatever people wrote comes out as the text it is.
Only the fonts inside the compiler are used, so a document looks the same wherever it is made.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from forum.core.guard import outside_writing

MOST_REPAIRS = 64
"""Characters without a glyph that are looked for one by one; further ones are replaced together."""

_UNPRINTABLE = re.compile(
    r'the text `"(?P<text>.*)"` could not be displayed|disallowed codepoint `"(?P<code>.*)"`', re.S
)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)", re.S)
_LETTER_LIKE = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_COVERED = 0x0530
"""Below this code point the fonts of the compiler have a glyph for every letter of every language here."""


class TypesettingError(RuntimeError):
    """The compiler refused the document; the message is the compiler's own."""


def printable(text: str) -> str:
    """`text` without what paper cannot carry: control characters, direction marks, unassigned ones.

    Line ends become `\\n`. Direction marks go because they could make a sentence read as another one.
    """
    text = unicodedata.normalize("NFC", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return "".join(character for character in text if _prints(character))


def _prints(character: str) -> bool:
    if character in "\n\t":
        return True
    if character in _DIRECTION or character == "\ufeff":
        return False
    return unicodedata.category(character) not in {"Cc", "Cs", "Cn"}


def compile_pdf(
    template_path: Path, data: Mapping[str, Any], *, language: str, script: str | None, title: str
) -> bytes:
    """The PDF/UA-1 that `template_path` makes of `data`; equal input gives equal bytes.

    A character for which no font has a glyph (an emoji) is printed as its code, `[U+1F600]`: one such
    character must not keep a publication from being printed. Raises `TypesettingError`.
    """
    outside_writing("typst")
    values = _walk(dict(data), printable)
    heading = printable(title).replace("\n", " ").strip()
    for _attempt in range(MOST_REPAIRS):
        try:
            return _compile(template_path, values, language, script, heading)
        except TypesettingError as error:
            odd = _unprintable(str(error))
            if not odd:
                raise
        values = _walk(values, partial(_spelled_out, odd=odd))
        heading = _spelled_out(heading, odd)
    return _compile(template_path, _walk(values, _plain), language, script, _plain(heading))


def _compile(template: Path, data: Any, language: str, script: str | None, title: str) -> bytes:
    import typst  # 80 MB that a web process never needs

    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "language": language,
        "script": (script or "Latn").lower(),
        "title": title,
    }
    try:
        made = typst.compile(
            str(template),
            root=str(template.parent),
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            sys_inputs=inputs,
        )
    except typst.TypstError as error:
        raise TypesettingError("\n".join([str(error), *(str(hint) for hint in getattr(error, "hints", ()))])) from error
    if not isinstance(made, bytes):
        raise TypesettingError("the compiler gave no single document")
    return made


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case Mapping():
            return {key: _walk(item, change) for key, item in value.items()}
        case list() | tuple():
            return [_walk(item, change) for item in value]
    return value


def _unprintable(message: str) -> frozenset[str]:
    """The characters that the compiler names in its message, without those every font has."""
    found = _UNPRINTABLE.search(message.split("\n", 1)[0])
    if found is None:
        return frozenset()
    quoted = found["text"] if found["text"] is not None else found["code"]
    text = _ESCAPE.sub(lambda hit: chr(int(hit[1], 16)) if hit[1] else _LETTER_LIKE.get(hit[2], hit[2]), quoted)
    return frozenset(character for character in text if ord(character) >= _COVERED) or frozenset(text)


def _spelled_out(text: str, odd: frozenset[str]) -> str:
    return "".join(f"[U+{ord(character):04X}]" if character in odd else character for character in text)


def _plain(text: str) -> str:
    """`text` in which everything beyond Latin, Serbian Cyrillic and common punctuation is spelled out."""
    return _spelled_out(text, frozenset(character for character in text if not _common(ord(character))))


def _common(code: int) -> bool:
    return code < 0x0180 or 0x0400 <= code < 0x0460 or 0x2010 <= code <= 0x205E
