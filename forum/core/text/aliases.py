"""Other names of the places in a query: *Prishtinë* finds *Priština*, which no folding could join."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from forum.core.text.folding import tokens
from forum.core.text.places import PLACES

Phrase = tuple[str, ...]
Alternatives = list[Phrase]


def aliases(name: str | Phrase) -> tuple[Phrase, ...]:
    """Other names, as phrases of folded tokens, of the place called `name` (folded; a token or several)."""
    return _table().get((name,) if isinstance(name, str) else tuple(name), ())


def expand(query_tokens: Sequence[str]) -> list[Alternatives]:
    """For each position of a query what may stand there; the first alternative is what was typed.

    All positions must be found; within a position any alternative will do; an alternative of several tokens is a
    phrase. `["novi", "pazar", "sot"]` gives `[[("novi", "pazar"), ("pazari", "i", "ri"), …], [("sot",)]]`: typed
    words that are together one name make one position. A phrase that was typed need not stand as a phrase when the
    caller prefers not to insist; its tokens are in the first alternative.
    """
    positions: list[Alternatives] = []
    place = 0
    while place < len(query_tokens):
        for length in range(min(_longest(), len(query_tokens) - place), 0, -1):
            typed = tuple(query_tokens[place : place + length])
            others = aliases(typed)
            if others or length == 1:
                positions.append([typed, *others])
                place += length
                break
    return positions


@cache
def _table() -> dict[Phrase, tuple[Phrase, ...]]:
    """Every known name with the names it may be replaced by, in a stable order."""
    table: dict[Phrase, dict[Phrase, None]] = defaultdict(dict)
    for line in PLACES.strip().splitlines():
        names: dict[Phrase, bool] = {}
        for written in line.split(";"):
            stem, _, endings = written.strip().removeprefix("~").partition("|")
            offered = not written.strip().startswith("~")
            for ending in endings.split(","):
                phrase = tuple(tokens(stem + ending))
                names[phrase] = names.get(phrase, False) or offered
        for phrase in names:
            table[phrase].update((other, None) for other, offered in names.items() if offered and other != phrase)
    return {phrase: tuple(others) for phrase, others in table.items()}


@cache
def _longest() -> int:
    return max(map(len, _table()))
