"""Permuted copies, subsamples and hidden answers, a few at a time: the long part, which may be interrupted.

What is done so far is plain JSON: {"permutations": [σ, …], "subsamples": [agreement, …], "hidden": [[loss, loss], …]}.
Draw i of each kind comes from a generator of its own, so it does not matter where a run was interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from forum.opinion.analysis.groups import Division, divide, electors, place
from forum.opinion.analysis.results import Parameters
from forum.opinion.analysis.stability import folds, hidden, subsample
from forum.opinion.analysis.structure import permuted
from forum.opinion.analysis.votes import Votes

State = Mapping[str, Sequence[Any]]
Told = Callable[[str, int, int], None]
KINDS = {"permutations": "structure", "subsamples": "stability", "hidden": "gain"}
"""The parts of the state in their order, and the stage under which progress is told."""


def totals(parameters: Parameters) -> dict[str, int]:
    """How many draws of each kind make a whole."""
    return {"permutations": parameters.permutations, "subsamples": parameters.subsamples, "hidden": folds(parameters)}


def done(state: State) -> int:
    """How many draws there are."""
    return sum(len(state.get(kind, ())) for kind in KINDS)


def total(parameters: Parameters) -> int:
    """How many draws there will be."""
    return sum(totals(parameters).values())


def finished(state: State, parameters: Parameters) -> bool:
    """Whether nothing is left to draw."""
    return all(len(state.get(kind, ())) == count for kind, count in totals(parameters).items())


def advance(
    votes: Votes, state: State, parameters: Parameters, budget: int | None = None, *, force_k: int | None = None,
    progress: Told | None = None,
) -> dict[str, list[Any]]:  # fmt: skip
    """The state after at most `budget` more draws (all of them: None); the given one is left as it is.

    Begin with {}. The votes, parameters and `force_k` must be the same each time. `progress` hears stage, done, total
    after each draw. Raises ValueError for a state with more draws than there are.
    """
    drawn = {kind: list(state.get(kind, ())) for kind in KINDS}
    counts = totals(parameters)
    for kind, rows in drawn.items():
        if len(rows) > counts[kind]:
            raise ValueError(f"{kind} at {counts[kind]}: there are no more than {counts[kind]}")
    left = sum(counts.values()) - done(drawn) if budget is None else budget
    people, _ = electors(votes)
    division: Division | None = None
    for kind, rows in drawn.items():
        while left > 0 and len(rows) < counts[kind]:
            if kind == "permutations":
                rows.append(permuted(people, len(rows), parameters.seed, parameters.steps))
            else:
                division = division or divide(place(people, parameters), people.weight, parameters, force_k)
                rows.append(_confirmed(kind, people, division, len(rows), parameters, force_k))
            left -= 1
            if progress is not None:
                progress(KINDS[kind], len(rows), counts[kind])
    return drawn


def _confirmed(
    kind: str, people: Votes, division: Division, index: int, parameters: Parameters, force_k: int | None
) -> Any:
    """One draw that looks at the groups found; where there are none, nothing is computed."""
    if kind == "subsamples":
        return subsample(people, division.labels, index, parameters, force_k) if division.k > 1 else 0.0
    return list(hidden(people, index, division.k, parameters)) if division.k > 1 else [0.0, 0.0]
