"""How a translation comes about: its states, who holds it and for how long, what counts (R39).

Stored: requested → claimed → submitted → reviewed, or returned. *Outdated* and *disputed* are derived. Only a
reviewed translation is shown to readers.
"""

from datetime import datetime, timedelta
from typing import Literal

State = Literal["requested", "claimed", "submitted", "returned", "reviewed"]
STATES: tuple[State, ...] = ("requested", "claimed", "submitted", "returned", "reviewed")
CLAIM_LASTS = timedelta(hours=24)
NOTE_LIMIT = 2_000
REASON_LIMIT = 2_000
AWAITS_WORDS = ("requested", "claimed", "returned")
"""States of a translation that is not written yet: they follow the original to its next revision."""


def holder(state: str | None, translator_id: int | None, claimed_until: datetime | None, now: datetime) -> int | None:
    """Who alone may write it now: whoever claimed it, or got it back, less than 24 hours ago; None: anybody may."""
    held = state in ("claimed", "returned") and claimed_until is not None and now < claimed_until
    return translator_id if held else None


def is_free(state: str | None, translator_id: int | None, claimed_until: datetime | None, now: datetime) -> bool:
    """Whether anybody who may translate can claim it: nobody began, asked for only, or held for too long."""
    if state in ("submitted", "reviewed"):
        return False
    return holder(state, translator_id, claimed_until, now) is None


def is_outdated(source_number: int, current: int) -> bool:
    """Whether a translation is of an older revision than the original has now."""
    return source_number < current


def is_other_person(reviewer_id: int, translator_id: int | None) -> bool:
    """R39: a translation is approved by another person than the one who wrote it."""
    return translator_id is not None and reviewer_id != translator_id


def state_of_own_version(authentic: bool) -> State:
    """An author's own version in another language: their word binds, as the original does; where several languages
    bind equally (R22) another person reviews it like any other translation."""
    return "submitted" if authentic else "reviewed"
