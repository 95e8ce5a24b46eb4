"""The archive is kept exactly as signed: words, numbers, names and their order."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.languages import READINGS
from forum.core.text.scripts import to_latin
from forum.search.models import SearchEntry
from forum.statement import queries, rules
from forum.statement.models import Demand, Section, Signatory, Statement, StatementText
from forum.statement.seed import SOURCE, archive, seed
from tests.support.visits import Page

Visit = Callable[..., Page]
ORDER = ["GOV", "INT", "COM"]
SIGNED = {
    "GOV-1": "continue the dialogue in a substantial and sustainable manner;",
    "GOV-2": "promptly implement already reached agreements;",
    "GOV-6": "respect the rights of minorities; and,",
    "INT-1": "to support dialogue and the normalisation agreements that not are not at the expense of democracy in "
    "Kosovo and Serbia;",
    "COM-6": "recognize differences among processes in Serbia and Kosovo and react in line with those processes asking "
    "for steps in the right direction;",
}  # fmt: skip
FIRST, LAST = 1, 47
HASHES = {
    "en": "36fc1f138b4c94e4e825fda69d3db2542fd88aa4314ad521c566ed8c360148ad",
    "sq": "a922329ad0508ae2f04218deae152ad49f9f4c000d1e4ff965fc1618e059a063",
    "sr-Latn": "81f88ed1c5d7cdae93708bb2f9a8d32dcbda584f7dcfd9e65e7151e038b8217e",
    "sr-Cyrl": "8f023266d383366f3ae6cd5aff48dd0b3e29fba9fc2bb04d180a217762bcc785",
}
NAMES = "59fe87c01b45a21c982dd5313c3bc79476d77d55d083100cb656606db9b4980a"


def counted(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def forgotten() -> Any:
    """The process remembers nothing of the archive, before and after."""
    queries.forget_archive()
    yield
    queries.forget_archive()


@pytest.mark.bare
def test_seeding_is_safe_to_repeat(app: Flask, forgotten: None, flask_command: Callable[..., str]) -> None:
    assert counted(Demand) == 0
    with pytest.raises(NotFound):
        queries.statement()
    db.session.rollback()
    told = flask_command("seed", "statement")
    tables = (Statement, Section, Demand, StatementText, Signatory, SearchEntry)
    first = {model.__tablename__: counted(model) for model in tables}
    db.session.rollback()
    assert flask_command("seed", "statement") == told, "the same is said of the same rows"
    assert {model.__tablename__: counted(model) for model in tables} == first
    assert (first["demand"], first["section"], first["signatory"], first["search_entry"]) == (19, 3, 47, 57)
    db.session.rollback()
    seed()
    assert {model.__tablename__: counted(model) for model in tables} == first


def test_the_nineteen_demands_stand_as_signed(app: Flask) -> None:
    """Ids and slugs never change; English is the text as signed, slips included."""
    found = queries.demands(READINGS["en"])
    assert list(found) == [f"{code}-{n}" for code, many in zip(ORDER, (7, 5, 7), strict=True)
                           for n in range(1, many + 1)]  # fmt: skip
    for code, words in SIGNED.items():
        assert found[code].text.text == words and found[code].text.signed
    assert all(one.slug.startswith(f"{code.lower()}-") for code, one in found.items())
    assert len({one.slug for one in found.values()}) == 19
    assert {code for code, one in found.items() if one.commitment} == {f"COM-{n}" for n in range(1, 8)}
    assert rules.is_commitment("COM-1") and not rules.is_commitment("GOV-1")


@pytest.mark.parametrize("reading", READINGS)
def test_every_word_is_the_archived_one(app: Flask, reading: str) -> None:
    """Byte for byte, in each language; only the signed English is called signed, Latin is one text with Cyrillic."""
    data, spoken = archive(), READINGS[reading]
    key = {"sr-latn": "sr-Latn", "sr-cyrl": "sr"}.get(reading, reading)
    found = queries.statement(spoken)
    assert (found.title.text, found.subtitle.text) == (data["title"][key], data["subtitle"][key])
    assert [one.text for one in found.preamble] == [one["text"][key] for one in data["preamble"]]
    assert [section.code for section in found.sections] == ORDER
    for section, source in zip(found.sections, data["sections"], strict=True):
        assert section.heading.text == source["heading"][key]
        for one, given in zip(section.demands, source["demands"], strict=True):
            assert (one.code, one.slug, one.text.text) == (given["code"], given["slug"], given["text"][key])
            assert one.text.signed == (reading == "en") and one.text.tag == spoken.html
            assert (one.signed.text, one.signed.tag) == (given["text"]["en"], "en")
    if reading == "sr-latn":
        for source in data["sections"]:
            for given in source["demands"]:
                assert to_latin(given["text"]["sr"]) == given["text"]["sr-Latn"]


def test_the_signatories_stand_in_their_order_exactly_as_signed(app: Flask) -> None:
    """41 organisations and 6 individuals; nothing is said of where anybody is based (R1)."""
    lines = queries.signatories()
    assert [one.number for one in lines] == list(range(FIRST, LAST + 1))
    assert [one.name for one in lines] == [one["name_as_signed"] for one in archive()["signatories"]]
    assert sum(one.kind == "individual" for one in lines) == 6
    assert set(Signatory.__table__.columns.keys()) == {"number", "name_as_signed", "kind"}
    raw = SOURCE.read_text(encoding="utf-8")
    assert "seat" not in raw and "evidence" not in raw
    assert {tuple(sorted(line)) for line in json.loads(raw)["signatories"]} == {("kind", "name_as_signed", "number")}
    with pytest.raises(NotFound):
        queries.signatory(48)


@pytest.mark.parametrize("reading", READINGS)
def test_the_whole_statement_is_a_page_in_every_language(visit: Visit, reading: str) -> None:
    page = visit(f"/{reading}/statement")
    points = page.xpath("//li[@class='point']/@id")
    assert points == [code.lower() for code in queries.demands()]
    names = [one.text_content() for one in page.xpath("//*[@id='signatories']//li/span[1]")]
    expected = [line.name.split() for line in queries.signatories()]
    assert [name.split() for name in names] == expected
    assert page.xpath("//*[@id='signatories']//li/@value") == [str(n) for n in range(FIRST, LAST + 1)]
    assert not page.xpath("//*[@id='signatories']//li//@lang"), "names are nobody's language and never converted"
    links = page.xpath("//li[@class='point']//a/@href")
    assert links == [f"/{reading}/demands/{one.slug}" for one in queries.demands().values()]
    if reading == "en":
        assert "that not are not" in page.text
    else:
        assert page.xpath("//a[@href='/en/statement'][@hreflang='en']"), "the signed English is one click away"


def test_the_statement_is_not_sent_twice(client: FlaskClient, count_statements: Any) -> None:
    first = client.get("/sq/statement")
    with count_statements(at_most=1):
        same = client.get("/sq/statement", headers={"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304
    with count_statements(at_most=3):
        client.get("/sq/statement")


def read_out(language: str) -> str:
    """The whole statement of one version in one text, from the database, as it was read from the archive once."""
    spoken = next(one for one in READINGS.values() if one.html == language)
    found = queries.statement(spoken)
    lines = [found.title.text, found.subtitle.text, *(one.text for one in found.preamble)]
    for section in found.sections:
        lines += [section.heading.text, *(f"{one.code} {one.text.text}" for one in section.demands)]
    return "\n".join(lines)


def test_nobody_has_touched_a_letter(app: Flask) -> None:
    """Hashes of the archived statement as it was handed over: its words in each version, its 47 names."""
    for language, known in HASHES.items():
        assert hashlib.sha256(read_out(language).encode()).hexdigest() == known, language
    names = "\n".join(one.name for one in queries.signatories())
    assert hashlib.sha256(names.encode()).hexdigest() == NAMES
