"""Numbers, audiences and answers in the reader's language: what the sentences of a draft are made with."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from forum.core.languages import gettext as _
from forum.core.languages import locale, ngettext, reading
from forum.opinion.analysis.blocks import Figure, Number

MANY = 5
"""A count that every language says in the form for many: ranges take it."""


def number(value: Number) -> str:
    """A whole number with the separators of the reader."""
    return _written(Decimal(str(value)), "#,##0.##", reading().code)


@lru_cache(maxsize=4096)
def _written(value: Decimal, pattern: str, code: str) -> str:
    return format_decimal(value, format=pattern, locale=locale(code))


def percent(value: Number) -> str:
    """A share in whole percent, cut and never rounded up: what misses a threshold must not seem to reach it."""
    return _("%(share)s %%", share=number(int((100 * Decimal(str(value))).to_integral_value(ROUND_DOWN))))


def decimal(value: Number) -> str:
    """Two decimals, cut."""
    cut = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_DOWN)
    return _written(cut, "0.00", reading().code)


def amount(figure: Figure, whole: Figure | None = None) -> str | None:
    """15 · 15 or more (nothing above is possible) · fewer than 5 · 5 to 9; None for a range that says nothing."""
    if figure.exact:
        return number(figure.low)
    everything = whole is not None and figure.high >= whole.high
    if figure.low <= 1:
        return None if everything else _("fewer than %(number)s", number=number(figure.high + 1))
    if everything:
        return _("%(number)s or more", number=number(figure.low))
    return _("%(low)s to %(high)s", low=number(figure.low), high=number(figure.high))


def of(part: Figure, whole: Figure | None) -> str | None:
    """15 of 19 · 15 or more of 19 · fewer than 5 of 19."""
    have = amount(part, whole)
    of_how_many = amount(whole) if whole else None
    if have is None or of_how_many is None:
        return have
    return _("%(part)s of %(whole)s", part=have, whole=of_how_many)


def form(figure: Figure) -> int:
    """The number that decides the form of a sentence."""
    return int(figure.low) if figure.exact else MANY


def audience(at: str, name: str, electorate: str, names: Mapping[str, str]) -> str:
    """What an audience is called: by seat, never by anything else; other names stand as the file has them."""
    if name in names:
        return names[name]
    if at.startswith("groups/"):
        return _("Group %(letter)s", letter=name)
    if name == "together" and at == "slate":
        return _("All sides together")
    if name == "all":
        return _("All who took part")
    if electorate == "organisations":
        known = {
            "kosovo": _("Organisations seated in Kosovo"), "serbia": _("Organisations seated in Serbia"),
            "regional": _("Regional organisations"),
        }  # fmt: skip
    elif electorate == "members":
        known = {
            "kosovo": _("People from organisations seated in Kosovo"),
            "serbia": _("People from organisations seated in Serbia"),
            "regional": _("People from regional organisations"),
        }
    else:
        known = {"regional": _("On no side")}
    return known.get(name, name)


def answered(who: str, answers: str, part: Figure, whole: Figure | None) -> str | None:
    """How many of an audience gave an answer, or one of two that are shown together; None: it says nothing."""
    count = of(part, whole)
    if count is None:
        return None
    num = form(part)
    match answers:
        case "agree":
            return ngettext("%(side)s: %(count)s agrees.", "%(side)s: %(count)s agree.", num, side=who, count=count)
        case "disagree":
            return ngettext(
                "%(side)s: %(count)s disagrees.", "%(side)s: %(count)s disagree.", num, side=who, count=count
            )
        case "pass":
            return ngettext("%(side)s: %(count)s passes.", "%(side)s: %(count)s pass.", num, side=who, count=count)
        case "agree+pass":
            return ngettext(
                "%(side)s: %(count)s agrees or passes.", "%(side)s: %(count)s agree or pass.", num,
                side=who, count=count,
            )  # fmt: skip
        case "pass+disagree":
            return ngettext(
                "%(side)s: %(count)s disagrees or passes.", "%(side)s: %(count)s disagree or pass.", num,
                side=who, count=count,
            )  # fmt: skip
        case "agree+disagree":
            return ngettext(
                "%(side)s: %(count)s agrees or disagrees.", "%(side)s: %(count)s agree or disagree.", num,
                side=who, count=count,
            )  # fmt: skip
    return _("%(side)s: %(count)s answered; how they did is not shown.", side=who, count=amount(part))


def enough(who: str, answer: str, part: Figure, whole: Figure, needed: Figure) -> str | None:
    """How many gave the answer that a tier is about, and how many that took; None: it says nothing."""
    count, least = of(part, whole), amount(needed)
    if count is None or least is None:
        return None
    if answer == "agree":
        return ngettext(
            "%(side)s: %(count)s agrees; %(needed)s were needed.", "%(side)s: %(count)s agree; %(needed)s were needed.",
            form(part), side=who, count=count, needed=least,
        )  # fmt: skip
    return ngettext(
        "%(side)s: %(count)s disagrees; %(needed)s were needed.",
        "%(side)s: %(count)s disagree; %(needed)s were needed.",
        form(part), side=who, count=count, needed=least,
    )  # fmt: skip
