"""A draft in four languages: the same figures, whole sentences, the right forms, nobody's nationality."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cache

import pytest
from babel.numbers import parse_decimal

from forum.core.languages import READINGS, date_in_words, locale, speaking
from forum.opinion.analysis.blocks import Asked, Block, Citation, Figure, Kind, from_json, to_json
from forum.opinion.analysis.draft import draft
from forum.opinion.analysis.published import Published
from forum.opinion.analysis.results import Refusal
from forum.opinion.analysis.votes import Votes
from forum.opinion.rules import draft_phrases as phrases
from forum.opinion.rules.draft_text import draft_text
from forum.opinion.rules.draft_words import Said, sections
from tests.opinion.conftest import CONVERSATIONS
from tests.opinion.drafts import ASKED, PROFILES, answers, drafted, published, round_of, votes_of

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")


@cache
def with_groups() -> list[Block]:
    """A draft with three groups, one of them too small to be described."""
    result = round_of("organisations")
    groups = {
        **result["groups"], "k": 3, "reason": "", "stability_mean": 0.8371,
        "sizes": [{"low": 21, "high": 21}, {"low": 18, "high": 18}, {"low": 1, "high": 9}],
        "representative": [[{"id": 4, "direction": "agree"}, {"id": 5, "direction": "disagree"}], [], []],
    }  # fmt: skip
    return draft({**result, "groups": groups}, ASKED["organisations"])  # type: ignore[typeddict-item]


@cache
def without_groups(reason: str) -> list[Block]:
    """A draft in which the lens says no."""
    result = round_of("organisations")
    groups = {**result["groups"], "k": 1, "reason": reason, "stability_mean": 0.31, "sizes": [], "representative": []}
    return draft({**result, "groups": groups}, ASKED["organisations"])  # type: ignore[typeddict-item]


@cache
def one_side() -> list[Block]:
    """A conversation without sides."""
    found, _side = answers(4, 60, 12)
    return draft(published(Votes.of([(person, one, value) for (person, one), value in found.items()])), Asked())


@cache
def nothing() -> list[Block]:
    """Nobody answered."""
    return draft(published(Votes.of([], sides=("kosovo", "serbia"))), ASKED["organisations"])


@cache
def alike() -> list[Block]:
    """Everybody agrees with everything, on many propositions."""
    found = {(person, one): 1 for person in range(40) for one in range(30)}
    return draft(published(votes_of(found, {person: person % 2 for person in range(40)})), ASKED["organisations"])


DRAFTS = {
    **{f"{profile} {seed}": (lambda p=profile, s=seed: drafted(p, s)) for profile in PROFILES for seed in (1, 2)},
    "groups": with_groups, "no groups": lambda: without_groups("unstable"), "one side": one_side, "nothing": nothing,
    "alike": alike,
}  # fmt: skip


def told(blocks: list[Block]) -> Iterator[tuple[Block, Said]]:
    """Every block with its words."""
    for section in sections(blocks):
        for one in section.said:
            yield blocks[one.block], one


def may_be_said(figure: Figure) -> set[Decimal]:
    """The numbers that stand for a figure: itself, the first above a range, its percent, two decimals of it."""
    low, high = (Decimal(str(value)) for value in (figure.low, figure.high))
    above = {high + 1} if low < high else set()
    if low == int(low):
        return {low, high} | above
    cut = low.quantize(Decimal("0.01"), ROUND_DOWN)
    return {cut, (cut * 100).normalize()}


def numbers(sentence: str, block: Block, code: str) -> set[Decimal]:
    """The numbers of a sentence, without days and what is written as it stands (version, checksum)."""
    for name in ("code_version", "input_sha256"):
        sentence = sentence.replace(block.parameters.get(name) or "\0", "")
    for name in ("closed", "opened"):  # 21 February before 1 February
        if block.parameters.get(name):
            sentence = sentence.replace(date_in_words(date.fromisoformat(block.parameters[name]), code), "")
    return {parse_decimal(one, locale=locale(code)) for one in _NUMBER.findall(sentence)}


# ---------------------------------------------------------------- invariant 19
@pytest.mark.parametrize("code", READINGS)
@pytest.mark.parametrize("name", DRAFTS)
def test_every_number_of_a_sentence_is_a_figure_of_its_block(name: str, code: str) -> None:
    assert numbers_said(DRAFTS[name](), code) > 10


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_so_it_is_in_drafts_of_real_conversations(polis: Callable[[str], Votes], name: str) -> None:
    blocks = draft(published(polis(name)), Asked())
    for code in READINGS:
        assert numbers_said(blocks, code) > 50


def numbers_said(blocks: list[Block], code: str) -> int:
    """How many numbers the sentences of a draft say; each must be a figure of its block."""
    said = 0
    with speaking(code):
        for block, one in told(blocks):
            allowed = {number for figure in block.figures.values() for number in may_be_said(figure)}
            for sentence in (*one.sentences, one.lead):
                found = numbers(sentence, block, code)
                assert found <= allowed, (block.template, sentence)
                said += len(found)
    return said


@pytest.mark.parametrize("name", DRAFTS)
def test_a_stored_draft_says_the_same_again_in_each_language(name: str) -> None:
    blocks = DRAFTS[name]()
    again = from_json(json.loads(json.dumps(to_json(blocks))))
    for code in READINGS:
        with speaking(code):
            assert sections(again) == sections(blocks)


@pytest.mark.parametrize("name", DRAFTS)
def test_every_language_says_every_block_with_the_same_citations(name: str) -> None:
    blocks = DRAFTS[name]()
    shapes = set()
    for code in READINGS:
        with speaking(code):
            said = [one for _block, one in told(blocks)]
        assert all(one.sentences or one.lead for one in said)
        assert all(sentence == sentence.strip() and "%(" not in sentence for one in said for sentence in one.sentences)
        shapes.add(tuple((one.block, len(one.sentences), bool(one.lead), one.quoted, one.citations) for one in said))
    assert len(shapes) == 1


@pytest.mark.parametrize("name", DRAFTS)
def test_no_sentence_is_left_in_english(name: str) -> None:
    blocks = DRAFTS[name]()

    def words(code: str) -> set[str]:
        with speaking(code):
            all_of_it = sections(blocks)
        said = [one for section in all_of_it for one in section.said]
        return {section.heading for section in all_of_it} | {
            sentence for one in said for sentence in (one.lead, *one.sentences) if sentence
        }

    for code in ("sq", "sr-latn", "sr-cyrl"):
        assert not words(code) & words("en"), code
    assert not words("sq") & words("sr-latn")
    assert not any(re.search("[a-z]{2}", one.replace("polity", "")) for one in words("sr-cyrl") if "polity" not in one
                   and not re.search("[0-9a-f]{64}", one))  # fmt: skip


# ---------------------------------------------------------------- forms
def line(code: str, answers_: str, low: int, whole: int = 47) -> str:
    with speaking(code):
        return str(phrases.answered("X", answers_, Figure(low, low, "-"), Figure(whole, whole, "-")))


@pytest.mark.parametrize(("code", "expected"), [
    ("en", ["X: 1 of 47 agrees.", "X: 2 of 47 agree.", "X: 5 of 47 agree.", "X: 21 of 47 agree."]),
    ("sq", ["X: 1 nga gjithsej 47 pajtohet.", "X: 2 nga gjithsej 47 pajtohen.", "X: 5 nga gjithsej 47 pajtohen.",
            "X: 21 nga gjithsej 47 pajtohen."]),
    ("sr-cyrl", ["X: слаже се 1 од укупно 47.", "X: слажу се 2 од укупно 47.", "X: слаже се 5 од укупно 47.",
                 "X: слаже се 21 од укупно 47."]),
    ("sr-latn", ["X: slaže se 1 od ukupno 47.", "X: slažu se 2 od ukupno 47.", "X: slaže se 5 od ukupno 47.",
                 "X: slaže se 21 od ukupno 47."]),
])  # fmt: skip
def test_one_two_five_and_twenty_one_have_their_forms(code: str, expected: list[str]) -> None:
    assert [line(code, "agree", count) for count in (1, 2, 5, 21)] == expected


@pytest.mark.parametrize(("count", "expected"), [
    (1, "Овај нацрт почива на 1 тврдњи."), (2, "Овај нацрт почива на 2 тврдње."),
    (5, "Овај нацрт почива на 5 тврдњи."), (21, "Овај нацрт почива на 21 тврдњи."),
])  # fmt: skip
def test_counted_propositions_have_their_forms(count: int, expected: str) -> None:
    cited = tuple(Citation("proposition", one) for one in range(count))
    block = Block(Kind.EVIDENCE, "evidence", {}, cited, {"cited": Figure(count, count, "cited")})
    with speaking("sr-cyrl"):
        assert sections([block])[0].said[0].sentences == (expected,)


@pytest.mark.parametrize("answers_", ["agree", "disagree", "pass", "agree+pass", "pass+disagree", "agree+disagree"])
@pytest.mark.parametrize("code", READINGS)
def test_each_answer_is_said_differently_with_its_count_once(answers_: str, code: str) -> None:
    said = {line(code, answers_, count) for count in (1, 2, 5, 21)}
    assert len(said) == 4
    assert all(one.startswith("X: ") and one.endswith(".") and one.count("47") == 1 for one in said)
    others = {line(code, other, 5) for other in ("agree", "disagree", "pass") if other != answers_}
    assert line(code, answers_, 5) not in others


# ---------------------------------------------------------------- ranges
@pytest.mark.parametrize(("low", "high", "expected"), [
    (15, 19, "15 or more of 19"), (0, 4, "fewer than 5 of 19"), (1, 4, "fewer than 5 of 19"), (5, 9, "5 to 9 of 19"),
    (19, 19, "19 of 19"), (0, 0, "0 of 19"), (0, 19, None),
])  # fmt: skip
def test_ranges_are_said_as_ranges(low: int, high: int, expected: str | None) -> None:
    with speaking("en"):
        assert phrases.of(Figure(low, high, "-"), Figure(19, 19, "-")) == expected


def test_ranges_are_said_as_ranges_in_the_other_languages() -> None:
    some, few, whole = Figure(15, 19, "-"), Figure(0, 4, "-"), Figure(19, 19, "-")
    said = {}
    for code in ("sq", "sr-cyrl"):
        with speaking(code):
            said[code] = [phrases.of(some, whole), phrases.of(few, whole)]
    assert said == {
        "sq": ["15 ose më shumë nga gjithsej 19", "më pak se 5 nga gjithsej 19"],
        "sr-cyrl": ["15 или више од укупно 19", "мање од 5 од укупно 19"],
    }


def test_a_range_takes_the_form_for_many() -> None:
    with speaking("sr-cyrl"):
        said = phrases.answered("X", "agree", Figure(2, 4, "-"), Figure(19, 19, "-"))
    assert said == "X: слаже се 2 до 4 од укупно 19."


def test_members_are_said_with_the_ranges_that_are_published() -> None:
    with speaking("en"):
        said = draft_text(drafted("members"), str)
    assert re.search(r"\d+ or more of \d+ agree;", said)
    assert re.search(r"fewer than 5 of \d+", said)
    assert "People from organisations seated in Kosovo: " in said
    assert "fewer than 20 of a side answered" in said


def test_what_is_not_split_is_said_to_be_so() -> None:
    with speaking("en"):
        said = phrases.answered("X", "agree+pass+disagree", Figure(12, 12, "-"), Figure(12, 12, "-"))
    assert said == "X: 12 answered; how they did is not shown."


# ---------------------------------------------------------------- numbers as the reader writes them
@pytest.mark.parametrize(("code", "number", "decimal"), [
    ("en", "12,345", "0.59"), ("sq", "12\u00a0345", "0,59"), ("sr-latn", "12.345", "0,59"),
    ("sr-cyrl", "12.345", "0,59"),
])  # fmt: skip
def test_numbers_have_the_separators_of_the_reader(code: str, number: str, decimal: str) -> None:
    with speaking(code):
        assert phrases.number(12345) == number
        assert phrases.decimal(0.599) == decimal
        assert phrases.percent(0.599) == "59 %", "what misses 60 % does not seem to reach it"
        assert phrases.percent(0.29) == "29 %"


# ---------------------------------------------------------------- words
_PEOPLES = {
    "en": r"kosovar|serb(?!ia\b)|albanian|ethnic|minority communit|countr|nation\b",
    "sq": r"kosovar|\bserb(?!i\b|ia\b|isë\b)|shqiptar|etni|komunitet|\bshtet",
    "sr-latn": r"kosovsk|kosovar|\bsrb(?!ij)|\bsrpsk|alban|etni|zajednica\b|držav",
    "sr-cyrl": r"косовск|косовар|\bсрб(?!иј)|\bсрпск|албан|етни|заједница\b|држав",
}


@pytest.mark.parametrize("code", READINGS)
@pytest.mark.parametrize("name", DRAFTS)
def test_sides_are_seats_and_never_peoples(name: str, code: str) -> None:
    with speaking(code):
        said = draft_text(DRAFTS[name](), str)
    assert re.findall(_PEOPLES[code], said, re.IGNORECASE) == []


def test_words_of_propositions_stand_before_the_sentences_never_in_them() -> None:
    blocks = drafted("organisations")
    with speaking("en"):
        said = draft_text(blocks, lambda one: f"Words\nof  {one}")
        assert not any("Words" in sentence for _block, one in told(blocks) for sentence in one.sentences)
    assert "> Words of 3 [3]\n\n**Agreed on every side**\n\n- Organisations seated in Kosovo: 17 of 17 agree; " in said
    assert "> What should follow an agreement?\n" in said
    assert "- [3] Words of 3\n" in said


def test_sides_of_a_file_keep_the_names_it_gives_them() -> None:
    found, side = answers(2, 40, 8)
    votes = Votes.of([(p, c, v) for (p, c), v in found.items()], side=side, sides=("river", "hill"))
    with speaking("sq"):
        said = draft_text(draft(published(votes), Asked()), str)
        named = draft_text(draft(published(votes), Asked()), str, names={"river": "Lumi"})
    assert "- river: " in said and "- hill: " in said
    assert "- Lumi: " in named and "- river: " not in named


@pytest.mark.parametrize("reason", [*Refusal, ""])
@pytest.mark.parametrize("code", READINGS)
def test_every_reason_for_no_groups_is_a_sentence(code: str, reason: str) -> None:
    blocks = without_groups(str(reason))
    with speaking(code):
        (said,) = [one for block, one in told(blocks) if block.kind is Kind.GROUPS]
    assert bool(said.sentences) is bool(reason)
    assert bool(said.lead) is (reason != Refusal.NOT_SHOWN)


def test_the_certificate_is_said_in_plain_words() -> None:
    with speaking("en"):
        said = draft_text(drafted("organisations"), str)
    assert re.search(r"short list of 8: no group of \d+ or more who agree on something is left out\.", said)
    assert re.search(r"reaches at most \d+ % of a just complaint\.", said)


def test_a_list_that_leaves_a_group_out_is_said_to_do_so() -> None:
    result = round_of("organisations")
    slate = result["side_slates"][0]
    bad = {**slate, "certificate": {**slate["certificate"], "ratio": 1.25}}
    broken: Published = {**result, "side_slates": [bad, result["side_slates"][1]]}  # type: ignore[typeddict-item]
    with speaking("en"):
        said = draft_text(draft(broken, ASKED["organisations"]), str)
    assert "Organisations seated in Kosovo: the check found a group that the short list leaves out." in said


def test_an_empty_section_says_which_threshold_was_missed() -> None:
    with speaking("en"):
        said = draft_text(nothing(), str)
    assert "No proposition is agreed on every side: on each the lower bound of agreement must reach 60 %." in said
    assert "No proposition is rejected on every side: on each the lower bound of disagreement must reach 60 %." in said
    assert "surely 30 % apart" in said
    assert "No proposition is cited." in said


def test_a_template_without_words_is_an_error() -> None:
    with pytest.raises(KeyError, match="unheard"):
        sections([Block(Kind.OPEN, "unheard", {}, (Citation("result", "sides"),), {})])
