"""The kinds of rounds, one module each, all of one shape.

A new kind is a module with an object of the shape `Kind`, and its name in the tuple below; no other kind, and
nothing that asks a kind, changes.
"""

from forum.consultation.rules.kinds.endorse import ENDORSE
from forum.consultation.rules.kinds.shape import Kind

KINDS: dict[str, Kind] = {kind.name: kind for kind in (ENDORSE,)}


def kind_named(name: str) -> Kind:
    """The kind of that name; `KeyError` for one that is not installed."""
    return KINDS[name]
