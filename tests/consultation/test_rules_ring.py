"""Does the ring show every organisation once, told apart by side and stance?"""

import math
from itertools import combinations, groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.consultation.rules.ring import MARKS, Sitting, mark_path, paths, ring
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.stances import LABEL_KEYS

sittings = st.lists(
    st.builds(Sitting, st.text("abcčdž", min_size=1, max_size=4), st.sampled_from(Seat), st.sampled_from(LABEL_KEYS)),
    max_size=80,
)
TABLE = [
    *(Sitting(f"K{number:02}", Seat.KOSOVO, "endorse") for number in range(20)),
    *(Sitting(f"R{number:02}", Seat.REGIONAL, "dissent") for number in range(6)),
    *(Sitting(f"S{number:02}", Seat.SERBIA, "reservation") for number in range(15)),
]


def test_every_stance_has_a_mark_of_its_own():
    assert tuple(MARKS) == LABEL_KEYS
    assert len(set(MARKS.values())) == len(MARKS)


@given(sittings)
def test_every_organisation_has_one_mark_and_none_touch(people):
    drawn = ring(people)
    assert sorted((m.name, m.seat, m.stance) for m in drawn.marks) == sorted((p.name, p.seat, p.stance) for p in people)
    assert all(math.dist((a.x, a.y), (b.x, b.y)) > 10.5 for a, b in combinations(drawn.marks, 2))
    left, top, width, height = drawn.view_box
    assert all(left < mark.x < left + width and top < mark.y < top + height for mark in drawn.marks)


@given(sittings)
def test_each_seat_is_one_arc_in_alphabetical_order(people):
    drawn = ring(people, collate=str)
    arcs = [(seat, [mark.name for mark in marks]) for seat, marks in groupby(drawn.marks, key=lambda mark: mark.seat)]
    assert len({seat for seat, _ in arcs}) == len(arcs)
    assert all(names == sorted(names) for _, names in arcs)
    assert {label.seat for label in drawn.labels} == {person.seat for person in people}
    assert len(drawn.partings) == (len(arcs) if len(arcs) > 1 else 0)


@pytest.mark.parametrize(("number", "first"), [("JS-2027-01", Seat.KOSOVO), ("JS-2027-02", Seat.SERBIA)])
def test_the_side_that_stands_first_starts_at_the_top_and_goes_clockwise(number, first):
    marks = ring(TABLE, number).marks
    assert marks[0].seat is first
    assert marks[0].x > 0 > marks[0].y
    assert marks[1].x > marks[0].x
    assert [seat for seat, _ in groupby(marks, key=lambda mark: mark.seat)][1] is Seat.REGIONAL


def test_the_drawing_is_that_of_the_design():
    drawn = ring(TABLE)
    first, label = drawn.marks[0], drawn.labels[0]
    assert (first.x, first.y) == (15.5, -80.5)
    assert (label.x, label.y, label.anchor) == (95.6, -5.1, "start")
    assert drawn.table_radius == 62
    assert drawn.partings[0].y1 == -72


def test_marks_are_joined_by_stance_in_the_order_of_tables():
    found = paths(ring(TABLE).marks)
    assert list(found) == ["endorse", "reservation", "dissent"]
    assert found["endorse"].startswith("M15.5 -80.5h0M")
    assert found["dissent"].count("l7.2 7.2m") == 6


@pytest.mark.parametrize("stance", LABEL_KEYS)
def test_paths_hold_numbers_and_commands_only(stance):
    assert set(mark_path(stance, -3.25, 0.0)) <= set("Mmhvlz0123456789.- ")


def test_an_empty_roll_is_an_empty_table():
    drawn = ring([])
    assert (drawn.marks, drawn.labels, drawn.partings) == ((), (), ())
