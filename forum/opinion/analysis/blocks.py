"""The blocks a draft consists of: claims in no language, each with what it rests on and the numbers it says.

A block without a citation cannot be made, nor one with a number that lies outside its citations. No numpy here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Number = int | float


class Kind(StrEnum):
    """The sections of a draft, in their order."""

    ASKED = "asked"
    TOOK_PART = "took_part"
    SHARED = "shared"
    REJECTED = "rejected"
    SIDES = "sides"
    CONTENTION = "contention"
    RESERVATIONS = "reservations"
    OPEN = "open"
    GROUPS = "groups"
    METHOD = "method"
    EVIDENCE = "evidence"


ONCE = (Kind.SHARED, Kind.REJECTED, Kind.CONTENTION, Kind.OPEN)
"""A proposition stands in at most one of these; elsewhere it may be cited besides."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What a claim rests on.

    ("proposition", 7); ("result", "sides/0"): a part of the published result; ("asked", "dates"): what was asked.
    """

    kind: str
    of: int | str

    def covers(self, source: str) -> bool:
        """Whether the cell `source` belongs to what is cited."""
        match self.kind:
            case "proposition":
                return source == "cited" or source.startswith(f"propositions/{self.of}/")
            case "result":
                return source == self.of or source.startswith(f"{self.of}/")
        return False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or a range of whole numbers, and the cell of the published result it is.

    Cells: `sides/0/voted`, `regional/roll`, `propositions/7/sides/0/agree+pass` (answers joined as they are shown),
    `propositions/7/groups/1/answered`, `tiers/agreed` (how many), `propositions` (how many), `needed/19/agreed` or
    `needed/20-24/agreed`, `slate/…` and `side_slates/0/…` as in `PublishedSlate`, `groups/…`, `parameters/…`.
    Worked out are: `…/certificate/share`, the people that make a just claim to one place (people / size, rounded up),
    and `…/certificate/claim`, to as many as the level of the witness; `views/0`, the propositions on which a side has a
    majority of its own; `cited`, the propositions of the block.
    """

    low: Number
    high: Number
    source: str

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


def exactly(value: Number, source: str) -> Figure:
    """One number."""
    return Figure(value, value, source)


@dataclass(frozen=True, slots=True)
class Block:
    """One claim. `template` names its sentences, `parameters` are plain values for them, never words of a language."""

    kind: Kind
    template: str
    parameters: Mapping[str, Any]
    citations: tuple[Citation, ...]
    figures: Mapping[str, Figure]

    def __post_init__(self) -> None:
        """Raises ValueError for a claim without citation, and for a figure from outside its citations."""
        if not self.citations:
            raise ValueError(f"{self.kind}/{self.template}: a claim without citation")
        for name, figure in self.figures.items():
            if not any(citation.covers(figure.source) for citation in self.citations):
                raise ValueError(f"{self.kind}/{self.template}: the figure {name!r} is not of what is cited")

    @property
    def propositions(self) -> tuple[int, ...]:
        """The ids of the propositions it cites, in their order."""
        return tuple(int(one.of) for one in self.citations if one.kind == "proposition")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, of whom and when: what no analysis of answers knows.

    `electorate`: "organisations", "members", or "participants" of a conversation read from a file. `opened`, `closed`:
    days in ISO form. `question`: its words, `language` their tag.
    """

    electorate: str = "participants"
    question: str | None = None
    language: str | None = None
    opened: str | None = None
    closed: str | None = None


def check(blocks: Iterable[Block]) -> None:
    """Raises ValueError when a proposition stands in two of the sections that exclude one another."""
    where: dict[int, Kind] = {}
    for block in blocks:
        for one in block.propositions if block.kind in ONCE else ():
            if where.setdefault(one, block.kind) is not block.kind:
                raise ValueError(f"proposition {one} stands in {where[one]} and in {block.kind}")


def to_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Plain values, as they are stored."""
    return [
        {
            "kind": block.kind.value,
            "template": block.template,
            "parameters": dict(block.parameters),
            "citations": [{one.kind: one.of} for one in block.citations],
            "figures": {
                name: {"low": one.low, "high": one.high, "source": one.source} for name, one in block.figures.items()
            },
        }
        for block in blocks
    ]


def from_json(stored: Iterable[Mapping[str, Any]]) -> list[Block]:
    """The blocks that were stored. Raises ValueError or KeyError for what is none."""
    return [
        Block(
            Kind(one["kind"]),
            one["template"],
            dict(one["parameters"]),
            tuple(Citation(kind, of) for citation in one["citations"] for kind, of in citation.items()),
            {name: Figure(value["low"], value["high"], value["source"]) for name, value in one["figures"].items()},
        )
        for one in stored
    ]
