"""What the public page of a position shows besides the printed document: the ring of marks, drawn and labelled."""

from dataclasses import dataclass
from typing import Any

from forum.consultation.rules.ring import Sitting, paths, ring
from forum.consultation.rules.roll import Seat
from forum.core.languages import reading
from forum.core.text.collation import sort_key
from forum.publication.rules import labels as say
from forum.publication.rules.content import Content

CLASSES = {
    "endorse": ("seats-on",),
    "reservation": ("seats-res", "seats-core"),
    "stand_aside": ("seats-no",),
    "do_not_join": ("seats-no",),
    "dissent": ("seats-no",),
    "no_response": ("seats-mute",),
}
"""The classes with which the marks of a stance are stroked; two classes draw one over the other."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The ring as an SVG needs it: attributes only, words stay in the reader's language."""

    view_box: str
    width: int
    height: int
    radius: float
    strokes: tuple[tuple[str, str], ...]
    labels: tuple[tuple[float, float, str, str], ...]
    partings: tuple[Any, ...]
    alternative: str


def drawing(content: Content) -> Drawing:
    """The seats round the table of one publication, in the spoken reading."""
    code = reading().code
    seats = say.seats()
    sittings = [Sitting(line.name, Seat(line.seat), line.stance) for line in content.roll]
    made = ring(sittings, content.number, lambda name: sort_key(name, code))
    strokes = tuple((css, path) for stance, path in paths(made.marks).items() for css in CLASSES[stance])
    labels = tuple((one.x, one.y, one.anchor, seats[one.seat.value]) for one in made.labels)
    x, y, width, height = made.view_box
    box = f"{x:.0f} {y:.0f} {width:.0f} {height:.0f}"
    alternative = say.ring_alternative(content.figures)
    return Drawing(box, round(width), round(height), made.table_radius, strokes, labels, made.partings, alternative)
