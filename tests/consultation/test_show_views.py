"""The public page of a consultation and the list, signed out and signed in."""

from collections.abc import Callable

import pytest

from tests.consultation.conftest import Table
from tests.support.visits import Page

Visit = Callable[..., Page]


def address(table: Table, name: str, reading: str = "en") -> str:
    facts = table.facts(name)
    return f"/{reading}/consultations/{facts.name}-{facts.slug}"


@pytest.mark.parametrize("reading", ["en", "sq", "sr-latn", "sr-cyrl"])
def test_an_open_consultation_is_a_page_in_every_language(table: Table, visit: Visit, reading: str) -> None:
    number = table.opened()
    page = visit(address(table, number, reading))
    assert number in page.text
    visit(f"/{reading}/consultations")
