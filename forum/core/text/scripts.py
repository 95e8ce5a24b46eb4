"""Serbian in the reader's script: one stored text, shown in Latin or Cyrillic.

Cyrillic to Latin is a function. Latin to Cyrillic is not: *nj* is њ in *konj* and н + ј in *konjugacija*, so a
short list of stems decides. Both directions leave alone what is not Serbian prose: addresses, code, placeholders,
mentions, codes of demands and consultations, Roman numerals, words with letters that Serbian does not have, names
the caller protects, and what an author marked as `{{latn:…}}` or `{{cyrl:…}}` (the mark vanishes, its content stays
as written).
"""

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal

from forum.core.text.alphabets import CYRILLIC_OF, LATIN_OF
from forum.core.text.markup import pieces

Script = Literal["Latn", "Cyrl"]

# The possessive quantifiers (`++`) and look-behinds keep each pattern linear on hostile input.
_PROTECTED = (
    r"\{\{(?:latn|cyrl):(?P<escaped>[^{}]*)\}\}"
    r"|```.*?```|`[^`\n]*`"
    r"|</?[A-Za-z](?:\"[^\"<]*\"|'[^'<]*'|[^\"'<>])*+>|&(?:\#\w+|\w+);"
    r"|%\(\w+\)[a-z]|%[sd%]|\{[\w.!:]*\}"
    r"|(?<![^\W_])(?:[a-z][a-z0-9+.-]{1,15}://[^\s<>\"“”„]*|(?:mailto:|www\.)[^\s<>\"“”„]+)"
    r"|(?<!\w)(?:(?:GOV|INT|COM)-\d+|JS-\d{4}-\d\d)(?!\w)"
    r"|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)*"
    r"|(?<![\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|info|int|eu|rs|al|mk|ba|hr)(?![\w-])(?:/[^\s<>\"“”„]*)?"
    r"|(?<![\w.-])[а-шђјљњћџ0-9-]+\.срб(?![\w-])(?:/[^\s<>\"“”„]*)?"
    r"|(?<!\w)[@#][\w-]+(?:\.[\w-]+)*"
    r"|(?<=\d)[ \u00a0\u202f]?(?:km|cm|mm|m|kg|ha|kWh?|MWh?|GB|MB|kB|kHz|Hz|MHz|°C)[²³]?(?!\w)"
)
_WORD = r"[^\W\d_]+(?:[-‑][^\W\d_]+)*"

_ROMAN = re.compile(r"(?=..)M{0,4}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")
# Numerals that are no Serbian word: these stay numerals even in a line of capitals.
_ROMAN_FOR_SURE = frozenset({"II", "III", "IV", "VII", "VIII"})

# Where n + j and d + ž are two letters: the closed list of domain-languages.md §5.
_TWO_LETTERS = re.compile(
    r"in(?=j(?:ek[ct]|unkc))|kon(?=j(?:ekt|ug|un[kt]|uk[ct]))|\bvan(?=je[zd])|\ban(?=jon)|\btan(?=jug)|\bšen(?=j[ae]ng)"
    r"|\bpan(?=jelin)|\bnad(?=ž(?:iv|et|nj|up|anr))|\bod(?=ž(?:al|ar|iv|vak))|\bpod(?=ž(?:an|dr|up))"
    r"|\bpred(?=ž(?:e|a|iv))|feld(?=ž)"
)
_INSIDE = re.compile("[(\"„“”«»]([^(\"„“”«»)]+)[)\"“”«»]")
_DIGRAPHS = str.maketrans(
    {"ǆ": "dž", "ǅ": "Dž", "Ǆ": "DŽ", "ǉ": "lj", "ǈ": "Lj", "Ǉ": "LJ", "ǌ": "nj", "ǋ": "Nj", "Ǌ": "NJ"}
)
_UNTOUCHED_TAGS = frozenset({"code", "pre", "kbd", "samp", "script", "style", "textarea"})


def to_latin(text: str, protected: Sequence[str] = ()) -> str:
    """`text` with its Serbian Cyrillic words in Latin script; `protected` names stay as they are."""
    return _each_word(text, tuple(protected), lambda word, _line: _word_to_latin(word))


def to_cyrillic(text: str, protected: Sequence[str] = ()) -> str:
    """`text` with its Serbian Latin words in Cyrillic script; `protected` names stay as they are."""
    return _each_word(text.translate(_DIGRAPHS), tuple(protected), _word_to_cyrillic)


def convert(text: str, script: Script, protected: Sequence[str] = ()) -> str:
    """`text` in `script`, whichever it was written in."""
    if script == "Latn":
        return to_latin(text, protected)
    if script == "Cyrl":
        return to_cyrillic(text, protected)
    raise ValueError(f"not a script of Serbian: {script!r}")


def convert_html(source: str, script: Script, protected: Sequence[str] = ()) -> str:
    """HTML `source` with its text in `script`.

    Attributes, code and elements marked with another language than Serbian stay; an element marked as Serbian
    inside them is converted again.
    """
    protected = _as_in_html(tuple(protected))
    out: list[str] = []
    open_tags: list[tuple[str, bool]] = []
    serbian = True
    for piece in pieces(source):
        if piece.tag is None:
            out.append(convert(piece.source, script, protected) if serbian else piece.source)
            continue
        out.append(piece.source)
        if piece.opens:
            open_tags.append((piece.tag, serbian))
            language = piece.attribute("lang")
            if language is not None:
                serbian = language.lower().split("-")[0] == "sr"
            serbian = serbian and piece.tag not in _UNTOUCHED_TAGS
        elif piece.closes and any(tag == piece.tag for tag, _ in open_tags[-64:]):
            while open_tags:
                tag, serbian = open_tags.pop()
                if tag == piece.tag:
                    break
    return "".join(out)


@lru_cache(maxsize=4096)
def spellings(name: str) -> tuple[str, ...]:
    """What else a registered name is called by: `Democracy Plus (D+)` is *Democracy Plus* and *D+* too.

    Beside the whole name: what stands before and in its parentheses, before its first comma and between its
    quotation marks, when that is several words or an acronym. A single word could be any word of a sentence.
    """
    name = unicodedata.normalize("NFC", name).strip()
    before, parenthesis, _ = name.partition("(")
    head, comma, _ = before.partition(",")
    parts = [before if parenthesis else "", head if comma else "", *_INSIDE.findall(name)]
    short = [part.strip() for part in parts if sum(map(str.isupper, part)) > 1 or not part.strip().isalpha()]
    return tuple(one for one in dict.fromkeys([name, *short]) if one)


@lru_cache(maxsize=64)
def _as_in_html(protected: tuple[str, ...]) -> tuple[str, ...]:
    """The names, and those with marks of HTML once more as they stand escaped in it, one way or the other."""
    escaped = [html.escape(name) for name in protected]
    return tuple(dict.fromkeys([*protected, *escaped, *(name.replace("&quot;", "&#34;") for name in escaped)]))


def script_of(text: str) -> Script | None:
    """The script most letters of the prose in `text` belong to; None when there are none, or as many of each."""
    latin = cyrillic = 0
    for match in _pattern(()).finditer(unicodedata.normalize("NFC", text)):
        for char in match["word"] or "":
            if "\u0400" <= char <= "\u052f":
                cyrillic += 1
            elif char <= "\u024f":
                latin += 1
    if latin == cyrillic:
        return None
    return "Cyrl" if cyrillic > latin else "Latn"


def _each_word(text: str, protected: tuple[str, ...], change: Callable[[str, bool], str]) -> str:
    out = []
    for line in unicodedata.normalize("NFC", text).splitlines(keepends=True) if "```" not in text else [text]:
        capitals = _is_all_capitals(line)

        def replace(match: re.Match[str], capitals: bool = capitals) -> str:
            if match["word"] is not None:
                return change(match["word"], capitals)
            return match["escaped"] if match["escaped"] is not None else match[0]

        out.append(_pattern(protected).sub(replace, line))
    return "".join(out)


@lru_cache(maxsize=64)
def _pattern(protected: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted({one for name in protected for one in spellings(name)}, key=lambda n: (-len(n), n))
    head = r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)|" if names else ""
    return re.compile(f"{head}{_PROTECTED}|(?P<word>{_WORD})", re.DOTALL)


def _word_to_latin(word: str) -> str:
    lower = word.lower()
    if any(char not in LATIN_OF and "\u0400" <= char <= "\u052f" for char in lower):
        return word  # Macedonian, Bulgarian, Russian: half a transliteration would be worse than none
    out = []
    for place, char in enumerate(word):
        latin = LATIN_OF.get(lower[place], "")
        if not latin:
            out.append(char)
        elif char == lower[place]:
            out.append(latin)
        else:
            out.append(latin.upper() if len(latin) == 1 or _among_capitals(word, place) else latin.capitalize())
    return "".join(out)


def _among_capitals(word: str, place: int) -> bool:
    """Whether the capital at `place` belongs to a word in capitals: КОЊ is KONJ, Његош is Njegoš, Њ. is Nj."""
    following = word[place + 1 : place + 2]
    if following.isalpha():
        return following.isupper()
    return place > 0 and word[place - 1].isupper()


def _word_to_cyrillic(word: str, capitals: bool) -> str:
    if _is_roman(word, capitals) or not _is_serbian_latin(word):
        return word
    lower = word.lower()
    cuts = {match.end() for match in _TWO_LETTERS.finditer(lower)}
    out = []
    place = 0
    while place < len(word):
        pair = lower[place : place + 2]
        length = 2 if pair in CYRILLIC_OF and place + 1 not in cuts else 1
        cyrillic = CYRILLIC_OF.get(lower[place : place + length])
        if cyrillic is None:
            out.append(word[place])
        else:
            out.append(cyrillic.upper() if word[place].isupper() else cyrillic)
        place += length
    return "".join(out)


def _is_serbian_latin(word: str) -> bool:
    """Whether every letter is one of Gaj's; a word with q, w, x, y, ë, ç, ü … is a foreign one, left whole."""
    return all(char in CYRILLIC_OF or not char.isalpha() for char in word.lower())


def _is_roman(word: str, capitals: bool) -> bool:
    first = re.split(r"[-‑]", word, maxsplit=1)[0]
    return first in _ROMAN_FOR_SURE if capitals else first == word and bool(_ROMAN.match(word))


def _is_all_capitals(line: str) -> bool:
    """A line in capitals has no small letter, and some word that cannot be a Roman numeral."""
    return line.upper() == line and any(not _ROMAN.match(word) and len(word) > 1 for word in re.findall(_WORD, line))
