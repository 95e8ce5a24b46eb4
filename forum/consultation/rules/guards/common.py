"""What several steps ask for: the right state, both signatures, a public reason (R13, R14)."""

from collections.abc import Collection
from dataclasses import dataclass

from forum.consultation.rules.missing import Missing, missing
from forum.consultation.rules.phases import ConsultationState
from forum.consultation.rules.roll import SIDES, Seat

BEFORE_ROUNDS = (ConsultationState.DRAFT, ConsultationState.ANNOUNCED)
UNDER_WAY = (ConsultationState.ANNOUNCED, ConsultationState.RUNNING)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two facilitators: seats taken now, and seats whose signature is valid for the object as it is (R13)."""

    seated: Collection[Seat]
    signed: Collection[Seat] = ()


def state_missing(act: str, state: ConsultationState, allowed: Collection[ConsultationState]) -> list[Missing]:
    """The step belongs to other states."""
    return [] if state in allowed else [missing(f"{act}.state", state=state.value)]


def signatures_missing(pair: Pair, needed: Collection[Seat] = SIDES) -> list[Missing]:
    """While a seat is vacant nothing can be signed, not even with an earlier signature on the other side (R13)."""
    vacant = [missing("seat.vacant", seat=seat.value) for seat in SIDES if seat not in pair.seated]
    unsigned = [missing("signature.missing", seat=seat.value) for seat in needed if seat not in pair.signed]
    return vacant + unsigned


def reason_missing(act: str, reason: str) -> list[Missing]:
    """A public reason is more than blanks."""
    return [] if reason.strip() else [missing(f"{act}.reason")]
