"""What facilitators may do on the way: extend, suspend, resume, withdraw, be replaced (R13, R14, R16)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from forum.consultation.rules.guards.common import (
    BEFORE_ROUNDS,
    UNDER_WAY,
    Pair,
    reason_missing,
    signatures_missing,
    state_missing,
)
from forum.consultation.rules.missing import Missing, missing
from forum.consultation.rules.phases import ConsultationState, RoundPhase
from forum.consultation.rules.roll import SIDES, Seat
from forum.consultation.rules.templates import Unit
from forum.consultation.rules.timetable import extension_problems


@dataclass(frozen=True, slots=True)
class ExtendFacts:
    """For an extension (R16)."""

    state: ConsultationState
    pair: Pair
    closes_at: datetime | None
    new_closes_at: datetime
    unit: Unit
    now: datetime
    used: bool
    reason: str


@dataclass(frozen=True, slots=True)
class SuspendFacts:
    """For a suspension; `alone_before` are seats that have already stopped this consultation alone (R14)."""

    state: ConsultationState
    pair: Pair
    reason: str
    alone_before: Collection[Seat] = ()


@dataclass(frozen=True, slots=True)
class WithdrawFacts:
    """For a withdrawal; `last_round` is the phase of the last round."""

    state: ConsultationState
    pair: Pair
    last_round: RoundPhase
    reason: str


@dataclass(frozen=True, slots=True)
class ReplaceFacts:
    """For appointing the facilitator of one seat, after the draft or in it.

    `candidate_seats` are the seats of organisations the person has a mandate from at this instant; `acted` says that
    the person has proposed or confirmed a stance here, `on_roll` that the person's own seat stands on the frozen
    roll, `other_side` that the person is or was the other side's facilitator here.
    """

    state: ConsultationState
    seat: Seat
    by_administrator: bool
    seated: Collection[Seat]
    other_agrees: bool
    reason: str
    candidate_seats: Collection[Seat]
    second_factor: bool
    acted: bool = False
    on_roll: bool = False
    other_side: bool = False


def missing_to_extend(facts: ExtendFacts) -> list[Missing]:
    """Before a round is extended: forward, in time, once, at most seven days, a reason, both signatures (R16)."""
    result = state_missing("extend", facts.state, (ConsultationState.RUNNING,))
    if facts.closes_at is None:
        result.append(missing("extend.not_open"))
    else:
        result += extension_problems(facts.closes_at, facts.new_closes_at, facts.unit, now=facts.now, used=facts.used)
    return result + reason_missing("extend", facts.reason) + signatures_missing(facts.pair)


def missing_to_suspend(facts: SuspendFacts) -> list[Missing]:
    """Before clocks stop: a public reason and one signature for 72 h, both for longer (R14).

    One facilitator alone does it once: a second time would be *longer*, which takes both. Both may also turn a running
    suspension into a longer one. With a seat vacant nothing can be signed (R13).
    """
    signed = [seat for seat in SIDES if seat in facts.pair.signed]
    allowed: tuple[ConsultationState, ...] = (*UNDER_WAY, ConsultationState.CHECK)
    if len(signed) == len(SIDES):
        allowed = (*allowed, ConsultationState.SUSPENDED)
    result = state_missing("suspend", facts.state, allowed) + reason_missing("suspend", facts.reason)
    result += signatures_missing(facts.pair, needed=())
    if not signed:
        result.append(missing("suspend.signature"))
    if len(signed) == 1 and signed[0] in facts.alone_before:
        other = next(seat for seat in SIDES if seat is not signed[0])
        result.append(missing("signature.missing", seat=other.value))
    return result


def missing_to_resume(state: ConsultationState, by: Seat, suspended_by: Collection[Seat]) -> list[Missing]:
    """Before clocks run again: a facilitator of a seat that stopped them.

    The other one cannot undo what one may do alone; what both did either ends, so that neither holds it up for ever.
    """
    result = state_missing("resume", state, (ConsultationState.SUSPENDED,))
    return result if by in suspended_by else [*result, missing("resume.not_yours")]


def missing_to_withdraw(facts: WithdrawFacts) -> list[Missing]:
    """Before a withdrawal: a public reason and both signatures; never after the last close, for that would withhold
    a result (R14)."""
    allowed = (*BEFORE_ROUNDS, ConsultationState.RUNNING, ConsultationState.SUSPENDED)
    result = state_missing("withdraw", facts.state, allowed)
    if facts.last_round in (RoundPhase.CLOSED, RoundPhase.COUNTED):
        result.append(missing("withdraw.closed"))
    return result + reason_missing("withdraw", facts.reason) + signatures_missing(facts.pair)


def missing_to_replace(facts: ReplaceFacts) -> list[Missing]:
    """Before a facilitator is appointed or replaced (R13).

    In the draft the administrator appoints; later the other facilitator agrees, unless both places are vacant, and
    there is a public reason. The roll is frozen by then, so nobody whose own seat stands on it can be appointed.
    """
    over = (ConsultationState.PUBLISHED, ConsultationState.WITHDRAWN)
    result = state_missing("replace", facts.state, [state for state in ConsultationState if state not in over])
    other = next(side for side in SIDES if side is not facts.seat)
    announced = facts.state is not ConsultationState.DRAFT
    tests = (
        (facts.by_administrator, missing("replace.administrator")),
        (not announced or bool(facts.reason.strip()), missing("replace.reason")),
        (
            not announced or other not in facts.seated or facts.other_agrees,
            missing("replace.other_agrees", seat=other.value),
        ),
        (
            not announced or other in facts.seated or facts.seat not in facts.seated,
            missing("replace.other_vacant", seat=other.value),
        ),
        (facts.seat in facts.candidate_seats, missing("replace.mandate", seat=facts.seat.value)),
        (facts.second_factor, missing("replace.second_factor")),
        (not facts.acted, missing("replace.acted")),
        (not (announced and facts.on_roll), missing("replace.on_roll")),
        (not facts.other_side, missing("replace.other_side")),
    )
    return result + [problem for holds, problem in tests if not holds]
