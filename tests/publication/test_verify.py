"""`flask consultation verify`: everything is computed again, and whatever is changed in the rows is found (R27)."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text

from forum.core.db import db
from forum.publication.queries.verify import verify
from tests.consultation import answers as a
from tests.consultation.conftest import Table, table  # noqa: F401  (a fixture)


@pytest.fixture
def number(table: Table, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: F811
    """A published position with every stance in it, one of them changed and one proposed in vain."""
    monkeypatch.setattr("forum.publication.operations.files.compile_pdf", lambda *_, **__: b"%PDF-")
    number, orgs = table.opened(), table.organisations
    a.take(table, number, orgs["Wide Road"], "endorse")
    for name, body in orgs.items():
        if name == "Stone Well":
            a.take(table, number, body, "dissent")
            a.file(table, number, body, "We see it otherwise.")
        elif name == "Paper Boat":
            a.take(table, number, body, "reservation", {table.paragraphs(number)[0]: "Not before March."})
        elif name == "Wide Road":
            a.take(table, number, body, "stand_aside")
        elif name != "Between Hills":
            a.take(table, number, body, "endorse")
    a.propose(table, number, orgs["River Bench"], "dissent")
    a.publish(table, number)
    table.wait(days=8)
    table.work()
    return number


@contextmanager
def tampered(sql: str, **values: Any) -> Iterator[int]:
    """Change rows behind the back of the house, and set them back."""
    db.session.rollback()
    connection = db.session.connection(execution_options={"sofra_write": True})
    changed = connection.execute(text(sql), values).rowcount
    try:
        yield changed
    finally:
        db.session.rollback()


def test_it_holds_and_every_stance_that_is_flipped_is_found(number: str, flask_command: Callable[..., str]) -> None:
    """Every stored version counts: those in force, the replaced one, the unconfirmed one; and every published one."""
    assert verify(number) == []
    assert "hold" in flask_command("consultation", "verify", number)
    with pytest.raises(RuntimeError, match="no consultation JS-2099-01"):
        flask_command("consultation", "verify", "JS-2099-01")
    rows = db.session.execute(text("SELECT round_id, organisation_id, version, value FROM stance")).all()
    assert len(rows) == 12
    for round_id, organisation_id, version, value in rows:
        sql = "UPDATE stance SET value = :other WHERE round_id = :r AND organisation_id = :o AND version = :v"
        with tampered(sql, other=other(value), r=round_id, o=organisation_id, v=version) as changed:
            assert changed == 1
            assert "the stored stances are not those that were counted" in verify(number), (organisation_id, version)
    stored = db.session.execute(text("SELECT content FROM publication")).scalar_one()
    content = json.loads(stored) if isinstance(stored, str) else stored
    for place, line in enumerate(content["roll"]):
        roll = [dict(one) for one in content["roll"]]
        roll[place] = {**line, "stance": other(line["stance"]), "reservations": []}
        with tampered("UPDATE publication SET content = :it", it=json.dumps({**content, "roll": roll})):
            found = verify(number)
            assert "version 1 does not have its hash" in found
            assert "version 1 does not say what the organisations answered" in found, line["name"]
    assert verify(number) == []


def other(stance: str) -> str:
    return "dissent" if stance == "endorse" else "endorse"


TAMPERINGS = (
    ("UPDATE snapshot SET result = CAST(replace(CAST(result AS text), '\"dissent\"', '\"endorse\"') AS json)",
     "counting again gives another result"),
    ("UPDATE snapshot SET published = CAST(replace(CAST(published AS text), '\"dissent\"', '\"endorse\"') AS json)",
     "counting again gives another result"),
    ("UPDATE roll_organisation SET seat = 'serbia' WHERE name = 'Blue Door'", "the roll is not the one"),
    ("UPDATE roll_organisation SET name = 'Red Door' WHERE name = 'Blue Door'", "the roll is not the one"),
    ("UPDATE consultation SET ruleset = CAST(replace(CAST(ruleset AS text), '180', '170') AS json)",
     "the ruleset is not the one"),
    ("UPDATE paragraph_wording SET text = text || '!' WHERE language = 'sq'", "the text is not the one"),
    ("UPDATE position_wording SET text = text || '!' WHERE language = 'sr'", "title in sr does not have its hash"),
    ("UPDATE stance SET confirmed_at = NULL WHERE value = 'dissent'", "the stored stances are not"),
    ("UPDATE publication SET outcome_class = 'broad'", "is filed under another class"),
    ("UPDATE publication SET sha256 = 'ff'", "version 1 does not have its hash"),
    ("UPDATE text SET source = 'Never.' WHERE kind = 'reservation'", "has other reservations"),
    ("DELETE FROM log_secret WHERE n IN (SELECT n FROM log_entry WHERE type = 'publication_published')",
     "version 1 is not in the log"),
    ("UPDATE publication_file SET sha256 = 'ff' WHERE format = 'csv'", "csv does not have its hash"),
    ("UPDATE publication_file SET sha256 = 'ff' WHERE format = 'json'", "json does not have its hash"),
)  # fmt: skip


def test_whatever_else_is_changed_is_found(number: str, database: Any) -> None:
    for statement, sentence in TAMPERINGS:
        sql = statement if database.kind != "sqlite" else statement.replace(" AS json)", " AS text)")
        with tampered(sql) as changed:
            assert changed, sql
            assert any(sentence in one for one in verify(number)), (sql, verify(number))
    with tampered("DELETE FROM publication_file"):
        assert verify(number) == [], "files may be missing: they are made again"
