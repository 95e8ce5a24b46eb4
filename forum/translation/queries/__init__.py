"""Reading texts in the variant of the reader, and their way into other languages."""

from forum.translation.queries.history import History, changed_since, history, scopes_of
from forum.translation.queries.names import protected_names, provide_protected_names
from forum.translation.queries.people import translators_of
from forum.translation.queries.pieces import DisputeFacts, Piece, RowFacts, owner_for, piece_for
from forum.translation.queries.shown import (
    CONTENT,
    Joined,
    Prefixed,
    RevisionFacts,
    TextFacts,
    revisions,
    shown,
    text_of,
    texts_of,
)
from forum.translation.queries.waiting import WaitingLine, WaitingPage, waiting

__all__ = [
    "CONTENT", "DisputeFacts", "History", "Joined", "Piece", "Prefixed", "RevisionFacts", "RowFacts", "TextFacts",
    "WaitingLine", "WaitingPage", "changed_since", "history", "owner_for", "piece_for", "protected_names",
    "provide_protected_names", "revisions", "scopes_of", "shown", "text_of", "texts_of", "translators_of", "waiting",
]  # fmt: skip
