"""The shape of what may be shown: plain JSON, stored beside the whole result and read by pages, drafts and files.

Every figure of answers is a `Figures`: the three answers in parts, each part exact (low = high) or a range, so that
one form serves what is shown exactly, what is merged and what is only said to be few (R24, R25).
"""

from typing import NotRequired, TypedDict


class Range(TypedDict):
    """A number of electors, exact when both are equal."""

    low: int
    high: int


class Part(TypedDict):
    """One or several answers taken together; `of` holds "agree", "pass", "disagree" in this order."""

    of: list[str]
    low: int
    high: int


class Figures(TypedDict):
    """How one audience answered one proposition; the parts cover all three answers, each once."""

    answered: Range
    parts: list[Part]


class PublishedProposition(TypedDict):
    """One proposition. None in place of figures: not shown."""

    id: int
    tier: str  # results.Tier
    why: str  # results.Why
    rank: int | None  # from 1, within its tier
    sides: list[Figures | None]
    regional: Figures | None
    groups: list[Figures | None]


class PublishedSide(TypedDict):
    """Who could and did answer; `voted` None: not shown."""

    name: str
    roll: int
    voted: Range | None


class PublishedCertificate(TypedDict):
    """The verifier's finding; the witness without its count where that is below the threshold."""

    ratio: float
    proposition: int | None
    level: int
    count: Range | None
    people: Range
    size: int


class PublishedSlate(TypedDict):
    """A short list in proportion; not shown when `size` is 0 (fewer than 5 of a side answered)."""

    ids: list[int]
    size: int
    justified: int
    covered: Range | None
    certificate: PublishedCertificate


class PublishedRepresentative(TypedDict):
    """A proposition that tells a group from the others."""

    id: int
    direction: str


class PublishedGroups(TypedDict):
    """Groups A, B, C … by size, or why there are none.

    A group below 10 people has a range for its size and no list; cells of groups are never shown.
    """

    k: int
    reason: str
    sizes: list[Range]
    structure_z: float | None
    structure_p: float | None
    gain: float | None
    stability_mean: float | None
    stability_min: float | None
    representative: list[list[PublishedRepresentative]]


class PublishedDensity(TypedDict):
    """Cells of at least 10 people: [column, row, people]."""

    columns: int
    rows: int
    cells: list[list[int]]


class Published(TypedDict):
    """Everything of one round that may be shown."""

    profile: str  # "organisations" or "members"
    sides: list[PublishedSide]
    regional: PublishedSide
    propositions: list[PublishedProposition]
    tiers: dict[str, list[int]]  # every tier, ids in their order
    groups: PublishedGroups
    slate: PublishedSlate
    side_slates: list[PublishedSlate]
    density: PublishedDensity | None
    needed: list[list[int]]  # answers on a side, agrees needed for *agreed*, for *majority*
    parameters: dict[str, float | int]
    code_version: NotRequired[str]
    input_sha256: NotRequired[str]
