"""Results are stored once: the first insert wins, and the pages that show it change with it (R27)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from forum.core import clock
from forum.core.db import db, writing
from forum.core.page_versions import stamp
from forum.opinion.operations.snapshots import CODE_VERSION, store_snapshot
from forum.opinion.queries.snapshots import snapshot, snapshots


def store(result: dict[str, Any], subject_id: int = 7, purpose: str = "stances") -> bool:
    return store_snapshot(
        "round", subject_id, purpose, input_sha256="ab" * 32, parameters={"rules": "cd" * 32}, result=result,
        published={"shown": result}, scopes=("consultation/JS-2026-01", "home"),
    )  # fmt: skip


def test_the_first_stands_and_nothing_replaces_it(app: Flask) -> None:
    with writing():
        assert store({"joint": 1})
    now = clock.now()
    before = stamp(("consultation/JS-2026-01",), now)
    with writing():
        assert not store({"joint": 2})
    found = snapshot("round", 7, "stances")
    assert found is not None
    assert (found.result, found.published, found.code_version) == ({"joint": 1}, {"shown": {"joint": 1}}, CODE_VERSION)
    assert stamp(("consultation/JS-2026-01",), now) == before, "a second count changes no page"


def test_the_page_changes_in_the_same_transaction(app: Flask) -> None:
    now = clock.now()
    before = {scope: stamp((scope,), now) for scope in ("home", "consultation/JS-2026-01")}

    def broken_off() -> None:
        with writing():
            store({"joint": 1})
            raise RuntimeError("broken off")

    with pytest.raises(RuntimeError, match="broken off"):
        broken_off()
    assert snapshot("round", 7, "stances") is None
    assert {scope: stamp((scope,), now) for scope in before} == before
    with writing():
        store({"joint": 1})
    assert all(stamp((scope,), now) != old for scope, old in before.items())


def test_a_result_is_stored_inside_writing_only(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="writing"):
        store({"joint": 1})


def test_each_subject_and_purpose_has_its_own(app: Flask) -> None:
    with writing():
        assert store({"a": 1})
        assert store({"b": 2}, subject_id=8)
        assert store({"c": 3}, purpose="synthesis")
    found = snapshots("round", [7, 8, 9], "stances")
    assert {key: one.result for key, one in found.items()} == {7: {"a": 1}, 8: {"b": 2}}
    assert snapshots("round", [], "stances") == {}
    assert snapshot("round", 9, "stances") is None


def test_of_many_who_store_at_once_one_wins(app: Flask) -> None:
    start = Barrier(4)

    def run(turn: int) -> bool:
        with app.app_context():
            start.wait(10)
            with writing():
                won = store({"turn": turn})
            db.session.remove()
            return won

    with ThreadPoolExecutor(4) as pool:
        won = [one.result(30) for one in [pool.submit(run, turn) for turn in range(4)]]
    assert won.count(True) == 1
    found = snapshot("round", 7, "stances")
    assert found is not None and found.result == {"turn": won.index(True)}
