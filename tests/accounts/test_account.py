"""One's own account: name, languages, the shield, what is stored, and the way out."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, inspect, select

from forum.accounts.models import Invitation, Person, Role, SignInSession
from forum.accounts.operations import exports, links, people
from forum.accounts.queries import person_by_id
from forum.accounts.rules.tokens import Purpose
from forum.core import clock
from forum.core.db import Base, db, writing
from forum.core.errors import Unfit
from forum.core.models import SiteEpoch
from forum.discussion import operations as discussion
from forum.moderation.models import Case, Report
from forum.notifications.models import MailSetting, Notice
from forum.organisations import queries as organisations
from forum.organisations.operations import mandates
from forum.organisations.queries.mandates import public_speakers
from forum.outbox.models import OutboxMail
from forum.translation.rules import words as written
from tests.support.folk import PASSWORD, Folk, fields, send
from tests.support.visits import Outbox, checked, visit


def epoch() -> int:
    db.session.rollback()
    return db.session.scalar(select(SiteEpoch.version)) or 0


# --- profile and shield ----------------------------------------------------------------------------------------


def test_name_and_languages_are_changed_and_the_next_page_speaks_the_new_one(folk: Folk) -> None:
    arta = folk.person("Arta Shembull")
    browser, before = folk.browser(arta), epoch()
    answer = send(browser, "/en/profile", name="  Arta   Krasniqi ", language="sq", writes_in="sq")
    assert answer.headers["Location"] == "/sq/profile?saved=1"
    visit(browser, answer.headers["Location"])
    found = person_by_id(arta.id)
    assert found is not None
    assert (found.name, found.language, found.writes_in) == ("Arta Krasniqi", "sq", "sq")
    assert epoch() > before  # the name stands on pages that others keep (R35)
    for values, told in (
        ({"name": "\u200b"}, "write something"), ({"name": "Аrta"}, "one script"), ({"language": "xx"}, "valid"),
    ):  # fmt: skip
        page = checked(send(browser, "/en/profile", 422, **values), 422)
        assert told in page.text
    assert epoch() == before + 1


def test_the_shield_is_explained_before_it_is_asked_for_and_hides_the_name_at_once(
    folk: Folk, client: FlaskClient
) -> None:
    """R7: on past surfaces too; members still see it; what an individual seat does stays named."""
    arta, besa, dea = folk.person("Arta Shembull"), folk.person("Besa Shembull"), folk.person("Dea Shembull")
    slug = folk.organisation("Shoqata Lisi")
    for one in (arta, besa, dea):
        folk.mandate(slug, one, public=one is not besa)
    place = f"/en/organisations/{slug}"
    assert "Arta Shembull" in visit(client, place).text and "Besa" not in visit(client, place).text
    browser = folk.browser(arta)
    page = visit(browser, "/en/profile")
    text = page.text
    assert text.index("individual seat does as an organisation") < text.index("The public never sees my name")
    old = client.get(place).headers["ETag"]
    send(browser, "/en/profile/shield", at="/en/profile", shield="y")
    assert client.get(place, headers={"If-None-Match": old}).status_code == 200
    assert "Arta Shembull" not in visit(client, place).html and "Dea Shembull" in visit(client, place).text
    assert "Arta Shembull" in visit(folk.browser(besa), place).text
    found = organisations.organisation(slug)
    shown = public_speakers(found.id, found.name, found.individual, clock.now(), False)
    assert [one.shown.name for one in shown] == ["Dea Shembull"]
    page = visit(browser, "/en/profile")
    assert page.xpath("//input[@name='shield']/@checked")
    data = fields(page, "/en/profile/shield")
    data.pop("shield")
    assert browser.post("/en/profile/shield", data=data).status_code == 303
    assert "Arta Shembull" in visit(client, place).text


@pytest.mark.parametrize("reading", ["en", "sq", "sr-latn", "sr-cyrl"])
def test_the_pages_of_an_account_stand_in_every_language_and_lead_to_each_other(reading: str, folk: Folk) -> None:
    arta = folk.person(factor=True, role="moderator", as_seat="kosovo")
    folk.organisation("Shoqata Lisi", coordinator=arta)
    browser = folk.browser(arta)
    first = visit(browser, f"/{reading}/profile")
    for place in first.xpath("//nav[contains(@class,'subnav')]//a/@href"):
        page = visit(browser, place)
        if "mail" not in place:
            assert page.xpath("//nav[contains(@class,'subnav')]//a[@aria-current='page']/@href") == [place]
    for place in ("settings/password", "settings/address", "settings/factor", "profile/close", "welcome", "sign-out"):
        visit(browser, f"/{reading}/{place}")


# --- what is stored --------------------------------------------------------------------------------------------


def rich(folk: Folk) -> tuple[Any, Any]:
    """Somebody who has done a little of everything beside somebody who has too; gives both."""
    arta = folk.person("Arta Shembull", email="arta@example.org", factor=True, role="translator", languages=("sq",))
    vesna = folk.person("Vesna Primer", email="vesna@example.org", role="translator", languages=("sr",))
    slug = folk.organisation("Shoqata Lisi", coordinator=arta, representative=vesna)
    arta, vesna = folk.actor(arta), folk.actor(vesna)
    with writing():
        mandates.invite_to_mandate(
            arta, slug, email="tjeter@example.org", name="Tjetër Njeri", language="sq", role="alternate"
        )
    opening = written("Një pyetje", "sq", plain=True), written("Fjalët e Artës.", "sq")
    with writing():
        discussion.open_thread(
            arta, title=opening[0], body=opening[1], visibility="members", voice="own", demand_code="GOV-2"
        )
    opening = written("Pitanje", "sr", "Latn", plain=True), written("Vesnine reči.", "sr", "Latn")
    with writing():
        discussion.open_thread(
            vesna, title=opening[0], body=opening[1], visibility="members", voice="own", demand_code="GOV-2"
        )
    with writing() as session:
        for person in (arta, vesna):
            session.add(
                Notice(
                    person_id=person.id, kind="reply", object_kind="thread", object_id=1, params={"person_id": 7},
                    event_key=f"e{person.id}", at=clock.now(),
                )
            )  # fmt: skip
            session.add(MailSetting(person_id=person.id, kind="reply", how="daily"))
        case = Case(key="ccccccc", kind="post", object_id=1, opened_at=clock.now())
        session.add(case)
        session.flush()  # the report points at it
        session.add(
            Report(
                case_id=case.id, by=None, address="vizitore@example.org", reading="sq",
                rule="hate", text="Fjalë të një vizitoreje", at=clock.now(), handled_by=arta.id,
            )
        )  # fmt: skip
    return folk.actor(arta), folk.actor(vesna)


def test_the_download_holds_everything_that_names_a_person_and_nothing_about_others(folk: Folk) -> None:
    arta, vesna = rich(folk)
    browser = folk.browser(arta)
    answer = browser.get("/en/profile/download")
    assert answer.mimetype == "application/json" and "attachment" in answer.headers["Content-Disposition"]
    body = answer.get_data(as_text=True)
    found = json.loads(body)
    assert found["person"][0]["email"] == "arta@example.org"
    assert found["role"][0]["role"] == "translator" and found["mandate"][0]["role"] == "coordinator"
    assert "Fjalët e Artës." in body and found["notice"] and found["mail_setting"][0]["how"] == "daily"
    assert found["report"][0]["named_as"] == ["handled_by"]  # that one handled it, not who complained of what
    assert found["session"] and found["invitation"][0]["named_as"] == ["invited_by"]
    for others in ("vesna", "Vesna", "Vesnine", "tjeter@example.org", "Tjetër Njeri", "vizitore", PASSWORD):
        assert others not in body, others
    assert "password_hash" not in body and "JBSWY3DP" not in body and "argon2" not in body
    assert _whole_numbers_under_keys(found) == set()
    theirs = folk.browser(vesna).get("/en/profile/download").get_data(as_text=True)
    assert "Vesnine reči." in theirs and "Arta" not in theirs and "arta@" not in theirs


def _whole_numbers_under_keys(value: Any, key: str = "") -> set[str]:
    if isinstance(value, dict):
        return {one for name, inner in value.items() for one in _whole_numbers_under_keys(inner, name)}
    if isinstance(value, list):
        return {one for inner in value for one in _whole_numbers_under_keys(inner, key)}
    return {key} if isinstance(value, int) and not isinstance(value, bool) and (key == "id" or "_id" in key) else set()


def test_every_table_that_points_at_a_person_is_in_the_download(folk: Folk) -> None:
    """The database itself is asked which tables those are."""
    folk.person()
    looked_at = inspect(db.session.connection())
    told = exports.tables()
    for table in looked_at.get_table_names():
        for key in looked_at.get_foreign_keys(table):
            if key["referred_table"] == "person":
                (column,) = key["constrained_columns"]
                assert column in told[table], (table, column)
    assert {"outbox", "draft"} <= set(told)  # without a foreign key


def test_whoever_has_a_factor_shows_it_before_data_leave(folk: Folk) -> None:
    browser = folk.browser(folk.person(factor=True), stepped_up=False)
    for place in ("/en/profile/download", "/en/profile/close"):
        assert browser.get(place).headers["Location"] == f"/en/step-up?next={place}"
    assert folk.browser(folk.person(), stepped_up=False).get("/en/profile/download").status_code == 200


# --- the way out -----------------------------------------------------------------------------------------------


def traces(*words: str) -> list[str]:
    """Tables in which one of these words stands."""
    db.session.rollback()
    found = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            told = repr(tuple(row)).casefold()
            found += [f"{table.name}: {word}" for word in words if word.casefold() in told]
    return found


@pytest.mark.parametrize("posts", ["delete", "keep"])
def test_an_account_is_closed_for_ever(posts: str, folk: Folk, client: FlaskClient, outbox: Outbox) -> None:
    arta, _vesna = rich(folk)
    folk.do(links.issue, arta.id, Purpose.ADDRESS_CHANGE_NEW, email="arta.e.re@example.org")
    outbox.deliver()
    browser, other = folk.browser(arta), folk.browser(arta)
    page = checked(send(browser, "/en/profile/close", 422, posts=posts, old_password="wrong words here"), 422)
    assert "not your present password" in page.text
    assert "Please choose" in checked(send(browser, "/en/profile/close", 422, old_password=PASSWORD), 422).text
    page = checked(send(browser, "/en/profile/close", 200, posts=posts, old_password=PASSWORD))
    assert "closed" in page.text
    assert browser.get("/en/desk").status_code == other.get("/en/desk").status_code == 303
    assert traces("arta shembull", "arta@example.org", "arta.e.re@example.org") == []
    person = db.session.scalars(select(Person).where(Person.id == arta.id)).one()
    assert (person.state, person.name, person.email, person.password_hash) == ("erased", "", None, None)
    held = select(func.count()).select_from(Role).where(Role.person_id == arta.id, Role.ends_at.is_(None))
    assert db.session.scalar(held) == 0
    lines = organisations.mandates_in_force(organisations.organisation("shoqata-lisi").id, clock.now())
    assert [line.person for line in lines] == ["Vesna Primer"]
    for model in (SignInSession, Notice, MailSetting, OutboxMail):
        column = model.recipient_id if model is OutboxMail else model.person_id
        assert db.session.scalar(select(func.count()).select_from(model).where(column == arta.id)) == 0
    reader = folk.browser(folk.person("Lexues", role="translator", languages=("en",)))
    page = visit(reader, "/en/demands/" + _slug(client))
    threads = [href for href in page.links() if "/threads/" in href]
    texts = " ".join(visit(reader, href.partition("#")[0]).text for href in sorted(set(threads)) if "new" not in href)
    assert ("Fjalët e Artës" in texts) is (posts == "keep")
    assert ("former member" in texts) is (posts == "keep")
    send(client, "/en/sign-in", 422, email="arta@example.org", password=PASSWORD)
    # The address is free again, for a new account that is nobody's continuation.
    assert folk.person("Arta Tjetër", email="arta@example.org").key != person.key


def _slug(client: FlaskClient) -> str:
    return _second_demand(visit(client, "/en/statement"))


def _second_demand(page: Any) -> str:
    found: list[str] = []
    for href in page.links():
        if "/demands/" in href and href not in found:
            found.append(href)
    return found[1].rpartition("/")[2]


def test_the_last_administrator_cannot_leave_and_the_last_but_one_can(folk: Folk) -> None:
    admin = folk.administrator()
    browser = folk.browser(admin)
    page = checked(send(browser, "/en/profile/close", 422, posts="keep", old_password=PASSWORD), 422)
    assert "only administrator" in page.text
    second = folk.administrator("Second")
    send(folk.browser(second), "/en/profile/close", 200, posts="keep", old_password=PASSWORD)
    assert folk.actor(admin).is_administrator
    with pytest.raises(Unfit):
        folk.do(people.erase_person, folk.actor(admin), keep_posts=True)


def test_closing_is_throttled_like_signing_in(folk: Folk) -> None:
    browser = folk.browser(folk.person(email="arta@example.org"))
    data = fields(visit(browser, "/en/profile/close")) | {"posts": "keep"}
    answers = [
        browser.post("/en/profile/close", data=data | {"old_password": f"guess {n}"}).status_code for n in range(6)
    ]
    assert answers == [422] * 5 + [429]


def test_erasing_costs_the_same_however_much_there_is(folk: Folk, count_statements: Callable[..., Any]) -> None:
    counts = []
    for number in (1, 12):
        arta = folk.person(f"Njeri {number}")
        with writing() as session:
            for n in range(number):
                session.add(
                    Invitation(
                        key=f"k{number:02}{n:04}", secret_hash=f"{number}-{n}", email="x@example.org", language="en",
                        purpose="role", params={}, created_at=clock.now(), expires_at=clock.now() + timedelta(days=1),
                        accepted_by=arta.id,
                    )
                )  # fmt: skip
        with writing(), count_statements(at_most=40) as asked:
            people.erase(arta.id, keep_posts=False)
        counts.append(asked.count)
    assert counts[0] == counts[1]


# --- drafts ----------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_for_its_writer_alone_and_odd_ones_are_refused(folk: Folk, client: FlaskClient) -> None:
    arta = folk.person()
    browser, other = folk.browser(arta), folk.browser(folk.person())
    token = fields(visit(browser, "/en/sign-out"))["csrf_token"]
    keep = {"csrf_token": token, "place": "thread/abcdefg", "body": "Një mendim i gjatë", "language": "sq"}
    assert browser.post("/en/drafts", data=keep).status_code == 204
    assert "Një mendim i gjatë" in visit(browser, "/en/desk").text
    assert "Një mendim" not in visit(other, "/en/desk").text
    for odd in ({"place": ""}, {"body": "x" * 25_001}, {"body": "a\x00b"}):
        assert browser.post("/en/drafts", data=keep | odd).status_code == 404
    assert browser.post("/en/drafts", data=keep | {"body": "  "}).status_code == 204  # emptied: forgotten
    assert "Një mendim" not in visit(browser, "/en/desk").text
    assert client.post("/en/drafts", data=keep).status_code == 400
