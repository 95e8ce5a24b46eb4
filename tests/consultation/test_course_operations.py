"""The course of a consultation: draft, signatures, announcement, freezing, opening, and what comes in between."""

from forum.consultation.rules.phases import ConsultationState
from tests.consultation.conftest import Table


def test_from_draft_to_opening(table: Table) -> None:
    number = table.opened()
    facts = table.facts(number)
    assert facts.state is ConsultationState.RUNNING
