"""Mail settings for a worked example: hundreds of letters to nobody would teach nothing."""

from forum.core import actors
from forum.core.db import writing
from forum.notifications import operations, rules


def choose(person_id: int, how: str) -> None:
    """How a person hears of every kind by mail."""
    with writing():
        operations.choose_mail(actors.of(person_id), dict.fromkeys(rules.kinds(), how))


def read_all(person_id: int) -> None:
    """A person has read everything they were told so far."""
    with writing():
        operations.mark_all_read(actors.of(person_id))
