"""Files appear whole or not at all, and all of them or none."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from forum.cli.opinion.terminal import Refused, because


def check(path: Path, made: bool = False) -> None:
    """Refuse before long work what could not be written after it; `made`: its folder is going to be made."""
    if path.is_dir():
        raise Refused(f"{path}: this is a folder, a file is to be written.")
    if not made:
        _check_folder(path.parent)


def check_folder(path: Path) -> None:
    """The same for a folder, which may be made."""
    if path.exists() and not path.is_dir():
        raise Refused(f"{path}: this is a file, a folder is needed.")
    _check_folder(path if path.exists() else path.parent)


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise Refused(f"{folder}: there is no such folder to write into.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refused(f"{folder}: nothing may be written there.")


def write(files: Mapping[Path, str]) -> None:
    """Write each beside its place first; only when all are on disk do they take their names."""
    for path in files:
        check(path, made=True)
    waiting: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for path, text in files.items():
            if not path.parent.exists():
                path.parent.mkdir()
                made.append(path.parent)
            aside = path.with_name(f".{path.name}.{os.getpid()}")
            waiting.append((aside, path))
            aside.write_text(text, encoding="utf-8", newline="\n")
        for aside, path in waiting:
            aside.replace(path)
        made.clear()
    except OSError as error:
        raise Refused(because(Path(error.filename or path), error)) from error
    finally:
        for aside, _ in waiting:
            with suppress(OSError):
                aside.unlink()
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
