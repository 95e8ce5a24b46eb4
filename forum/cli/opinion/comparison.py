"""The page of `flask opinion compare`, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forum.cli.opinion.layout import share

_CASES = "https://compdemocracy.org/case-studies/"
SOURCES = {
    "15-per-hour-seattle": f"{_CASES}2014-seattle-15-per-hour",
    "bg2050-volunteers": "https://github.com/compdemocracy/openData",
    "brexit-consensus": f"{_CASES}2017-brexit-consensus",
    "london.youth.policing": f"{_CASES}2022-london-youth-policing",
    "scoop-hivemind.freshwater": f"{_CASES}2017-scoop-hivemind-freshwater",
    "scoop-hivemind.ubi": f"{_CASES}2017-scoop-hivemind-ubi",
}


@dataclass(frozen=True, slots=True)
class List:
    """A list of statements: whom it reaches, and how near it comes to a just complaint."""

    covered: int
    voters: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One conversation."""

    name: str
    people: int
    statements: int
    votes: int
    published: str  # what Polis gave: sizes of groups
    groups: str  # sizes of groups, or "none"
    reason: str  # why none, a sentence; "" when there are
    stability: tuple[float, float] | None  # mean, least
    structure: float | None
    gain: float | None
    size: int
    ours: List
    plain: List
    seconds: float


_HEAD = """# Conversations, measured

Written by `flask opinion compare`; `make conversations` does it for public conversations held with Polis. The analysis
is that of every round here: [analysis.md](analysis.md) gives each formula, [opinion.md](opinion.md) says how to run it
on any export. All figures but seconds are the same whenever they are computed again.

"""
_MEANING = """
- **statements**, **votes**: without those that moderators rejected, and those about the person.
- **Polis**: sizes of the groups that Polis gave at the time, as its export has them. It always gives at least two.
- **groups**: sizes of the groups found here, or *none*. They are reported only when the first axis stands out
  against every shuffled copy (**structure**, in standard deviations), knowing the group predicts hidden answers better
  (**gain**, in percent of the log-loss) and two samples of the people give the same groups (**stability**, mean and
  least adjusted Rand index over many pairs of samples; at least .60 on average).
- **reach**: of the people who agree with anything, the share that agrees with at least one statement of a list of
  **k**: the short list in proportion, and beside it the k statements most people agree with.
- **EJR+**: how near each list comes to leaving out a circle of people large enough to ask for a statement; 1 and more
  means that one is left out. The short list is below 1 by construction, and checked by a verifier of its own; nothing
  makes the list of the most agreed so, and where it is below 1 it happens to be.
- **s**: seconds of reading and analysing, with 99 shuffled copies and every sample, on a machine with other work.
"""
_WHY = "\n## Where the lens says no\n\n"
_LICENCE = """
## Where the answers come from

Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under CC BY 4.0 with
Attribution to The Computational Democracy Project. The data and more information about how the data was collected can
be found at the following links:

"""


def document(rows: Sequence[Compared]) -> str:
    """The whole page; conversations in the order of their names."""
    rows = sorted(rows, key=lambda row: row.name)
    refused = [f"- **{row.name}**: {_why(row)}\n" for row in rows if row.reason]
    links = [f"- {row.name}: <{SOURCES[row.name]}>\n" for row in rows if row.name in SOURCES]
    parts = [_HEAD, table(rows), _MEANING]
    parts += [_WHY, *refused] if refused else []
    parts += [_LICENCE, *links] if links else []
    return "".join(parts)


def table(rows: Sequence[Compared]) -> str:
    """A line for each conversation below two of head."""
    names = (
        "conversation", "people", "statements", "votes", "Polis", "groups", "structure", "gain", "stability", "k",
        "reach", "reach of the most agreed", "EJR+", "EJR+ of the most agreed", "s",
    )  # fmt: skip
    lines = [names, tuple("---" if index in (0, 4, 5) else "--:" for index in range(len(names))), *map(cells, rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cells(row: Compared) -> tuple[str, ...]:
    """What stands in the table; seconds last."""
    stability = "–" if row.stability is None else f"{row.stability[0]:.2f}, {row.stability[1]:.2f}"
    return (
        row.name, f"{row.people:,}", f"{row.statements:,}", f"{row.votes:,}", row.published, row.groups,
        "–" if row.structure is None else f"{row.structure:.1f}",
        "–" if row.gain is None else f"{100 * row.gain:.1f} %",
        stability, str(row.size), share(row.ours.covered, row.ours.voters), share(row.plain.covered, row.plain.voters),
        f"{row.ours.ratio:.2f}", f"{row.plain.ratio:.2f}", f"{row.seconds:.1f}",
    )  # fmt: skip


def _why(row: Compared) -> str:
    figures = [f"structure {row.structure:.1f}"] if row.structure is not None else []
    figures += [f"gain {100 * row.gain:.1f} %"] if row.gain is not None else []
    figures += [f"stability {row.stability[0]:.2f}, at worst {row.stability[1]:.2f}"] if row.stability else []
    polis = f"; Polis gave {row.published}" if row.published != "–" else ""
    return f"{row.reason} The best division has {', '.join(figures)}{polis}." if figures else row.reason
