"""Every write to texts and translations."""

from forum.translation.operations.texts import delete_texts, revise_text, write_text

__all__ = ["delete_texts", "revise_text", "write_text"]
