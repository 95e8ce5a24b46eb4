"""A drawing that stands alone: SVG with its own style, for files that leave the site (pages have their stylesheet)."""

from collections.abc import Iterable, Mapping
from textwrap import wrap
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement, tostring

from forum.core import languages

STYLE = """
text { font: 13px system-ui, "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif; fill: #1b2423 }
.title { font-size: 19px; font-weight: 650 } .name { font-weight: 650 }
.claim { font: 15px "Noto Serif", Georgia, "Liberation Serif", "DejaVu Serif", serif }
.meta, .tick { fill: #434c4a } .tick, .n { text-anchor: middle } .end { text-anchor: end }
.paper, .pass { fill: #fff } .rule { stroke: #d8d0c2 } .axis { stroke: #746f62; fill: none }
.limit { stroke: #1b2423; stroke-width: 1.5; stroke-dasharray: 4 3 } .half { stroke: #1b2423; stroke-width: 1.5 }
.equal { stroke: #746f62; stroke-dasharray: 1 4; stroke-linecap: round } .both { fill: #e7f0ec }
.gap, .reach { stroke: #1b2423; stroke-width: 2 } .lead { stroke: #746f62 } .at { fill: #1b2423 }
.m { fill: #1b2423; stroke: #fff; stroke-width: 2 } .m.open { fill: #fff; stroke: #1b2423; stroke-width: 2.5 }
.yes, .pass, .no, .held { stroke: #1b2423; stroke-width: 1.5 } .yes { fill: #0c4b4a; stroke: #0c4b4a }
.no { fill: url(#hatch) } .held { fill: url(#dots); stroke: #746f62 } .disc { fill: #0c4b4a }
.bed { fill: #fff } .n { font-size: 11px; font-weight: 650 } .tight { font-size: 9px }
.t-agreed + .n, .t-rejected + .n { fill: #fff }
.t-agreed { fill: #0c4b4a } .t-rejected { fill: #1b2423 } .t-majority, .t-differ, .t-open { fill: #fff }
.t-majority { stroke: #0c4b4a; stroke-width: 2.6 } .t-divided { fill: none; stroke: #1b2423; stroke-width: 2.6 }
.t-differ { stroke: #1b2423; stroke-width: 2.2 } .t-open { stroke: #1b2423; stroke-width: 1.6; stroke-dasharray: 3 2.6 }
"""
Shape = tuple[str, str, Mapping[str, object]]
"""An element, its class and its attributes."""


class Sheet:
    """A drawing that grows downwards: `y` is where the next thing stands."""

    def __init__(self, width: int, title: str) -> None:
        self.width = width
        self.root = Element("svg", {
            "xmlns": "http://www.w3.org/2000/svg", "role": "img", "lang": languages.reading().html,
        })  # fmt: skip
        self.put("title", said=title)
        self.put("style", said=STYLE)
        self._patterns()
        self.ground = self.put("rect", "paper", x=0, y=0, width=width)
        self.y = 0.0
        self.text(title, 24, 38, "title")
        self.y = 60.0

    def put(
        self, name: str, css: str = "", said: str = "", within: Element | None = None,
        shape: Mapping[str, object] = MappingProxyType({}), **places: object,
    ) -> Element:  # fmt: skip
        """An element; `said` is its text, `shape` and `places` are attributes."""
        found = {key: _short(value) for key, value in {**shape, **places}.items()}
        one = SubElement(self.root if within is None else within, name, {**({"class": css} if css else {}), **found})
        one.text = said or None
        return one

    def text(self, said: str, x: float, y: float, css: str = "") -> Element:
        """One line of words."""
        return self.put("text", css, said, x=x, y=y)

    def paragraph(self, said: str, x: float, y: float, letters: int, css: str = "claim", line: int = 21) -> int:
        """Words in lines of at most so many letters; gives how high they are. Nothing is cut off."""
        lines = wrap(said, letters) or [""]
        for index, words in enumerate(lines):
            self.text(words, x, y + index * line, css)
        return len(lines) * line

    def key(self, items: Iterable[tuple[Shape, str]]) -> None:
        """A line of shapes with their words."""
        x = 24.0
        for (name, css, shape), said in items:
            room = self.put("g", transform=f"translate({_short(x)} {_short(self.y)})")
            self.put(name, css, within=room, shape=shape)
            self.text(said, x + 34, self.y + 4, "meta")
            x += 34 + 7.4 * len(said) + 22
            if x > self.width - 160:
                x, self.y = 24.0, self.y + 26
        self.y += 30 if x > 24 else 4

    def __str__(self) -> str:
        height = _short(self.y + 16)
        self.root.set("viewBox", f"0 0 {self.width} {height}")
        self.root.set("width", str(self.width))
        self.root.set("height", height)
        self.ground.set("height", height)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(self.root, encoding="unicode") + "\n"

    def _patterns(self) -> None:
        defs = self.put("defs")
        hatch = self.put(
            "pattern", within=defs, id="hatch", width=7, height=7, patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        )  # fmt: skip
        self.put("rect", "paper", within=hatch, width=7, height=7)
        self.put("path", "half", within=hatch, d="M0 0v7")
        dots = self.put("pattern", within=defs, id="dots", width=6, height=6, patternUnits="userSpaceOnUse")
        self.put("rect", "paper", within=dots, width=6, height=6)
        self.put("circle", within=dots, cx=3, cy=3, r=1, fill="#746f62")


def _short(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
