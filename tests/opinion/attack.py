"""Whoever wants to know more than is shown: published figures as constraints of integer programs (R25).

People of one side who took part in the same rounds are exchangeable in everything published, so one person's answers
are settled exactly when the counts are: somebody else answered v in some possible world if the count of v exceeds what
the observer's own friends answered. That keeps the programs small; `test_publishable.py` checks it against all worlds
of people × propositions on small cases.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from math import erfc, sqrt

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.special import betaincinv

from forum.opinion.analysis.published import Figures, Published, PublishedProposition, PublishedSlate
from tests.opinion.rounds import ANSWERS

ENOUGH = 5
AGREE, PASS, DISAGREE, NOTHING = range(4)
Triple = tuple[int, int, int]


@dataclass
class Observer:
    """What is known beside the figures: how many of each side took part, and the answers of some (friends or self).

    `own[audience, proposition]` counts the known answers, in the order of ANSWERS, of `friends` people of an audience;
    the last audience is the regional one. Each friend's answer leaves one possible value fewer: that is inevitable.
    """

    voted: Sequence[int]
    friends: Sequence[int] = (0, 0, 0)
    own: dict[tuple[int, int], Triple] = field(default_factory=dict)


@dataclass
class Found:
    """`pinned`: hidden counts with fewer than five possible values, (proposition, audience, answer, values).

    `certain`: (proposition, audience) for which everybody else there has given one certain answer.
    `excluded`: (proposition, audience, answer) that nobody else there has given in any world.
    """

    pinned: list[tuple[int, int, str, list[int]]] = field(default_factory=list)
    certain: list[tuple[int, int]] = field(default_factory=list)
    excluded: list[tuple[int, int, str]] = field(default_factory=list)
    programs: int = 0

    def __bool__(self) -> bool:
        return bool(self.pinned or self.certain)


@dataclass
class _Block:
    """One proposition at one audience, or at all sides together where a tier ties them; its possible states."""

    one: int
    audiences: tuple[int, ...]
    states: list[tuple[Triple, ...]]
    start: int = 0


def attack(published: Published, observer: Observer, *, of_counts: bool) -> Found:
    """All that follows from one round's figures. `of_counts`: tiers and ranks were made of the hidden counts.

    Else they are known to be made of the figures beside them, and only what a tier claims is a constraint.
    """
    blocks = [block for one in published["propositions"] for block in _blocks(published, one, observer, of_counts)]
    size = 0
    for block in blocks:
        if not block.states:
            raise AssertionError(f"proposition {block.one}: the figures contradict one another")
        block.start, size = size, size + len(block.states)
    rows = [*_one_state_each(blocks), *_everybody_somewhere(blocks, observer), *_lists(published, blocks)]
    rows += _ranks(published, blocks) if of_counts else []
    return _cover(_targets(published, blocks, observer), _constraint(rows, size), size)


def holds(published: Published, observer: Observer, truth: dict[tuple[int, int], Triple], *, of_counts: bool) -> bool:
    """Whether the true counts are a world of the program: else the attack would be given something false."""
    blocks = [block for one in published["propositions"] for block in _blocks(published, one, observer, of_counts)]
    size, chosen = 0, []
    for block in blocks:
        state = tuple(truth[audience, block.one] for audience in block.audiences)
        if state not in block.states:
            return False
        block.start, size = size, size + len(block.states)
        chosen.append(block.start + block.states.index(state))
    rows = [*_one_state_each(blocks), *_everybody_somewhere(blocks, observer), *_lists(published, blocks)]
    rows += _ranks(published, blocks) if of_counts else []
    world = set(chosen)
    return all(low <= sum(value for column, value in row if column in world) <= high for row, low, high in rows)


# The possible states


def triples(figures: Figures | None, voted: int) -> list[Triple]:
    """Every (agree, pass, disagree) that fits: fewer than five answers where nothing is shown."""
    low, high = (0, 4) if figures is None else (figures["answered"]["low"], figures["answered"]["high"])
    parts = () if figures is None else tuple(
        (tuple(ANSWERS.index(answer) for answer in part["of"]), part["low"], part["high"]) for part in figures["parts"]
    )  # fmt: skip
    return _triples(low, min(high, voted), parts)


@lru_cache(maxsize=10_000)
def _triples(low: int, high: int, parts: tuple[tuple[tuple[int, ...], int, int], ...]) -> list[Triple]:
    span = [next(((least if len(of) == 1 else 0, most) for of, least, most in parts if index in of), (0, high))
            for index in range(3)]  # fmt: skip
    return [
        (agree, passed, n - agree - passed)
        for n in range(low, high + 1)
        for agree in range(span[0][0], min(span[0][1], n) + 1)
        for passed in range(max(span[1][0], n - agree - span[2][1]), min(span[1][1], n - agree - span[2][0]) + 1)
        if all(least <= sum((agree, passed, n - agree - passed)[index] for index in of) <= most
               for of, least, most in parts)
    ]  # fmt: skip


def _blocks(published: Published, one: PublishedProposition, observer: Observer, of_counts: bool) -> list[_Block]:
    sides = range(len(published["sides"]))
    figures = [*one["sides"], one["regional"]]
    options = [
        [state for state in triples(figures[at], observer.voted[at])
         if all(has >= known for has, known in zip(state, observer.own.get((at, one["id"]), (0, 0, 0)), strict=True))]
        for at in range(len(figures))
    ]  # fmt: skip
    regional = _Block(one["id"], (len(sides),), [(state,) for state in options[-1]])
    if one["tier"] == "too_few" or (one["tier"] == "open" and not of_counts):
        return [*(_Block(one["id"], (at,), [(state,) for state in options[at]]) for at in sides), regional]
    judge = _could_be if of_counts else _claimed
    states = [state for state in product(*options[:-1]) if judge(one, state, published["parameters"])]
    return [_Block(one["id"], tuple(sides), states), regional]


@lru_cache(maxsize=100_000)
def _low(hits: int, n: int, quantile: float) -> float:
    return float(betaincinv(hits + 1, n - hits + 1, quantile))


def _facts(state: Sequence[Triple], parameters: dict[str, float | int]) -> dict[str, bool]:
    """Which conditions of tiers hold; `contrast`: may hold, as it depends on the other propositions too."""
    quantile, half = parameters["quantile"], parameters["majority"]
    agree = [_low(one[AGREE], sum(one), quantile) for one in state]
    against = [_low(one[DISAGREE], sum(one), quantile) for one in state]
    shares = [[count / sum(one) for count in one] for one in state]
    both = [(i, j) for i in range(len(state)) for j in range(len(state)) if i != j]
    return {
        "agreed": min(agree) >= parameters["agreed"],
        "rejected": min(against) >= parameters["agreed"],
        "opposed": any(agree[i] > half and against[j] > half for i, j in both),
        "contrast": any(
            shares[i][AGREE] - shares[j][AGREE] >= parameters["contrast"] - 1e-9
            and _chance(state[i], state[j]) <= parameters["discoveries"]
            for i, j in both
        ),
        "divided": any(min(one[AGREE], one[DISAGREE]) >= parameters["divided"] - 1e-9 for one in shares),
        "majority": min(agree) >= half,
        "passed": any(one[PASS] >= parameters["passed"] - 1e-9 for one in shares),
    }


def _chance(one: Triple, two: Triple) -> float:
    n, m = sum(one) + 1, sum(two) + 1
    together = (one[AGREE] + two[AGREE] + 2) / (n + m)
    spread = sqrt(max(together * (1 - together), 0) * (1 / n + 1 / m))
    return erfc(abs((one[AGREE] + 1) / n - (two[AGREE] + 1) / m) / spread / sqrt(2)) if spread else 1.0


def _could_be(one: PublishedProposition, state: Sequence[Triple], parameters: dict[str, float | int]) -> bool:
    """Whether these counts could have this tier, were it made of them; nothing possible is ruled out."""
    if min(sum(counts) for counts in state) < 5:
        return False
    if one["why"] == "little_seen":
        return True
    facts = _facts(state, parameters)
    order = ["agreed", "rejected", "opposed", "divided", "majority"]
    name = {"differ": "opposed"}.get(one["tier"], one["tier"])
    earlier = order[: order.index(name)] if name in order else order
    if any(facts[other] for other in earlier):
        return False
    if one["tier"] == "differ":
        return facts["opposed"] or facts["contrast"]
    if one["tier"] == "open":
        return facts["passed"] or one["why"] != "passed"
    return facts[name]


def _claimed(one: PublishedProposition, state: Sequence[Triple], parameters: dict[str, float | int]) -> bool:
    """What a tier made of the figures claims of the counts; *open* claims nothing."""
    facts = _facts(state, parameters)
    return facts["opposed"] or facts["contrast"] if one["tier"] == "differ" else facts[one["tier"]]


# Constraints: (terms, at least, at most)

Row = tuple[list[tuple[int, float]], float, float]


def _one_state_each(blocks: Iterable[_Block]) -> list[Row]:
    return [([(block.start + i, 1.0) for i in range(len(block.states))], 1.0, 1.0) for block in blocks]


def _everybody_somewhere(blocks: Sequence[_Block], observer: Observer) -> list[Row]:
    """Whoever took part has answered something."""
    rows: list[Row] = []
    for at, voted in enumerate(observer.voted):
        answers = [
            [(block.start + i, float(sum(state[block.audiences.index(at)]))) for i, state in enumerate(block.states)]
            for block in blocks if at in block.audiences
        ]  # fmt: skip
        known = sum(sum(own) for (where, _), own in observer.own.items() if where == at)
        least = voted - observer.friends[at] + known
        if sum(min(value for _, value in terms) for terms in answers) < least:  # else it follows from the others
            rows.append(([term for terms in answers for term in terms], float(least), np.inf))
    return rows


def _ranks(published: Published, blocks: Sequence[_Block]) -> list[Row]:
    """Who stands higher has no lower a score: the mean over sides of log lower bounds."""
    found, quantile = [], published["parameters"]["quantile"]
    of = {block.one: block for block in blocks if block.audiences != (len(published["sides"]),)}
    for tier, ids in published["tiers"].items():
        answer = DISAGREE if tier == "rejected" else AGREE

        def score(state: Sequence[Triple], answer: int = answer) -> float:
            return float(np.mean([np.log(_low(one[answer], sum(one), quantile)) for one in state]))

        for first, second in zip(ids, ids[1:], strict=False) if tier != "too_few" else ():
            terms = [*_terms(of[first], score), *((at, -value) for at, value in _terms(of[second], score))]
            found.append((terms, -1e-9, np.inf))
    return found


def _lists(published: Published, blocks: Sequence[_Block]) -> list[Row]:
    """What the slates and their certificates say, of all and of each side."""
    sides = range(len(published["sides"]))
    found = _list(published, published["slate"], sides, blocks)
    for at, slate in zip(sides, published["side_slates"], strict=True):
        found += _list(published, slate, [at], blocks)
    return found


def _list(published: Published, slate: PublishedSlate, sides: Sequence[int], blocks: Sequence[_Block]) -> list[Row]:
    """The witness has so many approvers, the slate covers so many, and nobody outside has too many approvers.

    A(c) approvals of c; those with l or more in the slate are at most the approvals of the slate / l, so
    A(c) - slate/l ≤ count(c, l) ≤ ratio·l·n/k for every c outside and every l. Of members a slate knows only
    propositions whose approvals are shown on every side.
    """
    certificate, found = slate["certificate"], []
    if not slate["size"] or not slate["ids"]:
        return []

    def approvals(one: int, factor: float = 1.0) -> list[tuple[int, float]]:
        return [
            (block.start + i, factor * _agreeing(block, state, sides))
            for block in blocks if block.one == one for i, state in enumerate(block.states)
        ]  # fmt: skip

    if certificate["proposition"] is not None and certificate["count"] is not None:
        found.append((approvals(certificate["proposition"]), float(certificate["count"]["low"]), np.inf))
    if slate["covered"] is not None:
        together = [term for one in slate["ids"] for term in approvals(one)]
        found.append((together, float(slate["covered"]["low"]), np.inf))
        found += [(approvals(one), 0.0, float(slate["covered"]["high"])) for one in slate["ids"]]
    outside = [
        one["id"] for one in published["propositions"] if one["id"] not in slate["ids"] and (
            published["profile"] != "members" or all(side and _may_be_shown(side, "agree") for side in one["sides"])
        )
    ]  # fmt: skip
    for one, level in product(outside, range(1, slate["size"] + 1)):
        inside = [term for other in slate["ids"] for term in approvals(other, -1.0 / level)]
        most = (certificate["ratio"] + 0.005) * level * certificate["people"]["high"] / slate["size"]
        found.append(([*approvals(one), *inside], -np.inf, most))
    return found


def _agreeing(block: _Block, state: Sequence[Triple], sides: Sequence[int]) -> int:
    return sum(counts[AGREE] for at, counts in zip(block.audiences, state, strict=True) if at in sides)


def _terms(block: _Block, value) -> list[tuple[int, float]]:
    return [(block.start + i, float(value(state))) for i, state in enumerate(block.states)]


def _constraint(rows: Sequence[Row], size: int) -> LinearConstraint:
    entries = [(index, at, value) for index, (terms, _, _) in enumerate(rows) for at, value in terms]
    line, column, value = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = csr_array((value, (line, column)), shape=(len(rows), size))
    return LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])


# What is open


@dataclass
class _Target:
    """Something of which several values should be possible; `values[state]` is what a state of the block gives."""

    block: _Block
    key: tuple[object, ...]
    values: list[frozenset[object]]
    enough: int
    seen: set[object] = field(default_factory=set)


def _targets(published: Published, blocks: Sequence[_Block], observer: Observer) -> list[_Target]:
    found = []
    figures = {one["id"]: [*one["sides"], one["regional"]] for one in published["propositions"]}
    for block in blocks:
        for place, audience in enumerate(block.audiences):
            voted, own = observer.voted[audience], observer.own.get((audience, block.one), (0, 0, 0))
            if not voted:
                continue
            for index, answer in enumerate(ANSWERS):
                values = [frozenset({state[place][index]}) for state in block.states]
                if not _may_be_shown(figures[block.one][audience], answer):
                    key = ("count", block.one, audience, answer)
                    found.append(_Target(block, key, values, min(ENOUGH, voted + 1) - observer.friends[audience]))
            values = [
                frozenset(index for index in range(3) if state[place][index] > own[index]) for state in block.states
            ]
            found.append(_Target(block, ("person", block.one, audience), values, 3))
    return found


def _may_be_shown(figures: Figures | None, answer: str) -> bool:
    """Whether a count is shown exactly, and R25 allows it: 0, or 5 and more. All others are protected."""
    parts = [] if figures is None else figures["parts"]
    return any(
        part["of"] == [answer] and part["low"] == part["high"] and (part["low"] == 0 or part["low"] >= ENOUGH)
        for part in parts
    )


def _cover(targets: list[_Target], constraint: LinearConstraint, size: int) -> Found:
    """Looks for worlds that show as much new as possible, until every target is open or no world shows more."""
    found = Found()
    while True:
        gain = np.zeros(size)
        for target in targets:
            if len(target.seen) < target.enough:
                new = [len(values - target.seen) for values in target.values]
                gain[target.block.start : target.block.start + len(new)] += new
        if not gain.any():
            break
        world = _solve(-gain, constraint)
        found.programs += 1
        if world is None:
            raise AssertionError("no world fits what was published")
        if gain @ world < 0.5:
            break
        for target in targets:
            chosen = np.flatnonzero(world[target.block.start : target.block.start + len(target.values)] > 0.5)
            target.seen |= target.values[int(chosen[0])]
    for target in targets:
        _told(found, target)
    return found


def _told(found: Found, target: _Target) -> None:
    kind, *key = target.key
    if kind == "count":
        found.pinned += [(*key, sorted(target.seen))] if len(target.seen) < target.enough else []
    elif target.seen:
        found.certain += [tuple(key)] if len(target.seen) == 1 else []
        found.excluded += [(*key, ANSWERS[index]) for index in range(3) if index not in target.seen]


def _solve(cost: np.ndarray, constraint: LinearConstraint, high: float = 1.0) -> np.ndarray | None:
    result = milp(cost, constraints=constraint, integrality=np.ones(len(cost)), bounds=Bounds(0, high))
    return None if result.x is None else np.round(result.x)
