"""The number of a consultation, and the order of the sides it sets (R2, R14)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from forum.consultation.rules.roll import Seat

_NUMBER = re.compile(r"JS-(20[0-9]{2})-([0-9]{2}|[1-9][0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """`JS-2027-02`: year of the announcement and count within it, from 1."""

    year: int
    no: int

    def __str__(self) -> str:
        return f"JS-{self.year}-{self.no:02d}"


def parse_number(text: str) -> Number | None:
    """The number if it is spelt exactly as `Number` spells it, else None."""
    match = _NUMBER.fullmatch(text)
    if match is None or int(match[2]) == 0:
        return None
    return Number(int(match[1]), int(match[2]))


def is_number(text: str) -> bool:
    """Whether the text is a number of a consultation."""
    return parse_number(text) is not None


def next_number(year: int, taken: Iterable[str]) -> Number:
    """The next number of that year; gaps are never filled, because a number names one consultation for ever."""
    used = [number.no for number in map(parse_number, taken) if number and number.year == year]
    following = Number(year, max(used, default=0) + 1)
    if following.no > 999:
        raise ValueError("the numbers of a year are used up")
    return following


def sides_in_order(number: Number | str | None) -> tuple[Seat, Seat]:
    """Which side stands first in figures: Kosovo in odd-numbered consultations, Serbia in even ones (R2).

    A draft has no number yet: alphabetical in English, as fixed text is.
    """
    if isinstance(number, str):
        number = parse_number(number)
    if number is None or number.no % 2:
        return Seat.KOSOVO, Seat.SERBIA
    return Seat.SERBIA, Seat.KOSOVO


def seats_in_order(number: Number | str | None) -> tuple[Seat, Seat, Seat]:
    """Rows of a table: the two sides as R2 orders them, then regional on a line of its own (R1)."""
    return (*sides_in_order(number), Seat.REGIONAL)
