"""Freezing the opinion of a closed subject: computed in the background, a little at a time, stored once (R27).

The numbers are made outside any transaction; what is done so far is kept between, so an interrupted worker loses a
moment's work, and two workers on one subject store one result, the first.
"""

import time
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from forum.core import clock, work
from forum.core.canonical import digest
from forum.core.db import db, require_writing, upsert, writing
from forum.core.events import publish
from forum.opinion.analysis.results import Parameters
from forum.opinion.events import OpinionFrozen
from forum.opinion.models import Freezing
from forum.opinion.operations.snapshots import store_snapshot
from forum.opinion.queries.freezing import PURPOSE, shown
from forum.opinion.queries.snapshots import snapshot
from forum.opinion.queries.sources import answers_of, basis, seen, stored_parameters, votes_of
from forum.opinion.rules.answers import Answers

if TYPE_CHECKING:
    from forum.opinion.analysis.resampling import State
    from forum.opinion.analysis.results import Analysis
    from forum.opinion.analysis.votes import Votes

WORK = "freeze-opinion"
PARAMETERS = Parameters()
"""Those of every analysis that begins now; a stored one is recomputed with those it was made with."""
SHIFT = 120.0
"""Seconds after which the worker lets others have their turn; the rest is left as work of its own."""
STRETCH = 2.0
"""Seconds of drawing between two marks of progress."""


def ask_to_freeze(subject: str, subject_id: int) -> None:
    """Leave the analysis to the worker; inside `writing()`, safe to repeat."""
    work.enqueue(WORK, unique_key=f"{WORK}:{subject}:{subject_id}", subject=subject, subject_id=subject_id)


def freeze(subject: str, subject_id: int) -> None:
    """The worker's part, safe to repeat: analyse, mark progress, store; nothing when a result stands already."""
    from forum.opinion.analysis import stored

    answers = answers_of(subject, subject_id)
    if answers is None or snapshot(subject, subject_id, PURPOSE) is not None:
        return
    parameters, votes = PARAMETERS, votes_of(answers)
    kept_for = basis(answers, parameters, stored.CODE_VERSION)
    draws = _drawn(subject, subject_id, seen(votes, answers), parameters, kept_for)
    if draws is not None:
        _store(subject, subject_id, answers, parameters, _analysed(votes, answers, parameters, draws))


def _drawn(
    subject: str, subject_id: int, votes: "Votes", parameters: Parameters, basis_sha256: str
) -> "State | None":
    """All draws; None when the shift ended before, and the rest was left for the next."""
    from forum.opinion.analysis import resampling

    state = _begun(subject, subject_id, basis_sha256)
    ends, pace = time.monotonic() + SHIFT, 1
    while not resampling.finished(state, parameters):
        began = time.monotonic()
        state = resampling.advance(votes, state, parameters, pace)
        took = time.monotonic() - began
        pace = max(1, min(pace * 2, round(pace * STRETCH / max(took, 0.001))))
        late = time.monotonic() > ends
        with writing():
            _mark(subject, subject_id, basis_sha256, state, parameters)
            if late:
                work.enqueue(WORK, subject=subject, subject_id=subject_id)
        if late:
            return None
    return state


def _begun(subject: str, subject_id: int, basis_sha256: str) -> "State":
    """What an earlier run drew for the same basis; it ends the read, for what follows takes long."""
    row = db.session.scalar(
        select(Freezing).where(
            Freezing.subject == subject, Freezing.subject_id == subject_id, Freezing.purpose == PURPOSE,
            Freezing.basis_sha256 == basis_sha256,
        )
    )  # fmt: skip
    state = {} if row is None else row.state
    db.session.rollback()
    return state


def _mark(subject: str, subject_id: int, basis_sha256: str, state: "State", parameters: Parameters) -> None:
    from forum.opinion.analysis import resampling

    session = require_writing()
    values = {
        "basis_sha256": basis_sha256, "state": dict(state), "done": resampling.done(state),
        "total": resampling.total(parameters), "at": clock.now(),
    }  # fmt: skip
    mark = upsert(Freezing).values(subject=subject, subject_id=subject_id, purpose=PURPOSE, **values)
    keys = [Freezing.subject, Freezing.subject_id, Freezing.purpose]
    further = (Freezing.done < values["done"]) | (Freezing.basis_sha256 != basis_sha256)
    session.execute(mark.on_conflict_do_update(index_elements=keys, set_=values, where=further))


def _analysed(votes: "Votes", answers: Answers, parameters: Parameters, draws: "State") -> "Analysis":
    from forum.opinion.analysis.analyse import analyse

    return analyse(votes, rolls=answers.rolls, parameters=parameters, resampled=draws, openly=answers.openly)


def _store(
    subject: str, subject_id: int, answers: Answers, parameters: Parameters, analysis: "Analysis"
) -> None:
    from forum.opinion.analysis import stored
    from forum.opinion.analysis.publishable import publishable

    input_sha256 = digest(answers.input())
    result = stored.as_json(analysis)
    published = shown(publishable(analysis, answers.profile), input_sha256)
    with writing() as session:
        first = store_snapshot(
            subject, subject_id, PURPOSE,
            input_sha256=input_sha256, parameters=stored_parameters(answers, parameters), result=result,
            published=published, scopes=answers.scopes, code_version=stored.CODE_VERSION,
        )  # fmt: skip
        session.execute(
            delete(Freezing).where(
                Freezing.subject == subject, Freezing.subject_id == subject_id, Freezing.purpose == PURPOSE
            )
        )
        if first:
            publish(OpinionFrozen(subject=subject, subject_id=subject_id))
