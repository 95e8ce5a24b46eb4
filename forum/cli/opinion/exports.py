"""From a folder to votes: reads what is there and hands it to the reading rules."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from forum.cli.opinion.terminal import Refused, because
from forum.opinion.rules.polis_files import COMMENTS, MATRIX, VOTES, BadFile, Export, read_export

if TYPE_CHECKING:
    from forum.opinion.analysis.votes import Votes


def read_folder(folder: Path, side_column: str | None = None) -> Export:
    """The conversation in a folder; raises `Refused` with file, line and column of what is wrong."""
    if not folder.is_dir():
        raise Refused(f"{folder}: there is no such folder." if not folder.exists() else f"{folder}: not a folder.")
    files = {}
    for name in (MATRIX, VOTES, COMMENTS):
        if name == VOTES and MATRIX in files:
            continue
        try:
            files[name] = (folder / name).read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Refused(because(folder / name, error)) from error
    try:
        return read_export(files, side_column=side_column)
    except BadFile as error:
        raise Refused(f"{folder / str(error)}") from error


def topic_of(folder: Path) -> str:
    """What the conversation was about, where the export tells; nothing depends on it."""
    try:
        rows = csv.reader(io.StringIO((folder / "summary.csv").read_text(encoding="utf-8-sig"), newline=""))
        return next((row[1] for row in rows if len(row) > 1 and row[0] == "topic"), "")
    except (OSError, ValueError, csv.Error):
        return ""


def votes_of(export: Export) -> Votes:
    """The arrays the analysis works on."""
    import numpy as np

    from forum.opinion.analysis.votes import Votes

    return Votes.checked(
        np.frombuffer(export.person, np.int32),
        np.frombuffer(export.statement, np.int32),
        np.frombuffer(export.value, np.int8),
        person_ids=export.participants,
        proposition_ids=[one.id for one in export.statements],
        side=np.frombuffer(export.side, np.int8),
        eligible=np.array([one.considered for one in export.statements], np.bool_),
        sides=export.sides,
    )
