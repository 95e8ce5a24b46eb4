"""The project's own words: approved renderings of terms, and terms that ask for care. Nothing is ever replaced."""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from forum.core.languages import html_tag
from forum.core.text.folding import fold, tokens
from forum.core.text.markup import pieces

DATA = Path(__file__).resolve().parents[1] / "data"
_COLUMN = {"en": "en", "sq": "sq", "sr-Latn": "sr-Latn", "sr-Cyrl": "sr-Cyrl"}
_ASIDE = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A term found in an original: how it is called there, its approved rendering, and whether it asks for care.

    `care`: None · author (keep the author's own term) · status (the table takes no position on it).
    """

    name: str
    name_tag: str
    rendering: str
    rendering_tag: str
    care: str | None
    stems: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    names: dict[str, str]
    care: str | None
    stems: dict[str, tuple[tuple[str, ...], ...]]


def _stem(word: str) -> str:
    """What an inflected form has in common with the word of the list: endings change, short words do not."""
    return word[:-2] if len(word) >= 7 else word[:-1] if len(word) >= 5 else word


def _stems(cell: str) -> tuple[tuple[str, ...], ...]:
    ways = (tuple(_stem(token) for token in tokens(_ASIDE.sub(" ", way))) for way in cell.split(" / "))
    return tuple(dict.fromkeys(way for way in ways if way))


def _read(name: str) -> Iterable[_Line]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            names = {tag: row[column].strip() for tag, column in _COLUMN.items() if row[column].strip()}
            yield _Line(names, row.get("why"), {tag: _stems(cell) for tag, cell in names.items()})


@cache
def _lines() -> tuple[_Line, ...]:
    return (*_read("sensitive.tsv"), *_read("glossary.tsv"))


def _fits(stem: str, token: str) -> bool:
    return token.startswith(stem) and len(token) - len(stem) <= 4 if len(stem) > 3 else token == stem


def _stands_in(way: Sequence[str], found: Sequence[str]) -> bool:
    last = len(found) - len(way)
    return any(all(map(_fits, way, found[place : place + len(way)])) for place in range(last + 1))


def terms_in(source: str, language: str, script: str | None, target: str, target_script: str | None) -> list[Term]:
    """The terms of the list that stand in a source, in order of the list, with their rendering in the target."""
    tag, wanted = html_tag(language, script), html_tag(target, target_script)
    found = tokens(source)
    out: list[Term] = []
    for line in _lines():
        if tag not in line.names or wanted not in line.names:
            continue
        ways = tuple(way for way in line.stems[tag] if _stands_in(way, found))
        if ways and all(ways != known.stems for known in out):
            out.append(Term(line.names[tag], tag, line.names[wanted], wanted, line.care, ways))
    return out


def is_used(term: Term, written: str) -> bool:
    """Whether the approved rendering of a term stands in what was written."""
    found = tokens(written)
    return any(_stands_in(way, found) for way in _stems(term.rendering))


def marked(html: str, terms: Sequence[Term]) -> Markup:
    """Rendered `html` with the words of these terms in <mark>; nothing else changes."""
    stems = {stem for term in terms for way in term.stems for stem in way if len(stem) > 3}
    if not stems:
        return Markup(html)  # noqa: S704  (rendered and sanitised when it was stored)

    def mark(match: re.Match[str]) -> str:
        token = fold(match[0])
        return f"<mark>{match[0]}</mark>" if any(_fits(stem, token) for stem in stems) else match[0]

    told = "".join(piece.source if piece.tag else _mark_text(piece.source, mark) for piece in pieces(html))
    return Markup(told)  # noqa: S704  (only <mark> was added to sanitised HTML)


def _mark_text(text: str, mark: Callable[[re.Match[str]], str]) -> str:
    """Words of a stretch of HTML text, its character references left alone."""
    out, place = [], 0
    for reference in re.finditer(r"&(?:#\w+|\w+);", text):
        out += [_WORD.sub(mark, text[place : reference.start()]), reference[0]]
        place = reference.end()
    out.append(_WORD.sub(mark, text[place:]))
    return "".join(out)
