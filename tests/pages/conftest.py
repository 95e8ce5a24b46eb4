"""A table with consultations (`table`) and a debate beside it (`debate`); what one statement of the index costs."""

import pytest
from flask import Flask

from tests.consultation.conftest import Table, table
from tests.discussion.conftest import Table as Debate

__all__ = ["Table", "table"]


@pytest.fixture
def debate(app: Flask) -> Debate:
    """People and threads, made through operations."""
    return Debate()
