"""How a tree grows and how any stretch of it is nested."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.discussion import rules


def tree(parents: list[int]) -> list[tuple[str, int]]:
    """(path, depth) of posts whose n-th answers one of those before it."""
    made = [rules.place(1, None, None)]
    for number, pick in enumerate(parents, start=2):
        parent = pick % len(made)
        made.append(rules.place(number, parent + 1, made[parent][0]))
    return made


TREES = st.lists(st.integers(0, 10_000), max_size=60).map(tree)


@given(TREES)
def test_order_of_paths_is_order_of_the_tree(posts: list[tuple[str, int]]) -> None:
    """Sorted by path, a parent stands before its answers, and answers in the order they came."""
    ordered = sorted(posts)
    assert len({path for path, _ in posts}) == len(posts)
    for (path, depth), (after, deeper) in zip(ordered, ordered[1:], strict=False):
        assert deeper <= depth + 1
        if deeper == depth + 1:
            assert after.startswith(path)


@given(TREES, st.integers(0, 60), st.integers(1, 25))
def test_every_stretch_of_a_tree_is_balanced(posts: list[tuple[str, int]], start: int, length: int) -> None:
    """Wherever a page begins and ends, lists that open are closed, and levels change as lists do."""
    page = sorted(posts)[start : start + length]
    _balanced([depth for _, depth in page])


@given(st.lists(st.integers(1, 25), max_size=40))
def test_any_depths_at_all_are_balanced(depths: list[int]) -> None:
    """Even depths that no tree has give balanced lists."""
    _balanced(depths)


def _balanced(depths: list[int]) -> None:
    open_lists, open_items = 0, 0
    for nested in rules.nesting(depths):
        open_lists += nested.opens
        assert nested.level == open_lists > open_items
        open_items += 1
        if nested.leaf:
            open_items -= 1
        for _ in range(nested.closes):
            assert open_items == open_lists - 1, "a list ends when all its items have"
            open_lists -= 1
            open_items -= open_lists > 0
    assert (open_lists, open_items) == (0, 0)


def test_levels_follow_the_depths_of_a_page() -> None:
    assert [n.level for n in rules.nesting([1, 2, 3, 3, 2, 1])] == [1, 2, 3, 3, 2, 1]
    assert [n.level for n in rules.nesting([3, 4, 2, 3, 1])] == [1, 2, 1, 2, 1]
    assert rules.nesting([]) == []
    assert rules.nesting([5]) == [rules.Nesting(1, True, True, 1)]


def test_answers_to_the_opening_post_stand_beside_it() -> None:
    opening, _ = rules.place(1, None, None)
    first, depth = rules.place(2, 1, opening)
    assert depth == 1
    assert rules.place(3, 2, first) == (first + rules.step(3), 2)


def test_a_tree_stops_growing_deeper_at_the_deepest_level() -> None:
    path, depth, seq = rules.step(2), 1, 2
    for _ in range(40):
        path, depth = rules.place(seq + 1, seq, path)
        seq += 1
        assert depth <= rules.DEEPEST
    assert depth == rules.DEEPEST
    assert path > rules.step(2)


@pytest.mark.parametrize("seq", [0, -1, 36**4])
def test_a_step_has_four_digits(seq: int) -> None:
    with pytest.raises(ValueError, match="at most"):
        rules.step(seq)


@given(st.integers(1, 36**4 - 2))
def test_later_steps_sort_later(seq: int) -> None:
    assert rules.step(seq) < rules.step(seq + 1)


@pytest.mark.parametrize(
    ("mark", "parent", "seq", "after"),
    [(None, 1, 7, 7), (6, 1, 7, 7), (2, 4, 9, 4), (5, 3, 9, 5), (8, 2, 9, 9)],
)
def test_replying_moves_the_mark_but_skips_nothing_unread(mark: int | None, parent: int, seq: int, after: int) -> None:
    assert rules.mark_after_reply(mark, parent, seq) == after


def test_a_quotation_marks_every_line() -> None:
    assert rules.quoted("one\n\ntwo") == "> one\n>\n> two\n\n"


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_cursor_comes_back_as_it_was(moment: datetime) -> None:
    assert rules.place_of(rules.cursor(moment, "abcdefg")) == (moment, "abcdefg")


@pytest.mark.parametrize("text", ["", "x", "20260101T000000000000", "20260101T000000000000.abc", "9" * 21 + ".abcdefg"])
def test_nonsense_is_no_cursor(text: str) -> None:
    assert rules.place_of(text) is None


def test_an_address_keeps_no_words_that_are_out_of_sight() -> None:
    assert rules.shown_slug("private-words", "live") == "private-words"
    assert rules.shown_slug("private-words", "withdrawn") == rules.shown_slug("other", "hidden") == "thread"
