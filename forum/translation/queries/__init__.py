"""Reading texts in the variant of the reader."""

from forum.translation.queries.shown import CONTENT, Joined, Prefixed, revisions, shown, text_of, texts_of

__all__ = ["CONTENT", "Joined", "Prefixed", "revisions", "shown", "text_of", "texts_of"]
