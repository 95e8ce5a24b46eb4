"""Reading frozen results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from forum.core.db import db
from forum.opinion.models import Snapshot


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """A frozen result."""

    subject_id: int
    input_sha256: str
    parameters: Mapping[str, Any]
    code_version: str
    result: Mapping[str, Any]
    published: Mapping[str, Any]
    at: datetime


_SNAPSHOTS = select(
    Snapshot.subject_id, Snapshot.input_sha256, Snapshot.parameters, Snapshot.code_version, Snapshot.result,
    Snapshot.published, Snapshot.at,
).where(
    Snapshot.subject == bindparam("subject"), Snapshot.purpose == bindparam("purpose"),
    Snapshot.subject_id.in_(bindparam("ids", expanding=True)),
)  # fmt: skip


def snapshots(subject: str, subject_ids: Sequence[int], purpose: str) -> dict[int, SnapshotFacts]:
    """The frozen results of these subjects, by id; one statement."""
    if not subject_ids:
        return {}
    rows = db.session.execute(_SNAPSHOTS, {"subject": subject, "ids": list(subject_ids), "purpose": purpose})
    return {row.subject_id: SnapshotFacts(*row) for row in rows}


def snapshot(subject: str, subject_id: int, purpose: str) -> SnapshotFacts | None:
    """The frozen result of one subject, or None."""
    return snapshots(subject, [subject_id], purpose).get(subject_id)
