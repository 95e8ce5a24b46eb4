"""`flask backup …`: everything in the database as one sealed file, readable on SQLite and PostgreSQL alike.

What is not in it: the secret key, the keys of `SOFRA_KEY_DIR` (what they seal must stay destroyable, R26), letters
in `<data>/mail`. Made files of publications are rows of the database and are in it (R41).
"""

import sys
import time
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Connection, text

from forum.cli import backup_file, backup_rows
from forum.cli.backup_file import BadBackup, Manifest, Part
from forum.core import clock
from forum.core.db import db, writing
from forum.core.errors import Unavailable

group = AppGroup("backup", help="Keep everything in one file, check it, put it back.")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_HEAD = text("SELECT n, hash FROM log_entry ORDER BY n DESC LIMIT 1")


class Said:
    """What has been done, a line for each table, and every two seconds for those that take long."""

    def __init__(self, verb: str) -> None:
        self.verb, self.table, self.count, self.told = verb, "", 0, time.monotonic()

    def begin(self, table: str) -> None:
        """The next table."""
        self.table, self.count = table, 0

    def note(self, count: int) -> None:
        """So many rows of it are done."""
        self.count = count
        if count % backup_rows.BATCH == 0 and time.monotonic() - self.told > 2:
            self._tell()

    def end(self) -> None:
        """It is done."""
        if self.count:
            self._tell()

    def _tell(self) -> None:
        self.told = time.monotonic()
        click.echo(f"  {self.verb} {self.table}: {self.count:,} rows")
        sys.stdout.flush()


@group.command("create")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Default: backups in the data.")
def create_command(folder: Path | None) -> None:
    """Write a backup while Sofra goes on; prints its path last."""
    folder = folder or current_app.config["SOFRA"].data_dir / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"sofra-{clock.now():%Y%m%d-%H%M%S-%f}.backup"
    manifest = create(target, Said("kept"))
    click.echo(f"{manifest.rows:,} rows of {len(manifest.tables)} tables, {target.stat().st_size:,} bytes.")
    click.echo("The secret key and the keys of SOFRA_KEY_DIR are not in it.")
    click.echo(target)


@group.command("verify")
@click.argument("file", type=_FILE)
def verify_command(file: Path) -> None:
    """Check every byte and every row of FILE; exit code 1 when it is not sound."""
    try:
        manifest = check(file, Said("checked"))
    except BadBackup as error:
        raise click.ClickException(f"{file}: {error}.") from error
    head = manifest.log_head
    click.echo(f"Made at {manifest.made_at} by release {manifest.release}, tables of revision {manifest.schema}.")
    click.echo(f"Head of the public log: {head['n']} {head['hash']}" if head else "The public log is empty.")
    click.echo(f"{file}: sound, {manifest.rows:,} rows of {len(manifest.tables)} tables.")


@group.command("restore")
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace what the database holds.")
def restore_command(file: Path, force: bool) -> None:
    """Put FILE into an empty database of the same revision; it is checked first, and all of it goes in or nothing."""
    try:
        check(file, Said("checked"))
        manifest = restore(file, force, Said("restored"))
    except BadBackup as error:
        raise click.ClickException(f"Nothing was changed. {file}: {error}.") from error
    except Unavailable as error:
        raise click.ClickException(f"Nothing was changed: the database did not answer ({error.__cause__}).") from error
    click.echo(f"{manifest.rows:,} rows of {len(manifest.tables)} tables stand again, counted and compared.")


def create(target: Path, said: Said) -> Manifest:
    """Write one moment of the database to `target`."""
    with db.engine.connect() as connection, backup_file.scratch(target.parent) as folder:
        connection = _one_moment(connection)
        parts = {}
        for table in backup_rows.tables():
            said.begin(table.name)
            lines = backup_file.packing(backup_rows.lines(connection, table), folder, table.name)
            columns = [column.name for column in table.columns]
            parts[table.name] = Part(columns, *backup_rows.digest(lines, said.note))
            said.end()
        head = connection.execute(_HEAD).mappings().first()
        manifest = Manifest(
            release=current_app.config["RELEASE"],
            schema=backup_rows.schema_of(connection),
            database=connection.dialect.name,
            made_at=clock.now().isoformat(timespec="seconds"),
            log_head=dict(head) if head else None,
            tables=parts,
        )
        connection.rollback()  # the rest is between us and the disk
        backup_file.write(target, manifest, folder)
    return manifest


def _one_moment(connection: Connection) -> Connection:
    """Every read of this connection sees the same moment; on SQLite a transaction does so by itself (WAL)."""
    if connection.dialect.name == "sqlite":
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ")


def check(file: Path, said: Said) -> Manifest:
    """Raise `BadBackup` unless the seal holds and every table has the rows and the hash it should have."""
    backup_file.check_seal(file)
    with backup_file.reading(file) as (manifest, tar):
        for name, part in manifest.tables.items():
            said.begin(name)
            if backup_rows.digest(backup_file.lines_of(tar, name), said.note) != (part.rows, part.sha256):
                raise BadBackup(f"the rows of {name} are not those that were written")
            said.end()
    return manifest


def restore(file: Path, force: bool, said: Said) -> Manifest:
    """Put a checked file into the database, in one transaction; raises `BadBackup` where that cannot be."""
    with backup_file.reading(file) as (manifest, tar), writing() as session:
        connection = session.connection()
        _require_fitting(connection, manifest, force)
        backup_rows.prepare(connection, empty=force)
        for table in backup_rows.tables():
            said.begin(table.name)
            backup_rows.fill(connection, table, backup_file.lines_of(tar, table.name), said.note)
            said.end()
        backup_rows.finish(connection)
        for table in backup_rows.tables():
            part = manifest.tables[table.name]
            if backup_rows.digest(backup_rows.lines(connection, table), _quietly) != (part.rows, part.sha256):
                raise BadBackup(f"{table.name} did not come out as it went in")
    return manifest


def _quietly(_count: int) -> None:
    """Comparing says nothing."""


def _require_fitting(connection: Connection, manifest: Manifest, force: bool) -> None:
    schema = backup_rows.schema_of(connection)
    if not schema:
        raise BadBackup("the database has no tables yet: run `flask db upgrade` first")
    if schema != manifest.schema:
        raise BadBackup(
            f"it was made with tables of revision {manifest.schema} (release {manifest.release}), the database has "
            f"{schema}: restore it with that release, then upgrade"
        )
    ours = {table.name: [column.name for column in table.columns] for table in backup_rows.tables()}
    if ours != {name: part.columns for name, part in manifest.tables.items()}:
        raise BadBackup(f"its tables are not those of this release (it was made by {manifest.release})")
    if not force and (full := backup_rows.holds_anything(connection)):
        raise BadBackup(f"the database is not empty ({full} has rows); --force replaces everything in it")
