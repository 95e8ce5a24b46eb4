"""Members' answers as far as their counts are shown anyway: what their groups, slates and map are made of (R25).

Lists that are computed from rows tell more than counts do. They are harmless when they are functions of *open*
answers: each answer taken as one of two (agreed or not, disagreed or not) such that on every side the number of each is
shown exactly beside it. Then

- a count that is banded stays as free as it was: which of the others passed and which disagreed has no effect on
  anything that is computed (tests/opinion/test_openly.py deals them out anew and gets the same bytes);
- nobody's answer follows: on each side at least five people stand on either side of every open answer, and who of a
  side is who has no effect either, so whatever fits the published results for one person fits for another.

Which answers are open is itself read from the figures. Needs numpy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forum.opinion.analysis.publishable_bands import bands
from forum.opinion.analysis.publishable_tiers import ANSWERS
from forum.opinion.analysis.results import Cell
from forum.opinion.analysis.tallies import cells, side_tallies
from forum.opinion.analysis.votes import Votes

AGREED, DISAGREED, EITHER = 1, -1, 0
"""What is open of a cell: whether one agreed, whether one disagreed, or all three answers."""
NOT_OPEN = 9


def open_answers(votes: Votes) -> Votes:
    """The answers as the lens of members may see them; propositions that are not open on every side are ineligible.

    Where only *agreed* is open on a side, everyone else there counts as -1, whatever they answered; where only
    *disagreed* is, everyone else counts as 1. Electors of no side have no part in it.
    """
    shown = _open(votes)
    value, kind = votes.value.copy(), shown[votes.side[votes.person], votes.proposition]
    value[(kind == AGREED) & (votes.value != 1)] = -1
    value[(kind == DISAGREED) & (votes.value != -1)] = 1
    open_everywhere = (shown[:-1] != NOT_OPEN).all(axis=0) & votes.eligible
    return _with(votes, value, open_everywhere)


def open_approvals(votes: Votes) -> Votes:
    """The answers of which slates may be made: eligible is only where the number who agree is shown on every side."""
    shown = _open(votes)
    value = np.where(votes.value == 1, 1, -1).astype(np.int8)
    countable = ((shown[:-1] == AGREED) | (shown[:-1] == EITHER)).all(axis=0) & votes.eligible
    return _with(votes, value, countable)


def _open(votes: Votes) -> NDArray[np.int8]:
    """What is open of each side and proposition, int8[S + 1, C]; the last row, that of side -1, is regional: none."""
    table = side_tallies(votes)
    shown = np.full((len(votes.sides) + 1, votes.propositions), NOT_OPEN, np.int8)
    for side in range(len(votes.sides)):
        for at, cell in enumerate(cells(table[side])):
            shown[side, at] = _of(cell)
    return shown


def _of(cell: Cell) -> int:
    figures = bands(cell)
    if figures is None or cell.answered < ANSWERS:
        return NOT_OPEN
    exact = {
        part["of"][0] for part in figures["parts"] if len(part["of"]) == 1 and part["low"] == part["high"]
    }  # fmt: skip
    if exact == {"agree", "pass", "disagree"}:
        return EITHER
    return AGREED if "agree" in exact else DISAGREED if "disagree" in exact else NOT_OPEN


def _with(votes: Votes, value: NDArray[np.int8], eligible: NDArray[np.bool_]) -> Votes:
    return Votes(
        votes.person, votes.proposition, value, votes.person_ids, votes.proposition_ids, votes.weight, votes.side,
        eligible, votes.sides,
    )  # fmt: skip
