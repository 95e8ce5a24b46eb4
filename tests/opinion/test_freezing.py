"""An analysis is frozen in the background: once, whoever computes it, however often it is interrupted."""

import json
from collections.abc import Iterator
from threading import Barrier, Thread

import pytest
from flask import Flask

from forum.core import clock, events, work
from forum.core.db import db, writing
from forum.opinion.analysis import resampling
from forum.opinion.analysis.results import Parameters
from forum.opinion.analysis.votes import Votes
from forum.opinion.events import OpinionFrozen
from forum.opinion.models import Freezing, Snapshot
from forum.opinion.operations import freezing
from forum.opinion.queries import sources
from forum.opinion.queries.freezing import PURPOSE, differences, progress
from forum.opinion.queries.snapshots import snapshot
from forum.opinion.rules.answers import Answers

PROPOSITIONS = range(1, 13)


def round_of(people: int, *, keys: int = 100, profile: str = "organisations") -> Answers:
    """Two blocks on each side that answer opposite; every seventh answer is missing."""
    electors = {keys + number: ("kosovo", "serbia")[number % 2] for number in range(people)}
    given = [
        (keys + number, what, (1, -1)[(number // 2 + what // 7) % 2])
        for number in range(people)
        for what in PROPOSITIONS
        if (number + what) % 7
    ]
    rolls = {"kosovo": people, "serbia": people, "regional": 0}
    return Answers(profile, list(PROPOSITIONS), electors, given, rolls, ("home",))  # type: ignore[arg-type]


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, Answers]]:
    """Subjects of a kind that only this test knows: id → answers. Few draws, for the course is the same with many."""
    monkeypatch.setattr(freezing, "PARAMETERS", Parameters(permutations=19, subsamples=6))
    found: dict[int, Answers] = {}
    sources.register("example", found.get)
    yield found
    del sources._sources["example"]


def test_a_closed_subject_is_analysed_by_the_worker_and_told_once(
    app: Flask, rounds: dict[int, Answers], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[OpinionFrozen] = []
    monkeypatch.setitem(events._required, OpinionFrozen, [told.append])
    rounds[7] = round_of(24)
    with writing():
        freezing.ask_to_freeze("example", 7)
        freezing.ask_to_freeze("example", 7)
    work.sweep()
    found = snapshot("example", 7, PURPOSE)
    assert found is not None and found.code_version.startswith("opinion-")
    assert found.parameters["profile"] == "organisations" and found.parameters["permutations"] == 19
    assert found.published["input_sha256"] == found.input_sha256
    assert found.result["groups"]["k"] == 2 and "labels" not in json.dumps(found.result)
    assert told == [OpinionFrozen(subject="example", subject_id=7)]
    assert progress("example", 7) is None and differences("example", 7) == []
    freezing.freeze("example", 7)
    assert len(told) == 1


def test_what_is_not_closed_is_left_alone(app: Flask, rounds: dict[int, Answers]) -> None:
    freezing.freeze("example", 8)
    assert snapshot("example", 8, PURPOSE) is None and progress("example", 8) is None
    assert differences("example", 8) == ["missing"]


class Killed(BaseException):
    """The worker is gone in the middle of something."""


def test_an_interrupted_analysis_goes_on_where_it_was_and_gives_the_same_bytes(
    app: Flask, rounds: dict[int, Answers], monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds[1] = rounds[2] = round_of(20)
    freezing.freeze("example", 1)
    whole = snapshot("example", 1, PURPOSE)
    drawn: list[int] = []
    draw, dies_at = resampling.permuted, 14

    def dying(votes: Votes, index: int, seed: int, steps: int) -> float:
        drawn.append(index)
        if len(drawn) == dies_at:
            raise Killed
        return draw(votes, index, seed, steps)

    monkeypatch.setattr(resampling, "permuted", dying)
    with pytest.raises(Killed):
        freezing.freeze("example", 2)
    db.session.rollback()
    seen = progress("example", 2)
    assert seen is not None and 0 < seen.done < dies_at and seen.total > dies_at
    freezing.freeze("example", 2)
    assert len(drawn) == 19 + dies_at - seen.done, "what was marked was not drawn again"
    again = snapshot("example", 2, PURPOSE)
    assert whole is not None and again is not None
    assert json.dumps(again.result, sort_keys=True) == json.dumps(whole.result, sort_keys=True)
    assert again.published == whole.published and progress("example", 2) is None


def test_long_work_lets_others_have_their_turn_and_is_taken_up_again(
    app: Flask, rounds: dict[int, Answers], monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds[3] = round_of(16)
    monkeypatch.setattr(freezing, "SHIFT", 0.0)
    with writing():
        freezing.ask_to_freeze("example", 3)
    work.run_due(limit=1)
    assert snapshot("example", 3, PURPOSE) is None and progress("example", 3) is not None
    monkeypatch.setattr(freezing, "SHIFT", 60.0)
    work.sweep()
    assert snapshot("example", 3, PURPOSE) is not None


def test_draws_for_other_answers_are_worth_nothing(app: Flask, rounds: dict[int, Answers]) -> None:
    """A mark that was left for another input, parameters or code is not gone on from."""
    rounds[4] = round_of(16)
    with writing() as session:
        session.add(
            Freezing(
                subject="example", subject_id=4, purpose=PURPOSE, basis_sha256="0" * 64, done=1, total=9,
                state={"permutations": [99.0] * 19}, at=clock.now(),
            )
        )  # fmt: skip
    freezing.freeze("example", 4)
    assert differences("example", 4) == []


def test_two_workers_store_one_result(app: Flask, rounds: dict[int, Answers]) -> None:
    rounds[5] = round_of(16)
    start = Barrier(2)
    failed: list[BaseException] = []

    def worker() -> None:
        with app.app_context():
            start.wait()
            try:
                freezing.freeze("example", 5)
            except BaseException as problem:
                failed.append(problem)
            finally:
                db.session.remove()

    workers = [Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert not failed
    assert db.session.query(Snapshot).count() == 1 and db.session.query(Freezing).count() == 0


def test_the_order_of_rows_and_the_keys_of_people_change_nothing(app: Flask, rounds: dict[int, Answers]) -> None:
    """Rows are shuffled and renumbered when the seal goes (R26); the same figures must come out again."""
    first, second = round_of(20), round_of(20, keys=900)
    rounds[6] = first
    freezing.freeze("example", 6)
    turned = {elector: 2_000 - elector for elector in second.electors}
    rounds[6] = Answers(
        second.profile, second.propositions[::-1], {turned[one]: seat for one, seat in second.electors.items()},
        [(turned[one], what, value) for one, what, value in reversed(second.given)], second.rolls, second.scopes,
    )  # fmt: skip
    assert rounds[6].input() == first.input()
    assert differences("example", 6) == []


def test_a_changed_answer_is_found(app: Flask, rounds: dict[int, Answers]) -> None:
    rounds[9] = round_of(20)
    freezing.freeze("example", 9)
    who, what, value = rounds[9].given[0]
    rounds[9] = Answers(
        rounds[9].profile, rounds[9].propositions, rounds[9].electors, [(who, what, -value), *rounds[9].given[1:]],
        rounds[9].rolls, rounds[9].scopes,
    )  # fmt: skip
    assert differences("example", 9) == ["input", "result", "published"]
