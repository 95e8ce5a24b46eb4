"""What happens to consultations. No fact tells anybody outside an organisation of its stance before the close (R23)."""

from dataclasses import dataclass

from forum.core.events import Event


@dataclass(frozen=True, slots=True)
class ConsultationAnnounced(Event):
    """Both facilitators signed: number, ruleset and roll stand from now on (R14)."""

    consultation_id: int


@dataclass(frozen=True, slots=True)
class PositionFrozen(Event):
    """The text stands in three languages and never changes again (R12, R22)."""

    consultation_id: int
    position_id: int


@dataclass(frozen=True, slots=True)
class RoundOpened(Event):
    """A round takes answers; told when its opening has come, never when it was settled."""

    consultation_id: int
    round_id: int


@dataclass(frozen=True, slots=True)
class RoundExtended(Event):
    """A round closes later (R16)."""

    consultation_id: int
    round_id: int


@dataclass(frozen=True, slots=True)
class RoundClosed(Event):
    """The close of a round has passed by the clock; nothing is counted yet (R27)."""

    consultation_id: int
    round_id: int


@dataclass(frozen=True, slots=True)
class RoundCounted(Event):
    """The snapshot of a round is stored: from now on its result is shown (R27)."""

    consultation_id: int
    round_id: int


@dataclass(frozen=True, slots=True)
class ConsultationSuspended(Event):
    """Clocks stand still (R14)."""

    consultation_id: int


@dataclass(frozen=True, slots=True)
class ConsultationResumed(Event):
    """Clocks run again (R14)."""

    consultation_id: int


@dataclass(frozen=True, slots=True)
class ConsultationWithdrawn(Event):
    """Both facilitators withdrew it, with a public reason (R14)."""

    consultation_id: int


@dataclass(frozen=True, slots=True)
class FacilitatorAppointed(Event):
    """Somebody facilitates for a seat from now on, for the first time or in another's place (R13)."""

    consultation_id: int
    seat: str
    person_id: int


@dataclass(frozen=True, slots=True)
class SeatVacated(Event):
    """A facilitator has no mandate of the seat any more: nothing can be signed until another is appointed (R13)."""

    consultation_id: int
    seat: str
    person_id: int


@dataclass(frozen=True, slots=True)
class SignatureAsked(Event):
    """One facilitator signed an object; the other's signature is missing (R13)."""

    consultation_id: int
    signed_seat: str
    object_sha256: str


@dataclass(frozen=True, slots=True)
class EntryReported(Event):
    """In the check an organisation told the facilitators of an error of fact in its entry."""

    consultation_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True)
class StanceProposed(Event):
    """A stance waits for a second person of the organisation; nobody else hears of it (R10, R23)."""

    round_id: int
    organisation_id: int
    version: int
    proposed_by: int
