"""Six conversations of the open data of Polis (CC BY 4.0), for tests; those skip by name where they are absent."""

import csv
from collections.abc import Callable
from functools import cache

import pytest

from forum.opinion.analysis.votes import Votes
from tests.house.laws import ROOT

CONVERSATIONS = (
    "brexit-consensus", "15-per-hour-seattle", "bg2050-volunteers", "london.youth.policing",
    "scoop-hivemind.freshwater", "scoop-hivemind.ubi",
)  # fmt: skip
FOLDER = ROOT.parent / "shared" / "data" / "polis"


@cache
def read(name: str) -> Votes:
    """Answers, everyone and every proposition of a conversation; moderated-out and meta ones are not eligible."""
    with (FOLDER / name / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (FOLDER / name / "comments.csv").open(encoding="utf-8", newline="") as file:
        comments = list(csv.DictReader(file))
    columns = [key for key in rows[0] if key.isdigit()]
    answers = [
        (int(row["participant"]), int(column), int(row[column])) for row in rows for column in columns if row[column]
    ]
    out = {
        int(row["comment-id"])
        for row in comments
        if row["moderated"] == "-1" or row.get("is-meta", "").lower() == "true"
    }
    return Votes.of(
        answers,
        people=[int(row["participant"]) for row in rows],
        propositions=[int(column) for column in columns],
        ineligible=out & {int(column) for column in columns},
    )


@pytest.fixture(scope="session")
def polis() -> Callable[[str], Votes]:
    """`polis("brexit-consensus")`: its votes; the test is skipped by the name of what is absent."""

    def conversation(name: str) -> Votes:
        assert name in CONVERSATIONS
        if not (FOLDER / name).is_dir():
            pytest.skip(f"../shared/data/polis/{name} is absent")
        return read(name)

    return conversation
