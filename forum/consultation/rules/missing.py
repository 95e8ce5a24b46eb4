"""One way to say what still stands in the way: a code, and the data a sentence about it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Datum = str | int


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is missing or wrong, as a code for a sentence and a link, with its data.

    `code` is `area.what` (`freeze.wording`); `data` holds plain values only, instants as ISO text in UTC.
    """

    code: str
    data: Mapping[str, Datum] = field(default_factory=dict)


def missing(code: str, **data: Datum) -> Missing:
    """Shorthand: `missing("freeze.wording", paragraph=3, language="sq")`."""
    return Missing(code, data)
