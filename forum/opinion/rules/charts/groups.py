"""Groups that answered alike, or why there are none: that is a result, in words a reader understands (R1)."""

from dataclasses import dataclass
from math import cos, sin, tau

from forum.core.languages import gettext as _
from forum.opinion.analysis.published import Published, PublishedGroups, Range
from forum.opinion.analysis.results import Direction, Refusal
from forum.opinion.rules.charts import words
from forum.opinion.rules.charts.bars import Bar, bar
from forum.opinion.rules.charts.setting import Saying, Setting, has_bar

_TURNS = [tau * (seat + 0.5) / 16 for seat in range(16)]
_SEATS = "".join(f"M{100 + 85 * sin(turn):.1f} {100 - 85 * cos(turn):.1f}h0" for turn in _TURNS)


@dataclass(frozen=True, slots=True)
class Telling:
    """A proposition that tells a group from the others; bars of groups where their figures are shown."""

    label: str
    saying: Saying
    words: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One group: named by a letter, by size, never by seat or language."""

    name: str
    size: str
    telling: tuple[Telling, ...]
    nothing: str
    """Why there is none."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The card. `found` is empty where there are none; `heading` says so, `sentences` say how sure that is, or why."""

    heading: str
    found: tuple[Group, ...]
    sentences: tuple[str, ...]
    seats: str = _SEATS
    """The path of an empty table, drawn beside *no stable groups*."""


def groups(published: Published, setting: Setting) -> Groups:
    """The card of groups."""
    told = published["groups"]
    if told["k"] < 2:
        hidden = told["reason"] == Refusal.NOT_SHOWN
        heading = _("Groups are not shown") if hidden else _("No stable groups")
        return Groups(heading, (), (why_none(told, published["parameters"]),))
    members = published["profile"] == "members"
    names = tuple(words.group(index) for index in range(told["k"]))
    by_id = {one["id"]: one for one in published["propositions"]}
    found = []
    for index, name in enumerate(names):
        telling = []
        for one in told["representative"][index] if index < len(told["representative"]) else ():
            saying, figures = setting.sayings[one["id"]], by_id[one["id"]]["groups"]
            bars = tuple(
                bar(other, cell, has_bar(published, cell), members)
                for other, cell in zip(names, figures, strict=False)
                if cell is not None
            )
            telling.append(Telling(words.proposition(saying), saying, _direction(name, one["direction"]), bars))
        size = told["sizes"][index]
        found.append(Group(name, words.size(size), tuple(telling), "" if telling else _nothing(name, size)))
    return Groups(_("Groups that answered alike"), tuple(found), tuple(_how_sure(told, published["parameters"])))


def _direction(group: str, direction: str) -> str:
    if direction == Direction.AGREE:
        return _("%(group)s agrees more than the others.", group=group)
    return _("%(group)s disagrees more than the others.", group=group)


def _nothing(group: str, size: Range) -> str:
    if size["low"] < size["high"]:
        return _("%(group)s: too small for its answers to be shown.", group=group)
    return _("%(group)s: no proposition was found that tells it from the others.", group=group)


def _how_sure(told: PublishedGroups, parameters: dict[str, float | int]) -> list[str]:
    sentences = []
    if told["stability_mean"] is not None:
        sentences.append(
            _(
                "Found again in samples of four fifths, the groups stay the same: agreement of %(mean)s on average, "
                "%(needed)s is needed.",
                mean=words.number(told["stability_mean"], "0.00"), needed=words.number(parameters["stable"], "0.00"),
            )  # fmt: skip
        )
    if told["gain"] is not None:
        sentences.append(
            _(
                "Knowing the group, hidden answers are predicted better by %(share)s.",
                share=words.percent(told["gain"]),
            )
        )
    return sentences


def why_none(told: PublishedGroups, parameters: dict[str, float | int]) -> str:
    """Why no groups are reported, as a sentence."""
    mean, needed = told["stability_mean"], words.number(parameters["stable"], "0.00")
    if told["reason"] == Refusal.UNSTABLE and mean is not None:
        return _(
            "Found again in samples of four fifths, the groups did not stay the same: agreement of %(mean)s on "
            "average, %(needed)s is needed. A picture of them would be a picture of chance.",
            mean=words.number(mean, "0.00"), needed=needed,
        )  # fmt: skip
    if told["reason"] == Refusal.FEW_PEOPLE and "least_people" in parameters:
        least = words.number(parameters["least_people"])
        return _("Fewer than %(number)s answered enough propositions to be compared.", number=least)
    return {
        Refusal.FEW_PEOPLE.value: _("Too few answered enough propositions to be compared."),
        Refusal.FEW_PROPOSITIONS.value: _("There are too few propositions to compare answers."),
        Refusal.NO_STRUCTURE.value: _(
            "The answers do not hang together more than the same answers shuffled at random."
        ),
        Refusal.SMALL.value: _("Every division leaves a group that is too small to be shown."),
        Refusal.NO_GAIN.value: _("Knowing a group would not help to predict answers that were hidden."),
        Refusal.NOT_SHOWN.value: _("Of the answers of members no groups are shown: single people could be recognised."),
        Refusal.UNSTABLE.value: _("Found again in samples of four fifths, the groups did not stay the same."),
    }.get(told["reason"], _("No division of the answers holds."))
