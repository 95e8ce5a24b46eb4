"""People and organisations for these tests."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.folk import Folk


@pytest.fixture
def folk(app: Flask, sign_in: Callable[..., FlaskClient]) -> Folk:
    """Makes people and organisations."""
    return Folk(app, sign_in)
