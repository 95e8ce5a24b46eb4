"""Six conversations of the open data of Polis (CC BY 4.0), for tests; those skip by name where they are absent."""

from collections.abc import Callable
from functools import cache

import pytest

from forum.cli.opinion.exports import read_folder, votes_of
from forum.opinion.analysis.votes import Votes
from tests.house.laws import ROOT

CONVERSATIONS = (
    "brexit-consensus", "15-per-hour-seattle", "bg2050-volunteers", "london.youth.policing",
    "scoop-hivemind.freshwater", "scoop-hivemind.ubi",
)  # fmt: skip
FOLDER = ROOT.parent / "shared" / "data" / "polis"


@cache
def read(name: str) -> Votes:
    """Answers, everyone and every proposition of a conversation; what was moderated out or is meta is not eligible."""
    return votes_of(read_folder(FOLDER / name))


@pytest.fixture(scope="session")
def polis() -> Callable[[str], Votes]:
    """`polis("brexit-consensus")`: its votes; the test is skipped by the name of what is absent."""

    def conversation(name: str) -> Votes:
        assert name in CONVERSATIONS
        if not (FOLDER / name).is_dir():
            pytest.skip(f"../shared/data/polis/{name} is absent")
        return read(name)

    return conversation


@pytest.fixture(params=CONVERSATIONS)
def conversation(request: pytest.FixtureRequest, polis: Callable[[str], Votes]) -> Votes:
    """Each of the six in turn."""
    return polis(request.param)
