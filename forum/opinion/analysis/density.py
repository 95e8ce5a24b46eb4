"""The opinion map as a picture of crowds: how many people stand in a cell, never where one of them stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forum.opinion.analysis.matrix import Floats
from forum.opinion.analysis.results import Density

CROWD = 10
"""People from which a cell is shown (R25 and the note, *Density*)."""
SIDES = range(24, 2, -1)  # columns and rows, from the finest
THIN = 0.25
"""At most this share of the people may stand in cells that are not shown."""


def density(points: Floats) -> Density | None:
    """Count people on a grid over the first two axes of float64[P, d]; None where there are too few for a map.

    The grid is square and the finest, from 24 × 24 down to 3 × 3, on which at most a quarter of the people stand in
    cells below `CROWD`. It spans, on each axis, the 2 % … 98 % quantiles; who stands beyond is counted in the outermost
    cell. Column 0 is at the smallest value of the first axis, row 0 at the smallest of the second.
    """
    people, width = points.shape
    if people < CROWD or width < 2:
        return None
    for side in SIDES:
        place = _steps(points[:, 1], side) * side + _steps(points[:, 0], side)
        counts = np.bincount(place, minlength=side * side)
        shown = np.flatnonzero(counts >= CROWD)
        left_out = people - int(counts[shown].sum())
        if left_out <= THIN * people:
            cells = tuple((int(at % side), int(at // side), int(counts[at])) for at in shown)
            return Density(side, side, cells, left_out)
    return None


def _steps(values: Floats, count: int) -> NDArray[np.int64]:
    """The place of each value among so many equal steps."""
    low, high = np.quantile(values, (0.02, 0.98))
    if high <= low:
        return np.zeros(len(values), np.int64)
    return np.clip(((values - low) / (high - low) * count).astype(np.int64), 0, count - 1)
