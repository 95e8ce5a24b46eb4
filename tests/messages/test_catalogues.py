"""The catalogues are complete and sound, and the checks that say so find what is wrong."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog

from forum.cli import catalogue_checks, messages

CATALOGUES = (*messages.WRITTEN, messages.GENERATED)
SAME_AS_ENGLISH = {
    "sq": {"Draft"}, "sr_Cyrl": set[str](),
    "sr_Latn": {"Kosovo", "Original", "Original: %(language)s", "Original: %(language)s.", "original"},
}  # fmt: skip
"""Messages that happen to be the same word in the language."""


@pytest.fixture(scope="module")
def problems() -> list[str]:
    return catalogue_checks.problems()


def entries(name: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """English forms and translated forms of every message of a catalogue."""
    for message in messages.read(name):
        if message.id:
            yield _forms(message.id), _forms(message.string)


def _forms(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (str(value or ""),)


@pytest.mark.parametrize("name", CATALOGUES)
def test_nothing_is_untranslated_or_unsound(name: str, problems: list[str]) -> None:
    assert [line for line in problems if line.startswith(f"{name}:")] == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_no_translation_is_the_english_again(name: str) -> None:
    same = {
        source[0]
        for source, texts in entries(name)
        if source[0] in texts and re.search(r"[^\W\d_]{2}", re.sub(r"%\(\w+\)[sd]|<[^>]+>", "", source[0]))
    }
    assert same <= SAME_AS_ENGLISH[name]


@pytest.mark.parametrize(
    ("name", "unwanted"),
    [
        ("sq", r"\bshtet|\bkomb(?!eve të bashkuara)|republik|pal(a|ë|ës|ën) tjetër|metohi|kosov\w*\s?\*"),
        ("sr_Cyrl", r"\bдржав|(?<!уједињених )\bнациј|републик|друг(а|е|у|ој) стран(а|е|у|и)\b|метохиј|косов\w*\s?\*"),
        ("sr_Latn", r"\bdržav|(?<!ujedinjenih )\bnacij|republik|drug(a|e|u|oj) stran(a|e|u|i)\b|metohij|kosov\w*\s?\*"),
    ],
)
def test_no_message_names_a_state_a_nation_or_the_other_side(name: str, unwanted: str) -> None:
    assert [text for _, texts in entries(name) for text in texts if re.search(unwanted, text, re.IGNORECASE)] == []


def test_albanian_says_ju_not_ti() -> None:
    familiar = r"\b(ti|ty|yti|jotja|tëndin?|tënde)\b"
    assert [text for _, texts in entries("sq") for text in texts if re.search(familiar, text, re.IGNORECASE)] == []


# ---------------------------------------------------------------- the checks find what is wrong
PLURAL = ("%(num)s post", "%(num)s posts")


@pytest.mark.parametrize(
    ("name", "source", "translation", "found"),
    [
        ("sq", "Save", "", "untranslated: 'Save'"),
        ("sq", "Save", " ", "untranslated: 'Save'"),
        ("sr_Cyrl", PLURAL, ("%(num)s допринос", "", "%(num)s доприноса"), "untranslated: '%(num)s post'"),
        ("sq", "Closes: %(date)s", "Mbyllet: %(data)s", "placeholders differ: 'Closes: %(date)s'"),
        ("sq", "Closes: %(date)s", "Mbyllet", "placeholders differ: 'Closes: %(date)s'"),
        ("sq", "Closes", "Mbyllet: %(date)s", "placeholders differ: 'Closes'"),
        ("sq", "See <b>all</b>", "Shihni <i>të gjitha</i>", "tags differ: 'See <b>all</b>'"),
        ("sq", "See <b>all</b>", "Shihni <b>të gjitha", "tags differ: 'See <b>all</b>'"),
        ("sq", PLURAL, ("%(num)s kontribut",), "1 plural forms instead of 2: '%(num)s post'"),
        ("sr_Cyrl", PLURAL, ("%(num)s а", "%(num)s б"), "2 plural forms instead of 3: '%(num)s post'"),
        ("sq", "%(have)s read", "%(have)s lexuan, 1% jo", "a lone percent sign: '%(have)s read'"),
        ("sq", "All texts", "Të gjitha  tekstet", "two blanks: 'All texts'"),
        ("sr_Latn", "Save", "Сачувај", "Cyrillic letters in Latin: 'Save'"),
        ("sr_Cyrl", "Edition", "Изборниk", "a word of two scripts, 'Изборниk': 'Edition'"),
    ],
)
def test_a_bad_message_is_found(
    name: str, source: object, translation: object, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only(monkeypatch, name, source, translation)
    assert f"{name}: {found}" in catalogue_checks.problems()


@pytest.mark.parametrize(
    ("name", "source", "translation"),
    [
        ("sq", "Closes: %(date)s", "Mbyllet: %(date)s"),
        ("sq", PLURAL, ("Një kontribut", "%(num)s kontribute")),
        ("sq", "400 % zoom", "zmadhim 400 %"),
        ("sr_Cyrl", "Codes (TOTP) at https://example.org", "Кодови (TOTP) на https://example.org"),
        ("sr_Latn", "See <b>%(name)s</b>", "Pogledajte <b>%(name)s</b>"),
    ],
)
def test_a_good_message_passes(
    name: str, source: object, translation: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only(monkeypatch, name, source, translation)
    assert [line for line in catalogue_checks.problems() if line.startswith(f"{name}:")] == []


def test_a_fuzzy_message_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    _only(monkeypatch, "sq", "Save", "Ruaj", fuzzy=True)
    assert "sq: fuzzy: 'Save'" in catalogue_checks.problems()


def test_a_message_of_the_code_that_no_catalogue_has_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    _only(monkeypatch, "sq", "Save", "Ruaj")
    monkeypatch.setattr(messages, "extracted", lambda: _catalogue("en", "Cancel", ""))
    found = catalogue_checks.problems()
    assert "sq: not in the catalogue: 'Cancel'" in found
    assert "sr_Cyrl: not in the catalogue: 'Cancel'" in found


def test_a_latin_catalogue_that_is_not_what_the_cyrillic_gives_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"sr_Cyrl": _catalogue("sr_Cyrl", "Love", "Љубав"), "sr_Latn": _catalogue("sr_Latn", "Love", "Ljubaw")}
    monkeypatch.setattr(messages, "read", lambda name: kept.get(name, Catalog(locale=name, fuzzy=False)))
    assert "sr_Latn: not what sr_Cyrl gives: run `flask messages compile`" in catalogue_checks.problems()
    kept["sr_Latn"] = _catalogue("sr_Latn", "Love", "Ljubav")
    assert not [line for line in catalogue_checks.problems() if line.startswith("sr_Latn:")]


def _catalogue(name: str, source: object, translation: object, fuzzy: bool = False) -> Catalog:
    made = Catalog(locale=name, fuzzy=False)
    made.add(source, translation, flags=("fuzzy",) if fuzzy else ())  # type: ignore[arg-type]
    return made


def _only(
    patch: pytest.MonkeyPatch, name: str, source: object, translation: object, fuzzy: bool = False
) -> None:
    """One catalogue with one message; the others are empty, and the code has nothing."""
    only = _catalogue(name, source, translation, fuzzy)
    patch.setattr(messages, "read", lambda asked: only if asked == name else Catalog(locale=asked, fuzzy=False))
    patch.setattr(messages, "extracted", lambda: Catalog(fuzzy=False))
    patch.setattr(messages, "latin", lambda: only if name == "sr_Latn" else Catalog(locale="sr_Latn", fuzzy=False))
