"""hunspell reads every message in Albanian and in Serbian, in both scripts."""

import re

import pytest

from forum.cli import messages
from tests.support import require, spell

READINGS = {"sq": "sq", "sr_Cyrl": "sr-cyrl", "sr_Latn": "sr-latn"}
_NO_WORDS = re.compile(
    r"%\(\w+\)[sd]|</?[a-zA-Z][^>]*>|https?://\S*|\S+@\S+|\b[A-Z]+(?:_[A-Z]+)+\b|\b\w*\d\w*\b"
    r"|[“„]that (?:not )?are not[”“]|\b[tçs]’"
)
"""No words of the language: placeholders, tags, addresses, names of settings, codes, quotes of the English statement,
and what Albanian elides."""


def texts(name: str) -> list[str]:
    """What a catalogue says, without what hunspell cannot know."""
    said = []
    for message in messages.read(name):
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string or "",)
        said += [_NO_WORDS.sub(" ", form) for form in forms if message.id]
    return said


@pytest.mark.spell
@pytest.mark.parametrize("name", READINGS)
def test_every_word_is_known(name: str) -> None:
    require.require("spell")
    assert spell.misspelt(texts(name), READINGS[name]) == []


@pytest.mark.parametrize("language", ["sq", "sr"])
def test_the_list_of_own_words_is_short_sorted_and_used(language: str) -> None:
    listed = spell.own_words(language)
    assert len(listed) <= 120, "a long list hides slips: is each of these words really right?"
    assert listed == sorted(set(listed))
    catalogue = "sq" if language == "sq" else "sr_Cyrl"
    said = {word.lower()[:5] for text in texts(catalogue) for word in spell.words(text)}
    assert [word for word in listed if word[:5] not in said] == [], "nothing like it is said any more"
