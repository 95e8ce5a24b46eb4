"""What happens to organisations and mandates."""

from dataclasses import dataclass
from datetime import datetime

from forum.core.events import Event


@dataclass(frozen=True, slots=True)
class OrganisationChanged(Event):
    """An organisation was entered, joined, left, was renamed, merged or declared its seat."""

    organisation_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class MandateGranted(Event):
    """A person speaks for an organisation from now on."""

    mandate_id: int
    organisation_id: int
    person_id: int
    role: str


@dataclass(frozen=True, slots=True)
class MandateEnded(Event):
    """A mandate ended, by decision or because its time is over."""

    mandate_id: int
    organisation_id: int
    person_id: int
    role: str
    ended_at: datetime
