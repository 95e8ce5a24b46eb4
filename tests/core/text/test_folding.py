"""Search folds: the same word in any script and spelling, and hits shown in the text as written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.text.aliases import aliases, expand
from forum.core.text.folding import fold, highlight, snippet, tokens
from forum.core.text.slugs import slug


@pytest.mark.parametrize(
    "forms",
    [
        "Приштина Priština pristina PRIŠTINA",
        "Ђаковица Đakovica Djakovica djakovica",
        "çështje ceshtje ÇËSHTJE",
        "ЉУБАВ ljubav Љубав ǉubav",
        "Скопље Skoplje",
        "ѓаконија gjakonija",
        "İstanbul istanbul ıstanbul",
        "Џеп Džep dzep",
        "Straße STRASSE",
    ],
)
def test_one_word_in_every_spelling(forms):
    assert len({fold(form) for form in forms.split()}) == 1


def test_tokens_are_runs_of_letters_or_digits_cut_to_64():
    assert tokens("GOV-2: Спровођење, NVO “D+”") == ["gov", "2", "sprovodjenje", "nvo", "d"]
    assert tokens("a" * 70) == ["a" * 64]
    assert tokens("–––") == []


@given(st.text())
def test_fold_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_tokens_come_out_of_their_own_index_line(text):
    assert tokens(" ".join(tokens(text))) == tokens(text)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Prishtinë", "Приштини"), ("Приштина", "Prishtinës"), ("Gjakovë", "Đakovica"), ("Gračanica", "Graçanicë"),
        ("Pejë", "Peći"), ("Mitrovica", "Kosovska Mitrovica"), ("Bujanovac", "Bujanoc"), ("Beograd", "Belgrade"),
        ("Belgrade", "Beogradi"), ("Novi Pazar", "Pazari i Ri"), ("Shkup", "Skopje"), ("Istok", "Istogu"),
        ("Uroševac", "Ferizajit"), ("Fushë Kosovë", "Kosovo Polje"), ("Preševo", "Preshevë"),
    ],
)  # fmt: skip
def test_places_find_each_other(typed, found):
    (position,) = expand(tokens(typed))
    assert position[0] == tuple(tokens(typed))
    assert tuple(tokens(found)) in position


def test_common_words_are_never_offered_for_a_place():
    assert ("istog",) not in aliases("istok")
    assert ("istoku",) in aliases("istog")


def test_a_query_keeps_its_other_words():
    assert expand(["dialog", "novi", "pazar", "sot"])[0] == [("dialog",)]
    assert [position[0] for position in expand(["dialog", "novi", "pazar", "sot"])] == [
        ("dialog",),
        ("novi", "pazar"),
        ("sot",),
    ]
    assert aliases(("novi", "pazar"))
    assert aliases("dialog") == ()
    assert expand([]) == []


def test_hits_are_marked_in_the_original():
    assert highlight("У Приштини, Priština!", ["pristina"], prefix_last=False) == [
        ("У Приштини, ", False),
        ("Priština", True),
        ("!", False),
    ]
    assert [part for part, hit in highlight("У Приштини, Priština!", ["pristin"]) if hit] == ["Приштини", "Priština"]
    assert highlight("text", []) == [("text", False)]


@given(st.text(), st.lists(st.text(min_size=1, max_size=3).map(fold), max_size=3))
def test_highlighted_pieces_are_the_text(text, query):
    assert "".join(part for part, _ in highlight(text, query)) == text


def test_a_snippet_shows_the_densest_place_with_whole_words():
    text = "fillim " * 50 + "dialogu për Prishtinën tani " + "fund " * 50
    segments = snippet(text, ["dialogu", "prishtinen"], 60, prefix_last=False)
    assert [part for part, hit in segments if hit] == ["dialogu", "Prishtinën"]
    assert segments[0][0].startswith("… ")
    assert segments[-1][0].endswith(" …")
    shown = "".join(part for part, _ in segments).strip("… ")
    assert set(shown.split()) <= set(text.split())
    assert len(shown) <= 70


@given(st.text(max_size=300), st.integers(5, 80))
def test_a_snippet_is_never_much_longer_than_asked(text, length):
    shown = "".join(part for part, _ in snippet(text, tokens(text)[-1:], length))
    longest = max(map(len, text.split()), default=0)
    assert len(shown) <= max(length, longest) + 4


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Çështja e Gjakovës – „Ђаковица“", "ceshtja-e-gjakoves-djakovica"), ("", "x"), ("！？", "x"), ("日本", "x"),
        ("a" * 90, "a" * 60), ("word " * 20, "-".join(["word"] * 12)),
    ],
)  # fmt: skip
def test_slugs(title, expected):
    assert slug(title) == expected


@given(st.text(), st.integers(1, 80))
def test_a_slug_fits_an_address(title, limit):
    made = slug(title, limit)
    assert 1 <= len(made) <= limit
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", made)
