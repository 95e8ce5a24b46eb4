"""Files of a position: made once, stored, served as they were made; the same figures in every one (R27, R41)."""

import csv
import hashlib
import io
import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from forum.core import work
from forum.core.db import db, writing
from forum.publication.models import Publication, PublicationFile
from forum.publication.operations.files import make_files
from tests.consultation.conftest import Table
from tests.support import visits

READINGS = ("en", "sq", "sr-latn", "sr-cyrl")


def pdf_text(body: bytes, tmp_path: Path, *how: str) -> str:
    file = tmp_path / "position.pdf"
    file.write_bytes(body)
    command = ["pdftotext", *how, "-enc", "UTF-8", str(file), "-"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return re.sub(r"\s+", " ", done.stdout)


def test_figures_are_the_same_on_page_paper_and_in_every_file(
    table: Table, published: Callable[..., str], client: FlaskClient, tmp_path: Path
) -> None:
    number = published()
    expected = {
        ("kosovo", "endorse"): 3, ("kosovo", "reservation"): 1, ("kosovo", "do_not_join"): 1,
        ("serbia", "endorse"): 3, ("serbia", "stand_aside"): 1, ("serbia", "dissent"): 1,
        ("regional", "no_response"): 1,
    }  # fmt: skip
    answer = client.get(f"/en/positions/{number}.json")
    content = json.loads(answer.data)
    assert Counter((line["seat"], line["stance"]) for line in content["roll"]) == expected
    figures = {line["seat"]: line for line in content["figures"]}
    assert figures["kosovo"] == {
        "seat": "kosovo", "roll": 5, "endorse": 3, "reservation": 1, "stand_aside": 0, "do_not_join": 1, "dissent": 0,
        "no_response": 0,
    }  # fmt: skip
    assert hashlib.sha256(answer.data).hexdigest() == answer.headers["X-Content-SHA256"]
    assert db.session.scalars(select(Publication.sha256)).one() == answer.headers["X-Content-SHA256"]
    for code in READINGS:
        rows = list(csv.DictReader(io.StringIO(client.get(f"/{code}/positions/{number}.csv").data.decode("utf-8-sig"))))
        assert Counter((row["seat"], row["stance"]) for row in rows) == expected
        paper = client.get(f"/{code}/positions/{number}.pdf").data
        said = pdf_text(paper, tmp_path)
        page = visits.visit(client, f"/{code}/positions/{number}").text
        for counts in ("5 3 1 0 1 0 0", "5 3 0 1 0 1 0"):
            assert counts in pdf_text(paper, tmp_path, "-layout"), (code, counts)
        for name in table.organisations:
            assert name in said and name in page
        assert "**" not in said and "*before*" not in said
        assert content["number"] in said and f"{number}/v1" in said
    assert "Not before March." in pdf_text(client.get(f"/en/positions/{number}.pdf").data, tmp_path)


def test_before_files_are_made_the_page_says_so_and_the_address_answers(
    table: Table, published: Callable[..., str], client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> bytes:
        raise RuntimeError("no typesetter today")

    monkeypatch.setattr("forum.publication.operations.files.compile_pdf", broken)
    number = published(anew=True)
    page = visits.visit(client, f"/en/positions/{number}")
    assert "being made" in page.text and not page.xpath("//ul[contains(@class, 'files')]//a[.='PDF']")
    waiting = client.get(f"/en/positions/{number}.pdf")
    assert "This file is being made" in visits.checked(waiting, 202).text
    assert waiting.headers["Retry-After"] == "60" and "no-store" in waiting.headers["Cache-Control"]
    assert client.get(f"/en/positions/{number}/v2.pdf").status_code == 404
    assert client.get(f"/en/positions/{number}.json").status_code == 200, "what is made is served"
    monkeypatch.setattr("forum.publication.operations.files.compile_pdf", lambda *_, **__: b"%PDF-1.7 late")
    table.wait(minutes=30)
    work.run_due()
    assert client.get(f"/en/positions/{number}.pdf").data == b"%PDF-1.7 late"
    assert visits.visit(client, f"/en/positions/{number}").xpath("//ul[contains(@class, 'files')]//a[.='PDF']")


@pytest.mark.usefixtures("plain_files")
def test_a_file_is_made_once_and_served_as_it_was_made_with_its_headers(
    published: Callable[..., str], client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = published()
    monkeypatch.setattr("forum.publication.operations.files.compile_pdf", lambda *_, **__: b"another")
    consultation_id = db.session.scalars(select(Publication.consultation_id)).one()
    made = db.session.scalars(select(PublicationFile.sha256).order_by(PublicationFile.sha256)).all()
    db.session.rollback()
    make_files(consultation_id, 1, "https://elsewhere.example")
    assert db.session.scalar(select(func.count()).select_from(PublicationFile)) == 9
    assert db.session.scalars(select(PublicationFile.sha256).order_by(PublicationFile.sha256)).all() == made
    db.session.rollback()
    for kind, type_ in (("pdf", "application/pdf"), ("json", "application/json"), ("csv", "text/csv")):
        answer = client.get(f"/sq/positions/{number}/v1.{kind}")
        assert answer.mimetype == type_
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["ETag"].startswith("W/")
        again = client.get(f"/sq/positions/{number}/v1.{kind}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304 and not again.data
    assert client.get(f"/sq/positions/{number}.exe").status_code == 404
    with writing() as session:
        session.execute(text("DELETE FROM publication_file WHERE language = 'sq' AND format = 'csv'"))
    make_files(consultation_id, 1, "https://elsewhere.example")
    assert db.session.scalar(select(func.count()).select_from(PublicationFile)) == 9, "what a crash left out is made"
