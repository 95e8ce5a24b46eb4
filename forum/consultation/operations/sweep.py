"""What the clock has made due, done by the worker; each part in a transaction of its own, each safe to repeat."""

import logging
from collections.abc import Callable
from functools import partial

from forum.consultation.operations import facilitators, rounds
from forum.consultation.queries import due
from forum.core import clock
from forum.core.db import db, writing
from forum.notifications.operations import fan_out

log = logging.getLogger("sofra.work")


def sweep() -> None:
    """Openings and closes that have come, checks that have ended, reminders, places that fell vacant."""
    now = clock.now()
    found, reminders, vacated = due.due(now), due.reminders_due(now), due.vacated(now)
    db.session.rollback()  # the read ends before the first write
    for ids, mark in (
        (found.opened, rounds.mark_opened), (found.closed, rounds.mark_closed), (found.checked, rounds.mark_checked),
    ):  # fmt: skip
        for consultation_id in ids:
            _alone(partial(mark, consultation_id))
    for reminder in reminders:
        _alone(partial(_remind, reminder))
    for place in vacated:
        _alone(partial(facilitators.vacate_seat, place))


def _alone(act: Callable[[], object]) -> None:
    """One consultation that fails does not keep the others waiting."""
    try:
        with writing():
            act()
    except Exception:
        log.exception("a sweep of consultations failed")


def _remind(one: due.Reminder) -> None:
    fan_out(
        "consultation", f"reminder/{one.round_id}/{one.days}/{one.closes_at:%Y%m%d}", what="reminder",
        consultation_id=one.consultation_id, days=one.days,
    )  # fmt: skip
