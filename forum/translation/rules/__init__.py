"""Pure decisions about texts and their translations."""

from forum.translation.rules.kinds import About, TextKind, kind, kinds, register
from forum.translation.rules.shown import Shown, present
from forum.translation.rules.words import Words, what_is_wrong, words

__all__ = ["About", "Shown", "TextKind", "Words", "kind", "kinds", "present", "register", "what_is_wrong", "words"]
