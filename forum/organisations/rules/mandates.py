"""Who speaks for which organisation, in which role, from when to when (R4, R6, R10). Intervals half-open."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forum.core.languages import lazy
from forum.organisations.rules.bodies import Kind, Seat, Standing


class MandateRole(StrEnum):
    """In which role a person stands for an organisation."""

    REPRESENTATIVE = "representative"
    ALTERNATE = "alternate"
    COORDINATOR = "coordinator"


ROLE_LABELS = {
    MandateRole.REPRESENTATIVE: lazy("Representative"),
    MandateRole.ALTERNATE: lazy("Alternate"),
    MandateRole.COORDINATOR: lazy("Coordinator"),
}

SPEAKING = frozenset({MandateRole.REPRESENTATIVE, MandateRole.ALTERNATE})
"""Who may write and answer *for my organisation* (R6, R10)."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """A person's mandate; without an end it goes on."""

    organisation: int
    person: int
    role: MandateRole
    starts_at: datetime
    ends_at: datetime | None = None


class MandateProblem(StrEnum):
    """Why a mandate cannot be granted."""

    NOT_YOURS_TO_GRANT = "not_yours_to_grant"
    NO_MEMBER = "no_member"
    EMPTY_TIME = "empty_time"
    OVERLAP = "overlap"
    INDIVIDUAL_ROLE = "individual_role"
    INDIVIDUAL_TAKEN = "individual_taken"


def in_force(mandate: Mandate, at: datetime) -> bool:
    """Whether the mandate holds at that instant; at its very end it does not."""
    return mandate.starts_at <= at and (mandate.ends_at is None or at < mandate.ends_at)


def overlap(one: Mandate, other: Mandate) -> bool:
    """Whether there is an instant at which both hold, whoever holds them."""
    ends = [mandate.ends_at for mandate in (one, other) if mandate.ends_at is not None]
    return max(one.starts_at, other.starts_at) < min(ends) if ends else True


def may_grant(granter: int, own: Iterable[Mandate], organisation: int, at: datetime, *, administrator: bool) -> bool:
    """Whether somebody may grant and end mandates of an organisation: its coordinators, and administrators."""
    return administrator or any(
        mandate.person == granter
        and mandate.organisation == organisation
        and mandate.role == MandateRole.COORDINATOR
        and in_force(mandate, at)
        for mandate in own
    )


def grant_problems(
    new: Mandate, existing: Collection[Mandate], kind: Kind, *, member: bool, may: bool
) -> tuple[MandateProblem, ...]:
    """What forbids this mandate beside the `existing` ones of the organisation; `may` is `may_grant`'s answer.

    One person may hold several roles; only the same role twice at a time is refused. An individual seat has
    one mandate at a time, as representative, whoever holds it.
    """
    if not may:
        return (MandateProblem.NOT_YOURS_TO_GRANT,)
    if new.ends_at is not None and new.ends_at <= new.starts_at:
        return (MandateProblem.EMPTY_TIME,)
    beside = [mandate for mandate in existing if mandate.organisation == new.organisation and overlap(mandate, new)]
    same = [mandate for mandate in beside if (mandate.person, mandate.role) == (new.person, new.role)]
    individual = kind == Kind.INDIVIDUAL
    checks = {
        MandateProblem.NO_MEMBER: not member,
        MandateProblem.OVERLAP: bool(same),
        MandateProblem.INDIVIDUAL_ROLE: individual and new.role != MandateRole.REPRESENTATIVE,
        MandateProblem.INDIVIDUAL_TAKEN: individual and bool(beside) and not same,
    }
    return tuple(problem for problem, found in checks.items() if found)


def may_speak(mandates: Iterable[Mandate], person: int, organisation: int, at: datetime) -> bool:
    """Whether the person may write and answer for the organisation at that instant (R6, R10)."""
    return person in speakers(mandates, organisation, at)


def speakers(mandates: Iterable[Mandate], organisation: int, at: datetime) -> frozenset[int]:
    """The different people who may answer for the organisation: its representatives and alternates."""
    return frozenset(
        mandate.person
        for mandate in mandates
        if mandate.organisation == organisation and mandate.role in SPEAKING and in_force(mandate, at)
    )


def can_take_stance(mandates: Iterable[Mandate], organisation: int, kind: Kind, at: datetime) -> bool:
    """Whether there are people enough to propose and confirm a stance: two, or the one of an individual seat.

    An organisation for which this is false is told from the announcement on (R10).
    """
    return len(speakers(mandates, organisation, at)) >= (1 if kind == Kind.INDIVIDUAL else 2)


def seats_of(
    mandates: Iterable[Mandate], person: int, standings: Mapping[int, Standing], at: datetime
) -> frozenset[Seat]:
    """The seats of the member organisations whose mandates the person holds; for facilitators (R13)."""
    return frozenset(
        here.seat
        for mandate in mandates
        if mandate.person == person and in_force(mandate, at)
        if (here := standings.get(mandate.organisation)) is not None and here.member and here.seat is not None
    )
