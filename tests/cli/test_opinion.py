"""`flask opinion`: what it reads, says and writes; and what it refuses, with nothing left behind."""

import csv
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any

import pytest

from forum.cli import alone
from forum.cli.opinion import terminal
from forum.core import languages
from forum.opinion.analysis.results import Tier
from forum.opinion.rules.polis_files import COMMENTS, MATRIX, VOTES
from tests.cli import exports
from tests.cli.exports import divided, result, run
from tests.house.laws import ROOT


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return divided(tmp_path / "conversation")


# ---------------------------------------------------------------- what is written
def counted(folder: Path, labels: dict[str, int | None], k: int) -> dict[str, list[dict[str, int]]]:
    """Counts per statement and group, from the file alone."""
    found: dict[str, list[dict[str, int]]] = {}
    with (folder / MATRIX).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for statement in (name for name in row if name.isdigit()):
                cells = found.setdefault(statement, [{"agree": 0, "disagree": 0, "pass": 0} for _ in range(k)])
                label = labels[row["participant"]]
                if label is not None and row[statement]:
                    cells[label][{"1": "agree", "-1": "disagree", "0": "pass"}[row[statement]]] += 1
    return found


def is_as_promised(folder: Path, found: dict[str, Any]) -> None:
    """Every key of the format, and every count, recomputed from the labels."""
    assert list(found) == [
        "participants", "votes", "placed", "groups", "statements", "representative", "consensus", "slate",
    ]  # fmt: skip
    groups = found["groups"]
    assert list(groups) == ["k", "reason", "labels", "stability", "structure", "gain"]
    assert list(groups["stability"]) == ["mean", "min"] and list(groups["structure"]) == ["z", "p"]
    assert (groups["k"] == 1) == bool(groups["reason"])
    placed = [label for label in groups["labels"].values() if label is not None]
    assert len(placed) == found["placed"] and set(placed) == set(range(groups["k"]))
    assert len(groups["labels"]) == found["participants"]
    counts = counted(folder, groups["labels"], groups["k"])
    for key, one in found["statements"].items():
        assert list(one) == ["tier", "groups", "gac"] and one["tier"] in set(Tier)
        assert one["groups"] == counts[key]
        assert one["gac"] == pytest.approx(
            prod((cell["agree"] + 1) / (sum(cell.values()) + 2) for cell in one["groups"]), rel=1e-12
        )
    assert set(found["representative"]) == {str(label) for label in range(groups["k"])}
    for one in [one for those in found["representative"].values() for one in those]:
        assert one["id"] in found["statements"] and one["direction"] in ("agree", "disagree")
    assert list(found["consensus"]) == ["agree", "disagree"]
    assert {one for those in found["consensus"].values() for one in those} <= set(found["statements"])
    slate = found["slate"]
    assert list(slate) == ["ids", "size", "certificate"] and set(slate["ids"]) <= set(found["statements"])
    assert list(slate["certificate"]) == ["ratio", "witness"] and slate["certificate"]["ratio"] < 1
    assert len(slate["ids"]) == slate["size"]


def test_two_camps_are_found_and_everything_is_written(export: Path) -> None:
    found = result(export)
    is_as_promised(export, found)
    groups = found["groups"]
    assert found["participants"] == 43 and found["votes"] == 40 * 14 + 15 + 1 and found["placed"] == 40
    assert groups["k"] == 2 and groups["stability"]["mean"] >= 0.6 and groups["gain"] > 0
    assert [groups["labels"][str(who)] for who in (40, 41, 42)] == [None, None, None], "only passes, a word, silence"
    assert {groups["labels"][str(who)] for who in range(0, 40, 2)} != {groups["labels"]["1"]}
    left_out = {str(exports.REJECTED), str(exports.META)}
    assert set(found["statements"]) == {str(at) for at in range(15)} - left_out
    assert found["statements"]["0"]["tier"] == "agreed" and found["consensus"]["agree"][0] == "0"


def test_without_structure_there_is_one_group_and_a_reason(tmp_path: Path) -> None:
    run("synthetic", "--people", 40, "--propositions", 20, "--groups", 1, "--density", 0.6, tmp_path / "noise")
    found = result(tmp_path / "noise")
    is_as_promised(tmp_path / "noise", found)
    assert found["groups"]["k"] == 1 and set(found["groups"]["labels"].values()) <= {0, None}
    code, _, words = found["groups"]["reason"].partition(": ")
    assert code in ("no_structure", "small", "no_gain", "unstable") and words.endswith(".")
    assert "No stable groups" in run("analyse-polis", tmp_path / "noise").output


def test_a_number_of_groups_can_be_forced(export: Path) -> None:
    three, one = result(export, "--k", 3), result(export, "--k", 1)
    for found in (three, one):
        is_as_promised(export, found)
    assert three["groups"]["k"] == 3 and one["groups"]["k"] == 1
    assert "The number was asked for" in run("analyse-polis", export, "--k", 3).output
    assert "One group: one group was asked for." in run("analyse-polis", export, "--k", 1).output
    many = run("analyse-polis", export, "--k", 26)
    assert many.exit_code == 0 and "cannot be divided into 26" in many.output
    assert run("analyse-polis", export, "--k", 0).exit_code == 2


def test_neither_the_order_nor_the_file_nor_marks_matter(export: Path, tmp_path: Path) -> None:
    """Rows and columns turned round, votes as they were cast, BOM and CRLF: one result."""
    with (export / MATRIX).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    turned = [[row[0], *row[:0:-1]] for row in (rows[0], *rows[:0:-1])]
    other = exports.written(tmp_path / "turned", turned)
    marked = "\ufeff" + (other / MATRIX).read_text(encoding="utf-8").replace("\n", "\r\n")
    (other / MATRIX).write_bytes(marked.encode())
    comments = (other / COMMENTS).read_text(encoding="utf-8").replace("\n", "\r\n")
    (other / COMMENTS).write_bytes(("\ufeff" + comments).encode())
    cast = exports.written(tmp_path / "cast", [rows[0]])
    (cast / MATRIX).unlink()
    lines = [
        f"{at},{statement},{row[0]},{value}"
        for at, row in enumerate(rows[1:])
        for statement, value in zip(rows[0][1:], row[1:], strict=True)
        if value
    ]
    lines.insert(0, f"0,0,{rows[5][0]},-1")  # before a vote that replaces it
    (cast / VOTES).write_text("timestamp,comment-id,voter-id,vote\n" + "\n".join(lines), encoding="utf-8")
    expected = result(export)
    assert result(other) == expected
    silent = result(cast)
    assert expected["groups"]["labels"].pop("42") is None, "who cast no vote is not in votes.csv"
    assert silent == {**expected, "participants": 42}


def test_a_side_column_makes_sides(tmp_path: Path) -> None:
    folder = divided(tmp_path / "sides", side_column="seat")
    found = result(folder, "--side-column", "seat")
    is_as_promised(folder, found)
    printed = run("analyse-polis", folder, "--side-column", "seat", "--draft", "en").output
    for words in ("  North                 20  of them 20 voted", "On no side             3", "Agreed on every side: 1",
                  "Within North:", "Within South:", "          South        agree 20 of 20 (100 %)"):  # fmt: skip
        assert words in printed
    assert "North: " in printed[printed.index("## ") :]
    refused = run("analyse-polis", folder, "--side-column", "street")
    assert refused.exit_code == 2 and f'{MATRIX}, line 1, column 1: the header has no column "street"' in refused.output


def test_the_seed_decides_samples_and_nothing_else(export: Path) -> None:
    first, again, other = result(export), result(export, "--seed", 0), result(export, "--seed", 5)
    assert first == again
    assert other["groups"].pop("structure") != first["groups"].pop("structure")
    for found in (first, other):
        for name in ("stability", "gain"):
            found["groups"].pop(name)
    assert first == other


# ---------------------------------------------------------------- what is printed
def test_the_report_reads_well_at_80_columns(export: Path) -> None:
    (export / "summary.csv").write_text('topic,"What should the town\nplan for?"\nurl,x\n', encoding="utf-8")
    told = run("analyse-polis", export)
    lines = told.output.splitlines()
    assert told.stderr == "" and max(map(len, lines)) <= 80 and lines == [line.rstrip() for line in lines]
    heads = [above for above, line in zip(lines, lines[1:], strict=False) if line and set(line) == {"-"}]
    assert heads == [
        "Who answered", "Groups", "What tells the groups apart", "Everyone taken together",
        "What can be said of each statement", "Short list", "Time",
    ]  # fmt: skip
    assert lines[0] == "What should the town plan for?"
    for words in (
        "  Statements considered  13  of 15: 1 rejected by moderators, 1 about the person",
        "  People placed          40  with enough answers to be compared",
        "  2 groups of people who answered alike, by size.",
        "    A       20 people   50 %",
        "       0  Buses should run at night\n          agree 41 of 42 (98 %), disagree 0, pass 1\n",
        "  Agreed: 1. At least 60 % agree, allowing for chance.",
        "Certificate. ",
        "below 1).",
    ):
        assert words in told.output


def test_words_of_a_statement_cannot_steer_the_terminal(export: Path) -> None:
    path = export / COMMENTS
    path.write_text(path.read_text(encoding="utf-8").replace("Buses", "\x1b[31m\u202eBuses"), encoding="utf-8")
    told = run("analyse-polis", export, "--draft", "en").output
    assert "\x1b" not in told and "\u202e" not in told and "[31m" in told




@pytest.mark.parametrize("reading", languages.READINGS)
def test_a_draft_is_printed_in_each_language_and_charts_with_it(export: Path, tmp_path: Path, reading: str) -> None:
    charts = tmp_path / "charts"
    told = run("analyse-polis", export, "--draft", reading, "--svg", charts)
    assert told.exit_code == 0
    draft = told.output[told.output.index("\n## ") :]
    with languages.speaking(reading):
        assert f"## {languages.gettext('Common ground')}" in draft
    assert "Buses should run at night [0]" in draft
    assert {"agreement.svg", "bars.svg", "dots.svg"} <= {path.name for path in charts.iterdir()}
    for path in charts.iterdir():
        assert ET.parse(path).getroot().tag.endswith("svg")


def test_progress_is_said_on_a_terminal_only(
    export: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for terminal_there in (False, True):
        monkeypatch.setattr(sys.stderr, "isatty", lambda answer=terminal_there: answer, raising=False)
        progress = terminal.Progress()
        for done in range(1, 4):
            progress("structure", done, 3)
        progress.end()
        printed = capsys.readouterr()
        assert printed.out == ""
        if terminal_there:
            assert "comparing with permuted copies: 3 of 3" in printed.err and printed.err.endswith("\r")
        else:
            assert printed.err == ""


# ---------------------------------------------------------------- what is refused
def replace(name: str, old: str, new: str) -> Callable[[Path], object]:
    """Change an export: the first `old` in a file becomes `new`."""

    def change(folder: Path) -> None:
        text = (folder / name).read_bytes()
        assert old.encode() in text
        (folder / name).write_bytes(text.replace(old.encode(), new.encode("latin-1"), 1))

    return change


def holds(name: str, text: str) -> Callable[[Path], object]:
    """Change an export: a file holds this and nothing else."""
    return lambda folder: (folder / name).write_text(text, encoding="utf-8")


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "no folder": (lambda folder: folder.rename(folder.with_name("elsewhere")), "there is no such folder"),
    "a file in its place": (
        lambda folder: folder.rename(folder.with_name("elsewhere")) and folder.write_text("x"), "not a folder",
    ),
    "no votes": (lambda folder: (folder / MATRIX).unlink(), f"{MATRIX}: there is no such file, and no {VOTES}"),
    "no comments": (lambda folder: (folder / COMMENTS).unlink(), f"{COMMENTS}: there is no such file"),
    "a folder for a file": (
        lambda folder: (folder / COMMENTS).unlink() or (folder / COMMENTS).mkdir(), f"{COMMENTS}: is a directory",
    ),
    "wrong header": (replace(MATRIX, "participant", "person"), f"{MATRIX}, line 1, column 1: the header has no column"),
    "ragged row": (replace(MATRIX, "\n3,1,", "\n3,"), f"{MATRIX}, line 5, column 16: the row has 15 fields"),
    "id in words": (replace(MATRIX, "\n3,", "\nthree,"), f'{MATRIX}, line 5, column 1: "three" is no id'),
    "vote 7": (replace(MATRIX, "\n3,1,1", "\n3,1,7"), f'{MATRIX}, line 5, column 3: "7" is no vote'),
    "person twice": (replace(MATRIX, "\n3,", "\n2,"), f"{MATRIX}, line 5, column 1: participant 2 is there twice"),
    "empty": (holds(MATRIX, ""), f"{MATRIX}, line 1, column 1: the file is empty"),
    "a header alone": (holds(MATRIX, "participant,0,1\n"), f"{MATRIX}, line 1, column 1: there is a header"),
    "nobody voted": (holds(MATRIX, "participant,0,1\n5,,\n"), f"{MATRIX}, line 2, column 2: there is not a"),
    "huge field": (replace(COMMENTS, "More trees", "x" * 200_000), f"{COMMENTS}, line 9, column 4: the field is"),
    "latin-1": (replace(COMMENTS, "More trees", "Más"), f"{COMMENTS}, line 9, column 4: the byte E1 is not UTF-8"),
    "NUL": (replace(MATRIX, "\n3,1", "\n3,\0"), f"{MATRIX}, line 5, column 2: there is a NUL byte"),
    "open quotes": (replace(MATRIX, "\n3,", '\n"3,'), f"{MATRIX}, line 5, column 1: a quotation mark is opened"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_export_gets_a_sentence_and_leaves_nothing(export: Path, tmp_path: Path, name: str) -> None:
    change, words = BROKEN[name]
    change(export)
    target, charts = tmp_path / "out.json", tmp_path / "charts"
    target.write_text("what stood there", encoding="utf-8")
    told = run("analyse-polis", export, "--json", target, "--svg", charts, "--draft", "sq")
    assert told.exit_code == 2 and told.stdout == ""
    assert words in told.stderr and told.stderr.startswith("Error: ") and told.stderr.count("\n") == 1
    assert target.read_text(encoding="utf-8") == "what stood there" and not charts.exists()
    assert {path.name for path in tmp_path.iterdir()} <= {"conversation", "elsewhere", "out.json"}


def test_where_nothing_can_be_written_is_said_before_the_work(export: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    nowhere = tmp_path / "nowhere" / "out.json"
    for options, words in (
        (("--json", nowhere), "there is no such folder to write into"),
        (("--json", tmp_path), "this is a folder, a file is to be written"),
        (("--svg", tmp_path / "file"), "this is a file, a folder is needed"),
        (("--svg", tmp_path / "nowhere" / "charts"), "there is no such folder to write into"),
    ):
        told = run("analyse-polis", export, *options)
        assert told.exit_code == 2 and words in told.stderr and told.stdout == ""
    assert {path.name for path in tmp_path.iterdir()} == {"conversation", "file"}


def test_a_disk_that_fails_in_the_middle_leaves_nothing(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.write_text

    def full(self: Path, *args: Any, **options: Any) -> int:
        if ".dots.svg" in self.name:
            raise OSError(28, "No space left on device", str(self))
        return whole(self, *args, **options)

    monkeypatch.setattr(Path, "write_text", full)
    target, charts = tmp_path / "out.json", tmp_path / "charts"
    told = run("analyse-polis", export, "--json", target, "--svg", charts)
    assert told.exit_code == 2 and "no space left on device" in told.stderr and told.stdout == ""
    assert {path.name for path in tmp_path.iterdir()} == {"conversation"}


# ---------------------------------------------------------------- invented answers
def test_invented_answers_are_an_export_and_the_same_again(tmp_path: Path) -> None:
    options = ("--people", 60, "--propositions", 40, "--groups", 2, "--density", 0.5, "--seed", 4)
    for name in ("one", "two"):
        told = run("synthetic", *options, tmp_path / name)
        assert told.exit_code == 0 and "60 people, 40 statements" in told.output
    for file in (MATRIX, COMMENTS):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    found = result(tmp_path / "one")
    is_as_promised(tmp_path / "one", found)
    assert found["participants"] == 60 and len(found["statements"]) == 40 and 1_000 < found["votes"] < 1_400
    with (tmp_path / "one" / MATRIX).open(encoding="utf-8", newline="") as file:
        planted = {row["participant"]: row["group-id"] for row in csv.DictReader(file)}
    assert found["groups"]["k"] == 2
    assert len({(planted[who], label) for who, label in found["groups"]["labels"].items()}) == 2
    refused = run("synthetic", *options, tmp_path / "one")
    assert refused.exit_code == 2 and "it is not empty" in refused.stderr
    assert run("synthetic", "--people", 10**6, "--propositions", 10**5, tmp_path / "large").exit_code == 2
    assert run("synthetic", "--density", 2, tmp_path / "large").exit_code == 2
    assert not (tmp_path / "large").exists()


# ---------------------------------------------------------------- without a site
def test_files_are_analysed_where_there_is_no_site(export: Path) -> None:
    """No secret, no setting, no data directory: a clone and its libraries are enough."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("SOFRA_", "FLASK_"))}
    env["SOFRA_DATA_DIR"] = str(export.parent / "data")
    target = export.parent / "out.json"
    words = [sys.executable, "-m", "flask", "--app", "wsgi:app", "opinion", "analyse-polis", export, "--json", target]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stderr == "" and json.loads(target.read_text())["participants"] == 43
    assert not (export.parent / "data").exists()


def test_only_a_flask_command_on_files_goes_without_a_site() -> None:
    assert alone.asked_for(["/x/flask", "opinion", "analyse-polis", "log"])
    assert alone.asked_for(["/x/flask/__main__.py", "--app", "wsgi:app", "-e", ".env", "--debug", "opinion"])
    for words in (
        ["flask"], ["flask", "log", "opinion"], ["gunicorn", "opinion"], ["flask", "--app", "opinion"],
        ["flask", "--help"],
    ):  # fmt: skip
        assert not alone.asked_for(words)
    assert list(alone.app().cli.commands) == ["opinion"]
