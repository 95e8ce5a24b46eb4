"""The worked example: laid out once, everything in it is there, counts hold, every kind of page opens as each role."""

import collections
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from werkzeug.exceptions import HTTPException

from forum.accounts.models import Invitation, Person
from forum.accounts.queries import person_by_email
from forum.cli.demo import NotHere, cast, script, seed_demo, stances, texts
from forum.consultation.models import Consultation
from forum.consultation.queries.course import consultation_by_id
from forum.consultation.queries.steps import is_overdue
from forum.core import clock
from forum.core.db import db, writing
from forum.core.languages import CONTENT
from forum.core.text.scripts import script_of
from forum.discussion.models import Follow, Post, Thread
from forum.moderation.models import Case, Report
from forum.notifications.models import Notice
from forum.organisations.models import Mandate, Organisation
from forum.publication.models import Publication
from forum.translation.models import Dispute, Translation, WrittenText
from tests.support.visits import Page, checked

EACH = 1
"""Pages of a kind that are opened as each role."""


def count(what: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(what).where(*where)) or 0


# ---------------------------------------------------------------- the files
def test_the_threads_are_long_enough_in_every_language_and_script() -> None:
    threads = script.threads()
    posts = [post for thread in threads for post in thread.posts]
    assert len(threads) >= 25 and len(posts) >= 300
    languages = collections.Counter(post.language for post in posts)
    assert all(languages[language] >= 30 for language in CONTENT), languages
    scripts = collections.Counter(script_of(post.text) for post in posts if post.language == "sr")
    assert scripts["Latn"] >= 50 and scripts["Cyrl"] >= 40, scripts
    assert {thread.demand[:3] for thread in threads} == {"GOV", "INT", "COM"}
    assert {thread.visibility for thread in threads} == {"public", "members"}
    assert all(post.by in cast.PEOPLE for post in posts)
    assert all(0 < post.to < number for thread in threads for number, post in enumerate(thread.posts[1:], start=2))


def test_serbian_of_positions_is_in_cyrillic_and_every_reference_leads_somewhere() -> None:
    lengths: dict[str, int] = {}
    for thread in script.threads():
        place = sum(name.startswith(f"{thread.demand}.") for name in lengths) + 1
        lengths[f"{thread.demand}.{place}"] = len(thread.posts)
    for position in texts.positions().values():
        for written in position.texts:
            assert script_of(written.versions.get("sr", "ћ")) == "Cyrl", written
            for word in written.words:
                if word.startswith("post:"):
                    thread, _, number = word.removeprefix("post:").rpartition(".")
                    assert 1 <= int(number) <= lengths[thread], word


@pytest.mark.parametrize("file", [script, texts])
def test_a_line_that_cannot_be_read_is_named(file: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.txt").write_text("==== GOV-2 | day x | public\nfoo\n==== a | b\nbar\n", encoding="utf-8")
    monkeypatch.setattr(file, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="line|expected"):
        list(file.threads() if file is script else file.positions())


# ---------------------------------------------------------------- laid out
@pytest.mark.database("sqlite")
def test_the_example_stands_with_everything_in_it(app: Flask, flask_command: Callable[..., str]) -> None:
    _lay_out_and_look(app, flask_command, whole=False)


@pytest.mark.drill
@pytest.mark.database("postgresql")
def test_the_example_stands_on_postgresql_too(app: Flask, flask_command: Callable[..., str]) -> None:
    _lay_out_and_look(app, flask_command, whole=True)


def _lay_out_and_look(app: Flask, flask_command: Callable[..., str], *, whole: bool) -> None:
    told = flask_command("seed", "demo")
    assert "100 % of what happens in 200 days" in told
    assert clock.offset().total_seconds() == 0
    _people()
    _debate()
    _translations()
    _consultations()
    _hold(flask_command)
    before = {name: _rows(name) for name in ("post", "person", "log_entry", "stance", "work")}
    again = flask_command("seed", "demo")
    assert "stands already" in again and "%" not in again
    assert before == {name: _rows(name) for name in before}
    db.session.rollback()
    _links_work_once(app, again)
    _every_kind_of_page_opens(app, list(ROLES) if whole else [None, "iris", "valbona"])


def _rows(table: str) -> int:
    return int(db.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


def _people() -> None:
    seats = collections.Counter(
        (row.kind, row.seat) for row in db.session.execute(select(Organisation.kind, Organisation.seat))
    )
    assert seats == {
        ("organisation", "kosovo"): 7, ("organisation", "serbia"): 7, ("organisation", "regional"): 2,
        ("individual", "kosovo"): 1, ("individual", "serbia"): 1,
    }  # fmt: skip
    assert count(Organisation, Organisation.signatory_number.is_not(None)) == 0, "no real signatory plays a part"
    assert count(Person) == len(cast.PEOPLE) >= 40
    assert count(Person, Person.state == "suspended") == 1
    assert count(Person, Person.shield) == 2
    assert count(Mandate, Mandate.ends_at <= clock.now()) == 1
    assert count(Invitation, Invitation.accepted_at.is_(None)) == 2


def _debate() -> None:
    assert count(Thread) == 25 and count(Post) >= 300
    assert count(Thread, Thread.visibility == "members") == 1
    states = {row[0]: row[1] for row in db.session.execute(select(Post.state, func.count()).group_by(Post.state))}
    assert states["hidden"] == states["withdrawn"] == 1
    assert count(Post, Post.edited_at.is_not(None)) >= 8
    assert count(Post, Post.voice == "organisation") >= 10
    assert count(Report) >= 4 and count(Case, Case.state == "open") == 1
    assert count(Follow) > 25 and count(Notice) > 500
    span = db.session.execute(select(func.min(Post.at), func.max(Post.at))).one()
    assert (span[1] - span[0]).days > 180
    assert span[1] < clock.now()


def _translations() -> None:
    states = set(db.session.scalars(select(Translation.state).distinct()))
    assert states == {"requested", "claimed", "submitted", "returned", "reviewed"}
    outdated = (
        select(func.count())
        .select_from(Translation)
        .join(WrittenText, WrittenText.id == Translation.text_id)
        .where(Translation.state == "reviewed", Translation.source_number < WrittenText.number)
    )
    assert (db.session.scalar(outdated) or 0) >= 2
    assert count(Dispute, Dispute.closed_at.is_(None)) == 2


def _consultations() -> None:
    classes = db.session.scalars(select(Publication.outcome_class)).all()
    assert sorted(classes) == sorted(stances.CLASSES.values())
    assert set(db.session.scalars(select(Consultation.template).distinct())) == {"text", "rapid"}
    phases: collections.Counter[str] = collections.Counter()
    for consultation_id in db.session.scalars(select(Consultation.id)).all():
        facts = consultation_by_id(consultation_id)
        assert facts is not None
        phases[f"{facts.state.value}/{facts.phase.value}"] += 1
        phases["overdue"] += is_overdue(facts)
    assert phases == {
        "published/counted": 6, "draft/waiting": 1, "announced/waiting": 2, "overdue": 1, "running/open": 1,
        "running/closed": 1, "check/counted": 1, "withdrawn/waiting": 1, "suspended/open": 1,
    }  # fmt: skip


def _hold(flask_command: Callable[..., str]) -> None:
    assert "The log holds" in flask_command("log", "verify")
    for number in db.session.scalars(select(Publication.number)).all():
        assert "hold" in flask_command("consultation", "verify", number)


def _links_work_once(app: Flask, told: str) -> None:
    """The printed links sign in, with the second factor, once."""
    links = re.findall(r"http\S+/one-time/\S+", told)
    assert len(links) == len(cast.GUIDE)
    browser, base = app.test_client(), app.config["SOFRA"].base_url
    path = links[0].removeprefix(base)
    page = checked(browser.get(path))
    assert browser.post(path, data=page.fields()).status_code == 303
    assert checked(browser.get("/en/admin/")).response.status_code == 200, "the administrator's second factor was shown"
    assert app.test_client().get(path).status_code in (404, 410)


LOOKED_AT: set[str] = set()
"""Kinds of pages that were whole and well-formed for the first who opened one."""
ROLES = {
    None: "en", "besa": "sq", "valbona": "sr-latn", "liridon": "en", "naim": "sr-cyrl", "iris": "en", "rina": "sq",
    "agron": "sq", "ognjen": "sr-cyrl",
}  # fmt: skip


def _every_kind_of_page_opens(app: Flask, handles: list[str | None]) -> None:
    kinds: dict[str | None, int] = {}
    for number, handle in enumerate(handles):
        client = app.test_client()
        if handle is not None:
            _enter(client, handle)
        kinds[handle] = len(set(_walk(app, client, ROLES[handle], f"10.0.{number}")))
    assert kinds[None] >= 20, kinds
    assert kinds["iris"] >= 45 and kinds["valbona"] >= 40, kinds


def _enter(client: FlaskClient, handle: str) -> None:
    from forum.cli.demo.guide import link

    person = person_by_email(cast.address(handle))
    assert person is not None
    with writing():
        path = link(person.id, person.language).removeprefix(client.application.config["SOFRA"].base_url)
    assert client.post(path, data=checked(client.get(path)).fields()).status_code == 303


def _walk(app: Flask, client: FlaskClient, reading: str, network: str) -> Iterator[str]:
    """Follow links from home; some pages of every kind must open, whole and well-formed."""
    routes = app.url_map.bind("localhost")
    opened: collections.Counter[str] = collections.Counter()
    origin: dict[str, str] = {}
    waiting, known = collections.deque([f"/{reading}/", f"/{reading}/notices"]), set()
    while waiting:
        path = waiting.popleft()
        if path in known or path.startswith("/static/"):
            continue
        known.add(path)
        try:
            kind = routes.match(path.partition("?")[0], method="GET")[0]
        except HTTPException:
            pytest.fail(f"a page links to {path}, which is nowhere")
        if opened[kind] == EACH:
            continue
        opened[kind] += 1
        answer = client.get(path, environ_overrides={"REMOTE_ADDR": f"{network}.{opened.total() // 100}"})
        if answer.status_code in (302, 303, 308):
            waiting.append(answer.location.removeprefix(app.config["SOFRA"].base_url).partition("#")[0])
            continue
        assert answer.status_code == 200, f"{network}: {path}: {answer.status_code}, from {origin.get(path)}"
        yield kind
        if answer.mimetype == "text/html":
            page = checked(answer) if kind not in LOOKED_AT else Page(answer)
            LOOKED_AT.add(kind)
            for one in page.links():
                if one.startswith("/"):
                    address = unescape(one).partition("#")[0]
                    origin.setdefault(address, path)
                    waiting.append(address)


# ---------------------------------------------------------------- where it does not belong
@pytest.mark.database("sqlite")
def test_the_example_refuses_a_place_where_people_are(app: Flask) -> None:
    with writing() as session:
        session.add(Person(key="persn01", name="N", email="n@example.org", language="en", created_at=clock.now()))
    with pytest.raises(NotHere, match="a place of its own"):
        seed_demo(print)


@pytest.mark.database("sqlite")
def test_an_example_that_was_not_finished_says_so(app: Flask) -> None:
    with writing() as session:
        email = cast.address("iris")
        session.add(Person(key="persn01", name="Iris", email=email, language="en", created_at=clock.now()))
    with pytest.raises(NotHere, match="not finished"):
        seed_demo(print)


@pytest.mark.database("sqlite")
def test_no_link_is_printed_where_others_can_come(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from forum.cli.demo import guide

    monkeypatch.setitem(app.config, "SOFRA", replace(app.config["SOFRA"], base_url="https://sofra.example"))
    told = "\n".join(guide.lines())
    assert "one-time/" not in told and "flask accounts link" in told
