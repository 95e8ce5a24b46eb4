"""The report of an analysis for a person: plain text, 80 columns wide, the same sections in the same order."""

from __future__ import annotations

from collections.abc import Iterator

from forum.cli.opinion.layout import heading, in_columns, share, titled, wrapped
from forum.cli.opinion.lens import groups
from forum.cli.opinion.statements import MOST, Pages
from forum.cli.opinion.terminal import printable
from forum.opinion.analysis.results import Analysis
from forum.opinion.rules.polis_files import Export


def report(
    export: Export, analysis: Analysis, topic: str, asked: int | None, seconds: tuple[float, float]
) -> str:  # fmt: skip
    """The whole report, ending with a line end.

    `asked`: the number of groups that was asked for; `seconds`: of reading, of analysing.
    """
    several = len(analysis.sides) > 1
    pages = Pages({one.id: one.text for one in export.statements}, analysis)
    parts = [
        [*wrapped(printable(topic), ""), ""] if topic else [],
        [*heading("Who answered"), *_who(export, analysis), ""],
        [*heading("Groups"), *groups(analysis.groups, analysis.parameters, asked), ""],
        [*heading("What tells the groups apart"), *pages.representative(), ""] if analysis.groups.k > 1 else [],
        [*heading(f"{'The sides' if several else 'Everyone'} taken together"), *pages.consensus(), ""],
        [*heading("Side by side" if several else "What can be said of each statement"), *pages.tiers(), ""],
        [*heading("Short list"), *pages.slate(), ""],
        [*heading("Time"), f"  Reading {seconds[0]:.2f} s, analysing {seconds[1]:.2f} s."],
    ]
    return "\n".join(line.rstrip() for part in parts for line in part) + "\n"


def _who(export: Export, analysis: Analysis) -> Iterator[str]:
    people, statements = len(export.participants), len(export.statements)
    considered = len(analysis.propositions)
    rejected = sum(one.moderated < 0 for one in export.statements)
    meta = sum(one.meta and one.moderated >= 0 for one in export.statements)
    out = [f"{rejected:,} rejected by moderators"] * bool(rejected) + [f"{meta:,} about the person"] * bool(meta)
    kept = {index for index, one in enumerate(export.statements) if one.considered}
    counted = sum(index in kept for index in export.statement)
    placed = sum(label is not None for label in analysis.groups.labels)
    yield from in_columns([
        ("People", people, ""),
        ("Statements considered", considered, f"of {statements:,}: {', '.join(out)}" if out else ""),
        ("Votes on them", counted, f"{share(counted, people * considered)} of all that could have been cast"),
        ("People placed", placed, "with enough answers to be compared"),
    ])  # fmt: skip
    if len(analysis.sides) > 1 or analysis.regional.roll:
        yield ""
        rows = [*analysis.sides, *([analysis.regional] if analysis.regional.roll else [])]
        names = [titled(side.name) for side in analysis.sides] + ["On no side"]
        yield from in_columns([
            (name[:20], side.roll, f"of them {side.voted:,} voted, {side.answers:,} votes")
            for name, side in zip(names, rows, strict=False)
        ])  # fmt: skip
    unknown = [one.id for one in export.statements if not one.known]
    if unknown:
        said = ", ".join(map(str, unknown[:MOST])) + ("…" if len(unknown) > MOST else "")
        yield from wrapped(f"Not in comments.csv, counted without their words: {said}.", "  ")
