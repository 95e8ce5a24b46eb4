"""Answers that nobody gave, for tests, benchmarks and demonstrations; the same for the same seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forum.opinion.analysis.structure import shuffled
from forum.opinion.analysis.votes import Votes


def synthetic(
    people: int, propositions: int, *, groups: int = 1, density: float = 1.0, passing: float = 0.0,
    sharp: float | None = None, sides: int = 1, seed: int = 0,
) -> Votes:  # fmt: skip
    """Latent groups of equal size; each answers a proposition at its own rate, a share `density` of the pairs.

    `sharp`: groups agree with this chance or its opposite, at random by proposition and never all the same way; None:
    rates drawn from Beta(2, 2). `passing`: chance of pass. `sides` 2: people sit on two sides, and every twentieth on
    neither. Person i belongs to group i mod `groups`; ids count from 0. Raises ValueError for what cannot be.
    """
    if people < 0 or propositions < 0 or groups < 1 or sides not in (1, 2):
        raise ValueError(f"{people} people, {propositions} propositions, {groups} groups, {sides} sides: not possible")
    if not (0.0 <= density <= 1.0 and 0.0 <= passing <= 1.0 and (sharp is None or 0.0 <= sharp <= 1.0)):
        raise ValueError(f"density {density}, passing {passing}, sharp {sharp}: not all between 0 and 1")
    generator = np.random.default_rng(seed)
    person, proposition = _pairs(generator, people, propositions, density)
    rates = _rates(generator, groups, propositions, sharp)
    agreeing = generator.random(len(person)) < rates[person % groups, proposition]
    value = np.where(generator.random(len(person)) < passing, 0, np.where(agreeing, 1, -1)).astype(np.int8)
    everyone = np.arange(people)
    side = np.where(everyone % 20 == 19, -1, everyone // groups % 2) if sides == 2 else np.zeros(people)
    return Votes.checked(
        person, proposition, value, person_ids=tuple(range(people)), proposition_ids=tuple(range(propositions)),
        side=side.astype(np.int8), sides=("kosovo", "serbia") if sides == 2 else ("all",),
    )  # fmt: skip


def _pairs(
    generator: np.random.Generator, people: int, propositions: int, density: float
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int32]], np.ndarray[tuple[int], np.dtype[np.int32]]]:
    """Who answers what, in canonical order, a thousand people at a time."""
    persons, columns = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for first in range(0, people, 1000):
        answered = generator.random((min(1000, people - first), propositions)) < density
        rows, places = np.nonzero(answered)
        persons.append((rows + first).astype(np.int32))
        columns.append(places.astype(np.int32))
    return np.concatenate(persons), np.concatenate(columns)


def _rates(
    generator: np.random.Generator, groups: int, propositions: int, sharp: float | None
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The chance of agreeing, float64[groups, propositions]."""
    if sharp is None:
        return generator.beta(2.0, 2.0, (groups, propositions))
    ways = generator.random((groups, propositions)) < 0.5
    if groups > 1:
        ways[1] = np.where((ways == ways[0]).all(axis=0), ~ways[0], ways[1])
    return np.where(ways, sharp, 1.0 - sharp)


def shuffled_columns(votes: Votes, seed: int) -> Votes:
    """The same answers to each proposition, by other people among those who answered it: no structure is left."""
    return replace(votes, value=shuffled(votes, np.random.default_rng(seed)))
