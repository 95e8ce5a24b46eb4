"""The courses of R15 as data: a template is a list of rounds with their lengths."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forum.consultation.rules.missing import Missing, missing
from forum.consultation.rules.outcome import ORDINARY, RAPID, Thresholds


class Unit(StrEnum):
    """What a length counts: days close at a cut-off, hours on the full hour (R15, R33)."""

    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Length:
    """How long something lasts."""

    amount: int
    unit: Unit = Unit.DAYS


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """One round of a template: how long it may be open, and what follows its close.

    `after` is the time for the summary; of the last `endorse` it is the check (R15).
    """

    kind: str
    length: Length
    shortest: int
    longest: int
    after: Length
    filing: Length | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A course of rounds. `dissent_wait` is how long publication waits for a missing language of a dissent (R11)."""

    name: str
    announcement_days: int
    rounds: tuple[RoundPlan, ...]
    thresholds: Thresholds | None
    dissent_wait_days: int = 7
    reaction: bool = False

    @property
    def check(self) -> Length:
        """The check between the close of the last round and publication."""
        return self.rounds[-1].after


TEXT = Template(
    name="text",
    announcement_days=7,
    rounds=(RoundPlan("endorse", Length(14), 14, 28, after=Length(7)),),
    thresholds=ORDINARY,
)

RAPID_REACTION = Template(
    name="rapid",
    announcement_days=0,
    rounds=(RoundPlan("endorse", Length(48, Unit.HOURS), 24, 72, after=Length(24, Unit.HOURS)),),
    thresholds=RAPID,
    dissent_wait_days=0,
    reaction=True,
)

TEMPLATES: dict[str, Template] = {template.name: template for template in (TEXT, RAPID_REACTION)}


def default_lengths(template: Template) -> tuple[int, ...]:
    """The usual length of each round, in the unit of its plan."""
    return tuple(plan.length.amount for plan in template.rounds)


def length_problems(template: Template, lengths: Mapping[int, int]) -> list[Missing]:
    """Lengths chosen for rounds (round number → amount) that the template does not allow (R15).

    A round may be planned longer than usual, because that gives people time, never shorter.
    """
    strangers = lengths.keys() - set(range(1, len(template.rounds) + 1))
    problems = [missing("length.no_such_round", round=number) for number in sorted(strangers)]
    for number, plan in enumerate(template.rounds, start=1):
        amount = lengths.get(number, plan.length.amount)
        if isinstance(amount, bool) or not isinstance(amount, int) or not plan.shortest <= amount <= plan.longest:
            problems.append(
                missing(
                    "length.out_of_range",
                    round=number,
                    shortest=plan.shortest,
                    longest=plan.longest,
                    unit=plan.length.unit.value,
                )
            )
    return problems


def planned_rounds(template: Template, lengths: Mapping[int, int]) -> list[tuple[int, RoundPlan, Length]]:
    """Number, plan and chosen length of each round."""
    return [
        (number, plan, Length(lengths.get(number, plan.length.amount), plan.length.unit))
        for number, plan in enumerate(template.rounds, start=1)
    ]
