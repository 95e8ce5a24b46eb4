"""Folding for search: *Приштина*, *Priština* and *pristina* are one word, *çështje* is *ceshtje* (R37).

Index and query go through the same two functions, `fold` and `tokens`, so that SQLite and PostgreSQL find the
same things. What is displayed stays as written: `highlight` and `snippet` mark hits in the original text.
"""

import re
import unicodedata
from collections.abc import Sequence

from forum.core.text.alphabets import LATIN_OF, NEIGHBOURS

TOKEN_LENGTH = 64

_TO_LATIN = str.maketrans(
    LATIN_OF | NEIGHBOURS | {"đ": "dj", "ђ": "dj", "ı": "i", "ǆ": "dž", "ǉ": "lj", "ǌ": "nj", "ł": "l", "ø": "o"}
)
_TOKEN = re.compile(r"[^\W_]+")
# A word as it stands in a text: its letters and digits, and the marks that folding removes.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f])+")

Segments = list[tuple[str, bool]]


def fold(text: str) -> str:
    """`text` as search compares it: Latin script, small letters, no marks; đ is dj, ı is i. Idempotent."""
    for _ in range(3):
        folded = _fold_once(text)
        if folded == text:
            break
        text = folded
    return text


def tokens(text: str) -> list[str]:
    """The folded runs of letters or digits of `text`, each cut to 64 characters."""
    return [token[:TOKEN_LENGTH] for token in _TOKEN.findall(fold(text))]


def highlight(text: str, folded_tokens: Sequence[str], prefix_last: bool = True) -> Segments:
    """`text` cut into pieces, those that hit one of `folded_tokens` marked True; joined they are `text` again.

    With `prefix_last` the last token also hits words that only begin with it (somebody is still typing).
    """
    wanted = frozenset(folded_tokens)
    prefix = folded_tokens[-1] if prefix_last and folded_tokens else None
    segments: Segments = []
    place = 0
    for match in _WORD.finditer(text) if wanted else ():
        if not _hits(match[0], wanted, prefix):
            continue
        if match.start() > place:
            segments.append((text[place : match.start()], False))
        segments.append((match[0], True))
        place = match.end()
    if place < len(text):
        segments.append((text[place:], False))
    return segments


def snippet(text: str, folded_tokens: Sequence[str], length: int, prefix_last: bool = True) -> Segments:
    """The part of `text` of about `length` characters with the most different hits, marked as in `highlight`.

    Whitespace is collapsed; an ellipsis shows where text was left out.
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return highlight(text, folded_tokens, prefix_last)
    start, stop = _window(text, _hit_places(text, folded_tokens, prefix_last), length)
    segments = highlight(text[start:stop], folded_tokens, prefix_last)
    before = [("… ", False)] if start > 0 else []
    after = [(" …", False)] if stop < len(text) else []
    return before + segments + after


def _fold_once(text: str) -> str:
    if text.isascii():
        return text.lower()
    small = unicodedata.normalize("NFC", text).casefold().translate(_TO_LATIN)
    apart = unicodedata.normalize("NFD", small)
    return unicodedata.normalize("NFC", "".join(c for c in apart if unicodedata.category(c) != "Mn")).translate(
        _TO_LATIN
    )


def _hits(word: str, wanted: frozenset[str], prefix: str | None) -> bool:
    return any(token in wanted or (prefix is not None and token.startswith(prefix)) for token in tokens(word))


def _hit_places(text: str, folded_tokens: Sequence[str], prefix_last: bool) -> list[tuple[int, int, str]]:
    """Start, end and folded form of every hit."""
    places = []
    place = 0
    for part, hit in highlight(text, folded_tokens, prefix_last):
        if hit:
            places.append((place, place + len(part), fold(part)))
        place += len(part)
    return places


def _window(text: str, hits: Sequence[tuple[int, int, str]], length: int) -> tuple[int, int]:
    """Where to cut: the earliest window with most different hits, moved to word boundaries."""
    best, best_start, best_stop = 0, 0, 0
    seen: dict[str, int] = {}
    first = 0
    for start, stop, word in hits:
        seen[word] = seen.get(word, 0) + 1
        while stop - hits[first][0] > length and hits[first][0] < start:
            leaving = hits[first][2]
            seen[leaving] -= 1
            if not seen[leaving]:
                del seen[leaving]
            first += 1
        if len(seen) > best:
            best, best_start, best_stop = len(seen), hits[first][0], stop
    room = max(0, length - (best_stop - best_start))
    start = max(0, best_start - room // 2)
    stop = min(len(text), start + max(length, best_stop - start))
    start = max(0, min(start, stop - length))
    if start > 0 and not text[start - 1].isspace():
        gap = text.find(" ", start, best_start + 1)
        start = gap + 1 if gap != -1 else start
    if stop < len(text) and not text[stop].isspace():
        gap = text.rfind(" ", max(best_stop, start + 1), stop)
        stop = gap if gap != -1 else stop
    return start, stop
