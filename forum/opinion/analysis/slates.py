"""Short lists that represent people in proportion, and how many people a list reaches.

Greedy Justified Candidate Rule, filled up by sequential proportional approval voting (the note, *Slates*): no circle
of people large enough for a just complaint is left without what it is due (EJR+), which `proof` checks on its own.
Only an explicit agree of an elector of one of the sides counts (R1). Needs numpy and scipy.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from forum.opinion.analysis.proof import verify_slate
from forum.opinion.analysis.results import Parameters, Slate
from forum.opinion.analysis.votes import REGIONAL, Votes

Integers = NDArray[np.int64]


def slate(votes: Votes, size: int, parameters: Parameters) -> Slate:
    """The slate of all electors of the sides, with its certificate.

    Of k = min(size, `parameters.slate`, propositions somebody agrees with) eligible propositions, in the order in which
    they were chosen. n is the weight of all who agree with something. For l = k … 1: while the approvers of some
    proposition who have fewer than l chosen ones weigh l·n/k or more, the heaviest such proposition is chosen. Then
    those that add most to Σ weight·(1 + 1/2 + … + 1/chosen ones). All in integers; ties by the smaller id.
    Raises ValueError for a negative size.
    """
    count = _Count.of(approvals(votes), _electors(votes))
    return _slate(count, votes.proposition_ids, _size(size, parameters))


def side_slates(votes: Votes, size: int, parameters: Parameters) -> tuple[Slate, ...]:
    """The same within each side alone, in the order of `votes.sides`."""
    return slates(votes, size, parameters)[1]


def slates(votes: Votes, size: int, parameters: Parameters) -> tuple[Slate, tuple[Slate, ...]]:
    """`slate` and `side_slates` from one reading of the answers."""
    most, ids = _size(size, parameters), votes.proposition_ids
    count = _Count.of(approvals(votes), _electors(votes))
    overall = _slate(count, ids, most)
    if len(votes.sides) == 1:
        return overall, (overall,)
    return overall, tuple(_slate(count.within(votes.side == side), ids, most) for side in range(len(votes.sides)))


def top_k(votes: Votes, size: int, side: int | None = None) -> Slate:
    """The propositions most people agree with, which promises no proportion: for comparison, with its certificate.

    Of the electors of all sides, or of one. k = min(size, propositions somebody agrees with); ties by the smaller id.
    """
    count = _audience(votes, side)
    order = sorted(np.flatnonzero(count.agrees).tolist(), key=lambda at: (-int(count.agrees[at]), at))
    return count.result(order[: _size(size)], 0, votes.proposition_ids)


def coverage(votes: Votes, ids: Collection[int], side: int | None = None) -> tuple[int, int]:
    """(people who agree with one of `ids` at least, people who agree with anything): of all sides, or of one.

    Raises ValueError naming the first id that is no eligible proposition.
    """
    places = {one: at for at, one in enumerate(votes.proposition_ids) if votes.eligible[at]}
    for index, one in enumerate(ids):
        if one not in places:
            raise ValueError(f"id {index}: {one!r} is no eligible proposition")
    return _audience(votes, side).reached([places[one] for one in ids])


def approvals(votes: Votes) -> csc_array:
    """Who agrees with what eligible proposition: int8[P, C], 1 where somebody does, on a side or not."""
    agreed = votes.value == 1
    if not votes.eligible.all():
        agreed &= votes.eligible[votes.proposition]
    where = np.flatnonzero(agreed)  # four times faster than by the mask itself
    person, proposition = votes.person.take(where), votes.proposition.take(where)
    starts = np.searchsorted(person, np.arange(votes.people + 1, dtype=person.dtype))
    ones = np.ones(len(person), np.int8)
    shape = (votes.people, votes.propositions)
    return csr_array((ones, proposition, starts.astype(np.int32)), shape=shape).tocsc()


def _audience(votes: Votes, side: int | None) -> _Count:
    count = _Count.of(approvals(votes), _electors(votes))
    return count if side is None else count.within(votes.side == side)


def _electors(votes: Votes) -> Integers:
    """Weights, int64[P]; 0 for whoever sits on no side."""
    return np.where(votes.side == REGIONAL, 0, votes.weight)


def _size(size: int, parameters: Parameters | None = None) -> int:
    if size < 0:
        raise ValueError(f"size: {size} is negative")
    return size if parameters is None else min(size, parameters.slate)


@dataclass(frozen=True, slots=True)
class _Count:
    """Approvals and weights of one audience. `agrees`: int64[C], weight of the approvers; `anything`: bool[P]."""

    agreeing: csc_array
    weight: Integers
    agrees: Integers
    anything: NDArray[np.bool_]

    @classmethod
    def of(cls, agreeing: csc_array, weight: Integers) -> _Count:
        return cls._of(agreeing, weight, np.bincount(agreeing.indices, minlength=len(weight)) > 0)

    def within(self, own: NDArray[np.bool_]) -> _Count:
        """Of these people (bool[P]) alone."""
        return self._of(self.agreeing, np.where(own, self.weight, 0), self.anything)

    @classmethod
    def _of(cls, agreeing: csc_array, weight: Integers, anything: NDArray[np.bool_]) -> _Count:
        agrees = agreeing.T @ weight if agreeing.shape[1] else np.zeros(0, np.int64)
        return cls(agreeing, weight, np.asarray(agrees, np.int64), anything & (weight > 0))

    def approvers(self, at: int) -> NDArray[np.int32]:
        return self.agreeing.indices[self.agreeing.indptr[at] : self.agreeing.indptr[at + 1]]

    def reached(self, places: Sequence[int]) -> tuple[int, int]:
        found = np.zeros(len(self.weight), np.bool_)
        for at in places:
            found[self.approvers(at)] = True
        return int((found & self.anything).sum()), int(self.anything.sum())

    def result(self, chosen: Sequence[int], justified: int, ids: Sequence[int]) -> Slate:
        covered, voters = self.reached(chosen)
        names = tuple(ids[at] for at in chosen)
        certificate = verify_slate(self.agreeing, names, len(chosen), self.weight, ids)
        return Slate(names, len(chosen), justified, covered, voters, certificate)


def _slate(count: _Count, ids: Sequence[int], most: int) -> Slate:
    size = min(most, int(np.count_nonzero(count.agrees)))
    people = int(count.weight[count.anything].sum())
    unit = lcm(*range(1, size + 2))
    if people * unit >= 2**63:
        raise ValueError(f"size: {size} is too large to be computed in whole numbers for {people} people")
    served = np.zeros(len(count.weight), np.int64)  # how many chosen propositions each person agrees with
    chosen: list[int] = []
    most_unserved = count.agrees.copy()  # never too small: circles of unserved people only shrink
    levels = np.arange(size + 1)
    for level in range(size, 0, -1):
        threshold = -(-level * people // size)
        while len(chosen) < size:
            best = _heaviest(count, most_unserved, threshold, served, (levels < level).astype(np.int64))
            if best is None:
                break
            _choose(best, chosen, most_unserved, count, served)
    justified = len(chosen)
    most_gain = np.where(most_unserved < 0, -1, count.agrees * unit)
    while len(chosen) < size:
        best = _heaviest(count, most_gain, 1, served, unit // (levels + 1))
        if best is None:
            break
        _choose(best, chosen, most_gain, count, served)
    return count.result(chosen, justified, ids)


def _heaviest(count: _Count, upper: Integers, least: int, served: Integers, worth: Integers) -> int | None:
    """The proposition whose approvers weigh most, the first of equals; None when none weighs `least`.

    An approver of whom j chosen propositions are approved weighs `worth`[j] times the own weight. `upper`: int64[C],
    bounds that are never too small, -1 for those chosen before; made exact where it matters, so that few are counted.
    """
    while len(upper):
        best = int(np.argmax(upper))
        if upper[best] < least:
            return None
        people = count.approvers(best)
        exact = int((count.weight[people] * worth[served[people]]).sum())
        if exact == upper[best]:
            return best
        upper[best] = exact
    return None


def _choose(best: int, chosen: list[int], upper: Integers, count: _Count, served: Integers) -> None:
    chosen.append(best)
    upper[best] = -1
    served[count.approvers(best)] += 1
