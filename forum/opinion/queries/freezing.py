"""How far an analysis has come, and whether a stored one can be recomputed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forum.core.canonical import digest
from forum.core.db import db
from forum.opinion.models import Freezing
from forum.opinion.queries.snapshots import snapshot
from forum.opinion.queries.sources import answers_of, votes_of

PURPOSE = "opinion"
"""Under which the analysis of answers is stored; plain counts of stances have a purpose of their own."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Draws done, of how many."""

    done: int
    total: int


_PROGRESS = select(Freezing.done, Freezing.total)


def progress(subject: str, subject_id: int) -> Progress | None:
    """How far the analysis of a subject has come; None before it begins and once its snapshot stands."""
    row = db.session.execute(
        _PROGRESS.where(
            Freezing.subject == subject, Freezing.subject_id == subject_id, Freezing.purpose == PURPOSE
        )
    ).first()  # fmt: skip
    return None if row is None else Progress(*row)


def differences(subject: str, subject_id: int) -> list[str]:
    """What a recomputation from the stored answers finds otherwise than it was frozen: names of parts; [] when equal.

    "missing": no snapshot or no answers any more; "code": frozen by another version, which alone can recompute it.
    """
    from forum.opinion.analysis import stored
    from forum.opinion.analysis.analyse import analyse
    from forum.opinion.analysis.publishable import publishable
    from forum.opinion.analysis.results import Parameters

    frozen, answers = snapshot(subject, subject_id, PURPOSE), answers_of(subject, subject_id)
    if frozen is None or answers is None:
        return ["missing"]
    if frozen.code_version != stored.CODE_VERSION:
        return ["code"]
    parameters = Parameters(**{name: value for name, value in frozen.parameters.items() if name != "profile"})
    analysis = analyse(votes_of(answers), rolls=answers.rolls, parameters=parameters, openly=answers.openly)
    found = {
        "input": digest(answers.input()) == frozen.input_sha256,
        "result": stored.as_json(analysis) == frozen.result,
        "published": shown(publishable(analysis, answers.profile), frozen.input_sha256) == frozen.published,
    }
    return [part for part, equal in found.items() if not equal]


def shown(published: Mapping[str, Any], input_sha256: str) -> dict[str, Any]:
    """What is stored to be shown: the figures, the hash of what they were made of, and the version of the code."""
    from forum.opinion.analysis.stored import CODE_VERSION

    return {**published, "input_sha256": input_sha256, "code_version": CODE_VERSION}
