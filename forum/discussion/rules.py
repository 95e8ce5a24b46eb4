"""How a reply tree grows, how a page of it is nested, and how long a writer may change things."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

DEEPEST = 25
"""Replies below this depth become answers to the same parent: nobody reads deeper."""
PER_PAGE = 20
MOST_PER_PAGE = 50
KEPT_AFTER_WITHDRAWAL = timedelta(days=30)
"""Withdrawn words are out of sight at once and deleted after this time (R29)."""
TITLE_LIMIT = 160
BODY_LIMIT = 20_000
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_WIDTH = 4


def step(seq: int) -> str:
    """One step of a path: the number of the post in base 36, four digits wide, so that text order is tree order."""
    if not 0 < seq < 36**_WIDTH:
        raise ValueError(f"a thread holds at most {36**_WIDTH - 1} posts")
    digits = ""
    while seq:
        seq, rest = divmod(seq, 36)
        digits = _DIGITS[rest] + digits
    return digits.rjust(_WIDTH, "0")


def place(seq: int, parent_path: str | None) -> tuple[str, int]:
    """(path, depth) of a new post below a parent; at the deepest level it stands beside the parent instead."""
    steps = len(parent_path or "") // _WIDTH
    above = (parent_path or "")[: (min(steps, DEEPEST - 1)) * _WIDTH]
    path = above + step(seq)
    return path, len(path) // _WIDTH


def after_subtree(path: str) -> str:
    """A bound above every path below `path`: all steps are made of digits and small letters."""
    return path + "~"


@dataclass(frozen=True, slots=True)
class Nesting:
    """Where lists open and close around one post of a page: `opens` before it, `closes` after it."""

    level: int
    opens: int
    closes: int


def nesting(depths: Sequence[int]) -> list[Nesting]:
    """How a page of posts nests, whatever post it starts with: `level` counts from 1 at the shallowest on the page.

    `opens` is 1 where the post is the first of a list of replies; `closes` says how many lists end after it. A page
    that starts inside a branch starts at its own level; a deeper first post is shown at level 1.
    """
    found: list[Nesting] = []
    open_depths: list[int] = []
    levels: list[tuple[int, int]] = []
    for depth in depths:
        while open_depths and open_depths[-1] > depth:
            open_depths.pop()
        opens = 0
        if not open_depths or open_depths[-1] < depth:
            open_depths.append(depth)
            opens = 1
        levels.append((len(open_depths), opens))
    for index, (level, opens) in enumerate(levels):
        following = levels[index + 1][0] if index + 1 < len(levels) else 0
        extra = following + (0 if index + 1 >= len(levels) else 0)
        found.append(Nesting(level, opens, max(0, level - extra)))
    return found
