"""What a reviewer should look at in a translation. Checks tell, they never refuse."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)[^\s<>()\"]+")
_CODE = re.compile(r"\b(?:GOV|INT|COM)-\d+\b|\bJS-\d{4}-\d{2,3}\b")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is as it should be, and what is missing if not."""

    what: Literal["numbers", "links", "codes", "paragraphs"]
    fine: bool
    missing: tuple[str, ...] = ()


def _digits(text: str) -> list[str]:
    return [re.sub(r"[.,]", "", number) for number in _NUMBER.findall(_ADDRESS.sub(" ", _CODE.sub(" ", text)))]


def _lost(before: list[str], after: list[str]) -> tuple[str, ...]:
    return tuple((Counter(before) - Counter(after)).elements())


def compare(original: str, written: str) -> list[Check]:
    """Whether numbers, links, codes of demands and paragraphs of an original stand in its translation.

    Separators of thousands and decimals differ between languages, so only the digits count.
    """
    found = [
        Check("numbers", not (lost := _lost(_digits(original), _digits(written))), lost),
        Check("links", not (gone := _lost(_ADDRESS.findall(original), _ADDRESS.findall(written))), gone),
        Check("codes", not (away := _lost(_CODE.findall(original), _CODE.findall(written))), away),
    ]
    parts = [len([part for part in re.split(r"\n\s*\n", text) if part.strip()]) for text in (original, written)]
    return [*found, Check("paragraphs", parts[0] == parts[1])]
