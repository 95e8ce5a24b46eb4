"""Commits wake the worker through its queue; the rows say what is to be done."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from forum.cli import work as worker
from forum.core import work
from forum.core.db import on_work, writing


@pytest.mark.database("sqlite")
def test_a_commit_that_leaves_work_wakes_the_worker_once(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wake that waits is enough for everything committed before it is taken; afterwards there is a new one."""
    config = replace(app.config["SOFRA"], testing=False, data_dir=tmp_path)
    monkeypatch.setitem(app.config, "SOFRA", config)
    former = on_work(None)
    try:
        worker.install(app)
        queue = worker.queue_of(config)
        with writing():
            pass
        assert queue.pending_count() == 0, "nothing was left to do"
        for expected in (1, 1):
            with writing():
                work.enqueue("something")
            assert queue.pending_count() == expected
        assert queue.storage.dequeue() is not None
        with writing():
            work.enqueue("something")
        assert queue.pending_count() == 1
    finally:
        on_work(former)
