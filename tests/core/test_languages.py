"""Days in words, in every reading."""

from datetime import date

import pytest

from forum.core.languages import READINGS, date_in_words
from forum.core.text.scripts import to_latin


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "22 February 2027"),
        ("sq", "22 shkurt 2027"),
        ("sr-latn", "22. februara 2027."),
        ("sr-cyrl", "22. фебруара 2027."),
    ],
)
def test_a_day_is_said_as_its_readers_say_it(code, words):
    assert date_in_words(date(2027, 2, 22), code) == words


def test_serbian_months_are_the_same_in_both_scripts_and_all_in_the_genitive():
    for month in range(1, 13):
        day = date(2026, month, 1)
        assert to_latin(date_in_words(day, "sr-cyrl")) == date_in_words(day, "sr-latn")
        assert date_in_words(day, "sr-cyrl").split()[1].endswith("а")


def test_every_reading_says_its_days_differently():
    assert len({date_in_words(date(2026, 12, 3), code) for code in READINGS}) == len(READINGS)
