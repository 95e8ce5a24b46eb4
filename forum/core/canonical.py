"""Canonical JSON: one spelling for one value, so that a hash means the same everywhere."""

import hashlib
import json
import unicodedata


def _normal(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case list() | tuple():
            return [_normal(item) for item in value]
        case dict():
            if not all(isinstance(key, str) for key in value):
                raise TypeError("canonical JSON has string keys only")
            return {unicodedata.normalize("NFC", key): _normal(item) for key, item in value.items()}
    raise TypeError(f"canonical JSON knows no {type(value).__name__}: give numbers as integers or text")


def canonical(value: object) -> bytes:
    """UTF-8 JSON with sorted keys, NFC text, no white space and integers only.

    Raises `TypeError` for floats and everything JSON has no single spelling for.
    """
    text = json.dumps(_normal(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def digest(value: object) -> str:
    """SHA-256 of `canonical(value)`, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()
