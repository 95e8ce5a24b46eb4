"""A published position of 5 + 5 + 1 organisations with every stance in it, made through operations."""

from collections.abc import Callable

import pytest

from tests.consultation import answers as a
from tests.consultation.conftest import Table, table

__all__ = ["table"]
STANCES = {"Stone Well": "dissent", "Wide Road": "stand_aside", "Open Window": "do_not_join"}
RESERVED = "Not *before* March."
OPINION = "We see it **otherwise**.\n\nA second paragraph."


@pytest.fixture
def plain_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files without the typesetter, which takes its time: for tests of something else."""
    monkeypatch.setattr("forum.publication.operations.files.compile_pdf", lambda *_, **__: b"%PDF-1.7 stands for it")


def answered(table: Table, number: str) -> str:
    """Every organisation answers but *Between Hills*: a stance changed before the close, one proposed in vain."""
    orgs = table.organisations
    a.take(table, number, orgs["Wide Road"], "endorse")
    for name, body in orgs.items():
        if name == "Paper Boat":
            a.take(table, number, body, "reservation", {table.paragraphs(number)[0]: RESERVED})
        elif name != "Between Hills":
            a.take(table, number, body, STANCES.get(name, "endorse"))
    a.file(table, number, orgs["Stone Well"], OPINION)
    a.propose(table, number, orgs["River Bench"], "dissent")
    return number


@pytest.fixture
def published(table: Table, request: pytest.FixtureRequest) -> Callable[..., str]:
    """`published("rapid")`: the number of a position that everybody answered and the worker published.

    `anew`: not one that was published before, for a test that changes how it is done.
    """
    files = "plain" if "plain_files" in request.fixturenames else "typeset"

    def made(template: str = "text", *, anew: bool = False) -> str:
        return lead_to(template) if anew else table.once(f"published-{template}-{files}", lambda: lead_to(template))

    def lead_to(template: str) -> str:
        number = answered(table, table.opened(template))
        a.publish(table, number)
        if template == "text":
            table.wait(days=7, hours=1)
            table.work()
        return number

    return made
