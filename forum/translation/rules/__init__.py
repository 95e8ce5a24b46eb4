"""Pure decisions about texts and their translations."""

from forum.translation.rules.kinds import TextKind, kind, kinds, register
from forum.translation.rules.shown import Shown, present
from forum.translation.rules.words import Words, words

__all__ = ["Shown", "TextKind", "Words", "kind", "kinds", "present", "register", "words"]
