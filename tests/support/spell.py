"""hunspell in Albanian and Serbian, with the project's own short list of words."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from forum.core.text.scripts import to_latin

READINGS = {"sq": "sq_AL", "sr-cyrl": "sr_RS", "sr-latn": "sr_Latn_RS"}
PLACES = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"))
WORDS = Path(__file__).parents[1] / "messages"
"""`words_sq.txt` and `words_sr.txt`, this in Cyrillic: words that are right though the dictionary knows them not."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@cache
def dictionaries() -> dict[str, Path] | None:
    """Reading → dictionary without its suffix; None unless hunspell and all three are here."""
    if not shutil.which("hunspell"):
        return None
    found = {
        reading: place / name
        for reading, name in READINGS.items()
        for place in PLACES
        if (place / f"{name}.dic").is_file() and (place / f"{name}.aff").is_file()
    }
    return found if len(found) == len(READINGS) else None


def words(text: str) -> set[str]:
    """The words of a text, as they stand."""
    return set(_WORD.findall(text))


def own_words(language: str) -> list[str]:
    """The project's own words of a language, in lower case, as they are listed; what follows a # explains."""
    lines = (WORDS / f"words_{language}.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if (word := line.split("#")[0].strip().lower())]


def known(reading: str) -> set[str]:
    """The project's own words as a reading writes them."""
    language, _, script = reading.partition("-")
    return {to_latin(word) if script == "latn" else word for word in own_words(language)}


def misspelt(texts: Iterable[str], reading: str) -> list[str]:
    """The words hunspell and our own list do not know, sorted. Take `require("spell")` first."""
    found = dictionaries()
    assert found is not None, "no dictionaries"
    ours = known(reading)
    asked = sorted(word for word in set().union(*(words(text) for text in texts)) if word.lower() not in ours)
    done = subprocess.run(
        ["hunspell", "-d", str(found[reading]), "-i", "utf-8", "-l"],
        input="\n".join(asked), capture_output=True, text=True, encoding="utf-8", check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    return sorted({word for word in done.stdout.split("\n") if word and word.lower() not in ours})
