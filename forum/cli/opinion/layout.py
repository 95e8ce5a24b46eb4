"""Lines of plain text, 80 columns wide."""

from __future__ import annotations

import textwrap

from forum.cli.opinion.terminal import printable

WIDTH = 80


def heading(text: str) -> list[str]:
    """A title and a line below it."""
    return [text, "-" * len(text)]


def wrapped(text: str, indent: str, hanging: str | None = None) -> list[str]:
    """Lines of a sentence, indented."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent if hanging is None else hanging)


def in_columns(rows: list[tuple[str, int | str, str]]) -> list[str]:
    """Name, number and note of each, in columns."""
    wide = max(len(number(value)) for _, value, _ in rows)
    return [f"  {name:<22}{number(value):>{wide}}  {note}" for name, value, note in rows]


def number(value: int | str) -> str:
    """With a comma at the thousands."""
    return value if isinstance(value, str) else f"{value:,}"


def share(part: float, whole: float) -> str:
    """A part of a whole, in percent."""
    return f"{100 * part / whole:.0f} %" if whole else "0 %"


def percent(value: float) -> str:
    """A rate, in percent."""
    return f"{100 * value:.0f} %"


def count(number: int, one: str, many: str) -> str:
    """A number and its word."""
    return f"{number:,} {one if number == 1 else many}"


def letter(index: int) -> str:
    """The name of a group: A is the largest."""
    return chr(ord("A") + index)


def titled(name: str) -> str:
    """The name of a side, with a capital letter."""
    said = printable(name)
    return said[:1].upper() + said[1:]
