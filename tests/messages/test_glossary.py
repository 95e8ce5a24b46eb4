"""The renderings of the glossary stand where their terms stand: labels word for word, sentences by the stem."""

import re
from dataclasses import dataclass
from functools import cache

import pytest

from forum.cli import messages
from forum.translation.rules import glossary
from tests.messages.terms import APART, TERMS

LABELS = {
    # a message of the interface → the line of the glossary that fixes it
    "Endorse": "Endorse (stance)",
    "stance\u0004Endorse": "Endorse (stance)",
    "Endorse with reservation": "Endorse with reservation",
    "stance\u0004Endorse with reservation": "Endorse with reservation",
    "Stand aside": "Stand aside (stance)",
    "stance\u0004Stand aside": "Stand aside (stance)",
    "Do not join": "Do not join",
    "stance\u0004Do not join": "Do not join",
    "Dissent": "Dissent (stance)",
    "stance\u0004Dissent": "Dissent (stance)",
    "No response": "no response recorded",
    "stance\u0004No response": "no response recorded",
    "Dissenting opinion": "dissenting opinion",
    "outcome\u0004Joint": "outcome: joint",
    "outcome\u0004Joint with reservations": "outcome: joint with reservations",
    "outcome\u0004Broad support": "outcome: broad",
    "outcome\u0004Divergent": "outcome: divergent",
    "outcome\u0004No quorum": "outcome: no quorum",
    "My own view": "my own view (voice)",
    "For my organisation": "for my organisation (voice)",
    "Facilitation": "facilitation (voice)",
    "Commitment": "commitment",
    "Joint reaction": "joint reaction",
    "Reply": "Reply (button)",
    "Quote": "quote (verb, button)",
    "Report": "Report (a post)",
    "Search": "search (button)",
    "Sign out": "Sign out",
    "Forgot your password?": "Forgot your password?",
    "Show original": "Show original",
    "Request translation": "Request translation",
    "I will translate this": "I will translate this",
    "Submit for review": "Submit for review",
    "Working translation, not signed text": "working translation, not signed text",
    "everyone can read this": "everyone can read this",
    "members only": "members only",
    "Members only": "members only",
    "Closed, being counted.": "closed, being counted",
    "Draft": "draft",
    "Published": "Publish / Published",
    "Publish": "Publish / Published",
    "Save": "Save / Cancel / Delete / Edit",
    "Cancel": "Save / Cancel / Delete / Edit",
    "Delete": "Save / Cancel / Delete / Edit",
    "Edit": "Save / Cancel / Delete / Edit",
    "Accessibility": "accessibility",
    "Privacy": "privacy",
    "Correction": "correction",
}
COLUMNS = {"sq": "sq", "sr_Cyrl": "sr-Cyrl", "sr_Latn": "sr-Latn"}


@dataclass(frozen=True)
class Entry:
    """A message: its key, what it says in English without placeholders, its translated forms."""

    key: str
    english: str
    texts: tuple[str, ...]


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """The translated messages of a catalogue; the untranslated are found elsewhere."""
    found = []
    for message in messages.read(name):
        sources = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and all(texts):
            english = re.sub(r"%\(\w+\)s", "", " ".join(sources))
            key = f"{message.context}\u0004{sources[0]}" if message.context else sources[0]
            found.append(Entry(key, english, tuple(texts)))
    return tuple(found)


def approved(line: str, column: str) -> list[str]:
    """The renderings a line of the glossary gives, without what stands in parentheses."""
    rows = (glossary.DATA / "glossary.tsv").read_text(encoding="utf-8").splitlines()
    head = rows[0].split("\t")
    cells = next(row.split("\t") for row in rows if row.split("\t")[0] == line)
    return [re.sub(r"\s*\([^)]*\)", "", way).strip() for way in cells[head.index(column)].split(" / ")]


@pytest.mark.parametrize("name", COLUMNS)
def test_labels_are_the_renderings_of_the_glossary(name: str) -> None:
    known = {entry.key: entry.texts[0] for entry in entries(name)}
    assert known.keys() >= LABELS.keys(), "a label is not in the catalogue any more, or not translated"
    other = {
        message: known[message]
        for message, line in LABELS.items()
        if known[message].rstrip(".").casefold() not in [way.casefold() for way in approved(line, COLUMNS[name])]
    }
    assert other == {}


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("name", messages.WRITTEN)
def test_a_term_has_its_word_in_every_message(name: str, term: str) -> None:
    fixed = TERMS[term]
    stem = fixed.sq if name == "sq" else fixed.sr
    other = [
        f"{entry.key} → {text}"
        for entry in entries(name)
        if re.search(fixed.english, entry.english, re.IGNORECASE) and not entry.english.startswith(fixed.except_for)
        for text in entry.texts
        if not re.search(stem, text, re.IGNORECASE)
    ]
    assert other == []


def test_every_exception_is_one() -> None:
    for term, fixed in TERMS.items():
        for start in fixed.except_for:
            met = [
                entry
                for name in messages.WRITTEN
                for entry in entries(name)
                if entry.english.startswith(start) and re.search(fixed.english, entry.english, re.IGNORECASE)
            ]
            assert met, f"{term}: no message begins with {start!r}"


@pytest.mark.parametrize(("one", "other"), [*APART, *((b, a) for a, b in APART)])
@pytest.mark.parametrize("name", messages.WRITTEN)
def test_what_is_kept_apart_in_english_is_kept_apart(name: str, one: str, other: str) -> None:
    column = "sq" if name == "sq" else "sr"
    mixed = [
        f"{entry.key} → {text}"
        for entry in entries(name)
        if re.search(TERMS[one].english, entry.english, re.IGNORECASE)
        and not re.search(rf"{TERMS[other].english}|\bdissent\b|\brequest", entry.english, re.IGNORECASE)
        for text in entry.texts
        if re.search(getattr(TERMS[other], column), text, re.IGNORECASE)
    ]
    assert mixed == []


def test_another_word_for_a_term_is_found() -> None:
    demand, commitment = TERMS["demand"], TERMS["commitment"]
    assert not re.search(demand.sq, "Lexoni 19 zotimet", re.IGNORECASE)
    assert not re.search(demand.sr, "Прочитајте 19 обавеза", re.IGNORECASE)
    assert re.search(commitment.sq, "Zotimet e nënshkruesve", re.IGNORECASE)
    assert not re.search(TERMS["stand aside"].sq, "Abstenoj", re.IGNORECASE)
    assert not re.search(TERMS["dissent"].sr, "Противим се", re.IGNORECASE)
