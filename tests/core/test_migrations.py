"""Migrations and models agree, up, down and up again, on both databases (Show 9)."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, inspect, text

from forum.core.db import Base, db, writing
from forum.core.schema import include_object

pytestmark = pytest.mark.bare
ROOT = Path(__file__).resolve().parents[2]
TRIGGERS = {"search_entry_added", "search_entry_changed", "search_entry_removed"}


def differences() -> list[Any]:
    """What `flask db check` would find: models that the schema does not have, or the other way round."""
    db.session.rollback()
    with db.engine.connect() as connection:
        options = {"include_object": include_object, "compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)


def constraints() -> dict[str, str]:
    """Every check of the schema, which no comparison looks at: its name and the words it allows."""
    look = inspect(db.engine)
    tables = look.get_table_names()
    found = {one["name"]: one["sqltext"] for table in tables for one in look.get_check_constraints(table)}
    return {str(name): _words(sql) for name, sql in found.items()}


def declared() -> dict[str, str]:
    """The same, as the models say it."""
    rules = [one for table in Base.metadata.sorted_tables for one in table.constraints]
    checks = [one for one in rules if isinstance(one, CheckConstraint)]
    return {_named(one): _words(str(one.sqltext)) for one in checks}


def _named(check: CheckConstraint) -> str:
    return str(check.name) if str(check.name).startswith("ck_") else f"ck_{check.table.name}_{check.name}"


def _words(sql: str) -> str:
    return " ".join(sorted(re.findall(r"'(\w+)'", sql)))


def index_works() -> bool:
    """Whether what is written is found by the full-text index, on either database."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        found = db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        triggers = {name for name in found if name.startswith("search_entry")}
        return triggers == TRIGGERS and inspect(db.engine).has_table("search_fts")
    found = db.session.scalars(text("SELECT indexdef FROM pg_indexes WHERE tablename = 'search_entry'"))
    return any("gin" in one and "vector" in one for one in found)


def revisions() -> list[str]:
    """Every revision, oldest first."""
    script = ScriptDirectory(str(ROOT / "migrations"))
    return [one.revision for one in reversed(list(script.walk_revisions()))]


def test_models_and_schema_are_equal(app: Flask) -> None:
    assert differences() == []
    assert constraints() == declared()


def test_a_model_that_was_not_migrated_is_seen(app: Flask) -> None:
    with writing() as session:
        session.execute(text("ALTER TABLE page ADD COLUMN forgotten INTEGER"))
        session.execute(text("DROP TABLE boundary"))
    assert {one[0] if isinstance(one, tuple) else one[0][0] for one in differences()} == {"remove_column", "add_table"}


def test_every_migration_goes_up_down_and_up(app: Flask, database: Any) -> None:
    """Down to nothing, then up one by one, each one down and up again: the same tables, rules and index."""
    wanted = constraints()
    db.session.remove()
    db.engine.dispose()
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    assert not (db.engine.dialect.name == "sqlite" and index_works())
    for revision in revisions():
        flask_migrate.upgrade(revision=revision)
        flask_migrate.downgrade(revision="-1")
        flask_migrate.upgrade(revision=revision)
        assert index_works(), revision
    assert differences() == []
    assert constraints() == wanted


def test_what_people_wrote_survives_a_migration_that_is_repeated(app: Flask, flask_command: Callable[..., str]) -> None:
    """`upgrade` on a site that is up to date changes nothing, and there is one head."""
    flask_command("seed", "statement")
    before = _everything()
    flask_migrate.upgrade()
    assert _everything() == before
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def _everything() -> dict[str, list[Any]]:
    db.session.rollback()
    tables = Base.metadata.sorted_tables
    return {table.name: sorted(map(repr, db.session.execute(table.select()))) for table in tables}
