"""hunspell in Albanian and Serbian, with the project's own short list of words."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

READINGS = {"sq": "sq_AL", "sr-cyrl": "sr_RS", "sr-latn": "sr_Latn_RS"}
PLACES = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"))
WORDS = Path(__file__).with_name("words")
"""A file per reading (`sq.txt` …): words that are right although the dictionary does not know them."""

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


def known(reading: str) -> set[str]:
    """The project's own words for a reading, in lower case."""
    path = WORDS / f"{reading}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {line.split("#")[0].strip().lower() for line in lines} - {""}


def misspelt(texts: Iterable[str], reading: str) -> list[str]:
    """The words hunspell and our own list do not know, sorted. Take `require("spell")` first."""
    found = dictionaries()
    assert found is not None, "no dictionaries"
    asked = sorted(set().union(*(words(text) for text in texts)))
    done = subprocess.run(
        ["hunspell", "-d", str(found[reading]), "-i", "utf-8", "-l"],
        input="\n".join(asked), capture_output=True, text=True, encoding="utf-8", check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    ours = known(reading)
    return sorted({word for word in done.stdout.split("\n") if word and word.lower() not in ours})
