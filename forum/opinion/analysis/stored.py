"""The result as plain JSON, as it is stored: rounded, without anybody's group, the same bytes each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from forum.opinion.analysis.results import Analysis

CODE_VERSION = "opinion-1"
"""Raised whenever the same answers and parameters could give another result."""
PLACES = 6
"""Decimal places of stored numbers (R41)."""
LEFT_OUT = {"labels"}
"""Never stored: who belongs to which group is an inferred opinion of a person."""


def as_json(analysis: Analysis) -> dict[str, Any]:
    """Everything but labels, as dicts, lists, strings, integers and numbers of at most six places."""
    plain = _plain(analysis)
    assert isinstance(plain, dict)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return round(value, PLACES) + 0.0  # no -0.0
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name not in LEFT_OUT}
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value
