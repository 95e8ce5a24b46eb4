"""Nobody's stance is visible before the close (R23): a canary is looked for everywhere, as everybody.

One organisation answers in every way there is. Before and after, every page of the URL map is opened as each role,
and everything that is served is compared: nothing outside the organisation may hold its words, and nothing may have
changed at all but the facilitators' turnout. Mail, the outbox, notices, the public log and the log of requests too.
"""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from forum.accounts.operations.roles import grant_role
from forum.consultation.operations import stances
from forum.consultation.rules.roll import Seat
from forum.core.db import db, writing
from forum.core.keys import new_key
from forum.discussion import operations as discussion
from forum.notifications.models import Notice
from forum.outbox.models import OutboxMail
from forum.translation import operations as translation
from forum.translation.models import WrittenText
from forum.translation.queries import piece_for
from forum.translation.rules import kinds, words
from tests.consultation import answers as a
from tests.consultation.conftest import Body, Table
from tests.support import visits

WORDS = {name: f"kanarinka{name}" for name in ("reservation", "dissent", "note", "version", "vain")}
ANSWERER = "Stone Well"
RANDOM = {"accounts.set_up_factor"}
"""Pages that show something new each time; they are searched for words and not compared."""
TURNOUT = ("facilitator", "consultation.facilitate")
"""The one difference that may be: turnout by side, for facilitators."""
Answers = dict[tuple[str, str], tuple[int, str, str]]


@dataclass
class World:
    """A site with an open round, and a browser for each role."""

    table: Table
    number: str
    body: Body
    browsers: dict[str, FlaskClient]
    """By role."""
    values: dict[str, list[str]] = field(default_factory=dict)
    paths: list[tuple[str, str]] = field(default_factory=list)

    def walk(self, roles: Any = None, only: Callable[[str], bool] = lambda endpoint: True) -> Answers:
        """Every answer to every role: status, version of the page, body without what is new each time."""
        found: Answers = {}
        for role, browser in self.browsers.items():
            if roles and role not in roles:
                continue
            for endpoint, path in self.paths:
                if only(endpoint):
                    answer = browser.get(path)
                    body = answer.get_data(as_text=True)
                    found[role, path] = (answer.status_code, answer.headers.get("ETag", ""), still(body))
                    answer.close()
        return found

    def endpoint_of(self, path: str) -> str:
        return next(endpoint for endpoint, known in self.paths if known == path)


def still(body: str) -> str:
    """A page without tokens."""
    body = re.sub(r'<input[^>]*type="hidden"[^>]*>', "", body)
    return re.sub(r'(?:id|for|href|aria-\w+)="#?[a-z0-9]{20,30}[^"]*"', "", body)


def paths_of(app: Flask, values: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Every address that can be read, with everything known in the place of its variables."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        names = sorted(rule.arguments)
        words_of = rule.rule.startswith("/<reading:lang>/translations/")
        for chosen in _texts(names, values) if words_of else product(*(_fit(rule, name, values) for name in names)):
            try:
                yield rule.endpoint, adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)), "GET")
            except Exception:
                continue


def _fit(rule: Rule, name: str, values: dict[str, list[str]]) -> list[Any]:
    if name == "lang":
        return ["en"]
    if name == "version":
        return [1]
    if name == "kind" and "any(" in rule.rule:
        return ["pdf", "json", "csv"]
    return values.get(name, ["x"])


def _texts(names: list[str], values: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """The addresses of translations: of words that are, of words that will be, of the question."""
    for text in values["text"]:
        kind, key, field_ = text.split("/")
        yield tuple({"kind": kind, "key": key, "field": field_, "lang": "en", "language": "sq"}[name] for name in names)


@pytest.fixture
def world(table: Table, app: Flask, sign_in: Callable[..., FlaskClient], database: Any) -> World:
    """An open round, a thread, people of every role (of fewer on PostgreSQL); nobody has answered yet."""
    number = table.opened()
    body = table.organisations[ANSWERER]
    moderator, outsider = table.person("moderator"), table.person("outsider")
    said = words("How shall we go on?", "en", plain=True), words("Let us see.", "en")
    with writing():
        grant_role(None, moderator, "moderator", as_seat="kosovo")
        author = table.actor(table.organisations["Wide Road"].speakers[0])
        thread = discussion.open_thread(
            author, title=said[0], body=said[1], visibility="public", voice="own", demand_code="GOV-2", scope=None
        )
    people = {
        "visitor": None, "outsider": outsider, "member": table.organisations["Wide Road"].speakers[1],
        "facilitator": table.facilitators[Seat.SERBIA], "translator": table.translators[0], "moderator": moderator,
        "administrator": table.administrator,
    }  # fmt: skip
    if database.kind != "sqlite":
        people = {role: people[role] for role in ("visitor", "member", "facilitator")}
    browsers = {role: sign_in(who, app.test_client()) if who else app.test_client() for role, who in people.items()}
    table.work()
    facts = table.facts(number)
    found = World(table, number, body, browsers)
    found.values = {
        "name": [number], "number": [number], "tail": [f"{number}-{facts.slug}"],
        "slug": [body.slug, "wide-road", "implement-agreements-reached", facts.slug], "key": [facts.key, thread.key],
        "post": [thread.post_key], "kind": ["post", "thread", "dissent"], "reference": ["GOV-2"],
        "text": [f"consultation/{facts.key}/question", f"reservation/{facts.key}.{_key(body)}.1.1/body"],
    }  # fmt: skip
    return found


def answer_everything(world: World) -> None:
    """Opinion, note, reservation, an own version of it, and a proposal that nobody confirms; the worker runs."""
    table, number, body = world.table, world.number, world.body
    one, other = body.speakers
    key = a.file(table, number, body, f"We see it otherwise: {WORDS['dissent']}.")
    with writing():
        stances.add_note(table.actor(one), number, body.slug, f"Between us: {WORDS['note']}.", "en")
    places = {table.paragraphs(number)[0]: f"Not before: {WORDS['reservation']}."}
    a.take(table, number, body, "reservation", places)
    db.session.rollback()
    owner = db.session.scalars(select(WrittenText.owner_id).filter_by(kind="reservation")).one()
    place = kinds()["reservation"].key_of(owner)
    assert place is not None
    made = words(f"Jo para: {WORDS['version']}.", "sq")
    with writing():
        who = table.actor(other)
        piece = piece_for(who, "reservation", place, "body", "sq", lock=True)
        translation.submit_translation(who, piece, made, number=piece.text.number)
    a.propose(table, number, body, "reservation", {"whole": f"Perhaps: {WORDS['vain']}."}, by=other)
    world.values["text"] = [f"reservation/{place}/body", f"reservation/{place[:-3]}2.1/body", f"dissent/{key}/body"]
    world.values["key"] = [key]
    table.work()


def open_every_door(world: World, app: Flask) -> None:
    """Fill in the addresses, those of things that are only known inside too."""
    world.paths = sorted(set(paths_of(app, world.values)))


def spilt(answers: Answers) -> list[str]:
    """Where words of the organisation are served."""
    return [f"{role} {path}: {word}" for (role, path), (_s, _e, body) in answers.items()
            for word in WORDS.values() if word in body]  # fmt: skip


def changed(world: World, before: Answers, after: Answers) -> list[str]:
    """What is served otherwise, but for turnout."""
    found = []
    for at in before.keys() & after.keys():
        endpoint = world.endpoint_of(at[1])
        if before[at] != after[at] and endpoint not in RANDOM and (at[0], endpoint) != TURNOUT:
            found.append(f"{at[0]} {at[1]}: {_differing(before[at], after[at])}")
    return sorted(found)


def _differing(old: tuple[int, str, str], new: tuple[int, str, str]) -> str:
    lines = [set(re.split(r"\n|(?=<option)", one[2])) for one in (old, new)]
    return f"{old[:2]} {new[:2]} gone: {sorted(lines[0] - lines[1])[:3]} come: {sorted(lines[1] - lines[0])[:3]}"


def test_words_and_stance_of_an_organisation_show_nowhere_before_the_close(
    world: World, app: Flask, caplog: pytest.LogCaptureFixture, outbox: visits.Outbox,
    sign_in: Callable[..., FlaskClient],
) -> None:  # fmt: skip
    table, number, body = world.table, world.number, world.body
    inside = set(body.speakers)
    outbox.deliver()
    open_every_door(world, app)
    own_addresses = {table.email(person_id) for person_id in inside}
    before, letters, notices = world.walk(), _letters_outside(outbox, own_addresses), _notices(inside)
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        answer_everything(world)
        _answer_by_browser(world, sign_in(body.speakers[0], app.test_client()))
    logged = "\n".join(f"{record.getMessage()} {getattr(record, 'told', '')}" for record in caplog.records)
    for secret in (*WORDS.values(), body.slug, body.name, "127.0.0.1"):
        assert secret not in logged, secret
    after = world.walk()
    assert spilt(after) == []
    assert changed(world, before, after) == []
    outbox.deliver()
    assert _letters_outside(outbox, own_addresses) == letters, "no letter leaves the organisation for an answer"
    folder = Path(app.config["SOFRA"].data_dir) / "mail"
    shown = [path.read_text("utf-8", "replace") for path in folder.glob("*.eml")]
    assert not any("waits for a second person" in letter for letter in shown), "nor does one lie where others look"
    assert _notices(inside) == notices
    assert db.session.scalar(select(func.count()).select_from(OutboxMail).where(OutboxMail.sent_at.is_(None))) == 0
    db.session.rollback()
    open_every_door(world, app)
    of_words = {one for one, path in world.paths if "/translations/" in path or "/report/" in path or "/join/" in path}
    assert spilt(world.walk(only=of_words.__contains__)) == [], "nor at the addresses of its words"
    facilitator = visits.visit(world.browsers["facilitator"], f"/en/consultations/{number}/facilitate")
    assert body.name not in _turnout(facilitator), "turnout names nobody"
    for word in WORDS.values():
        for role, browser in world.browsers.items():
            hits = browser.get(f"/en/search?q={word}").get_data(as_text=True)
            assert f"/{number}" not in hits, (role, word)
    own = visits.visit(sign_in(body.speakers[1], app.test_client()), f"/en/consultations/{number}/answer/{body.slug}")
    assert WORDS["note"] in own.text and WORDS["vain"] in own.text, "the organisation itself reads what it wrote"
    table.close(number)
    near = {"consultation.at", "consultation.index", "translation.work", "pages.home", "pages.demand"}
    assert spilt(world.walk(only=near.__contains__)) == [], "nor when it is closed and not counted"


def _key(body: Body) -> str:
    from forum.organisations.queries import organisation

    return organisation(body.slug).key


def _turnout(page: visits.Page) -> str:
    return " ".join(one.text_content() for one in page.xpath("//section[contains(@aria-labelledby, 'turnout')]"))


def _letters_outside(outbox: visits.Outbox, own: set[str]) -> int:
    """Letters to everybody outside the organisation."""
    return sum(not any(address in str(letter["To"]) for address in own) for letter in outbox.letters())


def _notices(inside: set[int]) -> int:
    """Notices of everybody outside the organisation."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Notice).where(Notice.person_id.not_in(inside))) or 0


def _answer_by_browser(world: World, browser: FlaskClient) -> None:
    """The same organisation looks at its page and writes a note, as a request."""
    url = f"/en/consultations/{world.number}/answer/{world.body.slug}"
    page = visits.visit(browser, url)
    (form,) = [one for one in page.tree.forms if one.get("action") == f"{url}/notes"]
    data = {**{str(key): str(value or "") for key, value in form.form_values()}, "body": WORDS["note"]}
    assert browser.post(f"{url}/notes", data=data).status_code == 303


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("leak", ["version of a page", "words", "turnout", "page of another", "letter"])
def test_each_leak_made_on_purpose_is_seen(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch, leak: str, outbox: visits.Outbox
) -> None:
    """The search itself can fail: somebody who confirms bumps a page, reads too early, counts, opens, writes."""
    from forum.consultation.index import stance_texts
    from forum.consultation.queries import answer_page
    from forum.core.page_versions import bump

    inside = set(world.body.speakers)
    near = {"consultation.at", "translation.work", "answers.answer", "translation.history"}
    confirm = stances.confirm_stance

    def confirm_aloud(who: Any, name: str, slug: str, version: int, **more: Any) -> None:
        confirm(who, name, slug, version, **more)
        if leak == "version of a page":
            bump(f"consultation/{name}")
        elif leak == "letter":
            with_notice(world)

    monkeypatch.setattr(stances, "confirm_stance", confirm_aloud)
    if leak == "words":
        monkeypatch.setattr(stance_texts._Facts, "readable", lambda self, actor: True)
    elif leak == "turnout":
        _everybody_sees_turnout(monkeypatch)
    elif leak == "page of another":
        monkeypatch.setattr(answer_page.Actor, "mandates_in", lambda self, organisation_id: (organisation_id,))
    open_every_door(world, app)
    before, notices = world.walk(only=near.__contains__), _notices(inside)
    answer_everything(world)
    after = world.walk(only=near.__contains__)
    assert spilt(after) or changed(world, before, after) or _notices(inside) != notices


def with_notice(world: World) -> None:
    """Somebody outside hears that something happened."""
    from forum.core import clock

    stranger = world.table.organisations["Wide Road"].speakers[0]
    db.session.add(
        Notice(
            person_id=stranger, kind="consultation_opened", object_kind="consultation", object_id=1, params={},
            event_key=new_key(), at=clock.now(),
        )
    )  # fmt: skip


def _everybody_sees_turnout(monkeypatch: pytest.MonkeyPatch) -> None:
    """The public page counts as if the result were there."""
    from forum.consultation.queries.turnout import turnout
    from forum.consultation.views import show

    shown = show.page

    def counting(template: str, /, **values: Any) -> str:
        facts = values.get("facts")
        return shown(template, **values) + (str(turnout(facts)) if facts else "")

    monkeypatch.setattr(show, "page", counting)
