"""A draft in the reader's language: sections of whole sentences, made from blocks and from nothing else.

The words of propositions and of the question are never part of a sentence: they stand before it, marked with their
own language by whoever shows them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from forum.core.languages import gettext as _
from forum.core.languages import ngettext
from forum.opinion.analysis.blocks import Block, Citation, Figure, Kind
from forum.opinion.rules.draft_common import headings, method
from forum.opinion.rules.draft_lines import Speaker, asked, lines, tier_lead, turnout
from forum.opinion.rules.draft_minorities import certificate, groups, no_groups, side, view, witness
from forum.opinion.rules.draft_phrases import form, number, percent


@dataclass(frozen=True, slots=True)
class Said:
    """One block in words: `quoted` (a proposition, the question) stands before, `lead` is a label without full stop."""

    block: int
    lead: str
    quoted: Citation | None
    sentences: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks of one kind that follow one another, under their heading."""

    kind: Kind
    heading: str
    said: tuple[Said, ...]


def sections(blocks: Iterable[Block], names: Mapping[str, str] | None = None) -> list[Section]:
    """All of a draft in the spoken reading; `names` overrides what sides are called (by their name in the result)."""
    titles = headings()
    told = [(block.kind, said(index, block, names or {})) for index, block in enumerate(blocks)]
    return [
        Section(kind, titles[kind], tuple(one for _kind, one in rows))
        for kind, rows in groupby(told, key=lambda pair: pair[0])
    ]


_QUOTING = {
    "agreed", "majority", "rejected", "differ", "divided", "open", "side_view", "reservation", "witness", "group_view",
}  # fmt: skip


def said(index: int, block: Block, names: Mapping[str, str]) -> Said:
    """One block in words. Raises KeyError for a template there are no words for."""
    speaker = Speaker(block, names)
    quoted = None
    if block.template in _QUOTING:
        quoted = next(one for one in block.citations if one.kind == "proposition")
    elif block.template == "asked" and block.parameters["question"]:
        quoted = next(one for one in block.citations if one.kind == "asked")
    lead, sentences = _WORDS[block.template](speaker)
    return Said(index, lead, quoted, tuple(one for one in sentences if one), block.citations)


Words = tuple[str, list[str]]


def _plain(make: Callable[[Speaker], list[str]]) -> Callable[[Speaker], Words]:
    return lambda speaker: ("", make(speaker))


def _shared(answer: str) -> Callable[[Speaker], Words]:
    return lambda speaker: (tier_lead(speaker.block.template, speaker.sides), lines(speaker, answer, enough_of=answer))


def _contention(speaker: Speaker) -> Words:
    within = [
        _("Divided on this side: %(side)s.", side=speaker.name(at, name))
        for at, name in speaker.block.parameters.get("divided", ()) if speaker.sides > 1
    ]  # fmt: skip
    return tier_lead(speaker.block.template, speaker.sides), [*within, *lines(speaker, "agree", "disagree")]


def _open(speaker: Speaker) -> Words:
    figures = speaker.block.figures
    match speaker.block.parameters["why"]:
        case "passed" if "passed" in figures:
            share = percent(figures["passed"].low)
            why = _("At least %(share)s of a side passed, more than on most propositions.", share=share)
            return tier_lead("open"), [why, *lines(speaker, "pass")]
        case "little_seen" if "seen" in figures:
            share = percent(figures["seen"].low)
            why = _("Fewer than %(share)s of those of a side who took part answered it.", share=share)
            return tier_lead("open"), [why, *lines(speaker, "agree", "disagree")]
    why = _("The answers carry neither a majority nor a division.")
    return tier_lead("open"), [why, *lines(speaker, "agree", "disagree")]


def _counted(singular_and_plural: Callable[[Figure], str]) -> Callable[[Speaker], Words]:
    return _plain(lambda speaker: [singular_and_plural(speaker.block.figures["cited"])])


def _further(cited: Figure) -> str:
    return ngettext(
        "%(count)s further proposition of this kind stands in the list of evidence.",
        "%(count)s further propositions of this kind stand in the list of evidence.",
        form(cited), count=number(cited.low),
    )  # fmt: skip


def _too_few(cited: Figure) -> str:
    return ngettext(
        "Of %(count)s proposition nothing can be said, because too few of a side answered.",
        "Of %(count)s propositions nothing can be said, because too few of a side answered.",
        form(cited), count=number(cited.low),
    )  # fmt: skip


def _evidence(cited: Figure) -> str:
    return ngettext(
        "This draft rests on %(count)s proposition.", "This draft rests on %(count)s propositions.",
        form(cited), count=number(cited.low),
    )  # fmt: skip


def _nothing(speaker: Speaker) -> list[str]:
    """The threshold that was missed, and how many that would have been on each side."""
    share = percent(speaker.block.figures[speaker.block.parameters["threshold"]].low)
    told = {
        "none_agreed": _(
            "No proposition is agreed on every side: on each the lower bound of agreement must reach %(share)s.",
            share=share,
        ),
        "none_majority": _(
            "No other proposition has a majority on every side: on each the lower bound of agreement must reach "
            "%(share)s.",
            share=share,
        ),
        "none_rejected": _(
            "No proposition is rejected on every side: on each the lower bound of disagreement must reach %(share)s.",
            share=share,
        ),
    }
    return [told[speaker.block.template], *speaker.needed()]


def _no_contention(speaker: Speaker) -> list[str]:
    figures = speaker.block.figures
    divided = percent(figures["divided"].low)
    if "contrast" not in figures:
        return [_("No point of divergence was found: nowhere do both agreement and disagreement reach %(share)s.",
                  share=divided)]  # fmt: skip
    return [
        _(
            "No point of divergence was found: no sides surely %(contrast)s apart or of opposite majorities, and none "
            "on which both agreement and disagreement reach %(divided)s.",
            contrast=percent(figures["contrast"].low), divided=divided,
        )
    ]  # fmt: skip


_WORDS: dict[str, Callable[[Speaker], Words]] = {
    "asked": _plain(asked),
    "turnout": _plain(turnout),
    "turnout_hidden": _plain(turnout),
    "agreed": _shared("agree"),
    "majority": _shared("agree"),
    "rejected": _shared("disagree"),
    **dict.fromkeys(("none_agreed", "none_majority", "none_rejected"), _plain(_nothing)),
    "differ": _contention,
    "divided": _contention,
    "none_contention": _plain(_no_contention),
    "open": _open,
    "none_open": _plain(lambda _speaker: [_("No question was left open.")]),
    "further": _counted(_further),
    "too_few": _counted(_too_few),
    **dict.fromkeys(("only_side", "none_side", "side"), _plain(side)),
    "side_view": view,
    **dict.fromkeys(
        ("empty_list", "none_reservation", "reservation", "certificate", "certificate_failed"), _plain(certificate)
    ),
    "witness": _plain(witness),
    **dict.fromkeys(("found", "group", "group_view", "none_group", "hidden_group"), _plain(groups)),
    "none_groups": no_groups,
    "method": _plain(method),
    "evidence": _counted(_evidence),
    "none_evidence": _plain(lambda _speaker: [_("No proposition is cited.")]),
}
