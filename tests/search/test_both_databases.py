"""Both databases find the same things, and what they find is what the rule says (R37): as a property."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from forum.core.db import db, writing
from forum.core.languages import READINGS
from forum.core.text.folding import tokens
from forum.search import operations as index
from forum.search.models import SearchEntry
from forum.search.queries import search
from forum.search.rules import PER_PAGE, Entry, Query, understand
from tests.support import require
from tests.support.house import House

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WORDS = (
    "Приштина", "Priština", "pristina", "Prishtinë", "Ђаковица", "Djakovica", "Gjakovë", "çështje", "ceshtje", "ЉУБАВ",
    "ljubav", "gov", "2", "GOV-2", "gov-2", "a", "the", "not", "and", "or", "near", "NOT", "Novi", "Pazar", "Pazari",
    "i", "Ri", "dijalog", "dijalogu", "дијалог", "e\u0301", "é", "ß", "ss", "ﬁ", "fi", "İ", "ı", "x1y2", "1", "12",
    "don't", "1,5", "1.5", "a_b", "ab", "C++", "https://a.example/b?c=d", "x@y.example", "日本", "ümlaut", "\U0001d4b5",
)  # fmt: skip
SEPARATORS = (*"   ", "  ", "\n", "-", ", ", ".", " (", ") ", *"'\"/_*:&|!\\`")
SOME = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SEPARATORS)), max_size=8).map(
    lambda parts: "".join(word + separator for word, separator in parts)
)
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
TEXT = SOME | st.tuples(SOME, ANY).map("".join)
TYPED = SOME | SOME.map(lambda words: f'"{words}"') | SOME.map(str.strip) | st.tuples(SOME, ANY).map("".join)


def expected(query: Query, text: str) -> bool:
    """What the rule says: every term stands there in one of its ways, the last one perhaps unfinished."""
    said = tokens(text)

    def stands(phrase: tuple[str, ...], unfinished: bool) -> bool:
        for start in range(len(said) - len(phrase) + 1):
            part = said[start : start + len(phrase)]
            whole = part[-1].startswith(phrase[-1]) if unfinished else part[-1] == phrase[-1]
            if part[:-1] == list(phrase[:-1]) and whole:
                return True
        return False

    last = len(query.terms) - 1
    return all(
        any(stands(way, query.prefix_last and place == last and n == 0) for n, way in enumerate(term))
        for place, term in enumerate(query.terms)
    )


@pytest.fixture(scope="module")
def both(houses: Callable[[str], House]) -> Iterator[list[House]]:
    """The site on SQLite and on PostgreSQL, empty."""
    require.require("postgres")
    found = [houses("sqlite"), houses("postgresql")]
    for house in found:
        house.fresh("bare")
    yield found
    for house in found:
        house.fresh("seeded")


def found_on(house: House, texts: list[str], query: Query) -> list[int]:
    """Which of the texts are found there."""
    with house.app.app_context():
        with writing() as session:
            session.execute(delete(SearchEntry))
            for number, text in enumerate(texts):
                index.put(Entry("demand", number, "en", NOON, str(number), "", text))
        hits = search(None, query, READINGS["en"]).hits
        db.session.rollback()
        return sorted(int(hit.url.rpartition("/")[2]) for hit in hits)


def compare(both: list[House], texts: list[str], typed: str) -> None:
    query = understand(typed)
    if query is None:
        assert not tokens(typed)
        return
    should = [number for number, text in enumerate(texts) if expected(query, text)]
    for house in both:
        assert found_on(house, texts, query) == should[-PER_PAGE:], house.kind


@pytest.mark.postgres
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=1, max_size=6), typed=TYPED)
def test_equal_hits_and_phrases_on_both_databases(both: list[House], texts: list[str], typed: str) -> None:
    compare(both, texts, typed)


@pytest.mark.postgres
@pytest.mark.drill
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(TEXT, min_size=1, max_size=12), typed=TYPED)
def test_equal_hits_and_phrases_on_both_databases_at_length(both: list[House], texts: list[str], typed: str) -> None:
    compare(both, texts, typed)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("texts", "typed"),
    [
        (["gov 2", "gov x 2", "gov-2", "gov2"], "GOV-2"),
        (["a " * 200 + "b", "b a"], '"a b"'),
        (["Novi Pazar", "Pazari i Ri", "Pazar Novi"], "novi pazar "),
        (["x" * 70, "x" * 64 + "y"], "x" * 64),
        (["don't", "dont", "don t"], "don't"),
    ],
)
def test_places_where_databases_like_to_differ(both: list[House], texts: list[str], typed: str) -> None:
    compare(both, texts, typed)
