"""The file of a backup: a tar of one member per table, sealed by a hash over every byte before its last line.

    manifest.json        release, revision of the tables, head of the public log, rows and hash of each table
    <table>.jsonl.gz     the rows (backup_rows)

Any `tar` opens it; the last line stands after the end of the archive.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = "sofra-backup/1"
_SEAL = b"\nsofra-backup sha256 "
_SEAL_LENGTH = len(_SEAL) + 64 + 1
_PIECE = 1 << 20


class BadBackup(Exception):
    """The file is not a sound backup; the message says in what way."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a backup says of one table."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    release: str
    schema: str
    database: str
    made_at: str
    log_head: dict[str, Any] | None
    tables: dict[str, Part]
    format: str = FORMAT

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(part.rows for part in self.tables.values())


class _Sealing:
    """A file that knows the hash of what was written."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.hash = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return self.file.write(data)


def packing(lines: Iterable[bytes], folder: Path, table: str) -> Iterator[bytes]:
    """Keep the lines of a table for `write`, and hand them on."""
    with (folder / f"{table}.jsonl.gz").open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        for line in lines:
            packed.write(line)
            yield line


def write(target: Path, manifest: Manifest, folder: Path) -> None:
    """Make the file from what `packing` left in `folder`: whole and on the disk, or not at all; its owner's only."""
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            sealing = _Sealing(file)
            with tarfile.open(fileobj=sealing, mode="w|", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
                head = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
                _add(tar, "manifest.json", io.BytesIO(head), len(head))
                for table in manifest.tables:
                    path = folder / f"{table}.jsonl.gz"
                    with path.open("rb") as member:
                        _add(tar, path.name, member, path.stat().st_size)
            file.write(_SEAL + sealing.hash.hexdigest().encode() + b"\n")
            file.flush()  # to the disk before it gets its name
            os.fsync(file.fileno())
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _add(tar: tarfile.TarFile, name: str, file: BinaryIO, size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    tar.addfile(member, file)


@contextmanager
def scratch(beside: Path) -> Iterator[Path]:
    """A folder for unfinished parts on the same disk as the file to come."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=beside) as folder:
        yield Path(folder)


def check_seal(path: Path) -> None:
    """Raise `BadBackup` unless every byte is as it was written."""
    size = path.stat().st_size - _SEAL_LENGTH
    found = hashlib.sha256()
    with path.open("rb") as file:
        left = max(size, 0)
        while left and (piece := file.read(min(_PIECE, left))):
            found.update(piece)
            left -= len(piece)
        seal = file.read()
    if size < 0 or not seal.startswith(_SEAL):
        raise BadBackup("it is not a backup of Sofra, or its end is missing or damaged")
    if seal != _SEAL + found.hexdigest().encode() + b"\n":
        raise BadBackup("it is damaged: its bytes are not those that were written")


@contextmanager
def reading(path: Path) -> Iterator[tuple[Manifest, tarfile.TarFile]]:
    """Open a file whose seal was checked; raises `BadBackup` for what this release cannot read."""
    try:
        with tarfile.open(path, "r:") as tar:
            said = json.loads(_member(tar, "manifest.json").read())
            if said.get("format") != FORMAT:
                raise BadBackup(f"its format is {said.get('format')}, this release reads {FORMAT}")
            said["tables"] = {name: Part(**part) for name, part in said["tables"].items()}
            yield Manifest(**said), tar
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, ValueError, TypeError, KeyError) as error:
        raise BadBackup(f"its content cannot be read ({error})") from error


def lines_of(tar: tarfile.TarFile, table: str) -> Iterator[bytes]:
    """The lines of a table."""
    with gzip.open(_member(tar, f"{table}.jsonl.gz")) as unpacked:
        yield from unpacked


def _member(tar: tarfile.TarFile, name: str) -> Any:
    found = tar.extractfile(name)
    if found is None:
        raise BadBackup(f"{name} is missing in it")
    return found
