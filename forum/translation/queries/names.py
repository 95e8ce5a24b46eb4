"""Names that no conversion of script may touch; whoever knows them tells this engine (`forum/wiring.py`)."""

from collections.abc import Callable, Sequence

_provider: Callable[[], Sequence[str]] | None = None


def provide_protected_names(provider: Callable[[], Sequence[str]]) -> None:
    """Name the function that knows the names of organisations and people."""
    global _provider
    _provider = provider


def protected_names() -> tuple[str, ...]:
    """Names of organisations and people, for `rules.words(…, protected=…)` and `rules.in_cyrillic`; asked before the
    transaction opens."""
    return tuple(sorted(set(_provider()))) if _provider else ()
