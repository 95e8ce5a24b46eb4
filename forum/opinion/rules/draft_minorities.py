"""What a draft says of sides, short lists and groups, so that none of them is passed over in silence."""

from forum.core.languages import gettext as _
from forum.core.languages import ngettext
from forum.opinion.rules.draft_lines import Speaker, lines
from forum.opinion.rules.draft_phrases import amount, decimal, form, number, percent


def side(speaker: Speaker) -> list[str]:
    """Whether a majority on a side thinks what not every side thinks."""
    if speaker.block.template == "only_side":
        return [_("There is one side only; nothing sets it apart from another.")]
    if speaker.block.template == "none_side":
        return [_("%(side)s: none found; no majority of its own that every side does not share.", side=speaker.first)]
    own = speaker.block.figures["own"]
    told = [
        ngettext(
            "%(side)s: a majority of its own, not shared by every side, on %(count)s proposition.",
            "%(side)s: a majority of its own, not shared by every side, on %(count)s propositions.",
            form(own), side=speaker.first, count=number(own.low),
        )
    ]  # fmt: skip
    if "shown" in speaker.block.figures:
        told.append(
            _("The clearest %(count)s are given here.", count=number(speaker.block.figures["shown"].low))
        )  # fmt: skip
    return told


def view(speaker: Speaker) -> tuple[str, list[str]]:
    """The majority on one side with its number, then the minority there with its own."""
    majority = speaker.block.parameters["direction"]
    minority = "disagree" if majority == "agree" else "agree"
    lead = _("A majority on this side agrees") if majority == "agree" else _("A majority on this side disagrees")
    said = lines(speaker, majority, enough_of=majority)
    return lead, [*said, *(one for one in lines(speaker, minority) if one not in said)]


def certificate(speaker: Speaker) -> list[str]:
    """What is on a proportional short list for minorities, and what the check of the list found."""
    figures = speaker.block.figures
    match speaker.block.template:
        case "empty_list":
            return [
                _("%(side)s: no proportional short list is shown, because too few answered or single answers could be "
                  "recognised.", side=speaker.first)
            ]  # fmt: skip
        case "none_reservation":
            return [_("%(side)s: no minority reservation was found beyond what is said above.", side=speaker.first)]
        case "reservation":
            where = speaker.name(*_place(speaker))
            return [
                _("Not common ground, yet on the proportional short list: %(side)s.", side=where),
                *lines(speaker, "agree"),
            ]
        case "certificate_failed":
            return [_("%(side)s: the check found a group that the short list leaves out.", side=speaker.first)]
    told = [
        _("%(side)s, short list of %(size)s: no group of %(share)s or more who agree on something is left out.",
          side=speaker.first, size=number(figures["size"].low), share=number(figures["share"].low)),
        _("The list was checked by a second program: the nearest case reaches at most %(ratio)s of a just complaint.",
          ratio=percent(figures["ratio"].low)),
    ]  # fmt: skip
    covered = figures.get("covered")
    count = amount(covered, figures.get("people")) if covered else None
    if covered and count:
        told.append(
            ngettext(
                "%(side)s: %(count)s agrees with something on the short list.",
                "%(side)s: %(count)s agree with something on the short list.",
                form(covered), side=speaker.first, count=count,
            )
        )  # fmt: skip
    return told


def _place(speaker: Speaker) -> tuple[str, str]:
    at, name = speaker.block.parameters.get("list") or speaker.block.parameters["audiences"][0]
    return at, name


def witness(speaker: Speaker) -> list[str]:
    """The nearest case: who agrees with a proposition outside the list and finds too little on it."""
    figures = speaker.block.figures
    count, level, claim = figures["count"], number(figures["level"].low), number(figures["claim"].low)
    how_many = amount(count)
    if figures["level"].low == 1:
        return [
            ngettext(
                "%(side)s, nearest to being left out: %(count)s agrees with this and with nothing on the short list; "
                "a just complaint takes %(claim)s.",
                "%(side)s, nearest to being left out: %(count)s agree with this and with nothing on the short list; "
                "a just complaint takes %(claim)s.",
                form(count), side=speaker.first, count=how_many, claim=claim,
            )
        ]  # fmt: skip
    return [
        ngettext(
            "%(side)s, nearest to being left out: %(count)s agrees with this and with fewer than %(level)s on the "
            "short list; a just complaint takes %(claim)s.",
            "%(side)s, nearest to being left out: %(count)s agree with this and with fewer than %(level)s on the "
            "short list; a just complaint takes %(claim)s.",
            form(count), side=speaker.first, count=how_many, level=level, claim=claim,
        )
    ]  # fmt: skip


def groups(speaker: Speaker) -> list[str]:
    """The groups, their sizes, and what tells each from the others."""
    figures = speaker.block.figures
    match speaker.block.template:
        case "found":
            return _found(speaker)
        case "group":
            size = amount(figures["size"]) if "size" in figures else None
            return [_("%(group)s, size: %(count)s.", group=speaker.first, count=size) if size else speaker.first]
        case "none_group":
            return [_("%(group)s: no proposition was found that tells it from the others.", group=speaker.first)]
        case "hidden_group":
            return [_("%(group)s: too small for its answers to be shown.", group=speaker.first)]
    if speaker.block.parameters["direction"] == "agree":
        told = _("%(group)s agrees more than the others.", group=speaker.first)
    else:
        told = _("%(group)s disagrees more than the others.", group=speaker.first)
    return [told, *(lines(speaker, "agree", "disagree") if figures else [])]


def _found(speaker: Speaker) -> list[str]:
    figures = speaker.block.figures
    told = [
        ngettext(
            "%(count)s group of like answers was found; seat and language played no part.",
            "%(count)s groups of like answers were found; seat and language played no part.",
            form(figures["k"]), count=number(figures["k"].low),
        )
    ]  # fmt: skip
    if "stability_mean" in figures and "stable" in figures:
        told.append(
            _(
                "Found again in samples of four fifths, the groups are alike by %(mean)s on average; %(needed)s is "
                "needed.",
                mean=decimal(figures["stability_mean"].low), needed=decimal(figures["stable"].low),
            )
        )  # fmt: skip
    return told


def no_groups(speaker: Speaker) -> tuple[str, list[str]]:
    """Why there are no groups."""
    figures = speaker.block.figures
    lead = _("No stable groups")
    match speaker.block.parameters["reason"]:
        case "few_people" if "least_people" in figures:
            least = number(figures["least_people"].low)
            return lead, [_("Fewer than %(number)s answered enough propositions to be compared.", number=least)]
        case "unstable" if figures.keys() >= {"stability_mean", "stable"}:
            return lead, [
                _(
                    "Found again in samples of four fifths, the groups did not stay the same: agreement of %(mean)s on "
                    "average, %(needed)s is needed. A picture of them would be a picture of chance.",
                    mean=decimal(figures["stability_mean"].low), needed=decimal(figures["stable"].low),
                )
            ]  # fmt: skip
    told = {
        "few_people": _("Too few answered enough propositions to be compared."),
        "few_propositions": _("There are too few propositions to compare answers."),
        "no_structure": _("The answers do not hang together more than the same answers shuffled at random."),
        "small": _("Every division leaves a group that is too small to be shown."),
        "no_gain": _("Knowing a group would not help to predict answers that were hidden."),
        "unstable": _("Found again in samples of four fifths, the groups did not stay the same."),
    }
    if speaker.block.parameters["reason"] == "not_shown":
        return "", [_("Of the answers of members no groups are shown: single people could be recognised.")]
    return lead, [told.get(speaker.block.parameters["reason"], "")]
