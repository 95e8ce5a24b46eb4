"""The same answers seen otherwise: turned round, told twice, under other names; and results made comparable."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from forum.opinion.analysis.results import Analysis
from forum.opinion.analysis.stored import as_json
from forum.opinion.analysis.synthetic import synthetic
from forum.opinion.analysis.votes import Votes
from tests.opinion.ballots import votes as small


@st.composite
def crowds(draw: st.DrawFn) -> Votes:
    """From nobody to two dozen people with some structure, on one side or two; a proposition may be ineligible."""
    people, propositions = draw(st.integers(0, 26)), draw(st.integers(0, 14))
    votes = synthetic(
        people, propositions, groups=draw(st.integers(1, 3)), density=draw(st.sampled_from([0.5, 0.8, 1.0])),
        passing=draw(st.sampled_from([0.0, 0.2])), sharp=draw(st.sampled_from([0.8, 0.9, 1.0, None])),
        sides=draw(st.integers(1, 2)), seed=draw(st.integers(0, 999)),
    )  # fmt: skip
    return replace(votes, eligible=np.arange(propositions) % 7 != draw(st.sampled_from([3, 7])))


def any_votes() -> st.SearchStrategy[Votes]:
    """Crowds with structure, and small votes drawn answer by answer."""
    return st.one_of(crowds(), small(people=12, propositions=6))


def whole(analysis: Analysis) -> dict[str, Any]:
    """The result as stored, and everybody's label."""
    return as_json(analysis) | {"labels": list(analysis.groups.labels)}


def told(votes: Votes) -> list[tuple[Any, int, int]]:
    """The answers as (person, proposition, value)."""
    return [
        (votes.person_ids[who], votes.proposition_ids[what], int(value))
        for who, what, value in zip(votes.person, votes.proposition, votes.value, strict=True)
    ]


def retold(votes: Votes, seed: int) -> Votes:
    """The same rows and columns, handed over in another order."""
    draw = np.random.default_rng(seed)
    answers = told(votes)
    return Votes.of(
        [answers[at] for at in draw.permutation(len(answers))],
        people=[votes.person_ids[at] for at in draw.permutation(votes.people)],
        propositions=[votes.proposition_ids[at] for at in draw.permutation(votes.propositions)],
        side=dict(zip(votes.person_ids, votes.side.tolist(), strict=True)),
        sides=votes.sides,
        weight=dict(zip(votes.person_ids, votes.weight.tolist(), strict=True)),
        ineligible=[one for one, able in zip(votes.proposition_ids, votes.eligible, strict=True) if not able],
    )


def renamed(votes: Votes, seed: int) -> tuple[Votes, np.ndarray, np.ndarray]:
    """Rows and columns really in another order, for ids decide it: and where each old one now stands."""
    draw = np.random.default_rng(seed)
    rows, columns = draw.permutation(votes.people), draw.permutation(votes.propositions)
    weight, side, eligible = np.empty_like(votes.weight), np.empty_like(votes.side), np.empty_like(votes.eligible)
    weight[rows], side[rows], eligible[columns] = votes.weight, votes.side, votes.eligible
    other = Votes.checked(
        rows[votes.person], columns[votes.proposition], votes.value, person_ids=range(votes.people),
        proposition_ids=range(votes.propositions), weight=weight, side=side, eligible=eligible, sides=votes.sides,
    )  # fmt: skip
    return other, rows, columns


def turned(votes: Votes, column: int | None = None) -> Votes:
    """Agree and disagree exchanged, everywhere or in one column."""
    sign = -1 if column is None else np.where(votes.proposition == column, -1, 1)
    return replace(votes, value=(votes.value * sign).astype(np.int8))


def repeated(votes: Votes, times: int) -> Votes:
    """Everybody so many times; the copies stand side by side."""
    starts = votes.starts()
    rows = np.repeat(np.arange(votes.people), times)
    place = np.concatenate([np.zeros(0, np.int64), *[np.arange(starts[row], starts[row + 1]) for row in rows]])
    return Votes.checked(
        np.repeat(np.arange(len(rows)), np.diff(starts)[rows]), votes.proposition[place], votes.value[place],
        person_ids=range(len(rows)), proposition_ids=votes.proposition_ids, weight=votes.weight[rows],
        side=votes.side[rows], eligible=votes.eligible, sides=votes.sides,
    )  # fmt: skip


def with_person(votes: Votes, values: dict[int, int]) -> Votes:
    """One more person at the end, who answers so (by position of the proposition)."""
    columns = sorted(values)
    return Votes.checked(
        np.concatenate((votes.person, np.full(len(columns), votes.people))),
        np.concatenate((votes.proposition, np.array(columns, np.int64))).astype(np.int64),
        np.concatenate((votes.value, np.array([values[one] for one in columns], np.int8))),
        person_ids=(*votes.person_ids, _after(votes.person_ids)), proposition_ids=votes.proposition_ids,
        weight=np.append(votes.weight, 1), side=np.append(votes.side, 0).astype(np.int8), eligible=votes.eligible,
        sides=votes.sides,
    )  # fmt: skip


def _after(ids: tuple[Any, ...]) -> int:
    return max(ids, default=0) + 1
