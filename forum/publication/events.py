"""What happens to publications."""

from dataclasses import dataclass

from forum.core.events import Event


@dataclass(frozen=True, slots=True)
class PositionPublished(Event):
    """A version of a position stands, immutable; its files are made next."""

    consultation_id: int
    number: str
    version: int
    demand_codes: tuple[str, ...]
