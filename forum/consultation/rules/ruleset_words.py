"""The rules of a consultation in whole sentences, made from its ruleset and from nothing else (R14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forum.consultation.rules.course_words import outcomes
from forum.consultation.rules.explanation import Condition, Mode, explain
from forum.consultation.rules.ruleset import round_lengths, thresholds_of
from forum.consultation.rules.stances import Count
from forum.consultation.rules.templates import Length, Unit
from forum.core.languages import gettext as _
from forum.core.languages import ngettext


def length_in_words(length: Length) -> str:
    """Fourteen days, or forty-eight hours."""
    if length.unit is Unit.HOURS:
        return ngettext("%(num)s hour", "%(num)s hours", length.amount)
    return ngettext("%(num)s day", "%(num)s days", length.amount)


def templates() -> dict[str, str]:
    """What the courses are called."""
    return {"text": _("Position on a text"), "rapid": _("Rapid joint reaction")}


def visibilities() -> dict[str, str]:
    """Who may read the threads of a round (R8)."""
    return {"members": _("Members of the table only"), "public": _("Everyone can read them")}


def rules_in_words(ruleset: Mapping[str, Any]) -> list[str]:
    """Who answers, for how long, and what is shown when."""
    _no, _kind, length, after = round_lengths(ruleset)[-1]
    told = [
        _("One organisation, one answer; two of its people give it, one proposes and another confirms."),
        _("Until the close nobody sees what another organisation answered; afterwards every answer is named."),
        _("Silence is no response, never consent."),
        _("Time to answer: %(length)s. It closes by the clock.", length=length_in_words(length)),
        _("Time to check the result before it is published: %(length)s.", length=length_in_words(after)),
        _("It can be extended once, with a public reason, by %(length)s at most.", length=_days(ruleset)),
        _("Kosovo and Serbia are compared as sides; regional seats count towards the quorum of the whole roll only."),
    ]
    if ruleset["reaction"]:
        told.append(_("It is published as a joint reaction only if the outcome is joint."))
    return told


def _days(ruleset: Mapping[str, Any]) -> str:
    return length_in_words(Length(ruleset["extension_days"]))


@dataclass(frozen=True, slots=True)
class ConditionInWords:
    """One condition of the outcome, and the class of a result for which it is the first that does not hold (R9)."""

    sentence: str
    otherwise: str


def conditions_in_words(ruleset: Mapping[str, Any]) -> list[ConditionInWords]:
    """The conditions in their order; where all hold the outcome is joint. Empty where the course gives no class."""
    thresholds = thresholds_of(ruleset)
    if thresholds is None:
        return []
    nobody = Count(0)
    classes = outcomes()
    return [
        ConditionInWords(_condition(one), classes[one.fails_into.value])
        for one in explain(nobody, nobody, nobody, thresholds)
    ]


def _condition(one: Condition) -> str:
    share = f"{one.share.part}/{one.share.whole}"
    match one.code:
        case "quorum_roll":
            return _("Of the whole roll, at least %(share)s took a stance", share=share)
        case "quorum_side":
            return _("Of the side's roll, at least %(share)s endorsed or dissented", share=share)
        case "majority" | "support":
            return _("Of those who endorsed or dissented, at least %(share)s endorse", share=share)
        case "backing" if one.mode is Mode.MORE_THAN:
            return _("Of the side's roll, more than %(share)s endorse", share=share)
        case "backing":
            return _("Of the side's roll, at least %(share)s endorse", share=share)
    return _("Of the endorsements, at most %(share)s carry a reservation", share=share)
