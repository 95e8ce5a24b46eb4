"""The files of a version: made once by the worker, outside any transaction, then stored and only served (R41)."""

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

from sqlalchemy import select

from forum.core import clock
from forum.core.canonical import canonical
from forum.core.db import db, require_writing, upsert, writing
from forum.core.languages import READINGS, speaking
from forum.core.page_versions import bump
from forum.core.typesetting import compile_pdf
from forum.publication.models import Publication, PublicationFile
from forum.publication.rules.canonical import from_canonical
from forum.publication.rules.document import document, document_title
from forum.publication.rules.export import csv_rows

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "publication" / "position.typ"
ALL = "all"
"""The language of a file that holds every language (JSON)."""


def make_files(consultation_id: int, version: int, base_url: str) -> None:
    """PDF and CSV in each reading and the canonical JSON; safe to repeat: a file that stands is kept."""
    row = db.session.get(Publication, (consultation_id, version))
    if row is None:
        raise LookupError(f"no version {version} of consultation {consultation_id}")
    made = {
        (language, format_)
        for language, format_ in db.session.execute(
            select(PublicationFile.language, PublicationFile.format).where(
                PublicationFile.consultation_id == consultation_id, PublicationFile.version == version
            )
        )
    }
    stored, number = row.content, row.number
    db.session.rollback()
    for language, format_, body in _files(stored, base_url, made):
        with writing():
            _store(consultation_id, version, language, format_, body)
            bump(f"publication/{number}")


def _files(stored: dict[str, Any], base_url: str, made: set[tuple[str, str]]) -> Any:
    content = from_canonical(stored)
    if (ALL, "json") not in made:
        yield ALL, "json", canonical(stored)
    for code, reading in READINGS.items():
        with speaking(code):
            if (code, "csv") not in made:
                text = io.StringIO()
                csv.writer(text, lineterminator="\r\n").writerows(csv_rows(content, code))
                yield code, "csv", b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
            if (code, "pdf") not in made:
                data, title = document(content, code, base_url), document_title(content, code)
                script = reading.script
                yield code, "pdf", compile_pdf(TEMPLATE, data, language=reading.content, script=script, title=title)


def _store(consultation_id: int, version: int, language: str, format_: str, body: bytes) -> None:
    require_writing().execute(
        upsert(PublicationFile)
        .values(
            consultation_id=consultation_id, version=version, language=language, format=format_, content=body,
            sha256=hashlib.sha256(body).hexdigest(), made_at=clock.now(),
        )
        .on_conflict_do_nothing()
    )  # fmt: skip
