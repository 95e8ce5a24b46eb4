"""What may be said of one cell of members' answers (R25): a partition of all counts into blocks. No numpy here.

For a given number of answers, every possible triple (agree, pass, disagree) belongs to one block, and what is shown
*is* the block: the triples that fit the parts shown are exactly those for which the same parts would be shown. So
knowing this rule adds nothing to reading the figures, and in every block

- a count that is not shown exactly has at least five possible values,
- no count is shown exactly below five, a zero neither: nobody disagreed would say something of everybody,
- no answer is excluded, and none certain, for anybody; also for an observer who knows up to three of the others.

R25 taken by the letter (show 0 and 5 or more, merge the rest) does not do that: what is merged then lies between 1 and
4, four possibilities, and fewer when the sum is small. See docs/adr/0007-what-figures-may-say.md.
"""

from __future__ import annotations

from forum.opinion.analysis.published import Figures, Part
from forum.opinion.analysis.results import Cell

LEAST = 5
"""The smallest count that is shown exactly, and the fewest possible values of one that is not."""


def bands(cell: Cell, least: int = LEAST) -> Figures | None:
    """The block of a cell; None below `least` answers, one part for all answers below three times as many.

    With n answers and s = least - 1, the first that fits:

    1. agree and disagree small (0 … s): both in bands, the rest passed;
    2. nearly everybody agrees (n - s … n), or disagrees: a band, and *the others few*;
    3. one of agree and disagree small: the other exactly, passes in a band;
    4. passes at least `least`: all three exactly;
    5. passes small: see `_few_passes`.
    """
    agree, disagree, n = cell.agree, cell.disagree, cell.answered
    if min(agree, cell.passed, disagree) < 0:
        raise ValueError(f"{cell} has a negative count")
    few = least - 1
    if n < least:
        return None
    if n < 3 * least:
        return {"answered": {"low": n, "high": n}, "parts": [_part("agree pass disagree", n, n)]}
    if agree <= few and disagree <= few:
        parts = _three((0, few), (n - 2 * few, n), (0, few))
    elif agree >= n - few:
        parts = [_part("agree", n - few, n), _part("pass disagree", 0, few)]
    elif disagree >= n - few:
        parts = [_part("agree pass", 0, few), _part("disagree", n - few, n)]
    elif disagree <= few:
        parts = _three((agree, agree), (n - agree - few, n - agree), (0, few))
    elif agree <= few:
        parts = _three((0, few), (n - disagree - few, n - disagree), (disagree, disagree))
    elif cell.passed > few:
        parts = _three((agree, agree), (cell.passed, cell.passed), (disagree, disagree))
    else:
        parts = _few_passes(agree, disagree, n, few)
    return {"answered": {"low": n, "high": n}, "parts": parts}


def _few_passes(agree: int, disagree: int, n: int, few: int) -> list[Part]:
    """Many agree, many disagree, few pass: the larger exactly if it is clearly more than half, else both in bands.

    Near the end of that strip, where the smaller is below twice the least, only a band for the larger leaves five
    values for the smaller; with fewer than four times the least answers there is no room to divide the strip at all.
    """
    least, half = few + 1, (n + 1) // 2
    if n < 4 * least:
        first, second = (least, n - least), (least, n - least)
    elif agree >= n - least - few:
        first, second = (n - least - few, n - least), (least, least + few)
    elif disagree >= n - least - few:
        first, second = (least, least + few), (n - least - few, n - least)
    elif agree > half:
        first, second = (agree, agree), (n - agree - few, n - agree)
    elif disagree > half:
        first, second = (n - disagree - few, n - disagree), (disagree, disagree)
    else:
        first, second = (n - few - half, half), (n - few - half, half)
    return _three(first, (0, few), second)


def _three(agree: tuple[int, int], passed: tuple[int, int], disagree: tuple[int, int]) -> list[Part]:
    return [_part("agree", *agree), _part("pass", *passed), _part("disagree", *disagree)]


def _part(answers: str, low: int, high: int) -> Part:
    return {"of": answers.split(), "low": low, "high": high}
