"""Writing answers the way Polis exports them, so that whatever reads an export reads them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from forum.opinion.rules.polis_files import COMMENTS, MATRIX

_SAID = ["comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"]


def written(
    votes: Iterable[tuple[int, int, int]], people: Sequence[int], texts: Mapping[int, str], group: Mapping[int, int]
) -> dict[str, str]:
    """`participants-votes.csv` and `comments.csv` by name.

    `votes`: (person, statement, 1 agree | -1 disagree | 0 pass), each pair once; `texts` by statement; `group`: the
    group of a person, in the column `group-id`, where one is known.
    """
    statements = sorted(texts)
    rows: dict[int, dict[int, int]] = {person: {} for person in people}
    for person, statement, value in votes:
        rows[person][statement] = value
    head: list[object] = ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *statements]
    table: list[list[object]] = [head]
    for person, given in sorted(rows.items()):
        values = list(given.values())
        counts = [0, len(values), values.count(1), values.count(-1)]
        table.append([person, group.get(person, ""), *counts, *(given.get(one, "") for one in statements)])
    agrees, disagrees = (dict.fromkeys(statements, 0) for _ in range(2))
    for given in rows.values():
        for statement, value in given.items():
            agrees[statement] += value == 1
            disagrees[statement] += value == -1
    said = [[one, 0, agrees[one], disagrees[one], 1, texts[one]] for one in statements]
    return {MATRIX: _csv(table), COMMENTS: _csv([_SAID, *said])}


def _csv(rows: Iterable[Sequence[object]]) -> str:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()
