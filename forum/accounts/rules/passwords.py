"""Which passwords are refused: short ones, known ones, and those that follow from who one is.

No composition rules: a long sentence of common words is a good password, `Password1234!` is not.
"""

import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache

SHORTEST = 12
LONGEST = 200
FRESH = 8
"""So many characters must remain when what anybody could guess is taken away."""
DISTINCT = 5
SHORTEST_CONTEXT_WORD = 4
PLATFORM_WORDS = frozenset({"sofra"})
LONGEST_ORNAMENT = 6
"""Digits and signs around a common password that do not make it another one: `sunshine-2024!`."""

_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm")
_RUN = 4
_DISGUISES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})


class PasswordProblem(StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    UNREADABLE = "unreadable"
    COMMON = "common"
    REPEATED = "repeated"
    SEQUENCE = "sequence"
    CONTEXT = "context"


def prepared(password: str) -> str:
    """The spelling that is hashed: NFKC, so that every keyboard's way of typing `ë` or `ž` opens the same door."""
    return unicodedata.normalize("NFKC", password)


def plain(text: str) -> str:
    """Lower case without marks: the least folding that makes `Çështje` and `ceshtje` one word."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char)).replace("đ", "dj")


def context_words(*texts: str, fold: Callable[[str], str] = plain) -> frozenset[str]:
    """The words of names, addresses and organisations that a password must not live on, folded."""
    folded = fold(" ".join(texts))
    words = "".join(char if char.isalnum() else " " for char in folded).split()
    return PLATFORM_WORDS | {word for word in words if len(word) >= SHORTEST_CONTEXT_WORD}


def password_problems(
    password: str, context: Iterable[str] = PLATFORM_WORDS, fold: Callable[[str], str] = plain
) -> tuple[PasswordProblem, ...]:
    """Why this password is refused, or nothing; `context` comes from `context_words` with the same `fold`."""
    text = prepared(password)
    if len(text) > LONGEST:
        return (PasswordProblem.LONG,)
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        return (PasswordProblem.UNREADABLE,)
    folded = fold(text)
    checks = {
        PasswordProblem.SHORT: len(text) < SHORTEST,
        PasswordProblem.COMMON: _is_common(folded),
        PasswordProblem.REPEATED: _is_repeated(folded),
        PasswordProblem.SEQUENCE: len(_without_runs(folded)) < FRESH,
        PasswordProblem.CONTEXT: _lives_on(folded, context),
    }
    if checks[PasswordProblem.SHORT]:
        return (PasswordProblem.SHORT,)
    return tuple(problem for problem, found in checks.items() if found)


@cache
def _common() -> frozenset[str]:
    """The list of the pinned package; loaded when the first password is chosen, not at start-up."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def _is_common(folded: str) -> bool:
    """In the list as it is, undisguised, or with ornaments around a listed one."""
    for candidate in (folded, folded.translate(_DISGUISES)):
        core = candidate.strip("0123456789 .,;:!?*#+-_/@$%&()'\"")
        ornament = len(candidate) - len(core)
        if candidate in _common() or (core in _common() and len(core) >= 4 and ornament <= LONGEST_ORNAMENT):
            return True
    return False


def _is_repeated(folded: str) -> bool:
    """A short unit over and over (`ab1ab1ab1ab1`), or hardly any different characters."""
    if len(set(folded)) < DISTINCT:
        return True
    # A text is a repetition exactly if it is found inside its own doubling before the end.
    unit = (folded + folded).find(folded, 1)
    return unit < len(folded) and unit < SHORTEST


def _ways(left: str, right: str) -> frozenset[str]:
    """In which rows, and which way, two characters are neighbours; the rows of keyboards overlap."""
    pair = left + right
    return (
        frozenset({"same"} if left == right else ())
        | {row for row in _ROWS if pair in row}
        | {"back " + row for row in _ROWS if pair in row[::-1]}
    )


def _without_runs(folded: str) -> str:
    """What is left when each run of neighbours in alphabet, digits or keyboard keeps its first character only."""
    kept, start = [], 0
    while start < len(folded):
        end = start + 1
        ways = _ways(folded[start], folded[end]) if end < len(folded) else frozenset()
        while ways and end < len(folded) and (ways & _ways(folded[end - 1], folded[end])):
            ways &= _ways(folded[end - 1], folded[end])
            end += 1
        kept.append(folded[start] if end - start >= _RUN else folded[start:end])
        start = end
    return "".join(kept)


def _lives_on(folded: str, context: Iterable[str]) -> bool:
    """Whether little is left without the words anybody knows about this person and this place."""
    rest = folded
    for word in sorted(context, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != folded and len([char for char in rest if char.isalpha()]) < FRESH
