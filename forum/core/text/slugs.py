"""The readable part of an address, from the folded original title (R36)."""

import re

from forum.core.text.folding import fold

_RUN = re.compile(r"[a-z0-9]+")
FALLBACK = "x"


def slug(text: str, limit: int = 60) -> str:
    """Folded words joined by hyphens, at most `limit` characters, cut between words; never empty."""
    words = _RUN.findall(fold(text))
    if not words:
        return FALLBACK
    out = words[0][:limit]
    for word in words[1:]:
        if len(out) + 1 + len(word) > limit:
            break
        out += f"-{word}"
    return out or FALLBACK
