"""The section of a report that says which groups were found, or why none are told of."""

from __future__ import annotations

from collections.abc import Iterator

from forum.cli.opinion.layout import letter, share, wrapped
from forum.opinion.analysis.results import Groups, Parameters, Refusal


def why_none(groups: Groups, parameters: Parameters, asked: int | None = None) -> str:
    """Why no groups are reported, as one sentence; `asked`: the number that was asked for."""
    if asked == 1:
        return "one group was asked for."
    if asked:
        return f"these people cannot be divided into {asked}."
    worse = "no better" if not groups.gain else f"{100 * -groups.gain:.1f} % worse"
    stability = "" if groups.stability_mean is None else f" ({groups.stability_mean:.2f})"
    return {
        Refusal.FEW_PEOPLE: f"fewer than {parameters.least_people} people answered enough to be compared.",
        Refusal.FEW_PROPOSITIONS: "there are fewer than two statements.",
        Refusal.NO_STRUCTURE: "the answers hang together no more than when they are shuffled among people.",
        Refusal.SMALL: "every division leaves a group of fewer than 5 people or 5 %.",
        Refusal.NO_GAIN: f"hidden answers are predicted {worse} by knowing somebody's group.",
        Refusal.UNSTABLE: f"other samples of the same people give other groups; their agreement{stability} is below "
        f"{parameters.stable:.2f}.",
    }[Refusal(groups.reason)]  # fmt: skip


def groups(found: Groups, parameters: Parameters, asked: int | None) -> Iterator[str]:
    """Groups by size, or why none, and the figures behind it."""
    if found.k == 1:
        name = "One group" if asked == 1 else "No groups" if asked else "No stable groups"
        yield from wrapped(f"{name}: {why_none(found, parameters, asked)}", "  ")
    else:
        placed = sum(found.sizes)
        alike = " The number was asked for; the figures below decided nothing." if asked else ""
        yield from wrapped(f"{found.k} groups of people who answered alike, by size.{alike}", "  ")
        yield from (
            f"    {letter(index)}  {size:>7,} people  {share(size, placed):>5}"
            for index, size in enumerate(found.sizes)
        )
    figures = list(_figures(found))
    if figures:
        yield ""
    for name, words in figures:
        yield from wrapped(f"{name:<11}{words}", "  ", " " * 13)


def _figures(found: Groups) -> Iterator[tuple[str, str]]:
    if found.structure_z is not None:
        p = "" if found.structure_p is None else f" (p = {found.structure_p:.2f})"
        yield "Structure", f"z = {found.structure_z:.1f}{p} against shuffled copies of the answers"
    if found.gain is not None:
        better = "better" if found.gain > 0 else "worse"
        yield "Gain", f"hidden answers are predicted {100 * abs(found.gain):.1f} % {better} by knowing the group"
    if found.stability_mean is not None and found.stability_min is not None:
        yield "Stability", (
            f"{found.stability_mean:.2f} on average, {found.stability_min:.2f} at worst: agreement of the groups of "
            f"two samples, each of 80 % of the people (1 is the same, 0 is chance)"
        )
