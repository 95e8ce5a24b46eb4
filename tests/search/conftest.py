"""A debate to look in."""

import pytest
from flask import Flask

from tests.discussion.conftest import Table


@pytest.fixture
def table(app: Flask) -> Table:
    """People and threads, made through operations."""
    return Table()
