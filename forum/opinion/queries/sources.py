"""Where answers come from: each kind of subject names a function that reads them, as they stood at the close."""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from forum.core.canonical import digest
from forum.opinion.rules.answers import Answers

if TYPE_CHECKING:
    from forum.opinion.analysis.results import Parameters
    from forum.opinion.analysis.votes import Votes

Source = Callable[[int], Answers | None]
_sources: dict[str, Source] = {}


def register(subject: str, source: Source) -> None:
    """Name the function that reads the answers of a subject (None: not closed, or not there)."""
    _sources[subject] = source


def answers_of(subject: str, subject_id: int) -> Answers | None:
    """The answers of a subject; None while they cannot be counted. Raises KeyError for an unknown kind."""
    return _sources[subject](subject_id)


def votes_of(answers: Answers) -> "Votes":
    """As arrays; people stand in the order of their ballots."""
    from forum.opinion.analysis.votes import Votes

    ballots = answers.ballots()
    places = {name: index for index, name in enumerate(answers.sides)}
    return Votes.of(
        ((number, what, value) for number, (_, line) in enumerate(ballots) for what, value in line),
        people=range(len(ballots)),
        propositions=answers.propositions,
        side={number: places[seat] for number, (seat, _) in enumerate(ballots) if seat in places},
        sides=answers.sides,
        ineligible=answers.ineligible,
    )


def seen(votes: "Votes", answers: Answers) -> "Votes":
    """What the lens sees of them, from which draws are made."""
    from forum.opinion.analysis.analyse import lens

    return lens(votes, answers.openly)


def stored_parameters(answers: Answers, parameters: "Parameters") -> dict[str, Any]:
    """What stands beside a result: every number it depends on, and whose answers they are."""
    return {"profile": answers.profile, **asdict(parameters)}


def basis(answers: Answers, parameters: "Parameters", code_version: str) -> str:
    """The hash of input, parameters and code: draws made for another basis are worth nothing."""
    told = {name: repr(value) for name, value in stored_parameters(answers, parameters).items()}
    return digest([answers.input(), told, code_version])
