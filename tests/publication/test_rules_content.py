"""The content of a publication: one spelling, one hash, and what must hold before it is stored."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from forum.consultation.rules.timetable import review_at
from forum.core.canonical import canonical
from forum.core.clock import civil
from forum.publication.rules.canonical import UnknownFormat, from_canonical, sha256, to_canonical
from forum.publication.rules.checks import Problem, problems
from forum.publication.rules.content import Reservation, RollLine, Words, figures_of
from forum.publication.rules.ring import TURN, ring_of
from tests.publication.example import CLOCK, DISSENT, METHOD, POSITION, ROLL, next_version, with_roll


def test_the_example_is_a_rightful_publication() -> None:
    assert problems(POSITION) == []
    assert problems(next_version()) == []


def test_content_survives_storing_as_canonical_json() -> None:
    stored = canonical(to_canonical(POSITION))
    assert from_canonical(json.loads(stored)) == POSITION
    assert canonical(to_canonical(from_canonical(json.loads(stored)))) == stored


def test_the_hash_depends_on_every_word_and_on_nothing_else() -> None:
    shuffled = json.loads(json.dumps(to_canonical(POSITION)))
    shuffled = dict(reversed(shuffled.items()))
    assert sha256(from_canonical(shuffled)) == sha256(POSITION)
    assert sha256(replace(POSITION, title={**POSITION.title, "sq": "Tjetër"})) != sha256(POSITION)


def test_every_single_changed_leaf_changes_the_hash() -> None:
    before = sha256(POSITION)

    def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        if isinstance(value, dict):
            return [leaf for key, item in value.items() for leaf in leaves(item, (*path, key))]
        if isinstance(value, list):
            return [leaf for at, item in enumerate(value) for leaf in leaves(item, (*path, at))]
        return [path]

    for path in leaves(to_canonical(POSITION)):
        changed = json.loads(canonical(to_canonical(POSITION)))
        place = changed
        for step in path[:-1]:
            place = place[step]
        old = place[path[-1]]
        if path == ("format",) or isinstance(old, bool):
            continue
        place[path[-1]] = old + 1 if isinstance(old, int) else f"{old}x"
        assert sha256(from_canonical(changed)) != before, path


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda value: value | {"format": "sofra-publication/9"}, id="another format"),
        pytest.param(lambda value: value | {"surprise": 1}, id="an unknown part"),
        pytest.param(lambda value: {key: item for key, item in value.items() if key != "roll"}, id="a missing part"),
        pytest.param(lambda value: value | {"version": "1"}, id="text for a number"),
        pytest.param(lambda value: value | {"version": True}, id="truth for a number"),
        pytest.param(lambda value: value | {"roll": {}}, id="an object for a list"),
        pytest.param(lambda value: value | {"title": ["x"]}, id="a list for an object"),
    ],
)
def test_anything_else_is_no_publication(spoil: Any) -> None:
    with pytest.raises(UnknownFormat):
        from_canonical(spoil(to_canonical(POSITION)))


def test_kosovo_stands_first_in_odd_numbers_serbia_in_even_ones() -> None:
    """R2."""
    assert [line.seat for line in figures_of("JS-2027-01", ROLL)] == ["kosovo", "serbia"]
    assert [line.seat for line in figures_of("JS-2027-02", ROLL)] == ["serbia", "kosovo"]
    assert [arc.seat for arc in ring_of(POSITION).arcs] == ["kosovo", "regional", "serbia"]
    assert [arc.seat for arc in ring_of(replace(POSITION, number="JS-2027-02")).arcs] == [
        "serbia",
        "regional",
        "kosovo",
    ]


def test_regional_seats_get_figures_from_five_on_and_never_a_total() -> None:
    """R1."""
    more = tuple(RollLine(f"r{no}", f"Organisation R{no}", "regional", "organisation", "endorse") for no in range(4))
    assert [line.seat for line in with_roll((*ROLL, *more)).figures] == ["kosovo", "serbia", "regional"]
    assert [line.seat for line in with_roll((*ROLL, *more[:3])).figures] == ["kosovo", "serbia"]
    assert "total" not in json.dumps(to_canonical(POSITION)).lower()


def test_the_ring_has_one_mark_per_seat_and_a_free_place_at_the_top() -> None:
    ring = ring_of(POSITION)
    assert len(ring.marks) == len(ROLL)
    assert [mark.turn for mark in ring.marks] == sorted({mark.turn for mark in ring.marks})
    assert ring.partings[0] == 0 < ring.marks[0].turn
    assert ring.marks[-1].turn < TURN
    assert ring_of(with_roll(())).marks == ()


def bad(**changes: Any) -> list[Problem]:
    return problems(replace(POSITION, **changes))


def in_line(slug: str, **changes: Any) -> list[Problem]:
    return problems(with_roll(tuple(replace(line, **changes) if line.slug == slug else line for line in ROLL)))


@pytest.mark.parametrize("hour", ["2026-11-26T22", "2027-02-16T23", "2027-03-28T00"])
def test_what_is_published_at_night_may_be_reviewed_after_180_days(hour: str) -> None:
    """Days are those of Belgrade, where it is tomorrow already; none more."""
    published = f"{hour}:30:00+00:00"
    at = datetime.fromisoformat(published)
    last = review_at(at, 180)
    assert not bad(published_at=published, review_on=civil(last).date().isoformat())
    later = civil(last).date() + timedelta(days=1)
    assert Problem("review_too_late", "review_on") in bad(published_at=published, review_on=later.isoformat())


def test_what_is_wrong_is_named_with_its_place() -> None:
    assert Problem("number", "number") in bad(number="JS-27-1")
    assert Problem("version", "previous_sha256") in bad(version=2)
    assert Problem("language", "title.sr") in bad(title={"en": "x", "sq": "y", "sr": " "})
    assert Problem("figures", "figures") in bad(figures=POSITION.figures[::-1])
    assert Problem("review_too_late", "review_on") in bad(review_on="2027-08-16")
    assert Problem("date", "review_on") in bad(review_on="soon")
    assert Problem("instant", "published_at") in bad(published_at="2027-02-16T09:00:00")
    assert Problem("numbering", "paragraphs") in bad(paragraphs=POSITION.paragraphs[1:])
    assert Problem("hash", "roll_sha256") in bad(method=replace(METHOD, roll_sha256="AB"))


def test_the_class_is_the_one_that_follows_from_roll_and_rules() -> None:
    """R9, R27."""
    assert Problem("class", "outcome") in bad(outcome="joint")
    assert Problem("unknown", "outcome") in bad(outcome="splendid")
    assert Problem("class", "outcome") in in_line("cherry-lane", stance="no_response")
    changed = {**METHOD.ruleset, "review_days": 90}
    assert Problem("hash", "method.ruleset") in bad(method=replace(METHOD, ruleset=changed))
    one_side = tuple(line for line in ROLL if line.seat == "kosovo")
    assert Problem("sides", "roll") in problems(with_roll(one_side))


def test_a_reservation_belongs_to_an_endorsement_and_to_a_paragraph_that_exists() -> None:
    """R11."""
    assert Problem("reservation", "roll[green-hill]") in in_line("green-hill", reservations=())
    assert Problem("reservation", "roll[blue-door]") in in_line("blue-door", reservations=(Reservation(CLOCK),))
    assert Problem("paragraph", "roll[green-hill]") in in_line("green-hill", reservations=(Reservation(CLOCK, "par9"),))
    assert Problem("unknown", "roll[old-mill]") in in_line("old-mill", stance="abstain")


def test_a_dissenting_opinion_has_authors_who_do_not_endorse_and_an_original_of_bounded_length() -> None:
    """R11."""
    dissent = POSITION.dissents[0]
    assert Problem("authors", "dissents[0]") in bad(dissents=(replace(dissent, authors=("old-mill",)),))
    assert Problem("authors", "dissents[0]") in bad(dissents=(replace(dissent, authors=()),))
    long = replace(dissent, words=Words("en", {"en": "x" * 6001}))
    assert Problem("too_long", "dissents[0]") in bad(dissents=(long,))
    assert bad(dissents=(replace(dissent, words=Words("en", {"en": "x" * 6000})),)) == []
    no_original = replace(dissent, words=replace(DISSENT, original="sr"))
    assert Problem("original", "dissents[0]") in bad(dissents=(no_original,))
    assert DISSENT.awaited == ("sr",)


def test_no_field_is_made_for_the_name_of_a_person() -> None:
    """R29: organisations and individual seats only."""

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for item in value.values() for key in keys(item)}
        return {key for item in value for key in keys(item)} if isinstance(value, list) else set()

    assert not {key for key in keys(to_canonical(POSITION)) if "person" in key or key in {"by", "author", "account"}}
