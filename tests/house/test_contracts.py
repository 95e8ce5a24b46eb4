"""Each contract of import-linter is broken on purpose, in a copy of the tree, and seen to fail."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house.laws import PACKAGE, ROOT

BROKEN = {
    "Features form a ladder": ("forum/statement/rules.py", "from forum.discussion import rules as above"),
    "a feature without a place on the ladder": ("forum/weather/__init__.py", '"""A new feature."""'),
    "Inside a feature": ("forum/discussion/models.py", "from forum.discussion import operations"),
    "a room for everything": ("forum/discussion/helpers.py", '"""Things."""'),
    "The outbox has one room more": ("forum/outbox/models.py", "from forum.outbox import rendering"),
    "The opinion feature has one room more": ("forum/opinion/models.py", "from forum.opinion import operations"),
    "Rules, events and policies": ("forum/discussion/policy.py", "from sqlalchemy import select"),
    "policies by way of another module": ("forum/discussion/policy.py", "from forum.core import actors"),
    "Operations, queries, models and notices": ("forum/statement/queries.py", "from flask import request"),
    "operations by way of another module": ("forum/statement/operations.py", "from forum.core.web import requests"),
    "Views and forms never touch the session": ("forum/statement/views.py", "from forum.core.db import db"),
    "views with statements of their own": ("forum/statement/views.py", "from sqlalchemy import text"),
    "The analysis knows arrays only": ("forum/opinion/analysis/__init__.py", "from forum.core import clock"),
    "an import inside a function": (
        "forum/statement/rules.py",
        "def late() -> None:\n    from forum.pages import views",
    ),
}
"""What is written where; a key that is no name of a contract says which trap it is."""

CONTRACT = {
    "a feature without a place on the ladder": "Features form a ladder",
    "a room for everything": "Inside a feature",
    "policies by way of another module": "Rules, events and policies",
    "operations by way of another module": "Operations, queries, models and notices",
    "views with statements of their own": "Views and forms never touch the session",
    "an import inside a function": "Features form a ladder",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("house")
    only_code = shutil.ignore_patterns("__pycache__", "templates", "static")
    shutil.copytree(PACKAGE, place / "forum", ignore=only_code)
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


@contextmanager
def changed(path: Path, addition: str) -> Iterator[None]:
    """A file with one thing more in it, for a moment."""
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{addition}\n", encoding="utf-8")
    try:
        yield
    finally:
        if before is None:
            path.unlink()
            if path.name == "__init__.py":
                path.parent.rmdir()
        else:
            path.write_text(before, encoding="utf-8")


def broken(place: Path) -> set[str]:
    """The first words of every contract that does not hold."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-logo"], cwd=place, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    verdicts = [line.rpartition(" ") for line in lines if line.endswith((" KEPT", " BROKEN"))]
    if not verdicts:
        return {done.stdout + done.stderr}  # what is not declared ends the run with its name
    return {name for name, _, verdict in verdicts if verdict == "BROKEN"}


def test_the_house_holds_its_contracts(copy: Path) -> None:
    assert broken(copy) == set()


@pytest.mark.parametrize("trap", BROKEN)
def test_a_contract_that_is_broken_is_seen(copy: Path, trap: str) -> None:
    path, addition = BROKEN[trap]
    with changed(copy / path, addition):
        found = broken(copy)
    assert any(CONTRACT.get(trap, trap) in name for name in found), found


def test_every_contract_has_a_bad_example() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    names = [line.partition('"')[2].rstrip('"') for line in text.splitlines() if line.startswith('name = "')][1:]
    tried = set(CONTRACT.values()) | set(BROKEN)
    assert names
    assert [name for name in names if not any(name.startswith(one) for one in tried)] == []
