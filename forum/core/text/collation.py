"""Alphabetical order of Albanian, Serbian (both scripts) and English, without a database's help.

Albanian sorts *dh* after all of *d*, Serbian *lj* after *l* and *č* after *c*: neither SQLite nor PostgreSQL in the
C collation does. A sort key is digits only, so that it orders alike in Python, SQLite and any PostgreSQL collation
(a Croatian or Albanian one would see digraphs in letters).
"""

import unicodedata
from functools import lru_cache

from forum.core.text.alphabets import CYRILLIC, LATIN_OF

_ALBANIAN = "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v w x xh y z zh"
_SERBIAN = "a b c č ć d dž đ e f g h i j k l lj m n nj o p q r s š t u v w x y z ž"
_ENGLISH = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
# Latin letters that are no accented form of another.
_LIKE = {"đ": "d", "ø": "o", "ł": "l", "ı": "i", "ß": "s", "æ": "a", "œ": "o", "ð": "d", "þ": "t"}
_DIGITS_FROM, _LETTERS_FROM, _OTHER = 10, 20, "99"


def sort_key(text: str, language: str) -> str:
    """Digits by which `text` sorts among others in `language` (a reading or content code: sq, sr-latn, sr, en …).

    Letters decide, then accents, then capitals. For Cyrillic readers Cyrillic comes first, in its own order, and
    Latin after it in Serbian order; for Latin readers of Serbian a Cyrillic word stands where its Latin form would.
    """
    weights, longest = _alphabet(_kind(language))
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    letters: list[str] = []
    accents: list[str] = []
    capitals: list[str] = []
    place = 0
    lower = text.lower() if len(text.lower()) == len(text) else "".join(c.lower()[0] for c in text)
    while place < len(text):
        length = next((n for n in range(longest, 1, -1) if lower[place : place + n] in weights), 1)
        weight, accent = _weight(lower[place : place + length], weights)
        letters.append(weight)
        accents.append(accent)
        capitals.append("2" if text[place].isupper() else "1")
        place += length
    return "00".join(("".join(letters), "".join(accents).rstrip("1"), "".join(capitals).rstrip("1")))


def _kind(language: str) -> str:
    code = language.lower().replace("_", "-")
    if code.startswith(("sr-latn", "bs", "hr", "sh")):
        return "latn"
    if code.startswith("sr"):
        return "cyrl"
    return "sq" if code.startswith("sq") else "en"


@lru_cache(maxsize=4)
def _alphabet(kind: str) -> tuple[dict[str, str], int]:
    """The weight of every letter and digraph, and the length of the longest."""
    latin = {"sq": _ALBANIAN, "en": _ENGLISH}.get(kind, _SERBIAN).split()
    order = [*CYRILLIC, *latin] if kind == "cyrl" else [*latin, *CYRILLIC]
    weights = {letter: f"{_LETTERS_FROM + place}" for place, letter in enumerate(order)}
    if kind == "latn":
        weights |= {cyrillic: weights[letter] for cyrillic, letter in LATIN_OF.items()}
    weights |= {f"{digit}": f"{_DIGITS_FROM + digit}" for digit in range(10)}
    return weights, max(map(len, weights))


def _weight(letter: str, weights: dict[str, str]) -> tuple[str, str]:
    """Weight of the letter, and 1 for a plain, 2 for an accented form of it."""
    if letter in weights:
        return weights[letter], "1"
    if letter.isspace():
        return "01", "1"
    base = _LIKE.get(letter) or unicodedata.normalize("NFKD", letter)[:1]
    if base in weights:
        return weights[base], "2"
    if letter.isalnum():
        return f"{_OTHER}{ord(letter):07d}", "1"
    return "02", "1"
