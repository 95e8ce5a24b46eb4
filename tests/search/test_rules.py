"""How a query is understood and said to both databases."""

import pytest

from forum.search import rules


def test_hyphenated_words_are_phrases_on_both() -> None:
    """`GOV-2` must not find every text with a 2 in it."""
    query = rules.understand("GOV-2 ")
    assert query is not None
    assert rules.fts5(query) == '("gov 2")'
    assert rules.tsquery(query) == "(('gov' <-> '2'))"


def test_the_last_word_may_be_unfinished() -> None:
    """Somebody is still typing, unless a blank or a quotation mark says otherwise."""
    typing, done = rules.understand("dijal"), rules.understand('"dijal"')
    assert typing is not None and done is not None
    assert rules.fts5(typing) == '("dijal"*)' and rules.tsquery(typing) == "(('dijal':*))"
    assert rules.fts5(done) == '("dijal")'


def test_names_of_one_place_find_each_other() -> None:
    """Prishtinë and Priština are no fold of each other: the table of places joins them."""
    query = rules.understand("Prishtinë sot ")
    assert query is not None
    assert ("pristina",) in query.terms[0] and query.terms[0][0] == ("prishtine",)


@pytest.mark.parametrize("typed", ["", "  ", '""', "!!! ---", "\x00"])
def test_nothing_to_look_for(typed: str) -> None:
    """A query without letters or digits is no query."""
    assert rules.understand(typed) is None


def test_hostile_queries_stay_words() -> None:
    """Operators of either database lose their meaning."""
    query = rules.understand("NEAR(a b) OR title:x* ' & !b")
    assert query is not None
    assert "NEAR(" not in rules.fts5(query) and "!" not in rules.tsquery(query) and "&" in rules.tsquery(query)


def test_vectors_keep_positions_within_the_limits_of_the_database() -> None:
    """255 places of one token, positions up to 16,383."""
    literal = rules.tsvector(["a"] * 300 + ["b"])
    assert literal.startswith("'a':1,2,") and literal.count(",") == 254 and literal.endswith("'b':301")
