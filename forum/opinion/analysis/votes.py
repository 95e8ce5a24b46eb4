"""Answers as arrays: checked once, in canonical order, so that no later step depends on how they came in."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

REGIONAL = -1
"""The side of whoever sits on neither of the two: counted on a line of its own, deciding nothing (R1)."""


@dataclass(frozen=True, slots=True)
class Votes:
    """Last answers of P people on C propositions; people and propositions stand in the order of their ids.

    `person`, `proposition`: int32[n], positions; `value`: int8[n], +1 agree, -1 disagree, 0 pass; ordered by person,
    then proposition, each pair once. `weight`: int64[P], at least 1. `side`: int8[P], index of `sides` or `REGIONAL`.
    `eligible`: bool[C]; what is not eligible has no effect on anything. `person_ids`, `proposition_ids`: sorted ids.
    """

    person: NDArray[np.int32]
    proposition: NDArray[np.int32]
    value: NDArray[np.int8]
    person_ids: tuple[Hashable, ...]
    proposition_ids: tuple[int, ...]
    weight: NDArray[np.int64]
    side: NDArray[np.int8]
    eligible: NDArray[np.bool_]
    sides: tuple[str, ...] = ("all",)

    @property
    def people(self) -> int:
        """P."""
        return len(self.person_ids)

    @property
    def propositions(self) -> int:
        """C, the ineligible among them."""
        return len(self.proposition_ids)

    @classmethod
    def of(
        cls,
        answers: Iterable[tuple[Any, int, int]],
        *,
        people: Sequence[Any] = (),
        propositions: Sequence[int] = (),
        side: Mapping[Any, int] | None = None,
        sides: Sequence[str] = ("all",),
        weight: Mapping[Any, int] | None = None,
        ineligible: Iterable[int] = (),
    ) -> Votes:
        """From (person, proposition, value) in the order they were given: the last of a pair counts.

        `people` and `propositions` name those without an answer too; ids must be sortable among themselves. `side`
        maps a person to an index of `sides` (absent: the first side if there is one only, else regional).
        Raises ValueError naming the place of the first bad answer.
        """
        last: dict[tuple[Any, int], int] = {}
        for index, (who, what, value) in enumerate(answers):
            if value not in (-1, 0, 1):
                raise ValueError(f"answer {index}: {value!r} is neither 1 (agree), -1 (disagree) nor 0 (pass)")
            last[who, what] = int(value)
        everyone = sorted({*people, *(who for who, _ in last)})
        everything = sorted({*propositions, *(what for _, what in last)})
        at = {who: index for index, who in enumerate(everyone)}
        where = {what: index for index, what in enumerate(everything)}
        rows = sorted((at[who], where[what], value) for (who, what), value in last.items())
        alone = 0 if len(sides) == 1 else REGIONAL
        left_out = set(ineligible)
        return cls.checked(
            np.array([row[0] for row in rows], dtype=np.int32),
            np.array([row[1] for row in rows], dtype=np.int32),
            np.array([row[2] for row in rows], dtype=np.int8),
            person_ids=tuple(everyone),
            proposition_ids=tuple(everything),
            weight=np.array([(weight or {}).get(who, 1) for who in everyone], dtype=np.int64),
            side=np.array([(side or {}).get(who, alone) for who in everyone], dtype=np.int8),
            eligible=np.array([what not in left_out for what in everything], dtype=np.bool_),
            sides=tuple(sides),
        )

    @classmethod
    def checked(
        cls,
        person: NDArray[Any],
        proposition: NDArray[Any],
        value: NDArray[Any],
        *,
        person_ids: Sequence[Hashable],
        proposition_ids: Sequence[int],
        weight: NDArray[Any] | None = None,
        side: NDArray[Any] | None = None,
        eligible: NDArray[Any] | None = None,
        sides: Sequence[str] = ("all",),
    ) -> Votes:
        """From arrays of positions, brought into canonical order.

        Raises ValueError naming the index of the first entry that is out of range, twice there, or no answer.
        """
        people, propositions = len(person_ids), len(proposition_ids)
        person, proposition, value = np.asarray(person), np.asarray(proposition), np.asarray(value)
        if not len(person) == len(proposition) == len(value):
            raise ValueError("person, proposition and value must be of one length")
        for name, array, most in (("person", person, people), ("proposition", proposition, propositions)):
            _refuse(name, array, (array < 0) | (array >= most))
        _refuse("value", value, ~np.isin(value, (-1, 0, 1)))
        order = _canonical(person, proposition, propositions)
        weights = np.ones(people, np.int64) if weight is None else np.asarray(weight, np.int64)
        seats = np.zeros(people, np.int8) if side is None else np.asarray(side, np.int8)
        able = np.ones(propositions, np.bool_) if eligible is None else np.asarray(eligible, np.bool_)
        for name, array, length in (
            ("weight", weights, people), ("side", seats, people), ("eligible", able, propositions),
        ):  # fmt: skip
            if array.shape != (length,):
                raise ValueError(f"{name} has {array.shape} entries, not {length}")
        _refuse("weight", weights, weights < 1)
        _refuse("side", seats, (seats < REGIONAL) | (seats >= len(sides)))
        return cls(
            person[order].astype(np.int32), proposition[order].astype(np.int32), value[order].astype(np.int8),
            tuple(person_ids), tuple(int(one) for one in proposition_ids), weights, seats, able, tuple(sides),
        )  # fmt: skip

    def starts(self) -> NDArray[np.int32]:
        """Where the answers of each person begin, and the end of all: int32[P + 1], as for compressed rows."""
        return np.searchsorted(self.person, np.arange(self.people + 1, dtype=np.int32)).astype(np.int32)

    def considered(self) -> Votes:
        """Without the ineligible propositions and their answers; the same object when there are none."""
        if self.eligible.all():
            return self
        kept = np.flatnonzero(self.eligible)
        position = np.full(self.propositions, -1, np.int32)
        position[kept] = np.arange(len(kept), dtype=np.int32)
        inside = self.eligible[self.proposition]
        return Votes(
            self.person[inside], position[self.proposition[inside]], self.value[inside], self.person_ids,
            tuple(self.proposition_ids[index] for index in kept), self.weight, self.side,
            np.ones(len(kept), np.bool_), self.sides,
        )  # fmt: skip

    def only(self, kept: NDArray[np.bool_]) -> Votes:
        """Only these answers (bool[n]); people and propositions stay."""
        return replace(self, person=self.person[kept], proposition=self.proposition[kept], value=self.value[kept])

    def of_people(self, chosen: NDArray[Any]) -> Votes:
        """Only these people (bool[P]); positions are given anew, ids stay."""
        position = np.full(self.people, -1, np.int32)
        kept = np.flatnonzero(chosen)
        if len(kept) == self.people:
            return self
        position[kept] = np.arange(len(kept), dtype=np.int32)
        inside = np.asarray(chosen, np.bool_)[self.person]
        return Votes(
            position[self.person[inside]], self.proposition[inside], self.value[inside],
            tuple(self.person_ids[index] for index in kept), self.proposition_ids, self.weight[kept], self.side[kept],
            self.eligible, self.sides,
        )  # fmt: skip


def _canonical(person: NDArray[Any], proposition: NDArray[Any], propositions: int) -> NDArray[np.int64] | slice:
    """The order of the answers by person, then proposition; quick when they stand in it already."""
    flat = person.astype(np.int64)
    flat *= max(propositions, 1)
    flat += proposition
    if (flat[1:] > flat[:-1]).all():
        return slice(None)
    order = np.argsort(flat, kind="stable")
    _refuse("person and proposition", flat[order][1:], np.diff(flat[order]) == 0, order[1:])
    return order


def _refuse(name: str, array: NDArray[Any], bad: NDArray[Any], places: NDArray[Any] | None = None) -> None:
    if bad.any():
        index = int(np.flatnonzero(bad)[0])
        place = index if places is None else int(places[index])
        problem = "is there twice" if places is not None else f"{array[index]} is not allowed"
        raise ValueError(f"{name} at {place}: {problem}")
