"""Texts and names fit to be stored and shown: no invisible, stacked or mixed letters (T5, T6).

`clean_line` and `clean_text` normalise what anybody types; `clean_name` is stricter, for the names of people and
organisations, and `skeleton` is what two names that look alike have in common.
"""

import re
import unicodedata
from typing import Literal

from forum.core.text.folding import fold

Reason = Literal["empty", "too_long", "control", "surrogate", "format", "private", "marks", "scripts"]

# What word processors and web pages leave in pasted text: seen by nobody, meant by nobody.
_RESIDUE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_LINE_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_JOINER = "\u200d"
_EMOJI_EXTRAS = "\ufe0f\u20e3"
# Letters by category, blank to the eye.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_REFUSED = {"Cc": "control", "Cf": "format", "Cs": "surrogate", "Co": "private"}


class UnfitText(ValueError):
    """A text that cannot be taken as it is; `reason` says why, for a sentence in the reader's language."""

    def __init__(self, reason: Reason):
        super().__init__(reason)
        self.reason = reason


def clean_line(text: str, limit: int) -> str:
    """One line: NFC, blanks collapsed, trimmed; raises `UnfitText`."""
    text = _RESIDUE.sub("", text).strip()
    _refuse_unfit(text, allowed="")
    return _within(" ".join(unicodedata.normalize("NFC", text).split()), limit)


def clean_text(text: str, limit: int) -> str:
    """A text of several lines: NFC, line ends as `\\n`, trimmed; raises `UnfitText`.

    The indentation of the first line stays (Markdown means something by it), blank lines around go.
    """
    text = _RESIDUE.sub("", _LINE_BREAKS.sub("\n", text))
    _refuse_unfit(text, allowed="\n\t")
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", text).split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    return _within("\n".join(lines).rstrip(), limit)


def clean_name(text: str, limit: int = 200) -> str:
    """The name of a person or an organisation: a line whose every word is of one script, with a letter in it."""
    if any(unicodedata.category(char) == "Cf" for char in text):
        raise UnfitText("format")
    line = clean_line(text, limit)
    if not any(char.isalpha() for char in line):
        raise UnfitText("empty")
    for word in line.split():
        scripts = {_script(char) for char in word if char.isalnum()} - {"MODIFIER", "DIGIT"}
        if len(scripts) > 1 or not scripts <= _SCRIPTS:
            raise UnfitText("scripts")
    return line


# Scripts that languages of the region, and of those who write to it, are written in. "MATHEMATICAL" or
# "FULLWIDTH" letters are disguises.
_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "ARMENIAN", "GEORGIAN", "DEVANAGARI"})


def _script(char: str) -> str:
    if unicodedata.decomposition(char).startswith("<"):
        return "DISGUISE"
    return unicodedata.name(char, "UNKNOWN").split()[0]


def _within(text: str, limit: int) -> str:
    if not any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANK_LETTERS for char in text):
        raise UnfitText("empty")
    if len(text) > limit:
        raise UnfitText("too_long")
    return text


def _refuse_unfit(text: str, allowed: str) -> None:
    """Raise for control, format, private and lone surrogate characters, and for stacks of marks."""
    if text.isascii() and text.isprintable():
        return
    for place, char in enumerate(text):
        reason = _REFUSED.get(unicodedata.category(char))
        if ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef":
            reason = "control"
        if reason is None or char in allowed or (char == _JOINER and _joins_emoji(text, place)):
            continue
        raise UnfitText(reason)  # type: ignore[arg-type]
    stacked = 0
    for char in unicodedata.normalize("NFC", text):
        stacked = stacked + 1 if unicodedata.category(char) in ("Mn", "Me") and char not in _EMOJI_EXTRAS else 0
        if stacked > 2:
            raise UnfitText("marks")


def _joins_emoji(text: str, place: int) -> bool:
    """Whether the joiner at `place` stands inside one emoji (a family, a profession)."""
    before = text[max(0, place - 2) : place].rstrip("\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
    before = before or text[max(0, place - 1) : place]
    after = text[place + 1 : place + 2]
    return all(unicodedata.category(c or "x")[0:2] in ("So", "Sk") for c in (before[-1:], after))


# Letters that look like Latin ones and that neither transliteration nor the diacritic fold brings together.
_LOOKALIKES = str.maketrans(
    {
        "α": "a", "β": "b", "ε": "e", "ζ": "z", "η": "n", "ι": "i", "κ": "k", "μ": "m", "ν": "v", "ο": "o", "ρ": "p",
        "τ": "t", "υ": "u", "χ": "x", "ω": "w", "γ": "y", "ѵ": "v", "ӏ": "l", "ԁ": "d", "ԛ": "q", "ԝ": "w", "һ": "h",
        "ү": "y", "ո": "n", "օ": "o", "ս": "u", "ց": "g", "հ": "h",
        "ɑ": "a", "ɡ": "g", "ɩ": "i", "ɪ": "i", "ʟ": "l", "ɴ": "n", "ʀ": "r", "ʏ": "y", "ʙ": "b", "ɢ": "g", "ʜ": "h",
        "ᴀ": "a", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ᴊ": "j", "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ꜱ": "s", "ᴛ": "t",
        "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "ħ": "h", "ŧ": "t", "ƒ": "f", "ð": "d", "ɓ": "b", "ɗ": "d", "ƙ": "k",
        "ǝ": "e", "ə": "e", "ƨ": "s", "ʋ": "v", "|": "l", "!": "l",
    }
)  # fmt: skip
# Cyrillic В sounds as V and looks like B. A name may imitate another in either way, so both fall into one class.
_CLASSES = str.maketrans(
    {"h": "n", "x": "n", "b": "v", "p": "r", "c": "s", "y": "u", "l": "i", "1": "i", "0": "o", "3": "z", "5": "s"}
)


def skeleton(text: str) -> str:
    """What `text` has in common with every name that looks or, transliterated, reads like it.

    Two names with one skeleton are look-alikes: a person decides whether both may stand. Three folds: Serbian
    transliteration, diacritics, and look-alike letters. It is coarse on purpose (*NVO* and *HBO* collide, because
    *НВО* is both) and meant for whole names, not for single short words.
    """
    folded = fold(unicodedata.normalize("NFKC", text).replace("ѕ", "s").replace("Ѕ", "S")).translate(_LOOKALIKES)
    letters = re.sub(r"[\W_]+", "", folded.replace("dj", "d"))
    return letters.replace("rn", "m").replace("vv", "w").translate(_CLASSES)
