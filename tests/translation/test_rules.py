"""Words, terms, checks and the place in a list."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.text.names import UnfitText
from forum.translation.rules import what_is_wrong, words
from forum.translation.rules.checks import compare
from forum.translation.rules.glossary import is_used, marked, terms_in
from forum.translation.rules.waiting import Cursor, cursor
from forum.translation.rules.words import in_cyrillic


def test_marks_of_script_vanish_in_both_scripts_and_nothing_is_converted_in_the_own_one() -> None:
    made = words("Piše na Facebooku {{latn:NATO}} i `{{latn:kod}}`", "sr")
    assert made.script == "Latn"
    assert made.html == "<p>Piše na Facebooku NATO i <code>{{latn:kod}}</code></p>"
    assert made.html_other == "<p>Пише на Фацебооку NATO и <code>{{latn:kod}}</code></p>"
    cyrillic = words("Пише на Facebooku {{latn:NATO}}", "sr")
    assert cyrillic.html == "<p>Пише на Facebooku NATO</p>"


def test_names_that_are_protected_stay() -> None:
    made = words("Piše Arta iz Severno Jezero", "sr", protected=("Severno Jezero",))
    assert made.html_other == "<p>Пише Арта из Severno Jezero</p>"


@pytest.mark.parametrize("source", ["", " \n ", "[](https://example.org)", "> ", "#", "***", "&nbsp;"])
def test_what_leaves_nothing_to_read_is_empty(source: str) -> None:
    with pytest.raises(UnfitText) as refused:
        words(source, "en")
    assert what_is_wrong(refused.value) == "Please write something here."


@pytest.mark.parametrize("source", ["a" * 20_001, " ".join(f"https://example.org/{n}" for n in range(60))])
def test_what_is_too_much_is_said(source: str) -> None:
    with pytest.raises(ValueError, match=".") as refused:
        words(source, "en")
    assert "at most" in what_is_wrong(refused.value)


def test_serbian_that_binds_is_put_into_cyrillic_once() -> None:
    once = in_cyrillic("Zahtev od 12. maja, https://example.org, YIHR")
    assert once == "Захтев од 12. маја, https://example.org, YIHR"
    assert in_cyrillic(once) == once


def test_terms_are_found_in_inflected_words_and_marked() -> None:
    terms = terms_in("Захтеви мањине", "sr", "Cyrl", "en", None)
    assert [(term.rendering, term.care) for term in terms] == [("minority", "author"), ("call / demand", None)]
    assert marked("<p>Захтеви &amp; <em>мањине</em></p>", terms) == (
        "<p><mark>Захтеви</mark> &amp; <em><mark>мањине</mark></em></p>"
    )


def test_a_term_counts_as_used_in_any_of_its_renderings() -> None:
    (term,) = terms_in("Zahtev", "sr", "Latn", "en", None)
    assert is_used(term, "The demands were heard.")
    assert not is_used(term, "The wish was heard.")


@pytest.mark.parametrize(
    ("language", "script", "target", "wanted"), [("en", None, "sq", None), ("sq", None, "sr", "Cyrl")]
)
def test_every_line_of_the_glossary_finds_itself(
    language: str, script: str | None, target: str, wanted: str | None
) -> None:
    from forum.translation.rules.glossary import _lines

    for line in _lines():
        first = line.names[language].split(" / ")[0].split(" (")[0]
        assert terms_in(first, language, None, target, wanted), first


@given(st.text(max_size=200))
def test_marking_terms_changes_nothing_else(source: str) -> None:
    from markupsafe import escape

    html = str(escape(source + " demand minority"))
    terms = terms_in(source + " demand minority", "en", None, "sq", None)
    assert marked(html, terms).replace("<mark>", "").replace("</mark>", "") == html


def test_checks_see_numbers_links_codes_and_paragraphs() -> None:
    original = "GOV-2 kërkon 1.200 euro deri më 12.5.\n\nShih https://example.org/a."
    fine = "GOV-2 asks for 1,200 euro until 12.5.\n\nSee https://example.org/a."
    assert all(check.fine for check in compare(original, fine))
    wrong = {check.what: check.missing for check in compare(original, "INT-2 asks for 1,300.") if not check.fine}
    assert wrong == {
        "numbers": ("1200", "125"), "links": ("https://example.org/a.",), "codes": ("GOV-2",), "paragraphs": (),
    }  # fmt: skip


_MOMENTS = st.datetimes(min_value=datetime(1900, 1, 1, tzinfo=UTC).replace(tzinfo=None), timezones=st.just(UTC))


@given(_MOMENTS, _MOMENTS, st.integers(0, 9999))
def test_a_place_in_the_list_survives_its_way_through_an_address(due: datetime, asked: datetime, skip: int) -> None:
    place = Cursor(due, asked, skip)
    assert cursor(str(place)) == place


@given(st.text(max_size=60))
def test_any_other_text_is_no_place(said: str) -> None:
    assert cursor(said) is None or said.count("~") == 2
