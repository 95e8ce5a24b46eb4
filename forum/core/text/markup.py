"""Reading sanitised HTML piece by piece, for those who only need its text.

This is no HTML parser: it reads what `markdown.render` and our own catalogues write, in one linear pass, and
takes everything that is not a well-formed tag for text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(r"<!--.*?-->|<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\"[^\"]*\"|'[^']*'|[^\"'<>])*+)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([^\s=\"'/<>]++)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]++))")
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text (`tag` is None), or one tag, as it stands in the source."""

    source: str
    tag: str | None = None
    opens: bool = False
    closes: bool = False
    attributes: str = ""

    def attribute(self, name: str) -> str | None:
        """The value of an attribute, None without it."""
        for match in _ATTRIBUTE.finditer(self.attributes):
            if match[1].lower() == name:
                return unescape(next(value for value in match.groups()[1:] if value is not None))
        return None


def pieces(html: str) -> Iterator[Piece]:
    """The text and tags of `html` in order; their sources joined are `html` again."""
    place = 0
    for match in _TAG.finditer(html):
        if match.start() > place:
            yield Piece(html[place : match.start()])
        place = match.end()
        if match[2] is None:
            yield Piece(match[0], tag="!--")
            continue
        tag, attributes = match[2].lower(), match[3]
        closes = match[1] == "/"
        empty = tag in _VOID or attributes.endswith("/")
        yield Piece(match[0], tag, opens=not closes and not empty, closes=closes, attributes=attributes)
    if place < len(html):
        yield Piece(html[place:])
