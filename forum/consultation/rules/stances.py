"""The five stances, and how many of each a side took (R9, R10)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from forum.consultation.rules.roll import RollEntry, Seat


class Stance(StrEnum):
    """What an organisation says to a frozen position; silence is no stance and never consent."""

    ENDORSE = "endorse"
    RESERVATION = "reservation"
    STAND_ASIDE = "stand_aside"
    DO_NOT_JOIN = "do_not_join"
    DISSENT = "dissent"


NO_RESPONSE = "no_response"
"""Key of the label for silence (R10)."""

LABEL_KEYS: tuple[str, ...] = (*(stance.value for stance in Stance), NO_RESPONSE)
"""Keys of the labels in the order of tables: five stances, then no response."""


@dataclass(frozen=True, slots=True)
class Count:
    """The stances of one seat; `roll` is its part of the roll."""

    roll: int
    endorse: int = 0
    reservation: int = 0
    stand_aside: int = 0
    do_not_join: int = 0
    dissent: int = 0

    def __post_init__(self) -> None:
        if min(self.endorse, self.reservation, self.stand_aside, self.do_not_join, self.dissent) < 0:
            raise ValueError("a count is never negative")
        if self.answered > self.roll:
            raise ValueError("more stances than organisations on the roll")

    @property
    def answered(self) -> int:
        """Organisations with any stance."""
        return self.endorse + self.reservation + self.stand_aside + self.do_not_join + self.dissent

    @property
    def silent(self) -> int:
        """Organisations with no response."""
        return self.roll - self.answered

    @property
    def support(self) -> int:
        """E + R of R9."""
        return self.endorse + self.reservation

    @property
    def decided(self) -> int:
        """E + R + D of R9: those who support or dissent."""
        return self.endorse + self.reservation + self.dissent

    def of(self, key: str) -> int:
        """The figure for one of `LABEL_KEYS`."""
        return self.silent if key == NO_RESPONSE else int(getattr(self, Stance(key).value))


def count(roll: Iterable[RollEntry], stances: Mapping[int, Stance]) -> dict[Seat, Count]:
    """Stances per seat: every seat is a key, and only organisations on the roll count (R9).

    `stances` maps an organisation's id to its stance in force at the close; who is not in it gave no response.
    """
    members = {entry.organisation_id: entry.seat for entry in roll}
    strangers = stances.keys() - members.keys()
    if strangers:
        raise ValueError(f"stances of organisations that are not on the roll: {sorted(strangers)}")
    totals = {seat: {"roll": 0, **dict.fromkeys((stance.value for stance in Stance), 0)} for seat in Seat}
    for organisation_id, seat in members.items():
        totals[seat]["roll"] += 1
        if organisation_id in stances:
            totals[seat][Stance(stances[organisation_id]).value] += 1
    return {seat: Count(**figures) for seat, figures in totals.items()}
