"""What happens to results."""

from dataclasses import dataclass

from forum.core.events import Event


@dataclass(frozen=True, slots=True)
class OpinionFrozen(Event):
    """The analysis of a subject's answers stands for ever; told once, in the transaction that stored it."""

    subject: str
    subject_id: int
