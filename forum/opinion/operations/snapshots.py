"""Storing a result; the first one stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from forum.core import clock
from forum.core.db import require_writing, upsert
from forum.core.page_versions import bump
from forum.opinion.models import Snapshot

CODE_VERSION = "counts-1"
"""Of plain counts: raised whenever the same input could give another result."""


def store_snapshot(
    subject: str,
    subject_id: int,
    purpose: str,
    *,
    input_sha256: str,
    parameters: Mapping[str, Any],
    result: Mapping[str, Any],
    published: Mapping[str, Any],
    scopes: Sequence[str],
    code_version: str = CODE_VERSION,
) -> bool:
    """Store a result and, in the same transaction, bump the pages that show it. False: one stood already.

    `result` holds everything, `published` what may be shown (integers and text only). Nothing is ever replaced.
    """
    session = require_writing()
    stored = session.scalar(
        upsert(Snapshot)
        .values(
            subject=subject, subject_id=subject_id, purpose=purpose, input_sha256=input_sha256,
            parameters=dict(parameters), code_version=code_version, result=dict(result), published=dict(published),
            at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Snapshot.subject_id)
    )  # fmt: skip
    if stored is None:
        return False
    bump(*scopes)
    return True
