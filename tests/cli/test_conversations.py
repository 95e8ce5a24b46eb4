"""The committed page of six conversations says what the analysis says today; all but seconds."""

import re
from pathlib import Path

import pytest

from forum.cli.opinion.compare import compared
from forum.cli.opinion.comparison import Compared, List, cells, document
from tests.cli.exports import divided, run
from tests.house.laws import ROOT
from tests.opinion.conftest import CONVERSATIONS, FOLDER

PAGE = ROOT / "docs" / "conversations.md"
QUICK = ("15-per-hour-seattle", "london.youth.policing", "scoop-hivemind.freshwater")
AGAIN = "the figures have changed: make conversations"


def committed() -> str:
    return PAGE.read_text(encoding="utf-8")


def measured(name: str) -> Compared:
    if not (FOLDER / name).is_dir():
        pytest.skip(f"../shared/data/polis/{name} is absent")
    return compared(FOLDER / name)


@pytest.mark.parametrize("name", QUICK)
def test_a_conversation_still_measures_as_the_page_says(name: str) -> None:
    row = measured(name)
    line = next(line for line in committed().splitlines() if line.startswith(f"| {name} |"))
    assert line.strip("| ").split(" | ")[:-1] == list(cells(row)[:-1]), AGAIN
    assert (f"- **{name}**: {row.reason} " in committed()) == bool(row.reason), AGAIN


@pytest.mark.drill
def test_the_whole_page_is_what_the_command_writes_today(tmp_path: Path) -> None:
    def timeless(page: str) -> str:
        return re.sub(r"\d+\.\d \|$", "|", page, flags=re.MULTILINE)

    for name in CONVERSATIONS:
        measured(name)
    told = run("compare", *(FOLDER / name for name in CONVERSATIONS), "--to", tmp_path / "page.md")
    assert told.exit_code == 0 and told.output == ""
    assert timeless((tmp_path / "page.md").read_text(encoding="utf-8")) == timeless(committed()), AGAIN


def test_the_page_keeps_its_promises() -> None:
    """Every slate below 1, every gate that is not passed named, where the answers come from and their licence."""
    lines = [line.strip("| ").split(" | ") for line in committed().splitlines() if re.match(r"\| [0-9a-z].* \|$", line)]
    head, *rows = lines
    assert {row[0] for row in rows} == set(CONVERSATIONS)
    column = {name: head.index(name) for name in head}
    for row in rows:
        assert float(row[column["EJR+"]]) < 1
        if row[column["groups"]] == "none":
            assert f"- **{row[0]}**: " in committed()
        else:
            mean, _least = map(float, row[column["stability"]].split(", "))
            assert mean >= 0.6 and float(row[column["gain"]].removesuffix(" %")) > 0
    assert {"london.youth.policing", "scoop-hivemind.freshwater"} == {
        row[0] for row in rows if row[column["groups"]] == "none"
    }
    assert "CC BY 4.0" in committed() and "The Computational Democracy Project" in committed()
    assert all(f"- {name}: <https://" in committed() for name in CONVERSATIONS)


def test_conversations_are_compared_on_paper_and_on_the_terminal(tmp_path: Path) -> None:
    folder = divided(tmp_path / "town")
    run("synthetic", "--people", 4, "--propositions", 9, "--groups", 1, "--density", 1, tmp_path / "few")
    printed = run("compare", folder, tmp_path / "few").output
    town = next(line for line in printed.splitlines() if line.startswith("| town |")).strip("| ").split(" | ")
    assert town[:6] == ["town", "43", "13", "494", "–", "20, 20"]
    assert "- **few**: Fewer than 10 people answered enough to be compared." in printed
    assert "- town: <https://" not in printed, "nobody knows where it comes from"
    refused = run("compare", folder, tmp_path / "nowhere", "--to", tmp_path / "page.md")
    assert refused.exit_code == 2 and "there is no such folder" in refused.stderr
    assert not (tmp_path / "page.md").exists()


def test_a_page_of_nothing_in_particular_is_still_a_page() -> None:
    none = List(0, 0, 0.0)
    row = Compared("x", 0, 0, 0, "–", "none", "Nobody came.", None, None, None, 0, none, none, 0.0)
    assert "| x | 0 | 0 | 0 | – | none | – | – | – | 0 | 0 % | 0 % | 0.00 | 0.00 | 0.0 |" in document([row])
    assert "- **x**: Nobody came.\n" in document([row])
