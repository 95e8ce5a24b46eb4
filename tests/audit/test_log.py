"""The log as it is kept, shown, exported and checked; and that no bit of it changes unnoticed."""

import hashlib
import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from forum.audit import operations, queries
from forum.audit.models import LogEntry, LogSecret
from forum.audit.rules import ActorRole, EntryType, UnfitPayload, head_note
from forum.consultation.models import Consultation
from forum.core import clock
from forum.core.canonical import canonical
from forum.core.db import db, writing
from forum.organisations.operations import bodies
from forum.publication.models import Publication, PublicationFile
from tests.audit.test_rules import flipped, run, verifier
from tests.support.folk import Folk
from tests.support.house import House
from tests.support.visits import Page, checked, visit

CONTENT = {"number": "JS-2027-01", "version": 1, "title": {"sq": "Qëndrim i përbashkët", "sr": "Заједнички став"}}


def exported() -> bytes:
    db.session.rollback()
    return b"".join(queries.lines())


def verdict(data: bytes) -> list[str]:
    """What the stand-alone verifier has to say; nothing, if all is well."""
    try:
        log = verifier.read_log(data)
    except verifier.Unusable as error:
        return [str(error)]
    return [*log.problems, *verifier.report(log)]


@pytest.fixture
def events(folk: Folk) -> None:
    """A believable log: organisations of both seats, a renaming, roles, a publication."""
    admin = folk.administrator()
    folk.organisation("Shoqata Lisi", coordinator=folk.person(factor=True), seat="kosovo")
    slug = folk.organisation("Удружење Бреза", coordinator=folk.person(factor=True), seat="serbia")
    folk.do(bodies.rename_organisation, admin, slug, "Udruženje Jasika", "à cause d'un congrès")
    clock.set_offset(timedelta(minutes=3))
    folk.do(bodies.leave_table, admin, "udruzenje-jasika", "Në pajtim – у складу „с договором“")
    publish()


def publish() -> None:
    """A publication with its file, named by the log as `publication.operations.publish` does it."""
    body = canonical(CONTENT)
    sha256 = hashlib.sha256(body).hexdigest()
    now = clock.now()
    with writing() as session:
        consultation = session.scalar(
            insert(Consultation)
            .values(
                key="abcdefg", slug="x", template="text", electorate="organisations", ruleset={}, created_at=now,
                version=1,
            )
            .returning(Consultation.id)
        )  # fmt: skip
        session.add(
            Publication(
                consultation_id=consultation, version=1, kind="position", number="JS-2027-01", published_at=now,
                content=CONTENT, sha256=sha256,
            )
        )  # fmt: skip
        session.flush()  # its file points at it
        session.add(
            PublicationFile(
                consultation_id=consultation, version=1, language="all", format="json", sha256=sha256, content=body,
                made_at=now,
            )
        )  # fmt: skip
        operations.record(
            EntryType.PUBLICATION_PUBLISHED, object="position/JS-2027-01", payload={"version": 1, "sha256": sha256},
            actor_role=ActorRole.WORKER,
        )  # fmt: skip


# --- kept ------------------------------------------------------------------------------------------------------


def test_every_act_is_one_entry_and_no_person_is_named(folk: Folk, events: None) -> None:
    types = list(db.session.scalars(select(LogEntry.type).order_by(LogEntry.n)))
    assert types == [
        "role_granted", "organisation_created", "organisation_joined", "mandate_granted", "organisation_seat_declared",
        "organisation_created", "organisation_joined", "mandate_granted", "organisation_seat_declared",
        "organisation_renamed", "organisation_left", "publication_published",
    ]  # fmt: skip
    data = exported().decode()
    for person in ("Administrator", "Njeri", "example.org"):
        assert person not in data
    assert verdict(data.encode()) == []
    seconds = {row.second for row in db.session.scalars(select(LogEntry.at_minute))}
    assert seconds == {0}  # rounded: who acted when is nobody's to work out
    with pytest.raises(UnfitPayload):
        folk.do(
            operations.record, EntryType.ROLE_GRANTED, object="role/x", payload={"person_id": 7},
            actor_role=ActorRole.OPERATOR,
        )  # fmt: skip


def test_what_was_rolled_back_left_no_gap_in_the_chain(folk: Folk, events: None) -> None:
    def fails() -> None:
        operations.record(EntryType.ROLE_GRANTED, object="role/x", payload={}, actor_role=ActorRole.OPERATOR)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        folk.do(fails)
    folk.do(operations.record, EntryType.ROLE_ENDED, object="role/x", payload={}, actor_role=ActorRole.OPERATOR)
    numbers = list(db.session.scalars(select(LogEntry.n).order_by(LogEntry.n)))
    assert numbers == list(range(1, 14))
    assert verdict(exported()) == [] and queries.problems() == []


def test_several_entries_in_one_act_follow_each_other_and_text_is_stored_as_it_is_hashed(folk: Folk) -> None:
    def act() -> None:
        for number in range(5):
            operations.record(
                EntryType.ORGANISATION_LEFT, object="organisation/x", organisation="Qe\u0308ndra",
                payload={"reason": f"de\u0300ja {number}"}, actor_role=ActorRole.COORDINATOR,
            )  # fmt: skip

    folk.do(act)
    assert verdict(exported()) == []
    assert "Qëndra" in exported().decode() and "dèja" in exported().decode()


def test_erasing_a_payload_keeps_the_chain_and_is_told(folk: Folk, events: None, client: FlaskClient) -> None:
    n = db.session.scalars(select(LogEntry.n).where(LogEntry.type == "organisation_left")).one()
    assert "договором" in exported().decode()
    folk.do(operations.erase_payload, n, ActorRole.ADMINISTRATOR)
    folk.do(operations.erase_payload, n, ActorRole.ADMINISTRATOR)  # a second time: nothing happens
    data = exported()
    assert "договором" not in data.decode()
    assert verifier.read_log(data).problems == []
    assert verdict(data) == [f"entry {n}: payload erased (an entry says so); the chain does not need it"]
    assert queries.problems() == []
    page = visit(client, "/en/log")
    assert "details were erased" in page.text and "договором" not in page.text
    assert db.session.scalar(select(func.count()).select_from(LogEntry)) == 13


# --- shown -----------------------------------------------------------------------------------------------------


def lines_of(page: Page) -> list[str]:
    return [one.text_content() for one in page.xpath("//ol[contains(@class,'log')]/li//b")]


@pytest.mark.parametrize("reading", ["en", "sq", "sr-latn", "sr-cyrl"])
def test_the_page_stands_in_every_language_empty_and_full(
    reading: str, request: pytest.FixtureRequest, client: FlaskClient
) -> None:
    assert not lines_of(visit(client, f"/{reading}/log"))
    request.getfixturevalue("events")
    page = visit(client, f"/{reading}/log")
    assert len(lines_of(page)) == 12 and "Shoqata Lisi" in page.text
    names = [option.text for option in page.xpath("//select[@name='type']/option")]
    assert not any("_" in str(name) for name in names)  # every type has a name in words


def test_one_finds_what_one_looks_for_page_by_page(
    folk: Folk, events: None, client: FlaskClient, count_statements: Callable[..., Any]
) -> None:
    assert lines_of(visit(client, "/en/log?type=mandate_granted")) == ["Mandate granted"] * 2
    page = visit(client, "/en/log?organisation=Shoqata+Lisi")
    assert len(lines_of(page)) == 4 and page.xpath("//option[@selected]/@value") == ["Shoqata Lisi"]
    (found,) = set(page.xpath("//ol//a[contains(@href, 'object=')]/@href"))
    assert len(lines_of(visit(client, found))) == 4
    assert "No such entry" in visit(client, "/en/log?organisation=Nobody").text
    assert len(lines_of(visit(client, "/en/log?type=odd"))) == 12
    with count_statements(at_most=6) as few:
        client.get("/en/log")
    with writing():
        for number in range(60):
            operations.record(EntryType.ROLE_GRANTED, object=f"role/{number}", payload={}, actor_role="operator")
    with count_statements(at_most=few.count):
        page = visit(client, "/en/log")
    assert len(lines_of(page)) == 50
    (next_page,) = page.xpath("//nav[contains(@class,'pager')]//a[@rel='next']/@href")
    with count_statements(at_most=few.count):
        page = visit(client, next_page)
    assert len(lines_of(page)) == 22 and page.xpath("//nav[contains(@class,'pager')]//a[@rel='prev']")
    for odd in ("before=0", "before=x", "before=99999999", "object=" + "x" * 201, "organisation=%00"):
        assert client.get(f"/en/log?{odd}").status_code == 404, odd


def test_the_page_is_kept_by_caches_until_something_is_entered(folk: Folk, events: None, client: FlaskClient) -> None:
    for place in ("/en/log", "/log.jsonl", "/log/head.json"):
        first = client.get(place)
        assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert client.get(place, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        folk.do(operations.record, EntryType.ROLE_ENDED, object="role/x", payload={}, actor_role="operator")
        assert client.get(place, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_what_stands_in_a_payload_comes_out_inert(folk: Folk, client: FlaskClient) -> None:
    payload = "<script>alert(1)</script>"
    folk.do(
        operations.record, EntryType.ORGANISATION_LEFT, object="organisation/x", payload={"reason": payload},
        actor_role="operator",
    )  # fmt: skip
    assert payload not in visit(client, "/en/log").html
    assert payload not in visit(client, f"/en/log?object={payload}").html


# --- exported and checked --------------------------------------------------------------------------------------


def test_what_a_visitor_downloads_is_what_the_program_accepts(
    events: None, client: FlaskClient, tmp_path: Any, flask_command: Callable[..., str]
) -> None:
    page = visit(client, "/en/log")
    program = client.get(page.xpath("//a[@download='verify_log.py']/@href")[0], buffered=True)
    assert program.status_code == 200 and len(program.get_data(as_text=True).splitlines()) < 300
    log = client.get("/log.jsonl")
    assert log.mimetype == "application/jsonl" and log.get_data() == exported()
    (tmp_path / "log.jsonl").write_bytes(log.get_data())
    (tmp_path / "JS-2027-01.json").write_bytes(canonical(CONTENT))
    note = client.get("/log/head.json").get_json()["note"]
    assert note in page.text
    done = run(str(tmp_path / "log.jsonl"), str(tmp_path / "JS-2027-01.json"), "--head", note)
    assert (done.returncode, done.stderr) == (0, b"") and b"0 problems" in done.stdout
    assert note in flask_command("log", "verify")


def test_the_host_is_told_where_the_log_does_not_hold(
    events: None, flask_command: Callable[..., str], app: Flask
) -> None:
    with writing() as session:
        session.execute(text("UPDATE log_entry SET organisation = 'Shoqata Tjetër' WHERE n = 2"))
    with pytest.raises(RuntimeError, match="entry 2: hash"):
        flask_command("log", "verify")
    with writing() as session:
        session.execute(text("UPDATE log_secret SET payload = '{\"name\":\"x\"}' WHERE n = 2"))
    with pytest.raises(RuntimeError, match="entry 2: commitment"):
        flask_command("log", "verify")


TEXTS = {
    "log_entry": ("at_minute", "type", "actor_role", "organisation", "object", "commitment", "prev_hash", "hash"),
    "log_secret": ("salt", "payload"),
}


def changed_bits(chance: random.Random, path: Any) -> Iterator[str]:
    """Flip one bit of one row as it lies in the file, tell where, and put it back when asked on."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA foreign_keys=OFF")
        while True:
            table = chance.choice(("log_entry", "log_entry", "log_secret"))
            column = chance.choice(TEXTS[table] + (("n",) if table == "log_entry" else ()))
            (n,) = chance.choice(file.execute(f"SELECT n FROM {table}").fetchall())
            if column == "n":
                other = n ^ (1 << chance.randrange(5))
                if file.execute("SELECT 1 FROM log_entry WHERE n = ?", (other,)).fetchone():
                    continue
                file.execute("UPDATE log_entry SET n = ? WHERE n = ?", (other, n))
                yield f"{table}.n {n}"
                file.execute("UPDATE log_entry SET n = ? WHERE n = ?", (n, other))
                continue
            (old,) = file.execute(f"SELECT CAST({column} AS BLOB) FROM {table} WHERE n = ?", (n,)).fetchone()
            if not old:
                continue
            bit = chance.randrange(len(old) * 8)
            write = f"UPDATE {table} SET {column} = CAST(? AS TEXT) WHERE n = ?"
            try:
                file.execute(write, (flipped(old, bit), n))
            except sqlite3.IntegrityError:  # a constraint of the database refuses it: no such row can be
                continue
            yield f"{table}.{column} {n} bit {bit}"
            file.execute(write, (old, n))


@pytest.mark.database("sqlite")
def test_of_a_thousand_flipped_bits_in_the_rows_of_the_log_the_program_finds_each(
    events: None, database: House
) -> None:
    """Show 17, in the rows: whatever becomes of a row, the export says so and the verifier sees it."""
    path, unseen = make_url(database.config.database_url).database, []
    assert verdict(exported()) == []
    found = changed_bits(random.Random(1717), path)
    for _number in range(1000):
        where = next(found)
        if not verdict(exported()):
            unseen.append(where)
    found.close()
    assert unseen == []


@pytest.mark.database("sqlite")
def test_the_check_of_the_host_finds_them_too_and_never_stumbles(events: None, database: House) -> None:
    found = changed_bits(random.Random(18), make_url(database.config.database_url).database)
    for _number in range(150):
        where = next(found)
        db.session.rollback()
        assert queries.problems(), where
    found.close()


@pytest.mark.database("postgresql")
def test_flipped_bits_in_the_rows_are_found_on_the_other_database(events: None) -> None:
    chance, tried = random.Random(19), 0
    while tried < 150:
        table = chance.choice(("log_entry", "log_secret"))
        column = chance.choice([one for one in TEXTS[table] if one != "at_minute"])
        n = chance.choice(list(db.session.scalars(select(LogEntry.n))))
        old = db.session.scalar(text(f"SELECT {column}::text FROM {table} WHERE n = {n}"))
        if not old:
            continue
        try:
            new = flipped(old.encode(), chance.randrange(len(old.encode()) * 8)).decode()
            _write(table, column, n, new)
        except (UnicodeDecodeError, DBAPIError, ValueError):
            db.session.rollback()
            continue  # PostgreSQL refuses such a row
        assert verdict(exported()), (table, column, n, old, new)
        assert queries.problems()
        _write(table, column, n, old)
        tried += 1
    assert verdict(exported()) == []


def _write(table: str, column: str, n: int, value: str) -> None:
    kind = "json" if column == "payload" else "text"
    with writing() as session:
        session.execute(text(f"UPDATE {table} SET {column} = CAST(:v AS {kind}) WHERE n = :n"), {"v": value, "n": n})


def test_of_a_thousand_flipped_bits_in_export_and_publication_each_is_found(events: None) -> None:
    """Show 17, in what is downloaded: the log, and a publication beside it."""
    data, chance = exported(), random.Random(20)
    for bit in (chance.randrange(len(data) * 8) for _number in range(500)):
        assert verdict(flipped(data, bit)), bit
    log = verifier.read_log(data)
    file = db.session.scalars(select(PublicationFile)).one()
    row = db.session.scalars(select(Publication)).one()
    assert verifier.publication_problems(log, "p.json", file.content) == []
    assert verifier.publication_problems(log, "p.json", canonical(row.content)) == []
    for bit in (chance.randrange(len(file.content) * 8) for _number in range(250)):
        assert verifier.publication_problems(log, "p.json", flipped(file.content, bit))
    stored = str(db.session.scalar(text("SELECT CAST(content AS TEXT) FROM publication"))).encode()
    for bit in (chance.randrange(len(stored) * 8) for _number in range(250)):
        try:
            again = canonical(json.loads(flipped(stored, bit).decode()))
        except (ValueError, TypeError):
            continue  # no publication any more
        assert verifier.publication_problems(log, "p.json", again), bit


def test_a_log_cut_short_or_written_anew_does_not_match_the_head_that_was_noted(
    folk: Folk, events: None, app: Flask
) -> None:
    noted = head_note(queries.head())
    with writing() as session:
        last = session.scalars(select(LogEntry).order_by(LogEntry.n.desc()).limit(1)).one()
        session.delete(session.get_one(LogSecret, last.n))
        session.flush()
        session.delete(last)
    short = verifier.read_log(exported())
    assert short.problems == [] and "ends at 11" in str(verifier.head_problem(short, noted))
    folk.do(operations.record, EntryType.ROLE_ENDED, object="role/x", payload={}, actor_role=ActorRole.OPERATOR)
    anew = verifier.read_log(exported())
    assert anew.problems == [] and "written anew" in str(verifier.head_problem(anew, noted))


def test_an_empty_log_is_no_error(client: FlaskClient) -> None:
    assert client.get("/log.jsonl").get_data() == b""
    assert client.get("/log/head.json").get_json()["n"] == 0
    assert "No entry yet" in checked(client.get("/en/log")).text
