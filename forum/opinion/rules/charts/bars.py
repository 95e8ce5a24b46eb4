"""Split bars: one audience, its answers as stretches told apart by pattern."""

from dataclasses import dataclass
from itertools import accumulate, groupby

from forum.opinion.analysis.published import Figures, Part, Published, PublishedProposition
from forum.opinion.rules.charts import words
from forum.opinion.rules.charts.setting import Saying, Setting, has_bar, in_order
from forum.opinion.rules.charts.shares import ANSWERS

PATTERNS = {"agree": "yes", "pass": "pass", "disagree": "no"}
HELD = "held"
"""The pattern of what is not split further."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a bar: its pattern, where it begins and how long it is, in percent; `count` electors."""

    pattern: str
    x: float
    width: float
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One audience: a line of words, and a drawing that repeats them; no drawing where too few answered."""

    name: str
    answered: str
    parts: tuple[str, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Barred:
    """One proposition with a bar for each audience; `label` names it by its number."""

    label: str
    saying: Saying
    tier: str
    verdict: str
    bars: tuple[Bar, ...]


def parts_in_order(figures: Figures) -> list[Part]:
    """The parts by their first answer: agree, pass, disagree."""
    return sorted(figures["parts"], key=lambda part: min(ANSWERS.index(answer) for answer in part["of"]))


def stretches(figures: Figures) -> tuple[Stretch, ...]:
    """The bar of an audience. Each answer is as long as it surely is; what is open between parts is one stretch.

    The whole bar is everybody who may have answered. What is open stands after the first part that is a range, so
    between the answers it may belong to, and together with what is not split.
    """
    whole = figures["answered"]["high"]
    parts = parts_in_order(figures)
    open_ = max(whole - sum(part["low"] for part in parts), 0)
    at = next((index for index, part in enumerate(parts) if part["low"] < part["high"]), len(parts) - 1)
    laid: list[tuple[str, int]] = []
    for index, part in enumerate(parts):
        laid.append((PATTERNS[part["of"][0]] if len(part["of"]) == 1 else HELD, part["low"]))
        if index == at:
            laid.append((HELD, open_))
    some = ((pattern, count) for pattern, count in laid if count)
    pieces = [(pattern, sum(count for _, count in same)) for pattern, same in groupby(some, key=lambda one: one[0])]
    ends = [round(100 * end / whole, 2) for end in accumulate(count for _, count in pieces)]
    return tuple(
        Stretch(pattern, start, round(end - start, 2), count)
        for (pattern, count), start, end in zip(pieces, [0.0, *ends], ends, strict=False)
    )


def bar(name: str, figures: Figures | None, drawn: bool, members: bool) -> Bar:
    """One audience; `drawn` False leaves the words alone, None in place of figures says why there are none."""
    if figures is None:
        return Bar(name, words.not_shown(members), (), ())
    return Bar(
        name,
        words.answered(figures["answered"]),
        tuple(words.part(part) for part in parts_in_order(figures)),
        stretches(figures) if drawn else (),
    )


def bars(published: Published, setting: Setting) -> tuple[Barred, ...]:
    """Every proposition, by number: a bar for each side in their order, then regional where it has figures (R1)."""
    return tuple(
        Barred(
            words.proposition(saying), saying, one["tier"], words.verdict(one, len(setting.places)),
            _of(published, one, setting),
        )
        for one, saying in in_order(published, setting)
    )  # fmt: skip


def _of(published: Published, one: PublishedProposition, setting: Setting) -> tuple[Bar, ...]:
    members = published["profile"] == "members"
    found = [(setting.names[index], one["sides"][index]) for index in setting.places]
    if one["regional"] is not None:
        found.append((setting.regional, one["regional"]))
    return tuple(bar(name, figures, has_bar(published, figures), members) for name, figures in found)
