"""Names that no conversion of script may touch: those of people, and what others tell this engine."""

from collections.abc import Callable, Sequence

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db

_PEOPLE = select(Person.name).where(Person.state == "active")
_providers: list[Callable[[], Sequence[str]]] = []


def provide_protected_names(provider: Callable[[], Sequence[str]]) -> None:
    """Name a function that knows further names, those of organisations (`forum/wiring.py`)."""
    if provider not in _providers:
        _providers.append(provider)


def protected_names() -> tuple[str, ...]:
    """Names of people and organisations, for `rules.words(…, protected=…)`; asked before the transaction opens.

    Names of people and organisations are never transliterated, in either direction.
    """
    found = set(db.session.scalars(_PEOPLE))
    for provider in _providers:
        found.update(provider())
    return tuple(sorted(found - {""}))
