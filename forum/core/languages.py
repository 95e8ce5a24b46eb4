"""The one table of languages (R38), and gettext bound to the language being spoken.

*Content* languages are what people write in (en, sq, sr; sr has a script). *Readings* are what a reader
chooses in the URL: `sr-latn` and `sr-cyrl` are two readings of one content language. A script is never a
translation of its own.
"""

import gettext as stdlib_gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.support import LazyProxy

CATALOGUES = Path(__file__).resolve().parents[2] / "translations"
CONTENT = ("en", "sq", "sr")
SCAFFOLD = {"bs": "bosanski", "tr": "Türkçe", "rom": "romani"}
"""Languages whose catalogues people may begin; not offered until complete."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the site: `code` in URLs, `html` in lang attributes, `locale` for formats."""

    code: str
    html: str
    endonym: str
    content: str
    script: str | None
    catalogue: str
    locale: str


READINGS: dict[str, Reading] = {
    reading.code: reading
    for reading in (
        Reading("en", "en", "English", "en", None, "en", "en_GB"),
        Reading("sq", "sq", "Shqip", "sq", None, "sq", "sq_XK"),
        Reading("sr-latn", "sr-Latn", "Srpski (latinica)", "sr", "Latn", "sr_Latn", "sr_Latn"),
        Reading("sr-cyrl", "sr-Cyrl", "Српски (ћирилица)", "sr", "Cyrl", "sr_Cyrl", "sr_Cyrl"),
    )
}
"""In alphabetical order of endonym: no reading stands before another for any other reason."""

_spoken: ContextVar[Reading] = ContextVar("reading", default=READINGS["en"])


def reading() -> Reading:
    """The reading in which text is being made now."""
    return _spoken.get()


@contextmanager
def speaking(code: str) -> Iterator[Reading]:
    """Make text in the reading `code` inside the block; raises KeyError for an unknown code."""
    token = _spoken.set(READINGS[code])
    try:
        yield READINGS[code]
    finally:
        _spoken.reset(token)


def speak(code: str) -> None:
    """Make text in the reading `code` until the context ends (the start of a request)."""
    _spoken.set(READINGS[code])


def html_tag(language: str, script: str | None = None) -> str:
    """The BCP 47 tag of a content language: sr needs its script (`sr-Latn`, `sr-Cyrl`)."""
    return f"{language}-{script}" if script else language


@cache
def locale(code: str) -> Locale:
    """The Babel locale with the formats of a reading."""
    return Locale.parse(READINGS[code].locale)


# Serbian says a day in the genitive, after *do* and *od* as well as alone; the locale data has the nominative only.
_MONTHS = {
    "Latn": [
        "januara", "februara", "marta", "aprila", "maja", "juna",
        "jula", "avgusta", "septembra", "oktobra", "novembra", "decembra",
    ],
    "Cyrl": [
        "јануара", "фебруара", "марта", "априла", "маја", "јуна",
        "јула", "августа", "септембра", "октобра", "новембра", "децембра",
    ],
}  # fmt: skip


def date_in_words(day: date, code: str) -> str:
    """12 December 2026 · 12 dhjetor 2026 · 12. decembra 2026. · 12. децембра 2026., in the reading `code`."""
    script = READINGS[code].script
    if script:
        return f"{day.day}. {_MONTHS[script][day.month - 1]} {day.year}."
    return format_date(day, "d MMMM y", locale=locale(code))


@cache
def catalogue(name: str) -> stdlib_gettext.NullTranslations:
    """The compiled catalogue of a reading; English is the source and has none."""
    if name == "en":
        return stdlib_gettext.NullTranslations()
    return stdlib_gettext.translation("messages", CATALOGUES, languages=[name], fallback=True)


def _bound(method: str) -> Callable[..., str]:
    tables: dict[str, Callable[..., str]] = {}

    def call(*args: Any) -> str:
        name = _spoken.get().catalogue
        bound = tables.get(name)
        if bound is None:
            bound = tables[name] = getattr(catalogue(name), method)
        return bound(*args)

    return call


_gettext = _bound("gettext")
_ngettext = _bound("ngettext")
_pgettext = _bound("pgettext")
_npgettext = _bound("npgettext")


def gettext(message: str, **values: object) -> str:
    """The message in the spoken reading, its placeholders filled when values are given."""
    text = _gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """The whole sentence for `num`; `%(num)s` is always available."""
    return _ngettext(singular, plural, num) % {"num": num, **values}


def pgettext(context: str, message: str, **values: object) -> str:
    """`gettext` with a context where one English word is several words elsewhere."""
    text = _pgettext(context, message)
    return text % values if values else text


def npgettext(context: str, singular: str, plural: str, num: int, **values: object) -> str:
    """`ngettext` with a context."""
    return _npgettext(context, singular, plural, num) % {"num": num, **values}


_ = gettext


def lazy(message: str, **values: object) -> LazyProxy:
    """A message that is looked up when it is shown (labels of forms, tables at module level)."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


def _raw_gettext(message: str) -> str:
    return _gettext(message)


def _raw_ngettext(singular: str, plural: str, num: int) -> str:
    return _ngettext(singular, plural, num)


def _raw_pgettext(context: str, message: str) -> str:
    return _pgettext(context, message)


def _raw_npgettext(context: str, singular: str, plural: str, num: int) -> str:
    return _npgettext(context, singular, plural, num)


def reload_catalogues() -> None:
    """Forget compiled catalogues (after `flask messages compile` in one process, and in tests)."""
    catalogue.cache_clear()
    global _gettext, _ngettext, _pgettext, _npgettext
    _gettext, _ngettext = _bound("gettext"), _bound("ngettext")
    _pgettext, _npgettext = _bound("pgettext"), _bound("npgettext")
