"""A backup holds everything of one moment, comes out as it went in on either database, or is refused (Show 18)."""

import gzip
import json
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from forum.accounts.models import Person
from forum.cli import backup, backup_file, backup_rows
from forum.cli.backup_file import BadBackup
from forum.consultation.models import Consultation
from forum.core.db import aside, db, writing
from forum.core.models import Boundary, SiteEpoch, Work
from forum.discussion.models import Post, Thread
from forum.publication.models import PublicationFile
from forum.search.models import SearchEntry
from forum.search.rules import tsvector
from tests.support import require
from tests.support.house import House, command

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, UTC)
BYTES = bytes(range(256)) * 3


class Quiet(backup.Said):
    """Says nothing."""

    def _tell(self) -> None:
        pass


@pytest.fixture
def place(houses: Callable[[str], House]) -> Callable[[str, str], House]:
    """A fresh site on a kind of database."""

    def wanted(kind: str, template: str) -> House:
        if kind == "postgresql":
            require.require("postgres")
        found = houses(kind)
        found.fresh(template)
        return found

    return wanted


def furnish() -> None:
    """Rows of every type there is: moments, bytes, JSON of any spelling, a reply that stands before its parent."""
    with writing() as session:
        for number, name in enumerate(("Besa Ëndrra", "Љубица Њ.", 'Zoë 𝒵 \\ "quoted"\t'), start=1):
            key = f"persn{number:02}"
            person = {"id": number, "key": key, "name": name, "language": "sq", "shield": number == 2}
            session.add(Person(**person, state="active", created_at=NOON + timedelta(seconds=number)))
        session.flush()  # threads point at people
        session.add(
            Thread(
                id=5, key="thread1", demand_code="GOV-2", slug="x", visibility="public", opened_by=1,
                last_post_at=NOON, created_at=NOON,
            )
        )  # fmt: skip
        session.flush()  # posts point at their thread
        for number, parent in ((9, None), (4, 9), (11, 4)):
            session.add(
                Post(
                    id=number, key=f"post{number:03}", thread_id=5, seq=number, parent_id=parent, path=f"{number:06}",
                    depth=0, author_id=1, voice="own", at=NOON,
                )
            )  # fmt: skip
            session.flush()  # a parent first
        for number, predecessor in ((8, None), (5, 8)):
            session.add(
                Consultation(
                    id=number, key=f"cons{number:03}", slug="x", template="text", electorate="organisations",
                    predecessor_id=predecessor, ruleset={}, created_at=NOON,
                )
            )  # fmt: skip
            session.flush()  # a predecessor first
        file = {"language": "sq", "format": "pdf", "sha256": "0" * 64, "content": BYTES, "made_at": NOON}
        session.add(PublicationFile(consultation_id=5, version=1, **file))
        session.add(Boundary(scope="home", at=NOON))
        session.add(Boundary(scope="home", at=NOON.replace(microsecond=0)))
        odd = {"z": 1, "a": [1.5, 0.1, None, True], "Ж": "ë", "nested": {"b": "\u2028", "a": 10**15}}
        session.add(Work(id=1, kind="test", params=odd, not_before=NOON, tries=0))
        for number, words in ((901, ["furnished", "2", "furnished"]), (902, ["chair"])):  # past those of the demands
            session.add(
                SearchEntry(
                    id=number, kind="post", object_id=number, audience="public", language="en", at=NOON,
                    url_key="x", title="GOV-2", body="x", tokens=" ".join(words),
                )
            )  # fmt: skip
        session.flush()  # the vectors need their rows
        if db.engine.dialect.name != "sqlite":
            for row in session.scalars(select(SearchEntry)):
                vector = {"vector": tsvector(row.tokens.split()), "id": row.id}
                session.execute(
                    text("UPDATE search_entry SET vector = CAST(:vector AS tsvector) WHERE id = :id"), vector
                )


def create(folder: Path, said: backup.Said | None = None) -> tuple[Path, backup_file.Manifest]:
    folder.mkdir(exist_ok=True, parents=True)
    target = folder / "sofra.backup"
    return target, backup.create(target, said or Quiet("kept"))


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_what_goes_in_comes_out_on_either_database(
    source: str, target: str, place: Callable[[str, str], House], tmp_path: Path
) -> None:
    """Counts and content hashes of every table are equal, and so is the head of the log."""
    with place(source, "seeded").app.app_context():
        furnish()
        file, before = create(tmp_path / "one")
    elsewhere = place(target, "bare").app
    told = command(elsewhere, "backup", "restore", str(file))
    assert "stand again, counted and compared" in told
    with elsewhere.app_context():
        _file, after = create(tmp_path / "two")
        assert after.tables == before.tables
        assert after.log_head == before.log_head
        assert after.rows == before.rows > 100
        assert db.session.get(Work, 1).params["a"] == [1.5, 0.1, None, True]
        assert list(db.session.get(Work, 1).params) == ["z", "a", "Ж", "nested"]
        assert db.session.get(Post, 4).parent_id == 9
        assert db.session.get(Person, 2).shield is True
        assert db.session.get(PublicationFile, (5, 1, "sq", "pdf")).content == BYTES
        assert found("furnished") == [901] and found("chair") == [902]
        with writing() as session:
            session.add(Person(key="another", name="N", language="en", state="active", created_at=NOON))
        assert db.session.scalar(select(func.max(Person.id))) == 4
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def found(token: str) -> list[int]:
    if db.engine.dialect.name == "sqlite":
        asked = "SELECT rowid FROM search_fts WHERE search_fts MATCH :token"
    else:
        asked = "SELECT id FROM search_entry WHERE vector @@ CAST(:token AS tsquery)"
    return list(db.session.scalars(text(asked), {"token": token}))


def test_all_tables_are_kept_but_the_epoch_of_pages(app: Flask, tmp_path: Path) -> None:
    furnish()
    file, manifest = create(tmp_path)
    tables = set(db.inspect(db.engine).get_table_names())
    not_ours = {name for name in tables if name.startswith("search_fts")} | {"alembic_version", "site_epoch"}
    assert set(manifest.tables) == tables - not_ours
    for name, part in manifest.tables.items():
        assert part.rows == db.session.scalar(text(f'SELECT count(*) FROM "{name}"')), name


@pytest.mark.bare
def test_a_restored_place_calls_no_older_copy_of_a_page_fresh(app: Flask, tmp_path: Path) -> None:
    """Versions of pages begin again where the backup was made: the epoch in every ETag must be new (R35)."""
    file, _ = create(tmp_path)
    command(app, "backup", "restore", str(file))
    first = db.session.scalar(select(SiteEpoch.version))
    assert first is not None and first > 1_700_000_000


def test_a_backup_is_of_one_moment(app: Flask, tmp_path: Path) -> None:
    """What is written while it is made is in no table of it."""
    furnish()

    class Meddling(Quiet):
        def begin(self, table: str) -> None:
            super().begin(table)
            if table == "post":
                with aside() as session:
                    session.add(Work(id=100, kind="late", params={}, not_before=NOON, tries=0))
                    session.add(Person(id=100, key="latecom", name="L", language="en", state="active", created_at=NOON))

    names = [table.name for table in backup_rows.tables()]
    assert names.index("person") < names.index("post")
    _, manifest = create(tmp_path, Meddling("kept"))
    assert (manifest.tables["person"].rows, manifest.tables["work"].rows) == (3, 1)
    assert db.session.scalar(select(func.count()).select_from(Person)) == 4


@pytest.fixture
def sound(app: Flask, tmp_path: Path) -> Path:
    """A sound backup of a small place."""
    furnish()
    return create(tmp_path)[0]


@pytest.mark.database("sqlite")
def test_one_corrupt_byte_anywhere_is_refused(sound: Path) -> None:
    whole = bytearray(sound.read_bytes())
    last = len(whole) - 1
    places = sorted({*range(0, len(whole), 97), *range(last - 700, last + 1)})
    for at in places:
        for flip in (0x01, 0x20):
            whole[at] ^= flip
            sound.write_bytes(whole)
            with pytest.raises(BadBackup):
                backup_file.check_seal(sound)
            whole[at] ^= flip
    sound.write_bytes(whole)
    backup_file.check_seal(sound)


@pytest.mark.parametrize("harm", ["a bit", "cut", "longer", "empty", "something else"])
def test_a_damaged_file_changes_nothing_and_says_so(app: Flask, sound: Path, harm: str, tmp_path: Path) -> None:
    whole = bytearray(sound.read_bytes())
    harmed = {
        "a bit": lambda: whole[:2000] + bytes([whole[2000] ^ 1]) + whole[2001:],
        "cut": lambda: whole[: len(whole) // 2],
        "longer": lambda: whole + b"\n",
        "empty": lambda: b"",
        "something else": lambda: b"SQLite format 3\0" * 100,
    }
    sound.write_bytes(harmed[harm]())
    before = create(tmp_path / "before")[1].tables
    for verb in (("verify",), ("restore", "--force")):
        with pytest.raises(RuntimeError, match=r"damaged|not a backup of Sofra"):
            command(app, "backup", *verb, str(sound))
    assert create(tmp_path / "after")[1].tables == before


def test_rows_that_were_changed_under_a_new_seal_are_refused(app: Flask, sound: Path, tmp_path: Path) -> None:
    """Somebody unpacks, changes a row and packs again: the table's own hash tells."""
    folder = tmp_path / "unpacked"
    with backup_file.reading(sound) as (manifest, tar):
        tar.extractall(folder, filter="data")
    with gzip.open(folder / "person.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    rows[0][2] = "Somebody else"
    with gzip.open(folder / "person.jsonl.gz", "wt") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    backup_file.write(sound, manifest, folder)
    backup_file.check_seal(sound)
    with pytest.raises(RuntimeError, match="the rows of person are not those that were written"):
        command(app, "backup", "verify", str(sound))


def test_a_backup_of_other_tables_is_refused_with_the_way_out(app: Flask, sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with backup_file.reading(sound) as (manifest, tar):
        tar.extractall(folder, filter="data")
    backup_file.write(sound, replace(manifest, schema="9999", release="9.9"), folder)
    with pytest.raises(RuntimeError, match=r"revision 9999 \(release 9.9\).*restore it with that release"):
        command(app, "backup", "restore", "--force", str(sound))
    backup_file.write(sound, replace(manifest, format="sofra-backup/2"), folder)
    with pytest.raises(RuntimeError, match="this release reads sofra-backup/1"):
        command(app, "backup", "restore", "--force", str(sound))


def test_a_database_with_rows_is_left_alone_unless_forced(app: Flask, sound: Path, tmp_path: Path) -> None:
    with backup_file.reading(sound) as (kept, _tar):
        pass
    with writing() as session:
        session.add(Person(id=100, key="another", name="N", language="en", state="active", created_at=NOON))
    with pytest.raises(RuntimeError, match="the database is not empty"):
        command(app, "backup", "restore", str(sound))
    assert db.session.scalar(select(func.count()).select_from(Person)) == 4
    db.session.rollback()
    command(app, "backup", "restore", "--force", str(sound))
    assert create(tmp_path / "after")[1].tables == kept.tables
    assert found("furnished") == [901]


def test_a_restore_that_fails_in_the_middle_leaves_everything(
    app: Flask, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = create(tmp_path / "before")[1].tables

    def broken(*_: object) -> None:
        raise BadBackup("the disk is full")

    monkeypatch.setattr(backup_rows, "finish", broken)
    with pytest.raises(RuntimeError, match="Nothing was changed"):
        command(app, "backup", "restore", "--force", str(sound))
    assert create(tmp_path / "after")[1].tables == before
    assert db.engine.dialect.name == "sqlite" or not db.session.scalar(
        text("SELECT count(*) FROM pg_constraint WHERE condeferrable")
    )


@pytest.mark.database("sqlite")
def test_keys_and_the_secret_are_not_in_it(app: Flask, database: House, tmp_path: Path) -> None:
    keys = database.config.key_dir
    keys.mkdir(exist_ok=True)
    try:
        (keys / "seal-1").write_text("the seal of an open round")
        (database.config.data_dir / "secret.key").write_text("f00d" * 16)
        file, _ = create(tmp_path)
        with backup_file.reading(file) as (manifest, tar):
            assert tar.getnames() == ["manifest.json", *(f"{name}.jsonl.gz" for name in manifest.tables)]
            said = b"".join(line for name in manifest.tables for line in backup_file.lines_of(tar, name))
        for secret in (b"the seal of an open round", b"f00d", database.config.secret_key.encode()):
            assert secret not in said and secret not in file.read_bytes()
    finally:
        shutil.rmtree(keys)
        (database.config.data_dir / "secret.key").unlink()


@pytest.mark.database("sqlite")
def test_the_commands_say_what_they_do(app: Flask, tmp_path: Path) -> None:
    furnish()
    told = command(app, "backup", "create", "--to", str(tmp_path / "backups"))
    file = Path(told.splitlines()[-1])
    assert "kept person: 3 rows" in told and "keys of SOFRA_KEY_DIR are not in it" in told
    assert file.stat().st_mode & 0o077 == 0 and list(file.parent.iterdir()) == [file]
    told = command(app, "backup", "verify", str(file))
    assert "sound" in told and "revision" in told
    assert tarfile.is_tarfile(file), "any tar opens it"


@pytest.mark.database("sqlite")
def test_a_backup_that_cannot_be_finished_leaves_no_file(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_file.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        create(tmp_path / "x")
    assert list((tmp_path / "x").iterdir()) == []
