"""What changed between two texts, word by word.

Words that occur once in both texts anchor the comparison (the *patience* method), which keeps whole phrases
together; only the short stretches between anchors are compared exhaustively. So the work grows with the length of
the texts, whatever they contain, and the same two texts always give the same answer.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

Operation = Literal["same", "ins", "del"]
Changes = list[tuple[Operation, str]]

_TOKEN = re.compile(r"[\w\u0300-\u036f]+|\s+|.", re.DOTALL)
# Two stretches are compared exhaustively up to this many pairs of words; longer ones count as replaced.
_PAIRS = 10_000
# How often, on average, a word may be looked at for anchors before the rest is compared without them.
_LOOKS = 40


def words(old: str, new: str) -> Changes:
    """The way from `old` to `new`: joining *same* and *del* gives `old`, joining *same* and *ins* gives `new`."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    changes: Changes = []
    for operation, token in _compare(before, after):
        changes.append((operation, token))
    return _readable(changes)


def _compare(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Operation, str]]:
    """Single steps; a stack instead of recursion, since texts may nest anchors deeply."""
    todo: list[tuple[str, int, int, int, int]] = [("compare", 0, len(before), 0, len(after))]
    looks = _LOOKS * (len(before) + len(after))
    while todo:
        what, a, a_end, b, b_end = todo.pop()
        if what == "same":
            yield from (("same", token) for token in before[a:a_end])
            continue
        head = _common(before, after, a, a_end, b, b_end, 1)
        yield from (("same", token) for token in before[a : a + head])
        a, b = a + head, b + head
        tail = _common(before, after, a, a_end, b, b_end, -1)
        if tail:
            todo.append(("same", a_end - tail, a_end, b_end - tail, b_end))
            a_end, b_end = a_end - tail, b_end - tail
        looks -= a_end - a + b_end - b
        anchors = _anchors(before, after, a, a_end, b, b_end) if a < a_end and b < b_end and looks > 0 else []
        if not anchors:
            yield from _exhaustive(before[a:a_end], after[b:b_end])
            continue
        stretches = []
        for x, y in anchors:
            stretches += [("compare", a, x, b, y), ("same", x, x + 1, y, y + 1)]
            a, b = x + 1, y + 1
        todo += reversed([*stretches, ("compare", a, a_end, b, b_end)])


def _common(before: Sequence[str], after: Sequence[str], a: int, a_end: int, b: int, b_end: int, step: int) -> int:
    """How many tokens the two stretches share at their beginning (step 1) or end (step -1)."""
    x, y = (a, b) if step == 1 else (a_end - 1, b_end - 1)
    most, count = min(a_end - a, b_end - b), 0
    while count < most and before[x] == after[y]:
        x, y, count = x + step, y + step, count + 1
    return count


def _anchors(
    before: Sequence[str], after: Sequence[str], a: int, a_end: int, b: int, b_end: int
) -> list[tuple[int, int]]:
    """Pairs of places of words found once in each stretch, the longest run in the same order in both."""
    once_before, once_after = Counter(before[a:a_end]), Counter(after[b:b_end])
    place_after = {after[y]: y for y in range(b, b_end) if once_after[after[y]] == 1}
    pairs = [
        (x, place_after[before[x]])
        for x in range(a, a_end)
        if once_before[before[x]] == 1 and before[x] in place_after and before[x][0].isalnum()
    ]
    ends: list[int] = []
    ends_at: list[int] = []
    back: list[int] = []
    for number, (_, y) in enumerate(pairs):
        rank = bisect_left(ends, y)
        back.append(ends_at[rank - 1] if rank else -1)
        ends[rank : rank + 1] = [y]
        ends_at[rank : rank + 1] = [number]
    run = []
    number = ends_at[-1] if ends_at else -1
    while number >= 0:
        run.append(pairs[number])
        number = back[number]
    return run[::-1]


def _exhaustive(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Operation, str]]:
    """The longest common subsequence of two short stretches; a whole replacement for long ones."""
    if not before or not after or len(before) * len(after) > _PAIRS:
        yield from (("del", token) for token in before)
        yield from (("ins", token) for token in after)
        return
    longest = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for x in range(len(before) - 1, -1, -1):
        row, below = longest[x], longest[x + 1]
        for y in range(len(after) - 1, -1, -1):
            row[y] = below[y + 1] + 1 if before[x] == after[y] else max(below[y], row[y + 1])
    x = y = 0
    while x < len(before) and y < len(after):
        if before[x] == after[y]:
            yield "same", before[x]
            x, y = x + 1, y + 1
        elif longest[x + 1][y] >= longest[x][y + 1]:
            yield "del", before[x]
            x += 1
        else:
            yield "ins", after[y]
            y += 1
    yield from (("del", token) for token in before[x:])
    yield from (("ins", token) for token in after[y:])


def _readable(changes: Changes) -> Changes:
    """Neighbouring changes as one deletion and one insertion, also across a mere blank between them."""
    out: Changes = []
    gone: list[str] = []
    come: list[str] = []
    blank = ""

    def flush() -> None:
        for operation, parts in (("del", gone), ("ins", come)):
            if parts:
                out.append((operation, "".join(parts)))  # type: ignore[arg-type]
        gone.clear()
        come.clear()

    same: list[str] = []
    for operation, token in changes:
        if operation == "same":
            if (gone or come) and not blank and token.isspace():
                blank = token
                continue
            flush()
            same += [blank, token]
            blank = ""
            continue
        if blank and gone and come:
            gone.append(blank)
            come.append(blank)
        elif blank:
            flush()
            same.append(blank)
        blank = ""
        if "".join(same):
            out.append(("same", "".join(same)))
        same.clear()
        (gone if operation == "del" else come).append(token)
    flush()
    if blank or "".join(same):
        out.append(("same", "".join(same) + blank))
    return out
