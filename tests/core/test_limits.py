"""The general limits per address, counted in one process."""

from datetime import UTC, datetime

import time_machine
from limits import parse

from forum.core.web.limits import Counts

MINUTE = parse("3 per minute")


def test_each_address_may_ask_so_often_a_minute_and_then_again() -> None:
    counts = Counts()
    with time_machine.travel(datetime(2026, 11, 24, 12, 0, 1, tzinfo=UTC), tick=False) as clock:
        assert [counts.hit(MINUTE, "r", "192.0.2.1") for _ in range(4)] == [True, True, True, False]
        assert counts.hit(MINUTE, "r", "192.0.2.2"), "another address"
        assert counts.hit(MINUTE, "w", "192.0.2.1"), "another kind of request"
        clock.shift(58)
        assert not counts.hit(MINUTE, "r", "192.0.2.1")
        clock.shift(1)
        assert counts.hit(MINUTE, "r", "192.0.2.1")


def test_nothing_of_a_former_minute_is_kept() -> None:
    counts = Counts()
    with time_machine.travel(datetime(2026, 11, 24, 12, 0, 1, tzinfo=UTC), tick=False) as clock:
        for number in range(100):
            counts.hit(MINUTE, "r", f"192.0.2.{number}")
        clock.shift(60)
        counts.hit(MINUTE, "r", "192.0.2.1")
        assert len(counts._counts) == 1
