"""The lines that several sections of a draft share: who was asked, who took part, how each audience answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from forum.core.languages import date_in_words, ngettext, reading
from forum.core.languages import gettext as _
from forum.opinion.analysis.blocks import Block, Figure
from forum.opinion.rules import draft_phrases as phrases


@dataclass(frozen=True, slots=True)
class Speaker:
    """One block, and what audiences are called."""

    block: Block
    names: Mapping[str, str]

    @property
    def audiences(self) -> list[tuple[str, str]]:
        """Where each audience of the block stands, and what it is called."""
        return [(at, self.name(at, name)) for at, name in self.block.parameters.get("audiences", ())]

    @property
    def sides(self) -> int:
        """How many sides the block speaks of."""
        return sum(at.startswith("sides/") for at, _name in self.block.parameters.get("audiences", ()))

    @property
    def first(self) -> str:
        """What the first audience is called."""
        return self.audiences[0][1]

    def name(self, at: str, name: str) -> str:
        """What an audience is called."""
        return phrases.audience(at, name, self.block.parameters.get("electorate", ""), self.names)

    def answers(self, at: str) -> dict[str, Figure]:
        """What is shown of how an audience answered: *answered*, *agree*, *agree+pass* …"""
        prefix = f"{at}/"
        return {key[len(prefix) :]: one for key, one in self.block.figures.items() if key.startswith(prefix)}

    def needed(self) -> list[str]:
        """How many of each side would have been needed."""
        told = []
        for at, who in self.audiences:
            found = self.answers(at)
            count = phrases.of(found["needed"], found.get("answered")) if "needed" in found else None
            if count:
                told.append(_("%(side)s: for that it takes %(count)s.", side=who, count=count))
        return told


def lines(speaker: Speaker, *asked_for: str, enough_of: str | None = None) -> list[str]:
    """For each audience how many gave these answers, alone or joined with others as they are shown.

    `enough_of`: the answer of which is also said how many were needed.
    """
    told = []
    for at, who in speaker.audiences:
        found = speaker.answers(at)
        whole = found.get("answered")
        if whole is None:
            told.append(_("%(side)s: not shown, because single answers could be recognised.", side=who))
            continue
        needed = found.get("needed")
        for answers, part in found.items():
            if answers in ("answered", "needed") or not set(answers.split("+")) & set(asked_for):
                continue
            line = None
            if needed and answers == enough_of:
                line = phrases.enough(who, answers, part, whole, needed)
            told.append(line or phrases.answered(who, answers, part, whole) or "")
    return told


def tier_lead(tier: str, sides: int = 2) -> str:
    """What a proposition is called; where there is one side only, sides are not spoken of."""
    if sides == 1:
        alone = {"agreed": _("Agreed"), "majority": _("Majority"), "rejected": _("Rejected"), "divided": _("Divided")}
        if tier in alone:
            return alone[tier]
    return {
        "agreed": _("Agreed on every side"), "majority": _("Majority on every side"),
        "rejected": _("Rejected on every side"), "differ": _("Sides differ"), "divided": _("Divided within a side"),
        "open": _("Open"),
    }[tier]  # fmt: skip


def asked(speaker: Speaker) -> list[str]:
    """Who was asked, when, and about how much."""
    parameters = speaker.block.parameters
    count = speaker.block.figures["propositions"]
    who = {
        "organisations": _("Organisations were asked: one organisation, one answer."),
        "members": _("People named by the organisations on the roll were asked; each answered for themselves."),
    }.get(parameters["electorate"], _("Whoever chose to take part was asked."))
    told = [
        who,
        ngettext(
            "%(count)s proposition could be answered with agree, disagree or pass.",
            "%(count)s propositions could be answered with agree, disagree or pass.",
            phrases.form(count), count=phrases.number(count.low),
        ),
    ]  # fmt: skip
    if parameters["opened"] and parameters["closed"]:
        opened, closed = (
            date_in_words(date.fromisoformat(parameters[name]), reading().code) for name in ("opened", "closed")
        )
        told.append(_("Opened: %(opened)s; closed: %(closed)s.", opened=opened, closed=closed))
    return told


def turnout(speaker: Speaker) -> list[str]:
    """Who took part of one side."""
    (at, who), *_rest = speaker.audiences
    found = speaker.answers(at)
    voted, roll = found.get("voted"), found["roll"]
    if speaker.block.parameters["electorate"] not in ("organisations", "members"):
        count = phrases.amount(voted) if voted else None
        if voted and count:
            return [
                ngettext(
                    "%(side)s: %(count)s person answered.", "%(side)s: %(count)s people answered.",
                    phrases.form(voted), side=who, count=count,
                )
            ]  # fmt: skip
    count = phrases.of(voted, roll) if voted else None
    if count:
        return [_("%(side)s: turnout %(count)s on the roll.", side=who, count=count)]
    on_roll = phrases.number(roll.low)
    return [
        _("%(side)s: %(roll)s on the roll; turnout is not shown, because few answered.", side=who, roll=on_roll)
    ]  # fmt: skip
