"""Lists in the order a reader of the language looks for things."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.text.collation import sort_key

ORDERS = {
    "sq": (
        "cak çaj drejtësi dua duzinë dhe dhoma e edhe ëndërr gur gjak gjuhë lule luz llogari nuk nxënës njeri ruaj "
        "rreth sot sy shoqëri tani tryezë the thirrje vend xanxë xhami ye zë zyrë zhvillim"
    ),
    "sr-latn": (
        "azbuka cilj civil čaša čovek ćerka ćup deca dva džep đak lav lutka ljubav ljudi most naš nula njegov njiva "
        "oko selo svet šuma voda zub žena"
    ),
    "sr-cyrl": (
        "азбука вода дете дјело ђак жена зуб израз југ кућа лутка љубав нос његов око сунце тело ћуп учешће цена "
        "чаша џеп шума Aktiv Ljiljan YIHR"
    ),
    "en": "advocacy Advocacy Advocate Çelik civil NGO Örs peace Zebra",
}


@pytest.mark.parametrize("language", ORDERS)
def test_words_come_in_the_readers_order(language):
    right = ORDERS[language].split()
    mixed = random.Random(7).sample(right, len(right))
    assert sorted(mixed, key=lambda word: sort_key(word, language)) == right


def test_latin_readers_find_cyrillic_names_among_latin_ones():
    names = ["Ljubav", "Lutka", "Његош", "Nula", "Љиљан"]
    assert sorted(names, key=lambda name: sort_key(name, "sr-latn")) == ["Lutka", "Љиљан", "Ljubav", "Nula", "Његош"]


def test_blanks_sort_before_letters_and_digits_before_words():
    names = ["Ana B", "Anab", "Ana", "3 dana"]
    assert sorted(names, key=lambda name: sort_key(name, "sq")) == ["3 dana", "Ana", "Ana B", "Anab"]


@given(st.text(), st.sampled_from(["sq", "sr", "sr-latn", "sr_Cyrl", "en", "tr"]))
def test_keys_are_digits_and_do_not_depend_on_the_normal_form(text, language):
    key = sort_key(text, language)
    assert key.isascii()
    assert key.isdigit()
    assert sort_key(unicodedata.normalize("NFC", text), language) == key
