"""The result as JSON, the shape that docs/opinion.md explains."""

from __future__ import annotations

import json
from typing import Any

from forum.cli.opinion.lens import why_none
from forum.opinion.analysis.results import Analysis, Cell, Certificate, Direction
from forum.opinion.rules.polis_files import Export


def as_json(export: Export, analysis: Analysis, asked: int | None, seconds: tuple[float, float]) -> str:
    """The whole file; `asked`: the number of groups that was asked for; `seconds`: of reading, of analysing."""
    groups = analysis.groups
    document = {
        "participants": len(export.participants),
        "votes": len(export.value),
        "placed": sum(label is not None for label in groups.labels),
        "groups": _groups(export, analysis, asked),
        "statements": {
            str(one.id): {"tier": one.tier.value, "groups": [_cell(cell) for cell in one.groups], "gac": one.gac}
            for one in analysis.propositions
        },
        "representative": {
            str(index): [{"id": str(one.id), "direction": one.direction.value} for one in those]
            for index, those in enumerate(analysis.representative)
        },
        "consensus": {way.value: [str(one) for one in analysis.consensus.get(way, ())] for way in Direction},
        "slate": {
            "ids": [str(one) for one in analysis.slate.ids],
            "size": analysis.slate.size,
            "certificate": _certificate(analysis.slate.certificate),
        },
        "seconds": {"read": round(seconds[0], 3), "analyse": round(seconds[1], 3)},
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _groups(export: Export, analysis: Analysis, asked: int | None) -> dict[str, Any]:
    groups = analysis.groups
    code = f"{groups.reason}: " if groups.reason else ""
    return {
        "k": groups.k,
        "reason": "" if groups.k > 1 else f"{code}{why_none(groups, analysis.parameters, asked)}",
        "labels": {str(who): label for who, label in zip(export.participants, groups.labels, strict=True)},
        "stability": {"mean": groups.stability_mean, "min": groups.stability_min},
        "structure": {"z": groups.structure_z, "p": groups.structure_p},
        "gain": groups.gain,
    }


def _cell(cell: Cell) -> dict[str, int]:
    return {"agree": cell.agree, "disagree": cell.disagree, "pass": cell.passed}


def _certificate(found: Certificate) -> dict[str, Any]:
    witness: dict[str, Any] = {}
    if found.proposition is not None:
        witness = {
            "statement": str(found.proposition), "level": found.level, "count": found.count, "people": found.people,
        }  # fmt: skip
    return {"ratio": found.ratio, "witness": witness}
