"""The sections of a report that quote statements."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from math import ceil

from forum.cli.opinion.layout import WIDTH, count, letter, percent, share, titled, wrapped
from forum.cli.opinion.terminal import printable
from forum.opinion.analysis.results import Analysis, Certificate, Direction, Proposition, Slate, Tier, Why

MOST = 10
"""Entries of a list that are printed; `--json` has all of them."""

_TEXT_LINES = 3
_ALONE = {
    Tier.AGREED: ("Agreed", "at least {agreed} agree, allowing for chance"),
    Tier.MAJORITY: ("Majority", "at least {majority} agree, allowing for chance"),
    Tier.REJECTED: ("Rejected", "at least {agreed} disagree, allowing for chance"),
    Tier.DIVIDED: ("Divided", "at least {divided} agree and at least {divided} disagree"),
    Tier.OPEN: ("Open", "nothing of this can be said"),
    Tier.TOO_FEW: ("Too few answers", "fewer than {smallest_side} answers"),
}
_SIDES = {
    Tier.AGREED: ("Agreed on every side", "on each at least {agreed} agree, allowing for chance"),
    Tier.MAJORITY: ("Majority on every side", "on each at least {majority} agree, allowing for chance"),
    Tier.REJECTED: ("Rejected on every side", "on each at least {agreed} disagree, allowing for chance"),
    Tier.DIFFER: ("Sides differ", "a majority against a majority, or {contrast} apart"),
    Tier.DIVIDED: ("Divided within a side", "at least {divided} agree and at least {divided} disagree there"),
    Tier.OPEN: ("Open", "nothing of this can be said"),
    Tier.TOO_FEW: ("Too few answers", "fewer than {smallest_side} answers on a side"),
}
_WHY = {
    Why.LITTLE_SEEN: "seen by too few",
    Why.PASSED: "often passed",
    Why.UNCLEAR: "neither majority nor division is certain",
}


class Pages:
    """The sections that quote statements."""

    def __init__(self, texts: dict[int, str], analysis: Analysis) -> None:
        self.texts, self.analysis = texts, analysis
        self.of = {one.id: one for one in analysis.propositions}

    def quoted(self, id_: int, mark: str = "") -> list[str]:
        """The words of a statement behind its number, at most three lines."""
        text = printable(self.texts.get(id_, "")) or "(without words)"
        lines = textwrap.wrap(text, WIDTH - 10)
        if len(lines) > _TEXT_LINES:
            lines = [*lines[: _TEXT_LINES - 1], f"{lines[_TEXT_LINES - 1][: WIDTH - 11]}…"]
        return [f"  {id_:>6}  {lines[0]}{mark}", *(f"{'':10}{line}" for line in lines[1:])]

    def representative(self) -> Iterator[str]:
        """Per group what it answers differently."""
        for index, those in enumerate(self.analysis.representative):
            if index:
                yield ""
            yield f"  Group {letter(index)}"
            if not those:
                yield from wrapped("No statement tells it from the others with enough certainty.", "    ")
            for one in those:
                yield from self.quoted(one.id)
                yield f"{'':10}{self.contrast(self.of[one.id], index, one.direction)}"

    def contrast(self, one: Proposition, group: int, direction: Direction) -> str:
        """How the group and the others answered it."""
        verb = direction.value
        here = one.groups[group]
        there = [cell for index, cell in enumerate(one.groups) if index != group]
        said = [getattr(here, verb), sum(getattr(cell, verb) for cell in there)]
        whole = [here.answered, sum(cell.answered for cell in there)]
        return (
            f"{verb} {said[0]:,} of {whole[0]:,} ({share(said[0], whole[0])}), "
            f"elsewhere {said[1]:,} of {whole[1]:,} ({share(said[1], whole[1])})"
        )

    def consensus(self) -> Iterator[str]:
        """What most agree or disagree with, Polis's own figure."""
        found = self.analysis.consensus
        if not any(found.values()):
            yield from wrapped("There is nothing that a majority of all clearly agrees or disagrees with.", "  ")
        for way, word in ((Direction.AGREE, "Agree"), (Direction.DISAGREE, "Disagree")):
            if found.get(way):
                yield f"  {word}"
            for id_ in found.get(way, ()):
                yield from self.figured(id_, way)

    def figured(self, id_: int, first: Direction = Direction.AGREE) -> Iterator[str]:
        """A statement and how each side answered, the answer that matters first."""
        yield from self.quoted(id_)
        one = self.of[id_]
        several = len(one.sides) > 1
        other = next(way for way in Direction if way is not first)
        for side, cell in zip(self.analysis.sides, one.sides, strict=True):
            name = f"{titled(side.name)[:12]:<13}" if several else ""
            said, against = getattr(cell, first.value), getattr(cell, other.value)
            yield (
                f"{'':10}{name}{first.value} {said:,} of {cell.answered:,} ({share(said, cell.answered)}), "
                f"{other.value} {against:,}, pass {cell.passed:,}"
            )

    def tiers(self) -> Iterator[str]:
        """Every tier with its statements."""
        parameters = self.analysis.parameters
        words = {name: percent(getattr(parameters, name)) for name in ("agreed", "majority", "contrast", "divided")}
        words["smallest_side"] = str(parameters.smallest_side)
        yield from wrapped(self.thresholds(), "  ")
        for tier, (name, meaning) in (_SIDES if len(self.analysis.sides) > 1 else _ALONE).items():
            ids = self.analysis.ranked.get(tier, ())
            yield ""
            yield from wrapped(f"{name}: {len(ids):,}" + (f". {meaning.format(**words).capitalize()}." if ids else ""),
                                "  ")  # fmt: skip
            if tier in (Tier.OPEN, Tier.TOO_FEW):
                yield from self.listed(ids)
                continue
            for id_ in ids[:MOST]:
                yield from self.figured(id_, Direction.DISAGREE if tier is Tier.REJECTED else Direction.AGREE)
            if len(ids) > MOST:
                yield f"{'':10}and {len(ids) - MOST:,} more"

    def listed(self, ids: tuple[int, ...]) -> Iterator[str]:
        """Ids alone, by the reason."""
        for why in dict.fromkeys(self.of[id_].why for id_ in ids):
            numbers = ", ".join(str(id_) for id_ in sorted(ids) if self.of[id_].why == why)
            reason = f"{_WHY[why]}: " if why in _WHY else ""
            yield from wrapped(f"{reason}{numbers}", "    ")

    def thresholds(self) -> str:
        """How many agrees are needed, by examples from the table of the result."""
        known = {row[0]: row for row in self.analysis.needed}
        examples = [known[n] for n in (5, 10, 25, 50, 100, 250, 1000) if n in known]
        where = " on a side" if len(self.analysis.sides) > 1 else ""
        if not examples:
            return f"Nothing was answered by {self.analysis.parameters.smallest_side} people{where}."
        said = "; ".join(f"{agreed:,}/{majority:,} of {n:,}" for n, agreed, majority in examples)
        return f"Agrees needed{where} for agreed/for majority, by answers: {said}."

    def slate(self) -> Iterator[str]:
        """The short list and its certificate, of all and of each side."""
        slate = self.analysis.slate
        if not slate.ids:
            yield from wrapped("Nobody agrees with anything, so there is nothing to choose from.", "  ")
            return
        yield from wrapped(
            f"{count(len(slate.ids), 'statement', 'statements')} that represent people in proportion: "
            f"{slate.covered:,} of the {slate.voters:,} people who agree with anything agree with at least one "
            f"({share(slate.covered, slate.voters)}).",
            "  ",
        )
        for id_ in slate.ids:
            yield from self.figured(id_)
        yield ""
        yield from wrapped(f"Certificate. {certificate(slate.certificate)}", "  ")
        if len(self.analysis.sides) > 1:
            for side, own in zip(self.analysis.sides, self.analysis.side_slates, strict=True):
                yield ""
                yield from wrapped(f"Within {titled(side.name)}: {_numbers(own)}", "  ")
                yield from wrapped(certificate(own.certificate), "  ")


def _numbers(slate: Slate) -> str:
    return ", ".join(map(str, slate.ids)) + "." if slate.ids else "nothing, nobody agrees with anything."


def certificate(found: Certificate) -> str:
    """What the verifier found, in words."""
    if found.proposition is None:
        return "Nobody agrees with anything that is not on the list."
    due = found.level * found.people / found.size
    fewer = "none" if found.level == 1 else f"fewer than {found.level}"
    held = "So no circle of people large enough is left out" if found.ratio < 1 else "The list leaves people out"
    return (
        f"The nearest case of a just complaint: {count(found.count, 'person agrees', 'people agree')} with statement "
        f"{found.proposition} and with {fewer} of the list; it would take {ceil(due):,} to ask for it. {held} "
        f"(ratio {found.ratio:.2f}, {'below' if found.ratio < 1 else 'not below'} 1)."
    )
