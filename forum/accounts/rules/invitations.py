"""What an invitation offers; each purpose belongs to the feature that acts on it when it is accepted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Offer:
    """What one gets by accepting, in the spoken reading: a role or mandate, and where."""

    what: str
    where: str = ""


Describe = Callable[[Mapping[str, Any]], Offer]
_purposes: dict[str, Describe] = {}
AGAIN = timedelta(minutes=10)
"""So long an accepting form that is sent a second time leads where the first one led."""


def register(purpose: str, describe: Describe) -> None:
    """Name a purpose (from its owner's `init_app`)."""
    _purposes[purpose] = describe


def known(purpose: str) -> bool:
    """Whether somebody acts on invitations of this purpose."""
    return purpose in _purposes


def offer(purpose: str, params: Mapping[str, Any]) -> Offer:
    """What an invitation offers."""
    return _purposes[purpose](params)


def just_accepted(accepted_at: datetime | None, now: datetime) -> bool:
    """Whether an invitation was accepted a moment ago: the same form may come twice."""
    return accepted_at is not None and now < accepted_at + AGAIN
