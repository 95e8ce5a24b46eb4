"""What stands in the way of a stance or a dissenting opinion, in whole sentences."""

from forum.consultation.rules.missing import Missing
from forum.core.languages import gettext as _


def sentence(problem: Missing) -> str:
    """The sentence for a code of `rules.endorsement`, in the spoken reading."""
    return _sentences().get(problem.code) or _dissents(problem)


def sentences(problems: list[Missing]) -> str:
    """All of them, one after the other."""
    return " ".join(sentence(problem) for problem in problems)


def _sentences() -> dict[str, str]:
    return {
        "stance.not_on_roll": _("This organisation is not on the roll of this consultation."),
        "stance.not_open": _("The round is not open. Your text is kept below."),
        "stance.no_mandate": _("Only a representative or alternate of the organisation may do this."),
        "stance.facilitator": _("Facilitators neither answer, propose nor confirm in their own consultation."),
        "stance.second_factor": _("This act needs your second factor."),
        "confirm.outdated": _("There is a newer proposal. Please read it before you confirm."),
        "confirm.already": _("This stance has already been confirmed."),
        "confirm.not_the_proposer": _("An individual seat confirms its own proposal."),
        "confirm.mailed_link": _("Please confirm from the link that was mailed to you."),
        "confirm.same_person": _(
            "A second person of your organisation must confirm: nobody confirms their own proposal."
        ),
        "confirm.proposer_may_not": _(
            "Whoever proposed this no longer speaks for the organisation. Please propose again."
        ),
        "reservation.not_here": _("Only an endorsement with reservation carries reservations."),
        "reservation.names_nothing": _("Please write your reservation beside a paragraph, or about the whole text."),
        "reservation.unknown_paragraph": _("A reservation names a paragraph that is not in the text."),
        "reservation.no_text": _("A reservation has no words."),
        "reservation.twice": _("A paragraph carries two reservations. Please write them as one."),
    }


def _dissents(problem: Missing) -> str:
    told = {
        "dissent.empty": _("Please write the dissenting opinion."),
        "dissent.no_author": _("A dissenting opinion needs an organisation."),
        "dissent.not_on_roll": _("This organisation is not on the roll of this consultation."),
        "dissent.endorses": _(
            "An organisation that endorses states its reservation there, not in a dissenting opinion."
        ),
    }
    if problem.code == "dissent.too_long":
        return _("The dissenting opinion has %(have)s characters; at most %(most)s are published.", **problem.data)
    return told.get(problem.code, problem.code)
