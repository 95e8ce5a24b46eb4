"""Suggestions of duplicates: alike in words and answered alike, in one language; never one of the two alone."""

import csv
from collections.abc import Callable, Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core.text.folding import fold
from forum.opinion.analysis.duplicates import alike, duplicates, vectors
from forum.opinion.analysis.votes import REGIONAL, Votes
from tests.opinion.conftest import CONVERSATIONS, FOLDER

ROAD = "The road over the pass is kept open in winter"
SAME = "The road over the pass should be kept open in winter"
OTHER = "Schools exchange their pupils for one week a year"


def answered(*pairs: tuple[int, int], **given: object) -> Votes:
    """Propositions 1 and 2, one person for each pair of answers."""
    rows = [(who, what, value) for who, pair in enumerate(pairs) for what, value in enumerate(pair, 1)]
    return Votes.of(rows, propositions=[1, 2, 3], **given)


ALIKE = [(1, 1)] * 9 + [(-1, -1)] * 6
AGAINST = [(1, -1)] * 9 + [(-1, 1)] * 6


def suggested(votes: Votes, one: str, two: str, language: str = "en") -> list[tuple[int, int]]:
    return [(pair.first, pair.second) for pair in duplicates(votes, {language: {1: fold(one), 2: fold(two)}})]


def cosine(texts: Iterable[str]) -> float:
    weights = vectors([fold(text) for text in texts]).toarray()
    return float(weights[0] @ weights[1])


def test_alike_in_words_and_answered_alike_is_suggested() -> None:
    (found,) = duplicates(answered(*ALIKE), {"en": {1: fold(ROAD), 2: fold(SAME), 3: fold(OTHER)}})
    assert (found.first, found.second, found.language, found.common) == (1, 2, "en", 15)
    assert found.correlation == 1.0 and 0.7 <= found.likeness < 1


def test_alike_in_words_alone_is_not() -> None:
    assert suggested(answered(*AGAINST), ROAD, SAME) == []
    assert suggested(answered(*[(1, 1), (1, -1), (-1, 1), (-1, -1)] * 5), ROAD, SAME) == []


def test_answered_alike_alone_is_not() -> None:
    assert suggested(answered(*ALIKE), ROAD, OTHER) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Marijuana should not be legalized", "Recreational marijuana should be legal"),
        ("I am under 30 years of age", "I am 30 years of age or older but less than 55"),
        ("I identify as male.", "I identify as female."),
        ("The market place should be closed to cars", "The market place should not be closed to cars"),
    ],
)
def test_what_contradicts_in_similar_words_is_never_suggested(one: str, two: str) -> None:
    """The first two are the note's; who agrees with one disagrees with the other."""
    assert cosine((one, two)) > 0.3
    assert suggested(answered(*AGAINST), one, two) == []


def test_fifteen_must_have_answered_both() -> None:
    assert suggested(answered(*ALIKE), ROAD, SAME) == [(1, 2)]
    assert suggested(answered(*ALIKE[1:]), ROAD, SAME) == []
    ten = answered(*ALIKE, side=dict.fromkeys(range(10), 0), sides=("one", "two"))
    assert (ten.side[10:] == REGIONAL).all() and suggested(ten, ROAD, SAME) == []


def test_a_correlation_of_one_half_is_enough_and_less_is_not() -> None:
    """Forty answer, half of them 1 and half -1 on both; with 30 alike and 10 opposed r = (30 - 10)/40."""
    half = [(1, 1), (-1, -1)] * 15 + [(1, -1), (-1, 1)] * 5
    assert suggested(answered(*half), ROAD, SAME) == [(1, 2)]
    less = [(1, 1), (-1, -1)] * 14 + [(1, -1), (-1, 1)] * 6
    assert suggested(answered(*less), ROAD, SAME) == []


def test_where_all_answer_the_same_there_is_nothing_to_compare() -> None:
    assert suggested(answered(*[(1, 1)] * 20), ROAD, SAME) == []


def test_what_is_not_eligible_or_has_no_text_is_left_out() -> None:
    assert suggested(answered(*ALIKE, ineligible=[2]), ROAD, SAME) == []
    assert suggested(answered(*ALIKE), ROAD, " ") == []
    assert duplicates(Votes.of([]), {}) == () and duplicates(answered(*ALIKE), {"en": {}, "sq": {1: "a"}}) == ()


def test_script_and_accents_do_not_hide_a_duplicate_once_folded() -> None:
    latin, cyrillic = "Škola otvara đačku čitaonicu", "Школа отвара ђачку читаоницу"
    assert cosine((latin, cyrillic)) == pytest.approx(1.0)
    assert suggested(answered(*ALIKE), latin, cyrillic, "sr") == [(1, 2)]


def test_only_texts_of_one_language_are_compared() -> None:
    apart = {"en": {1: fold(ROAD)}, "sq": {2: fold(ROAD)}}
    assert duplicates(answered(*ALIKE), apart) == ()
    both = {"sq": {1: fold(ROAD), 2: fold(SAME)}, "en": {1: fold(ROAD), 2: fold(ROAD)}}
    (found,) = duplicates(answered(*ALIKE), both)
    assert (found.language, found.likeness) == ("en", 1.0)


def test_a_text_of_nothing_is_refused_by_language_and_id() -> None:
    with pytest.raises(ValueError, match="text sq of 9"):
        duplicates(answered(*ALIKE), {"en": {1: "a"}, "sq": {9: "a"}})


def test_weights_of_letters_by_hand() -> None:
    """*ab* is « ab » with blanks: runs «_ab», «ab_» and, four long, «_ab_», once, since the word is no longer. Twice
    *ab* weighs 1 + ln 2. Both texts have it, so ln(3/3) + 1 = 1; *cd* is in one, ln(3/2) + 1."""
    weights = vectors(["ab", "ab cd ab"]).toarray()
    often, rare = 1 + np.log(2), np.log(1.5) + 1
    assert weights.shape == (2, 6)
    assert sorted(weights[0].tolist()) == pytest.approx([0, 0, 0, *[3**-0.5] * 3])
    length = (3 * often * often + 3 * rare * rare) ** 0.5
    assert sorted(weights[1].tolist()) == pytest.approx([rare / length] * 3 + [often / length] * 3)


@settings(max_examples=30)
@given(st.lists(st.text("abc d", max_size=12), max_size=6))
def test_likeness_is_the_same_in_any_order_and_never_a_hole(texts: list[str]) -> None:
    last = len(texts) - 1
    pairs = {(one, two): how for one, two, how in alike(texts)}
    backwards = {(last - two, last - one): how for one, two, how in alike(texts[::-1])}
    assert pairs == backwards and all(0.7 <= how <= 1 for how in pairs.values())


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_real_conversation_yields_few_suggestions_and_those_say_the_same(
    name: str, polis: Callable[[str], Votes]
) -> None:
    """Alike in words are sixteen pairs on freshwater, contradictions among them; one is answered alike as well."""
    votes = polis(name)
    with (FOLDER / name / "comments.csv").open(encoding="utf-8", newline="") as file:
        texts = {int(row["comment-id"]): fold(row["comment-body"]) for row in csv.DictReader(file)}
    known = {one: text for one, text in texts.items() if one in votes.proposition_ids}
    found = duplicates(votes, {"en": known})
    assert [(one.first, one.second) for one in found] == ([(38, 40)] if "freshwater" in name else [])
    for one in found:
        assert texts[one.first][:60].split(" ", 1)[1] == texts[one.second][:60].split(" ", 1)[1]
