"""The whole analysis: from answers to everything that is said of them, once and in one order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forum.opinion.analysis import resampling
from forum.opinion.analysis.density import density
from forum.opinion.analysis.groups import divide, electors, place, refusal
from forum.opinion.analysis.openly import open_answers, open_approvals
from forum.opinion.analysis.polis import consensus, gac
from forum.opinion.analysis.rates import bounds
from forum.opinion.analysis.representative import representative
from forum.opinion.analysis.results import Analysis, Bounds, Groups, Parameters, Proposition, Side, Tier, Why
from forum.opinion.analysis.slates import slates
from forum.opinion.analysis.stability import gain, stability
from forum.opinion.analysis.structure import observed, structure
from forum.opinion.analysis.tallies import both_tallies, cells, tallies
from forum.opinion.analysis.tiers import needed, ranked, tiers
from forum.opinion.analysis.votes import REGIONAL, Votes

MOST_NEEDED = 250
"""The table of agrees needed ends here; beyond, the thresholds stand for themselves."""


def analyse(
    votes: Votes,
    *,
    rolls: Mapping[str, int] | None = None,
    parameters: Parameters | None = None,
    resampled: bool | resampling.State = True,
    force_k: int | None = None,
    openly: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Analysis:
    """Analyse answers; the same votes and parameters give the same result, to the byte once stored.

    `rolls`: how many could answer, by the name of a side or "regional"; absent: the people in `votes`. `resampled`:
    a finished state of `resampling.advance`, True to compute it here, False to leave out the gates of the lens (what it
    then reports is the best division, unchecked). `force_k`: this number of groups, whatever the gates say.
    `openly`: groups, slates and map see only what is shown anyway, as for members' answers (`openly`); a state is then
    drawn from `lens(votes, True)`. `progress` hears (stage, done, total). Raises ValueError for a state that is not
    finished, a roll below the people who answered, an impossible `force_k`.
    """
    parameters = parameters or Parameters()
    considered = votes.considered()
    if force_k is not None and not 1 <= force_k <= max(len(considered.person_ids), 1):
        raise ValueError(f"force_k: {force_k} groups of {len(considered.person_ids)} people")
    seen = lens(considered, openly)
    state = _state(seen, resampled, parameters, force_k, progress)
    groups, points = _lens(seen, state, parameters, force_k)
    _tell(progress, "groups")
    labels = np.array([-1 if label is None else label for label in groups.labels], np.int64)
    counted = _Counted(*both_tallies(considered, labels, groups.k))
    overall, within = slates(open_approvals(considered) if openly else considered, parameters.slate, parameters)
    _tell(progress, "slate")
    sides, regional = _sides(considered, counted.sides, rolls or {})
    verdicts = tiers(counted.own, np.array([side.voted for side in sides]), considered.proposition_ids, parameters)
    return Analysis(
        sides=sides,
        regional=regional,
        propositions=_propositions(considered, counted, verdicts, parameters),
        ranked=ranked(verdicts, counted.own.sum(axis=(0, 2)), considered.proposition_ids),
        groups=groups,
        representative=representative(
            tallies(seen, labels, groups.k) if openly else counted.groups, seen.proposition_ids, parameters
        ),
        consensus=consensus(counted.own.sum(axis=0), considered.proposition_ids),
        slate=overall,
        side_slates=within,
        density=density(points),
        needed=needed(parameters, min(max((side.voted for side in sides), default=0), MOST_NEEDED)),
        parameters=parameters,
        openly=openly,
    )


def lens(votes: Votes, openly: bool) -> Votes:
    """The answers that groups and their resampling look at."""
    return open_answers(votes).considered() if openly else votes.considered()


@dataclass(frozen=True, slots=True)
class _Counted:
    """All counts: `sides` int64[S + 1, C, 3], the last regional; `groups` int64[G, C, 3]."""

    sides: NDArray[np.int64]
    groups: NDArray[np.int64]

    @property
    def own(self) -> NDArray[np.int64]:
        """Those of the sides alone, which decide (R1)."""
        return self.sides[:-1]


def _tell(progress: Callable[[str, int, int], None] | None, stage: str) -> None:
    if progress is not None:
        progress(stage, 1, 1)


def _state(
    votes: Votes, resampled: bool | resampling.State, parameters: Parameters, force_k: int | None,
    progress: Callable[[str, int, int], None] | None,
) -> resampling.State | None:  # fmt: skip
    if isinstance(resampled, bool):
        return resampling.advance(votes, {}, parameters, force_k=force_k, progress=progress) if resampled else None
    if not resampling.finished(resampled, parameters):
        raise ValueError(f"resampled: {resampling.done(resampled)} of {resampling.total(parameters)} draws are done")
    return resampled


def _lens(
    votes: Votes, state: resampling.State | None, parameters: Parameters, force_k: int | None
) -> tuple[Groups, NDArray[np.float64]]:
    """Groups or the reason why not, and the coordinates of everyone placed."""
    people, positions = electors(votes)
    points = place(people, parameters)
    division = divide(points, people.weight, parameters, force_k)
    z = p = saved = mean = least = None
    if state is not None and people.people:
        z, p = structure(observed(people, parameters.steps), state["permutations"])
        if division.k > 1:
            saved = gain(state["hidden"])
            mean, least = stability(state["subsamples"])
    reason = division.reason
    if force_k is None:
        reason = refusal(division, people.propositions, p, saved, mean, parameters)
    k, labels = (1, np.zeros(len(positions), np.int64)) if reason else (division.k, division.labels)
    everyone: list[int | None] = [None] * votes.people
    for position, label in zip(positions.tolist(), labels.tolist(), strict=True):
        everyone[position] = label
    sizes = tuple(np.bincount(labels, minlength=k).tolist())
    return Groups(k, reason, tuple(everyone), sizes, division.silhouettes, z, p, saved, mean, least), points


def _sides(
    votes: Votes, counts: NDArray[np.int64], rolls: Mapping[str, int]
) -> tuple[tuple[Side, ...], Side]:  # fmt: skip
    answered = np.diff(votes.starts()) > 0
    found = []
    for index, name in [*enumerate(votes.sides), (REGIONAL, "regional")]:
        here = votes.side == index
        voted, roll = int(answered[here].sum()), rolls.get(name, int(here.sum()))
        if roll < voted:
            raise ValueError(f"roll of {name}: {roll}, but {voted} answered")
        found.append(Side(name, roll, voted, int(counts[index].sum())))
    return tuple(found[:-1]), found[-1]


def _propositions(
    votes: Votes, counted: _Counted, verdicts: list[tuple[Tier, Why, float]], parameters: Parameters
) -> tuple[Proposition, ...]:
    by_side = [cells(table) for table in counted.sides]
    by_group = [cells(table) for table in counted.groups]
    answers = counted.own.sum(axis=2)
    agree = bounds(counted.own[:, :, 2], answers, parameters.quantile)
    disagree = bounds(counted.own[:, :, 0], answers, parameters.quantile)
    edges = np.stack([*agree, *disagree], axis=2).tolist()  # [S][C][4]
    consensual = gac(counted.groups).tolist()
    return tuple(
        Proposition(
            id=one,
            sides=tuple(side[at] for side in by_side[:-1]),
            regional=by_side[-1][at],
            groups=tuple(group[at] for group in by_group),
            bounds=tuple(Bounds(*side[at]) for side in edges),
            tier=verdicts[at][0],
            why=verdicts[at][1],
            score=verdicts[at][2],
            gac=consensual[at],
        )
        for at, one in enumerate(votes.proposition_ids)
    )
