"""What an analysis gives: frozen plain values, all counts integers, the same on every machine.

`Analysis` is the whole truth and stays inside; what may be shown is made of it by `publishable`. No numpy here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Tier(StrEnum):
    """What can be said of a proposition across the sides; at most one is true, in the order of `PRECEDENCE`."""

    AGREED = "agreed"
    MAJORITY = "majority"
    REJECTED = "rejected"
    DIFFER = "differ"
    DIVIDED = "divided"
    OPEN = "open"
    TOO_FEW = "too_few"  # no tier at all: a side has fewer than 5 answers (R24)


PRECEDENCE = (Tier.AGREED, Tier.REJECTED, Tier.DIFFER, Tier.DIVIDED, Tier.MAJORITY, Tier.OPEN, Tier.TOO_FEW)
"""Which tier counts when several would hold."""


class Why(StrEnum):
    """Why a proposition is open, or has no tier."""

    NONE = ""
    TOO_FEW = "too_few"  # fewer than 5 answers on a side
    LITTLE_SEEN = "little_seen"  # answered by less than 30 % of those of a side who answered anything
    PASSED = "passed"  # passed more often than the others
    UNCLEAR = "unclear"  # neither a majority nor a division that the numbers would carry


class Direction(StrEnum):
    """Which answer a statement stands for."""

    AGREE = "agree"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class Cell:
    """How one audience (a side, a group) answered one proposition; numbers of electors."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    @property
    def answered(self) -> int:
        """Everyone who answered, passes among them."""
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True, slots=True)
class Bounds:
    """10 % and 90 % quantiles of Beta(n_a + 1, n - n_a + 1), for agreeing and for disagreeing; 0 … 1."""

    agree_low: float
    agree_high: float
    disagree_low: float
    disagree_high: float


@dataclass(frozen=True, slots=True)
class Proposition:
    """Everything computed of one proposition."""

    id: int
    sides: tuple[Cell, ...]  # in the order of `Analysis.sides`
    regional: Cell
    groups: tuple[Cell, ...]  # one for each group found; one in all when there are none
    bounds: tuple[Bounds, ...]  # of `sides`
    tier: Tier
    why: Why
    score: float  # geometric mean over sides of the lower bound of agreeing (of disagreeing, if rejected); 0 … 1
    gac: float  # group-aware consensus: product over groups of (n_a + 1)/(n + 2)


@dataclass(frozen=True, slots=True)
class Groups:
    """The lens of discovered groups, which may say no."""

    k: int  # 1: no stable groups
    reason: str  # a `Refusal`, or "" when groups are reported
    labels: tuple[int | None, ...] = field(repr=False)  # per person, by position; None: not placed. Never published
    sizes: tuple[int, ...]
    silhouettes: Mapping[int, float]  # mean silhouette by number of groups tried
    structure_z: float | None  # standard deviations of the first axis above the permuted copies
    structure_p: float | None
    gain: float | None  # share of the log-loss on hidden answers saved by knowing the group
    stability_mean: float | None  # adjusted Rand index of two subsamples of 80 % with each other and with these groups
    stability_min: float | None


class Refusal(StrEnum):
    """Why no groups are reported."""

    FEW_PEOPLE = "few_people"  # fewer than 10 people answered enough to be placed
    FEW_PROPOSITIONS = "few_propositions"
    NO_STRUCTURE = "no_structure"  # not more structure than in permuted copies
    SMALL = "small"  # every division leaves a group below 5 people or 5 %
    NO_GAIN = "no_gain"  # knowing the group predicts hidden answers no better
    UNSTABLE = "unstable"  # subsamples do not give the same groups (stability below .60)
    NOT_SHOWN = "not_shown"  # members' groups that were not made of open answers alone (R25); only in `Published`


@dataclass(frozen=True, slots=True)
class Representative:
    """A proposition that tells a group from the others."""

    id: int
    direction: Direction
    z_group: float  # one-proportion z of the group
    z_other: float  # two-proportion z against all other groups together
    p: float  # rate in the group, (n + 1)/(n + 2)
    ratio: float  # of that rate to the rate of the others


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the independent verifier found: how near any unserved circle of people comes to a just complaint.

    `ratio` is the largest, over propositions c outside the slate and levels l, of count·k/(l·n), where count are the
    approvers of c with fewer than l approved propositions in the slate. Below 1: EJR+ holds. The witness is where the
    largest stands; None when nobody approves anything outside.
    """

    ratio: float
    proposition: int | None
    level: int
    count: int
    people: int  # n, the weight of all voters
    size: int  # k


@dataclass(frozen=True, slots=True)
class Slate:
    """A short list that represents people in proportion, with its certificate."""

    ids: tuple[int, ...]
    size: int  # k: what was asked for, at most as many as anybody agrees with
    justified: int  # how many entered by the rule, the others fill up
    covered: int  # people who agree with at least one of them
    voters: int  # people who agree with anything at all
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Density:
    """How thickly the first two axes are peopled, on a grid; never a point per person."""

    columns: int
    rows: int
    cells: tuple[tuple[int, int, int], ...]  # column, row, people; cells with at least 10 people only
    left_out: int  # people in thinner cells


@dataclass(frozen=True, slots=True)
class Side:
    """Who could and who did answer on one side."""

    name: str  # "kosovo", "serbia", or "all" where no side is declared
    roll: int
    voted: int  # with at least one answer
    answers: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """The whole result. `propositions` by id; lists are ordered as they are shown."""

    sides: tuple[Side, ...]
    regional: Side
    propositions: tuple[Proposition, ...]
    ranked: Mapping[Tier, tuple[int, ...]]  # ids of each tier in their order
    groups: Groups
    representative: tuple[tuple[Representative, ...], ...]  # per group
    consensus: Mapping[Direction, tuple[int, ...]]  # over everyone; a research figure, never on a page (R1)
    slate: Slate
    side_slates: tuple[Slate, ...]  # in the order of `sides`
    density: Density | None  # None: too few people for a map
    needed: tuple[tuple[int, int, int], ...]  # answers on a side, agrees needed for *agreed*, for *majority*
    parameters: Parameters
    openly: bool = False  # groups, slates and map are made of open answers alone (module `openly`)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Every number the result depends on, stored beside it. Changing one changes the code version."""

    agreed: float = 0.60  # lower bound on every side
    majority: float = 0.50
    contrast: float = 0.30  # difference of rates between sides, when significant
    divided: float = 0.30  # both agreeing and disagreeing at least this, on one side
    passed: float = 0.20  # rate of passing from which a proposition is open
    smallest_side: int = 5  # answers below which a side has no figure
    seen: float = 0.30  # of the voters of a side
    quantile: float = 0.10  # of the Beta bounds
    discoveries: float = 0.10  # rate of false discoveries (Benjamini-Hochberg)
    slate: int = 8  # longest slate
    axes: int = 4
    steps: int = 8
    ridge: float = 2.0
    permutations: int = 99
    subsamples: int = 50
    hidden: float = 0.10  # share of answers hidden to measure the gain
    stable: float = 0.60
    most_groups: int = 5
    least_people: int = 10
    cells: int = 5_000  # above so many people the embedding is quantised
    seed: int = 0
