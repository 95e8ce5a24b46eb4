"""Migrations run as one writing transaction each, on SQLite with foreign keys off while tables are rebuilt."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from forum.core.db import WRITE, Base, db
from forum.core.schema import include_object, render_item


def run() -> None:
    """Apply the migrations to the application's database."""
    engine = db.engine
    sqlite = engine.dialect.name == "sqlite"
    given = context.config.attributes.get("connection")
    connection = given or engine.connect().execution_options(**WRITE)
    try:
        if sqlite and given is None:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include_object,
            render_item=render_item,
            render_as_batch=sqlite,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).first()):
                raise RuntimeError(f"a migration broke a foreign key: {broken}")
        if given is None and connection.in_transaction():
            connection.commit()
    finally:
        if given is None:
            if sqlite:
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")
            connection.close()


if context.is_offline_mode():
    raise SystemExit("Migrations need a database: `flask db upgrade` without --sql.")
current_app.logger.debug("migrating")
run()
