"""Headings of a draft, and how its figures came about."""

from collections.abc import Mapping

from forum.core.languages import gettext as _
from forum.opinion.analysis.blocks import Figure, Kind
from forum.opinion.rules.draft_lines import Speaker
from forum.opinion.rules.draft_phrases import decimal, number, percent


def headings() -> dict[Kind, str]:
    """What the sections are called."""
    return {
        Kind.ASKED: _("What was asked"),
        Kind.TOOK_PART: _("Who took part"),
        Kind.SHARED: _("Common ground"),
        Kind.REJECTED: _("Rejected"),
        Kind.SIDES: _("Majority and minority opinions on each side"),
        Kind.CONTENTION: _("Points of divergence"),
        Kind.RESERVATIONS: _("Minority reservations"),
        Kind.OPEN: _("Open questions"),
        Kind.GROUPS: _("Opinion groups"),
        Kind.METHOD: _("Method"),
        Kind.EVIDENCE: _("What it rests on"),
    }


def method(speaker: Speaker) -> list[str]:
    """Thresholds, program and input; each sentence only where its numbers are published."""
    known = speaker.block.figures
    parameters = speaker.block.parameters
    told = [_("No language model took part: every sentence is put together from the figures it cites.")]
    if parameters["sides"] > 1:
        told.append(_("Each side is counted by itself; none can outvote another."))
    told += [sentence for names, sentence in _thresholds(known, parameters["sides"]) if known.keys() >= names]
    if parameters["code_version"]:
        told.append(_("Program version: %(version)s", version=parameters["code_version"]))
    if parameters["input_sha256"]:
        told.append(_("Checksum of the answers: %(hash)s", hash=parameters["input_sha256"]))
    return told


def _thresholds(known: Mapping[str, Figure], sides: int) -> list[tuple[set[str], str]]:
    """Sentences with the thresholds they need."""

    def share(name: str) -> str:
        return percent(known[name].low) if name in known else ""

    def whole(name: str) -> str:
        return number(known[name].low) if name in known else ""

    tiers = _(
        "Agreed means that on every side the lower bound of agreement reaches %(agreed)s, majority that it reaches "
        "%(majority)s; rejected, that the lower bound of disagreement reaches %(agreed)s. The lower bound is the "
        "%(quantile)s quantile of a Beta distribution: the fewer answer, the more of them must agree.",
        agreed=share("agreed"), majority=share("majority"), quantile=share("quantile"),
    )  # fmt: skip
    differ = _(
        "Sides differ where opposite majorities stand against each other, or where their shares of agreement are "
        "surely %(share)s apart; at most %(false)s of such findings may be due to chance.",
        share=share("contrast"), false=share("discoveries"),
    )  # fmt: skip
    divided = _(
        "Divided means that on a side both agreement and disagreement reach %(share)s of the answers.",
        share=share("divided"),
    )
    few = _(
        "Nothing is said where fewer than %(number)s of a side answered; a proposition is open where fewer than "
        "%(share)s of those of a side who took part answered it.",
        number=whole("smallest_side"), share=share("seen"),
    )  # fmt: skip
    slate = _(
        "A proportional short list has at most %(number)s places and gives every group that agrees on something its "
        "share of them. Left out would be a group in which all agree with one proposition and with none on the list.",
        number=whole("slate"),
    )
    groups = _(
        "Groups are shown only if the answers have more of a pattern than %(number)s shuffled copies, if knowing the "
        "groups helps to foresee answers, and if they stay the same when some are left out (agreement of at least "
        "%(least)s).",
        number=whole("permutations"), least=decimal(known["stable"].low) if "stable" in known else "",
    )  # fmt: skip
    return [
        ({"agreed", "majority", "quantile"}, tiers),
        *([({"contrast", "discoveries"}, differ)] if sides > 1 else []),
        ({"divided"}, divided),
        ({"seen", "smallest_side"}, few),
        ({"slate"}, slate),
        ({"permutations", "stable"}, groups),
    ]
