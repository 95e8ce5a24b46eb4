"""Facts that features tell each other: frozen dataclasses in the past tense, with ids and plain values only.

`publish` is called inside `writing()`, after the change was flushed. Who hears of what stands in
`forum/wiring.py`, in two lists: REQUIRED (part of the change: a failure fails the request) and REACTIONS
(a savepoint each: a failure costs only the reaction, which is left as a `work` row) (R32).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Root of all facts."""


Handler = Callable[[Any], None]
Reactor = Callable[[Sequence[Handler], Event], None]

_required: dict[type[Event], list[Handler]] = {}
_reactions: dict[type[Event], list[Handler]] = {}
_react: Reactor | None = None


def connect(
    required: Sequence[tuple[type[Event], Handler]], reactions: Sequence[tuple[type[Event], Handler]], react: Reactor
) -> None:
    """Install the two lists of `wiring.py`; `react` runs reactions in savepoints (injected: this module is pure)."""
    global _react
    _required.clear()
    _reactions.clear()
    for event, handler in required:
        _required.setdefault(event, []).append(handler)
    for event, handler in reactions:
        _reactions.setdefault(event, []).append(handler)
    _react = react


def publish(fact: Event) -> None:
    """Tell everybody who asked: REQUIRED first, then REACTIONS."""
    for handler in _required.get(type(fact), ()):
        handler(fact)
    reactions = _reactions.get(type(fact))
    if reactions and _react is not None:
        _react(reactions, fact)


def connections() -> Mapping[str, Mapping[type[Event], Sequence[Handler]]]:
    """What is connected, for documentation and tests."""
    return {"required": _required, "reactions": _reactions}
