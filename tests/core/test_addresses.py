"""Addresses as no browser sends them."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("asked", "status"), [("q=\xeb", 400), ("q=zbules%EB", 200), ("q=zbulesÃ«", 200)])
def test_raw_bytes_in_an_address_are_text_or_refused(client: FlaskClient, asked: str, status: int) -> None:
    assert client.get("/en/search", environ_overrides={"QUERY_STRING": asked}).status_code == status
