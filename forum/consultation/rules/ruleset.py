"""The ruleset: everything that decides a consultation, in integers and words, frozen and hashed (R14)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from forum.consultation.rules.kinds import KINDS
from forum.consultation.rules.kinds.shape import AUTHENTIC_LANGUAGES
from forum.consultation.rules.missing import Missing, missing
from forum.consultation.rules.numbers import is_number
from forum.consultation.rules.outcome import Thresholds
from forum.consultation.rules.templates import TEMPLATES, Length, Template, Unit, length_problems, planned_rounds
from forum.core.canonical import digest

FORMAT = 1
DISSENT_CHARACTERS = 6000
EXTENSION_DAYS = 7
REVIEW_DAYS = 180

Ruleset = dict[str, Any]


class Electorate(StrEnum):
    """Who answers: organisations; people of organisations come with kinds that ask people (R21)."""

    ORGANISATIONS = "organisations"


class Visibility(StrEnum):
    """Who may read the threads of the rounds; members unless chosen otherwise (R8)."""

    MEMBERS = "members"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class RulesetChoices:
    """What facilitators choose; everything else follows from the template. `lengths` is round number → amount."""

    template: str
    electorate: str = Electorate.ORGANISATIONS.value
    lengths: Mapping[int, int] = field(default_factory=dict)
    visibility: str = Visibility.MEMBERS.value
    review_days: int = REVIEW_DAYS
    predecessor: str = ""


class RulesetError(ValueError):
    """Choices that make no ruleset; `problems` says which."""

    def __init__(self, problems: list[Missing]):
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


def ruleset_problems(choices: RulesetChoices) -> list[Missing]:
    """What is wrong with the choices, as codes; empty when a ruleset can be built."""
    template = TEMPLATES.get(choices.template)
    if template is None:
        return [missing("template.unknown")]
    problems = [missing("kind.unknown", kind=plan.kind) for plan in template.rounds if plan.kind not in KINDS]
    problems += length_problems(template, choices.lengths)
    if choices.electorate not in set(Electorate):
        problems.append(missing("electorate.unknown"))
    if choices.visibility not in set(Visibility):
        problems.append(missing("visibility.unknown"))
    if not 1 <= choices.review_days <= REVIEW_DAYS:
        problems.append(missing("review.out_of_range", longest=REVIEW_DAYS))
    if choices.predecessor and not is_number(choices.predecessor):
        problems.append(missing("predecessor.not_a_number"))
    return problems


def _length(length: Length) -> dict[str, int | str]:
    return {"amount": length.amount, "unit": length.unit.value}


def _rounds(template: Template, lengths: Mapping[int, int]) -> list[dict[str, Any]]:
    return [
        {
            "no": number,
            "kind": plan.kind,
            "length": _length(length),
            "after": _length(plan.after),
            "minimum_per_side": KINDS[plan.kind].minimum_per_side,
        }
        for number, plan, length in planned_rounds(template, lengths)
    ]


def build_ruleset(choices: RulesetChoices) -> Ruleset:
    """The ruleset for these choices, JSON-able, with integers, words and truth values only.

    Raises `RulesetError` with every problem. It is complete in itself: class, lengths and limits are computed from
    the stored ruleset, so a later change of a default changes no running consultation.
    """
    problems = ruleset_problems(choices)
    if problems:
        raise RulesetError(problems)
    template = TEMPLATES[choices.template]
    return {
        "format": FORMAT,
        "template": template.name,
        "electorate": choices.electorate,
        "announcement_days": template.announcement_days,
        "rounds": _rounds(template, choices.lengths),
        "thresholds": template.thresholds.as_ruleset() if template.thresholds else None,
        "reaction": template.reaction,
        "visibility": {"threads": choices.visibility, "stances": "after_close"},
        "languages": list(AUTHENTIC_LANGUAGES),
        "time_zone": "Europe/Belgrade",
        "extension_days": EXTENSION_DAYS,
        "dissent": {"characters": DISSENT_CHARACTERS, "wait_days": template.dissent_wait_days},
        "review_days": choices.review_days,
        "predecessor": choices.predecessor,
    }


def ruleset_hash(ruleset: Mapping[str, Any]) -> str:
    """SHA-256 of the ruleset in canonical JSON (R14)."""
    return digest(dict(ruleset))


def thresholds_of(ruleset: Mapping[str, Any]) -> Thresholds | None:
    """The thresholds a stored ruleset froze; None where the template gives no class."""
    stored = ruleset["thresholds"]
    return None if stored is None else Thresholds.from_ruleset(stored)


def round_lengths(ruleset: Mapping[str, Any]) -> list[tuple[int, str, Length, Length]]:
    """Number, kind, length and what follows (summary or check) of each round of a stored ruleset."""

    def length(stored: Mapping[str, Any]) -> Length:
        return Length(stored["amount"], Unit(stored["unit"]))

    return [(one["no"], one["kind"], length(one["length"]), length(one["after"])) for one in ruleset["rounds"]]


def minimum_per_side(ruleset: Mapping[str, Any]) -> int:
    """Electors each side needs: the most any of its rounds asks for (R20)."""
    return max(int(one["minimum_per_side"]) for one in ruleset["rounds"])
