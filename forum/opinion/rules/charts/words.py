"""What a drawing says, in words: every figure stands beside its picture, in the spoken reading."""

from collections.abc import Sequence

from babel.numbers import format_decimal

from forum.core import languages
from forum.core.languages import gettext as _
from forum.core.languages import ngettext
from forum.opinion.analysis.published import Part, PublishedProposition, Range
from forum.opinion.analysis.results import Tier, Why
from forum.opinion.rules.charts.setting import Saying, Setting
from forum.opinion.rules.charts.shares import Share

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def number(value: int | float, pattern: str = "#,##0.##") -> str:
    """A number as the reader writes it."""
    return str(format_decimal(value, format=pattern, locale=languages.locale(languages.reading().code)))


def count(value: Range | Part) -> str:
    """13, 15 to 19, fewer than 5."""
    low, high = value["low"], value["high"]
    if low == high:
        return number(low)
    if low == 0:
        return _("fewer than %(number)s", number=number(high + 1))
    return _("%(low)s to %(high)s", low=number(low), high=number(high))


def answered(value: Range) -> str:
    """How many of an audience answered."""
    if value["low"] == value["high"]:
        return ngettext("%(number)s answered", "%(number)s answered", value["low"], number=number(value["low"]))
    return _("answered: %(count)s", count=count(value))


def part(one: Part) -> str:
    """One part of an audience: *agree: 13*, *pass or disagree: 6*."""
    said = count(one)
    match tuple(sorted(one["of"])):
        case ("agree",):
            return _("agree: %(count)s", count=said)
        case ("pass",):
            return _("pass: %(count)s", count=said)
        case ("disagree",):
            return _("disagree: %(count)s", count=said)
        case ("agree", "pass"):
            return _("agree or pass: %(count)s", count=said)
        case ("agree", "disagree"):
            return _("agree or disagree: %(count)s", count=said)
        case ("disagree", "pass"):
            return _("pass or disagree: %(count)s", count=said)
        case _:
            return _("all answers together: %(count)s", count=said)


def share(value: Share) -> str:
    """74 %, 71 to 100 %; number and sign stay on one line."""
    low, high = value.percents
    if value.exact:
        return _("%(share)s %%", share=number(low)).replace(" %", "\u00a0%")
    return _("%(low)s to %(high)s %%", low=number(low), high=number(high)).replace(" %", "\u00a0%")


def percent(value: float) -> str:
    """A threshold: 60 %."""
    return _("%(share)s %%", share=number(round(100 * value))).replace(" %", "\u00a0%")


def not_shown(members: bool) -> str:
    """Why an audience has no figures."""
    if members:
        return _("Not shown, because single people could be recognised.")
    return _("Not shown: fewer than five answered, or single answers could be recognised.")


def tier(name: str, sides: int = 2) -> str:
    """What a proposition is called; where there is one side only, sides are not spoken of."""
    if sides == 1:
        alone = {
            Tier.AGREED.value: _("Agreed"), Tier.MAJORITY.value: _("Majority"), Tier.REJECTED.value: _("Rejected"),
            Tier.DIVIDED.value: _("Divided"),
        }  # fmt: skip
        if name in alone:
            return alone[name]
    return {
        Tier.AGREED.value: _("Agreed on every side"),
        Tier.MAJORITY.value: _("Majority on every side"),
        Tier.REJECTED.value: _("Rejected on every side"),
        Tier.DIFFER.value: _("Sides differ"),
        Tier.DIVIDED.value: _("Divided within a side"),
        Tier.OPEN.value: _("Open"),
        Tier.TOO_FEW.value: _("Too few answers"),
    }[name]


def verdict(one: PublishedProposition, sides: int = 2) -> str:
    """The tier, and why it is open."""
    reasons = {
        Why.LITTLE_SEEN.value: _("Open: seen by too few"),
        Why.PASSED.value: _("Open: passed more often than the others"),
        Why.UNCLEAR.value: _("Open: neither a clear majority nor a clear division"),
    }
    if one["tier"] == Tier.OPEN and one["why"] in reasons:
        return reasons[one["why"]]
    return tier(one["tier"], sides)


def proposition(saying: Saying) -> str:
    """*Proposition 3*."""
    return _("Proposition %(number)s", number=saying.number)


def mark(saying: Saying, said: str, setting: Setting, shares: Sequence[Share]) -> str:
    """The name of a mark in the dot plot."""
    names, figures = setting.shown_names, [share(one) for one in shares]
    if len(figures) == 1:
        return _(
            "Proposition %(number)s. %(tier)s. Agree: %(share)s",
            number=saying.number, tier=said, share=figures[0],
        )  # fmt: skip
    return _(
        "Proposition %(number)s. %(tier)s. Agree: %(first)s %(first_share)s, %(second)s %(second_share)s",
        number=saying.number, tier=said,
        first=names[0], first_share=figures[0], second=names[1], second_share=figures[1],
    )  # fmt: skip


def group(index: int) -> str:
    """Group A, B, C …"""
    return _("Group %(letter)s", letter=LETTERS[index])


def size(value: Range) -> str:
    """How large a group is."""
    small: Range = {"low": 0 if value["low"] == 1 < value["high"] else value["low"], "high": value["high"]}
    return _("size: %(count)s", count=count(small))


def axis(side: str) -> str:
    """What is measured along an axis."""
    return _("%(side)s: share that agrees", side=side)


def corners(names: Sequence[str]) -> tuple[str, str, str, str]:
    """The corners of the dot plot: upper left, upper right, lower left, lower right; empty for one side."""
    if len(names) < 2:
        return "", "", "", ""
    only = [_("Only %(side)s", side=name) for name in names]
    return only[1], _("Both sides"), _("Neither side"), only[0]


def missing(sayings: Sequence[Saying]) -> str:
    """Which propositions a plot leaves out, and why; empty when none."""
    if not sayings:
        return ""
    numbers = ", ".join(str(saying.number) for saying in sayings)
    return ngettext(
        "Proposition %(numbers)s has no mark: a side has too few answers, or they are not split.",
        "Propositions %(numbers)s have no mark: a side has too few answers, or they are not split.",
        len(sayings), numbers=numbers,
    )  # fmt: skip


def plot(sides: int) -> str:
    """What the dot plot is."""
    if sides == 1:
        return _("Share that agrees, a mark for each proposition")
    return _("Agreement on each side, a mark for each proposition")


def reading_of_dots(flat: bool, ranges: bool, threshold: str, left_out: str) -> tuple[str, ...]:
    """How to read the dot plot, in sentences."""
    found = []
    if not flat:
        found.append(_("On the dotted diagonal both sides agree equally; the further from it, the more they differ."))
    found.append(
        _(
            "The dashed line stands at %(share)s. Where few answered, a mark beyond it may still be open: the share "
            "might be lower by chance.",
            share=threshold,
        )
    )
    if ranges:
        found.append(_("A line through a mark is the stretch in which a share lies that is not split further."))
    return (*found, left_out) if left_out else tuple(found)
