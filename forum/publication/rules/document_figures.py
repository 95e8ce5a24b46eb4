"""The figures of the printed position: by side, never of everybody together (R1)."""

from typing import Any

from forum.consultation.rules.explanation import WHOLE_ROLL, Condition
from forum.core.languages import _
from forum.publication.rules import labels as say
from forum.publication.rules.content import SIDES, Content
from forum.publication.rules.counts import conditions_of
from forum.publication.rules.ring import ring_of


def figures(content: Content) -> dict[str, Any]:
    """The ring, the table, a sentence for each side and the conditions of the class."""
    ring = ring_of(content)
    names = say.seats()
    return {
        "alternative": say.ring_alternative(content.figures),
        "marks": [{"stance": mark.stance, "turn": mark.turn} for mark in ring.marks],
        "arcs": [{"label": names[arc.seat], "turn": (arc.start + arc.end) // 2} for arc in ring.arcs],
        "partings": list(ring.partings),
        "key": [{"stance": stance, "label": label} for stance, label in say.stances().items()],
        "rows": [
            {"label": names[line.seat], "roll": line.roll, "counts": list(say.counts(line).values())}
            for line in content.figures
        ],
        "sentences": [say.side_sentence(line) for line in content.figures if line.seat in SIDES],
        "sides": [names[line.seat] for line in content.figures if line.seat in SIDES],
        "conditions": [_condition(content, one) for one in conditions_of(content)],
        "regional_note": _regional_note(content),
    }


def _condition(content: Content, one: Condition) -> dict[str, Any]:
    """A condition of the class with what each side has; of the whole roll only whether it holds (R1)."""
    share = f"{one.share.part}/{one.share.whole}"
    cells = []
    for line in content.figures:
        if line.seat in SIDES:
            figure = None if WHOLE_ROLL in one.figures else one.figures[line.seat]
            cells.append("" if figure is None else _("%(have)s of %(whole)s", have=figure.have, whole=figure.whole))
    held = _("yes") if one.holds else _("no")
    return {"words": say.conditions(one.code, one.mode.value, share), "cells": cells, "holds": held}


def _regional_note(content: Content) -> str:
    """Why there is no regional line although the ring has regional marks (R1)."""
    small = any(line.seat == "regional" for line in content.roll)
    if not small or any(line.seat == "regional" for line in content.figures):
        return ""
    return _("Regional seats are named above; they have a line of figures of their own from five on.")
