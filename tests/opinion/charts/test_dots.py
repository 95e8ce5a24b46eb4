"""The dot plot and the map: marks stand where they belong or lead there, and never cover one another."""

from math import hypot

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion.rules.charts.density import density
from forum.opinion.rules.charts.dots import MARK, NARROW, ROOM, SHAPES, WIDE, Drawing, dots
from forum.opinion.rules.charts.packing import pile, spread
from tests.opinion.charts import samples
from tests.opinion.charts.samples import exactly, partly

POINTS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=25)


@given(POINTS)
@settings(max_examples=60)
def test_marks_never_cover_one_another_and_stay_near(places: list[tuple[int, int]]) -> None:
    points = [(20.0 * x, 20.0 * y) for x, y in places]
    put = spread(points, 26, lambda point: all(0 <= axis <= 200 for axis in point))
    assert put == spread(points, 26, lambda point: all(0 <= axis <= 200 for axis in point))
    for index, one in enumerate(put):
        assert all(0 <= axis <= 200 for axis in one)
        assert all(hypot(one[0] - x, one[1] - y) >= 26 - 1e-6 for x, y in put[:index])
    assert not points or put[0] == points[0]


@given(st.lists(st.integers(0, 100), max_size=40))
@settings(max_examples=60)
def test_marks_on_a_line_pile_up_without_holes(places: list[int]) -> None:
    positions = sorted(float(place) for place in places)
    rows = pile(positions, 9)
    for row in set(rows):
        taken = [position for position, chosen in zip(positions, rows, strict=True) if chosen == row]
        assert all(second - first >= 9 for first, second in zip(taken, taken[1:], strict=False))
        assert row == 0 or row - 1 in rows


def test_a_mark_stands_at_the_shares_of_both_sides() -> None:
    found = samples.organisations()
    plot = dots(found, samples.setting(found))
    by_number = {dot.saying.number: dot for dot in plot.drawings[0].dots}
    assert plot.names == ("Kosovo", "Serbia") and 9 not in by_number and "Proposition 9 has no mark" in plot.missing
    assert (by_number[2].at_x, by_number[2].at_y) == (68.42, 71.43)
    assert by_number[2].name == "Proposition 2. Sides differ. Agree: Kosovo 68\u00a0%, Serbia 29\u00a0%"
    turned = dots(found, samples.setting(found, order=(1, 0)))
    assert turned.names == ("Serbia", "Kosovo")
    mirrored = {dot.saying.number: dot for dot in turned.drawings[0].dots}
    for number, dot in by_number.items():
        assert abs(mirrored[number].at_x - (100 - dot.at_y)) < 0.001
    assert turned.corners == (plot.corners[3], plot.corners[1], plot.corners[2], plot.corners[0])


def test_equal_shares_make_room_and_a_line_leads_to_their_place() -> None:
    for count in (2, 7, 20):
        same = tuple(samples.proposition(number, "agreed", exactly(17, 1, 1), exactly(13, 1, 0))
                     for number in range(1, count + 1))  # fmt: skip
        found = samples.published("organisations", same)
        for drawing in dots(found, samples.setting(found)).drawings:
            assert drawing.linked and sum(dot.moved for dot in drawing.dots) == count - 1
            assert len({(dot.at_x, dot.at_y) for dot in drawing.dots}) == 1
            assert _least(drawing) >= MARK * ROOM - 0.05


def test_many_marks_are_small_and_lead_nowhere_where_fingers_would_miss_them() -> None:
    found = samples.published("organisations", tuple(
        samples.proposition(number, "open", exactly(number, 60 - number, 40), exactly(number * 7 % 60, 40, 5))
        for number in range(1, 60)
    ))  # fmt: skip
    plot = dots(found, samples.setting(found))
    assert [(drawing.width, drawing.linked) for drawing in plot.drawings] == [(WIDE, True), (NARROW, False)]
    assert _least(plot.drawings[0]) >= MARK * ROOM - 0.05


def test_a_share_that_is_not_known_exactly_is_a_stretch_with_the_mark_in_its_middle() -> None:
    one = samples.proposition(1, "agreed", partly(50, agree=(40, 44), pass_disagree=(6, 10)), exactly(30, 10, 10))
    other = samples.proposition(2, "open", exactly(9, 9, 9), partly(30, agree_pass_disagree=30))
    found = samples.published("members", (one, other))
    plot = dots(found, samples.setting(found))
    (dot,) = plot.drawings[0].dots
    assert (dot.across, dot.down, dot.at_x, dot.at_y) == ((80, 88), None, 84, 40) and plot.ranges
    assert dot.name.endswith("Agree: Kosovo 80 to 88\u00a0%, Serbia 60\u00a0%") and "Proposition 2" in plot.missing


def test_every_tier_has_a_shape_of_its_own() -> None:
    found = samples.organisations()
    assert [tier for tier, _ in dots(found, samples.setting(found)).tiers] == list(SHAPES)
    assert len(set(SHAPES.values())) == len(SHAPES) == 6


def test_one_side_is_a_line_on_which_only_heights_are_chosen() -> None:
    found = samples.one_side(40)
    plot = dots(found, samples.setting(found, ("Everyone",)))
    assert plot.flat and len(plot.drawings[0].dots) == 40
    for drawing in plot.drawings:
        assert drawing.linked and all((dot.x, dot.y) == (dot.at_x, dot.at_y) for dot in drawing.dots)
        assert all(0 < dot.y < drawing.height for dot in drawing.dots)
        assert _least(drawing, upright=1.0) >= MARK * ROOM - 0.6
    assert plot.drawings[0].dots[0].name == "Proposition 1. Majority. Agree: 39\u00a0%"


def test_a_map_has_discs_by_number_of_people_and_none_for_anybody_alone() -> None:
    found = samples.members()
    drawn = density(found)
    assert drawn is not None and found["density"] is not None
    most = max(people for _, _, people in found["density"]["cells"])
    assert sorted((disc.column - 1, disc.row - 1, disc.people) for disc in drawn.discs) == sorted(
        (column, row, people) for column, row, people in found["density"]["cells"]
    )
    for disc in drawn.discs:
        assert 0 < disc.radius <= 0.5 and abs(disc.radius**2 / 0.47**2 - disc.people / most) < 0.01
        assert 0 < disc.x < drawn.columns and 0 < disc.y < drawn.rows
    assert density(samples.organisations()) is None
    found["density"]["cells"] = []
    assert density(found) is None


def _least(drawing: Drawing, upright: float | None = None) -> float:
    """The smallest distance of two marks, in pixels."""
    across = drawing.width.pixels / 100
    places = [(dot.x * across, dot.y * (upright or across)) for dot in drawing.dots]
    return min(hypot(a[0] - b[0], a[1] - b[1]) for i, a in enumerate(places) for b in places[:i])
