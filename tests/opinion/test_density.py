"""The map shows crowds only."""

import numpy as np
import pytest

from forum.opinion.analysis.density import CROWD, density


@pytest.mark.parametrize("people", [0, 9, 50, 135, 400, 5000, 60_000])
def test_no_cell_has_fewer_than_ten_people_and_nobody_is_lost(people: int) -> None:
    found = density(np.random.default_rng(people).normal(size=(people, 3)))
    if found is None:
        assert people < 400
        return
    assert all(count >= CROWD for _, _, count in found.cells)
    assert sum(count for _, _, count in found.cells) + found.left_out == people
    assert found.left_out <= people / 4
    assert 3 <= found.columns == found.rows <= 24
    assert all(0 <= column < found.columns and 0 <= row < found.rows for column, row, _ in found.cells)
    assert len({(column, row) for column, row, _ in found.cells}) == len(found.cells)


def test_two_crowds_stand_where_they_are() -> None:
    points = np.concatenate((np.full((60, 2), (-1.0, -1.0)), np.full((40, 2), (1.0, 1.0))))
    found = density(points)
    assert found is not None
    assert found.cells == ((0, 0, 60), (found.columns - 1, found.rows - 1, 40))


def test_a_single_axis_or_all_in_one_place_is_no_map() -> None:
    assert density(np.zeros((500, 1))) is None
    together = density(np.zeros((500, 2)))
    assert together is not None and together.cells == ((0, 0, 500),)
