"""What stands before the next step of a consultation, in whole sentences; labels of states, seats and steps."""

from collections.abc import Iterable
from typing import Any

from forum.consultation.rules.missing import Missing
from forum.core.languages import gettext as _
from forum.core.languages import ngettext


def seats() -> dict[str, str]:
    """The seats, as labels."""
    return {"kosovo": _("Kosovo"), "serbia": _("Serbia"), "regional": _("Regional")}


def languages() -> dict[str, str]:
    """The authentic languages by their own names."""
    return {"en": "English", "sq": "shqip", "sr": "српски"}


def states() -> dict[str, str]:
    """The states of a consultation (R14)."""
    return {
        "draft": _("Draft"), "announced": _("Announced"), "running": _("Open"), "check": _("Being checked"),
        "published": _("Published"), "withdrawn": _("Withdrawn"), "suspended": _("Suspended"),
    }  # fmt: skip


def milestones() -> dict[str, str]:
    """The steps of a timetable."""
    return {
        "announced": _("Announced"), "opens": _("Opens"), "reminder": _("Reminder"), "closes": _("Closes"),
        "check_ends": _("End of the check"), "published": _("Published"), "review": _("To be reviewed by"),
    }  # fmt: skip


def acts() -> dict[str, str]:
    """What is signed, as labels."""
    return {
        "announce": _("Announce: freeze the rules and the roll"), "freeze": _("Freeze the text in three languages"),
        "open_round": _("Open the round"), "extend": _("Extend the round"),
        "suspend": _("Suspend until it is resumed"), "withdraw": _("Withdraw the consultation"),
        "replace": _("Replace a facilitator"),
    }  # fmt: skip


def bound() -> dict[str, str]:
    """What a signature under a step binds: it is void when one of these changes (R13)."""
    return {
        "announce": _("A signature binds the rules, the roll, the question and the demands as they stand here."),
        "freeze": _("A signature binds title, summary and paragraphs in the three languages, word for word."),
        "open_round": _("A signature binds the planned opening and the frozen text."),
    }


def outcomes() -> dict[str, str]:
    """The outcome classes (R9)."""
    return {
        "joint": _("Joint"), "joint_with_reservations": _("Joint with reservations"), "broad": _("Broad"),
        "divergent": _("Divergent"), "no_quorum": _("No quorum"),
    }  # fmt: skip


def events() -> dict[str, str]:
    """What happened to a consultation, as labels."""
    return {
        "announced": _("Announced; rules and roll frozen"), "opened": _("Opened"), "extended": _("Extended"),
        "suspended": _("Suspended"), "resumed": _("Resumed"), "withdrawn": _("Withdrawn"),
        "replaced": _("Facilitator replaced"), "closed": _("Closed"), "counted": _("Counted"),
        "published": _("Published"), "vacated": _("A facilitator's place is vacant"),
        "frozen": _("Text frozen"), "appointed": _("Facilitator appointed"),
    }  # fmt: skip


def sentence(problem: Missing) -> str:
    """The sentence for a code of the guards, in the spoken reading."""
    data = dict(problem.data)
    seat = seats().get(str(data.get("seat", "")), "")
    return _with_data(problem.code, data, seat) or _plain().get(problem.code) or _by_act(problem.code)


def sentences(problems: Iterable[Missing]) -> str:
    """All of them, one after the other."""
    return " ".join(sentence(problem) for problem in problems)


def _with_data(code: str, data: dict[str, Any], seat: str) -> str | None:
    language = languages().get(str(data.get("language", "")), "")
    number = data.get("paragraph", 0)
    told = {
        "freeze.title": lambda: _("The title lacks a reviewed version in: %(language)s", language=language),
        "freeze.summary": lambda: _("The summary lacks a reviewed version in: %(language)s", language=language),
        "freeze.wording": lambda: _(
            "Paragraph %(number)s lacks a reviewed version in: %(language)s", number=number, language=language
        ),
        "publish.dissent_language": lambda: _("A dissenting opinion is awaited in: %(language)s", language=language),
        "seat.vacant": lambda: _("The place of the facilitator is vacant for the seat: %(seat)s", seat=seat),
        "signature.missing": lambda: _("The signature is missing of the facilitator for the seat: %(seat)s", seat=seat),
        "roll.too_small": lambda: _(
            "There are too few organisations with a declared seat on the side: %(seat)s", seat=seat
        ),
        "freeze.evidence": lambda: _("Paragraph %(number)s names no evidence.", number=number),
        "replace.mandate": lambda: _("This person has no mandate from an organisation seated in: %(seat)s", seat=seat),
        "replace.other_agrees": lambda: _("The other facilitator must agree to it. Seat: %(seat)s", seat=seat),
        "replace.other_vacant": lambda: _("The other place is vacant too. Seat: %(seat)s", seat=seat),
    }  # fmt: skip
    return told[code]() if code in told else None


def _plain() -> dict[str, str]:
    return {
        "announce.demands": _("A demand must be chosen."),
        "announce.question": _("The question is not written yet."),
        "announce.text": _("The position has no paragraph yet; here it is shown from the announcement on."),
        "freeze.unwritten_title": _("The title is not written yet."),
        "freeze.unwritten_summary": _("The summary is not written yet."),
        "freeze.already": _("The text is frozen already."),
        "freeze.no_paragraph": _("The position has no paragraph yet."),
        "open.already": _("The opening is settled already."),
        "open.not_frozen": _("The text is not frozen yet."),
        "open.previous": _("The round before is not finished."),
        "extend.closed": _("The round has closed."),
        "extend.not_open": _("The round is not open."),
        "extend.used": _("The round was extended already; it can be extended once."),
        "extend.not_forward": _("A close can only be moved forward."),
        "extend.not_a_cut_off": _("A close falls on the end of a day."),
        "extend.not_a_full_hour": _("A close falls on a full hour."),
        "extend.changed": _("The close has changed since this was proposed; please propose it anew."),
        "extend.too_long": _("A round is extended by seven days at most."),
        "resume.not_yours": _("A facilitator of a seat that stopped the clocks lets them run again."),
        "suspend.signature": _("Beyond 72 hours both facilitators sign."),
        "withdraw.closed": _("After the close nothing is withdrawn: nobody can withhold a result."),
        "replace.acted": _("This person has answered in this consultation."),
        "replace.administrator": _("An administrator appoints facilitators."),
        "replace.on_roll": _("This person's own seat is on the frozen roll."),
        "replace.other_side": _("One person cannot hold both places."),
        "replace.second_factor": _("This person has no second factor yet."),
        "review.out_of_range": _("The review falls within 180 days."),
        "predecessor.not_a_number": _("This is not the number of a consultation."),
        "length.no_such_round": _("There is no such round."),
        **dict.fromkeys(
            ("template.unknown", "visibility.unknown", "kind.unknown", "electorate.unknown"), _("Please choose one.")
        ),
        "publish.not_counted": _("The round is not counted yet."),
        "publish.check_runs": _("The check is still running."),
    }  # fmt: skip


def _by_act(code: str) -> str:
    if code.endswith(".reason"):
        return _("Please give a public reason.")
    if code.endswith(".state"):
        return _("This step does not belong to the present state of the consultation.")
    if code.startswith("length."):
        return _("This length is outside what the template allows.")
    return code


def translations() -> dict[str, str]:
    """How far a text is in a language; `missing` where nobody was asked."""
    return {
        "requested": _("requested"), "claimed": _("being translated"), "submitted": _("waits for review"),
        "returned": _("returned with a note"), "reviewed": _("reviewed"), "original": _("original"),
        "missing": _("missing"),
    }  # fmt: skip


def answered(count: int | None, roll: int) -> str:
    """How many of a seat have answered; None: a number would say too much (R23)."""
    if count is None:
        return _("Shown from five answers on; %(roll)s on the roll.", roll=roll)
    return ngettext("%(num)s of %(roll)s has answered", "%(num)s of %(roll)s have answered", count, roll=roll)


def quorum(needed: int | None, still: int) -> str:
    """What the quorum of a side asks for; regional has none (R9). Turnout never says who endorsed or dissented."""
    if needed is None:
        return _("Counts towards the quorum of the whole roll.")
    if not still:
        return _("For the quorum of this side %(needed)s must endorse or dissent.", needed=needed)
    return ngettext(
        "For the quorum of this side %(needed)s must endorse or dissent; at least %(num)s is missing.",
        "For the quorum of this side %(needed)s must endorse or dissent; at least %(num)s are missing.",
        still, needed=needed,
    )  # fmt: skip
