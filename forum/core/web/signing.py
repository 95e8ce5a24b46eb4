"""Signed words in mailed links: one purpose each, nothing secret inside (R34)."""

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def sign(purpose: str, *words: str) -> str:
    """A token that says these words for this purpose."""
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"sofra/{purpose}").dumps(list(words))


def signed(purpose: str, token: str) -> list[str] | None:
    """The words of a token of this purpose, or None."""
    try:
        found: Any = URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"sofra/{purpose}").loads(token)
    except BadSignature:
        return None
    return found if isinstance(found, list) and all(isinstance(word, str) for word in found) else None
