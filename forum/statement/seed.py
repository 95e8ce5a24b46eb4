"""`flask seed statement`: the archive, from the file that ships with the feature."""

import json
from pathlib import Path
from typing import Any

from forum.core.db import writing
from forum.statement import operations

SOURCE = Path(__file__).resolve().parent / "data" / "joint_statement.json"


def archive() -> dict[str, Any]:
    """The statement as data."""
    loaded: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return loaded


def seed() -> int:
    """Store the statement; safe to repeat. Returns the number of rows behind it."""
    data = archive()
    with writing():
        return operations.store_statement(data)
