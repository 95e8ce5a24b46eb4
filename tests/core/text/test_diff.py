"""What changed, in words: exact, readable, and never slow."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.text.diff import words


def _joined(changes, *operations):
    return "".join(text for operation, text in changes if operation in operations)


@given(st.text(alphabet="ab č\n.", max_size=60), st.text(alphabet="ab č\n.", max_size=60))
def test_both_texts_can_be_read_from_the_difference(old, new):
    changes = words(old, new)
    assert _joined(changes, "same", "del") == old
    assert _joined(changes, "same", "ins") == new
    assert all(text for _, text in changes)
    assert words(old, new) == changes


def test_only_the_changed_words_are_marked():
    assert words("Vlade sprovode sporazume bez odlaganja.", "Vlade hitno sprovode sve sporazume.") == [
        ("same", "Vlade "),
        ("ins", "hitno "),
        ("same", "sprovode "),
        ("ins", "sve "),
        ("same", "sporazume"),
        ("del", " bez odlaganja"),
        ("same", "."),
    ]


def test_neighbouring_words_change_together():
    assert words("a crvena kuća b", "a plava zgrada b") == [
        ("same", "a "),
        ("del", "crvena kuća"),
        ("ins", "plava zgrada"),
        ("same", " b"),
    ]


def test_nothing_changed_and_everything_changed():
    assert words("isto", "isto") == [("same", "isto")]
    assert words("", "novo") == [("ins", "novo")]
    assert words("staro", "") == [("del", "staro")]
    assert words("", "") == []


def _texts(kind, size):
    chance = random.Random(3)
    if kind == "repeated":
        return "a b " * size, "b a " * size
    if kind == "shuffled":
        one = [f"w{n}" for n in range(size)]
        return " ".join(one), " ".join(chance.sample(one, size))
    if kind == "nested":
        chain = [part for n in range(size) for part in (f"w{n}", f"w{n + 1}")]
        return " ".join(chain), " ".join(chain[1:])
    few = [chance.choice("abcdefgh") for _ in range(2 * size)]
    return " ".join(few[:size]), " ".join(few[size:])


@pytest.mark.parametrize("kind", ["repeated", "shuffled", "nested", "few words"])
def test_work_is_bounded_whatever_the_texts(kind, growth):
    old, new = _texts(kind, 500)
    changes = words(old, new)
    assert _joined(changes, "same", "del") == old
    assert _joined(changes, "same", "ins") == new
    assert growth(lambda size: words(*_texts(kind, size)), 600) < 14
