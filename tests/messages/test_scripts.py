"""Serbian in two scripts over everything the product ships: the catalogue, the statement, its signatories."""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from forum.cli import messages
from forum.core.text.alphabets import CYRILLIC_OF
from forum.core.text.scripts import convert, convert_html, to_cyrillic, to_latin
from forum.statement import seed

STATEMENT = json.loads(seed.SOURCE.read_text(encoding="utf-8"))
SIGNATORIES = [line["name_as_signed"] for line in STATEMENT["signatories"]]
FOREIGN = {
    "AA", "Atom", "CEST", "CET", "CSV", "Hz", "INT", "JSON", "PDF", "Python", "SHA", "SOFRA_MAIL_URL", "TOTP", "WCAG",
    "are", "d", "not", "that",
}  # fmt: skip
"""Every word in Latin letters that the Cyrillic catalogue may hold: names of techniques, and English that is quoted."""
_NO_PROSE = re.compile(r"%\(\w+\)[sd]|</?[a-zA-Z][^>]*>|https?://\S*|\b\w*\d\w*\b")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f][\w]*")


def catalogue() -> Iterator[str]:
    """Every form of every message in Cyrillic."""
    for message in messages.read("sr_Cyrl"):
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string or "",)
        yield from (form for form in forms if message.id)


def pairs(node: Any) -> Iterator[tuple[str, str]]:
    """Cyrillic and Latin of every Serbian text of the statement."""
    if isinstance(node, dict):
        if "sr-Latn" in node:
            yield node["sr"], node["sr-Latn"]
        for value in node.values():
            yield from pairs(value)
    elif isinstance(node, list):
        for value in node:
            yield from pairs(value)


def foreign(text: str) -> list[str]:
    """The words in Latin letters of a Cyrillic text."""
    return _LATIN.findall(_NO_PROSE.sub(" ", text))


def kept(text: str) -> list[str]:
    """What a caller would name as foreign in a text: words in Latin letters, and the sample of a recovery code."""
    return [*foreign(text), *re.findall(r"\b\d\w*[a-z]\w*\b", text)]


# ---------------------------------------------------------------- catalogue
def test_every_message_goes_to_latin_and_comes_back() -> None:
    lost = [
        text for text in catalogue() if to_cyrillic(to_latin(text), kept(text)) != unicodedata.normalize("NFC", text)
    ]
    assert lost == []


def test_there_is_a_catalogue_to_try() -> None:
    texts = list(catalogue())
    assert len(texts) > 1_000
    assert sum(bool(re.search("[љњџ]", text)) for text in texts) > 100, "the letters that become two are not tried"


def test_messages_settle_in_either_script() -> None:
    for text in catalogue():
        latin = to_latin(text)
        assert to_latin(latin) == latin
        assert to_cyrillic(text, kept(text)) == text


def test_a_latin_message_has_no_letter_of_cyrillic_and_a_cyrillic_one_no_word_in_latin_but_the_listed() -> None:
    assert {word for text in catalogue() for word in foreign(text)} <= FOREIGN
    assert not [text for text in catalogue() if re.search("[\u0400-\u04ff]", to_latin(text))]


def test_what_is_no_prose_is_the_same_in_both_catalogues() -> None:
    for text in catalogue():
        assert _NO_PROSE.findall(to_latin(text)) == _NO_PROSE.findall(text)


# ---------------------------------------------------------------- statement
def test_every_text_of_the_statement_is_itself_in_the_other_script() -> None:
    found = list(pairs(STATEMENT))
    assert len(found) >= 46
    for cyrillic, latin in found:
        assert to_latin(cyrillic) == latin
        assert to_cyrillic(latin) == cyrillic


def test_a_whole_page_of_the_statement_in_capitals_comes_back() -> None:
    for cyrillic, _latin in pairs(STATEMENT):
        assert to_cyrillic(to_latin(cyrillic.upper())) == cyrillic.upper()


# ---------------------------------------------------------------- what no conversion touches
@pytest.mark.parametrize("name", SIGNATORIES)
def test_signatories_keep_their_names_in_a_serbian_text(name: str) -> None:
    latin, cyrillic = f"Juče {name.strip()} i njihov predlog", f"Јуче {name.strip()} и њихов предлог"
    assert to_cyrillic(latin, SIGNATORIES) == cyrillic
    assert to_latin(cyrillic, SIGNATORIES) == latin


@pytest.mark.parametrize(
    "short", ["HANDIKOS", "YIHR", "ACDC", "D+", "PLEJADA", "BFPE", "VoRAE", "Drita Dibrani", "Jelena Lončar"]
)
def test_the_short_names_of_signatories_stay_too(short: str) -> None:
    assert to_cyrillic(f"Tako kaže {short}, a ne ljudi", SIGNATORIES) == f"Тако каже {short}, а не људи"


def test_a_town_in_the_name_of_an_organisation_is_still_a_town() -> None:
    assert to_cyrillic("Mitrovica i Novi Sad su gradovi", SIGNATORIES) == "Митровица и Нови Сад су градови"


def test_a_post_with_everything_keeps_what_is_no_serbian_prose() -> None:
    latin = (
        '<p>Ljubav i <em>Njegoš</em>: <a href="https://primer.rs/ljubav">https://primer.rs/ljubav</a>, '
        "pišite na ana.ljubic@primer.org ili @ljubica, #njegos; <code>ljubav</code>, "
        '<span lang="sq">Vjollca nga Gjilani</span>, Prishtinë, Xhejrane, TV &amp; radio, glava XIV, '
        "NJEGOŠ PIŠE LJUBAVI, zahtevi GOV-2 i COM-3, konsultacije JS-2026-01, konjunktura, injekcija, nadživeti.</p>"
    )
    cyrillic = (
        '<p>Љубав и <em>Његош</em>: <a href="https://primer.rs/ljubav">https://primer.rs/ljubav</a>, '
        "пишите на ana.ljubic@primer.org или @ljubica, #njegos; <code>ljubav</code>, "
        '<span lang="sq">Vjollca nga Gjilani</span>, Prishtinë, Xhejrane, ТВ &amp; радио, глава XIV, '
        "ЊЕГОШ ПИШЕ ЉУБАВИ, захтеви GOV-2 и COM-3, консултације JS-2026-01, конјунктура, инјекција, надживети.</p>"
    )
    assert convert_html(latin, "Cyrl") == cyrillic
    assert convert_html(cyrillic, "Latn") == latin


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("Sloga & Rad", "<p>Piše Sloga &amp; Rad nama</p>"),
        ('NVO "Polje"', "<p>Piše NVO &#34;Polje&#34; nama</p>"),
        ('NVO "Polje"', '<p>Piše NVO "Polje" nama</p>'),
        ("Druga l'alternativa", "<p>Piše Druga l&#x27;alternativa nama</p>"),
    ],
)
def test_names_that_are_escaped_in_html_stay(name: str, source: str) -> None:
    assert convert_html(source, "Cyrl", (name,)) == source.replace("Piše", "Пише").replace("nama", "нама")


@pytest.mark.parametrize("letter", sorted(CYRILLIC_OF))
def test_every_letter_has_its_small_and_its_great_form(letter: str) -> None:
    cyrillic = CYRILLIC_OF[letter]
    assert convert(f"a{letter}a", "Cyrl") == f"а{cyrillic}а"
    assert convert(f"{letter.capitalize()}a", "Cyrl") == f"{cyrillic.upper()}а"
    assert convert(f"{cyrillic.upper()}а", "Latn") == f"{letter.capitalize()}a"
    assert convert(f"{cyrillic.upper()}{'А'}", "Latn") == f"{letter.upper()}A"
