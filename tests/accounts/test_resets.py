"""What is lost and changed: passwords, the second factor, the address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.accounts.models import FactorReset, MailToken, Person, SecurityEvent
from forum.accounts.operations import people, resets
from forum.accounts.operations.resets import finish_factor_resets
from forum.accounts.queries import person_by_email
from forum.audit.models import LogEntry
from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotAllowed, NotFound, Unfit
from forum.core.models import Work
from forum.core.policy import Actor
from forum.core.work import run_due
from tests.support.folk import PASSWORD, Folk, code_of, fields, send
from tests.support.visits import Outbox, checked, link_in, visit, words

OTHER = "një fjali tjetër krejt e gjatë"


def mailed(outbox: Outbox, email: str, containing: str) -> str:
    """The path of the link in the newest letter to an address."""
    run_due()
    outbox.deliver()
    return link_in(outbox.to(email)[-1], containing)


def ask(client: FlaskClient, email: str, status: int = 200) -> Any:
    return send(client, "/en/forgotten", status, email=email)


# --- a forgotten password --------------------------------------------------------------------------------------


def test_known_and_unknown_addresses_are_answered_alike_and_the_address_is_not_kept(
    folk: Folk, app: Flask, outbox: Outbox, count_statements: Callable[..., Any]
) -> None:
    folk.person(email="known@example.org")
    seen = []
    for email in ("known@example.org", "unknown@example.org"):
        client = app.test_client()
        data = fields(checked(client.get("/en/forgotten"))) | {"email": email}
        with count_statements() as asked:
            answer = client.post("/en/forgotten", data=data)
        assert email not in answer.get_data(as_text=True)
        headers = sorted((k, v) for k, v in answer.headers if k not in ("Date", "Set-Cookie"))
        seen.append((answer.status_code, answer.get_data(), headers, asked.count))
    assert seen[0] == seen[1]
    assert db.session.scalar(select(func.count()).select_from(Work)) == 2
    run_due()
    assert [row.params for row in db.session.scalars(select(Work))] == [{}, {}]
    outbox.deliver()
    assert [str(letter["To"]) for letter in outbox.letters()] == ["known@example.org"]


def test_a_mailed_link_sets_a_new_password_once_ends_all_sessions_and_keeps_the_factor(
    folk: Folk, app: Flask, outbox: Outbox
) -> None:
    arta = folk.person(email="arta@example.org", factor=True)
    signed_in, client = folk.browser(arta), app.test_client()
    ask(client, "arta@example.org")
    link = mailed(outbox, "arta@example.org", "/new-password/")
    assert "second factor stays" in visit(client, link).text
    page = checked(send(client, link, 422, password="short"), 422)
    assert "too short" in page.text and "short" not in page.xpath("//input[@name='password']/@value")
    assert send(client, link, 422, password="arta@example.org").status_code == 422
    twin = app.test_client()
    late = fields(checked(twin.get(link))) | {"password": OTHER}
    assert send(client, link, password=OTHER).headers["Location"] == "/en/sign-in"
    assert client.get(link).status_code == twin.post(link, data=late).status_code == 410
    assert signed_in.get("/en/desk").status_code == 303
    send(client, "/en/sign-in", 422, email="arta@example.org", password=PASSWORD)
    answer = send(client, "/en/sign-in", email="arta@example.org", password=OTHER)
    assert answer.headers["Location"] == "/en/sign-in/code"  # the factor is still asked for
    send(client, "/en/sign-in/code", code=code_of())
    outbox.deliver()
    assert "Password changed" in words(outbox.to("arta@example.org")[-1])


def test_a_link_dies_with_time_with_the_next_one_and_with_the_account(
    folk: Folk, client: FlaskClient, outbox: Outbox
) -> None:
    admin, arta = folk.administrator(), folk.person(email="arta@example.org")
    links = []
    for _time in range(2):
        ask(client, "arta@example.org")
        links.append(mailed(outbox, "arta@example.org", "/new-password/"))
    assert [client.get(link).status_code for link in links] == [410, 200]
    clock.set_offset(timedelta(minutes=60))
    assert client.get(links[1]).status_code == 410
    ask(client, "arta@example.org")
    last = mailed(outbox, "arta@example.org", "/new-password/")
    folk.do(people.suspend_person, admin, arta.id, suspended=True)
    assert client.get(last).status_code == 410
    purpose = last.replace("new-password", "confirm-address")
    assert client.get(purpose).status_code == 410  # made for one thing, unknown to every other
    bodies = {client.get(url).get_data() for url in (*links, last, "/en/new-password/never")}
    assert len(bodies) == 1
    count = db.session.scalar(select(func.count()).select_from(MailToken).where(MailToken.used_at.is_(None)))
    assert count == 0


def test_resets_are_throttled_for_an_address_known_or_not(folk: Folk, client: FlaskClient) -> None:
    for email in ("arta@example.org", "nobody@example.org"):
        assert [ask(client, email, 200 if n < 5 else 429).status_code for n in range(6)] == [200] * 5 + [429]
    page = checked(ask(client, "no address", 422), 422)
    assert "does not look like" in page.text and "no address" in page.html


def test_changing_the_password_asks_for_the_present_one_and_ends_other_sessions(folk: Folk, outbox: Outbox) -> None:
    arta = folk.person(email="arta@example.org")
    folk.organisation("Shoqata Lisi", representative=arta)
    mine, other = folk.browser(arta), folk.browser(arta)
    url = "/en/settings/password"
    page = checked(send(mine, url, 422, old_password="not this one", password=OTHER), 422)
    assert "not your present password" in page.text and OTHER not in page.html
    assert "too easy" in checked(send(mine, url, 422, old_password=PASSWORD, password="shoqata lisi 1"), 422).text
    send(mine, url, old_password=PASSWORD, password=OTHER)
    assert mine.get("/en/desk").status_code == 200 and other.get("/en/desk").status_code == 303
    data = fields(visit(mine, url))
    for n in range(5):
        mine.post(url, data=data | {"old_password": f"guess {n}", "password": "irrelevant words here"})
    assert mine.post(url, data=data | {"old_password": OTHER, "password": PASSWORD}).status_code == 429


# --- the address -----------------------------------------------------------------------------------------------


def test_an_address_changes_when_both_have_confirmed_in_any_order(folk: Folk, app: Flask, outbox: Outbox) -> None:
    for number, first in enumerate(("old", "new")):
        old, new = f"old{number}@example.org", f"new{number}@example.org"
        arta = folk.person(email=old)
        browser = folk.browser(arta)
        assert send(browser, "/en/settings/address", 422, email="odd", old_password=PASSWORD).status_code == 422
        send(browser, "/en/settings/address", 422, email=new, old_password="wrong words here")
        page = checked(send(browser, "/en/settings/address", 200, email=new, old_password=PASSWORD))
        assert "both" in page.text
        links = {"old": mailed(outbox, old, "/confirm-address/"), "new": mailed(outbox, new, "/confirm-address/")}
        assert links["old"] != links["new"]
        visitor = app.test_client()
        assert visit(visitor, links[first]).text and person_by_email(old) is not None  # a look changes nothing
        assert "other address must confirm" in checked(send(visitor, links.pop(first), 200)).text
        assert person_by_email(old) is not None and person_by_email(new) is None
        (second,) = links.values()
        assert "stands" in checked(send(visitor, second, 200)).text
        assert visitor.get(second).status_code == 410
        assert person_by_email(old) is None and person_by_email(new) is not None
        outbox.deliver()
        assert "Address changed" in words(outbox.to(old)[-1])  # whoever is left behind hears of it


def test_a_taken_address_gets_no_letter_and_the_page_does_not_show_it(folk: Folk, app: Flask, outbox: Outbox) -> None:
    arta = folk.person(email="arta@example.org")
    folk.person(email="taken@example.org")
    told = [
        send(folk.browser(arta), "/en/settings/address", 200, email=email, old_password=PASSWORD).get_data()
        for email in ("free@example.org", "taken@example.org")
    ]
    assert told[0] == told[1]
    run_due()
    outbox.deliver()
    assert outbox.to("taken@example.org") == []
    # Somebody else comes first: the last link refuses, and is not used up for nothing.
    links = [link_in(outbox.to(email)[-1], "/confirm-address/") for email in ("arta@example.org", "free@example.org")]
    visitor = app.test_client()
    send(visitor, links[0], 200)
    folk.person(email="free@example.org")
    assert "cannot be used" in checked(send(visitor, links[1], 422), 422).text


def test_links_for_an_address_end_after_a_day_and_with_a_new_password(
    folk: Folk, app: Flask, outbox: Outbox
) -> None:
    arta = folk.person(email="arta@example.org")
    browser, visitor = folk.browser(arta), app.test_client()
    send(browser, "/en/settings/address", 200, email="new@example.org", old_password=PASSWORD)
    old = mailed(outbox, "arta@example.org", "/confirm-address/")
    new = link_in(outbox.to("new@example.org")[-1], "/confirm-address/")
    send(visitor, old, 200)
    send(browser, "/en/settings/password", old_password=PASSWORD, password=OTHER)
    assert visitor.get(new).status_code == 410
    send(browser, "/en/settings/address", 200, email="new@example.org", old_password=OTHER)
    later = mailed(outbox, "new@example.org", "/confirm-address/")
    assert "other address" in checked(send(visitor, later, 200)).text  # the old link of before does not count
    clock.set_offset(timedelta(hours=25))
    assert visitor.get(link_in(outbox.to("arta@example.org")[-1], "/confirm-address/")).status_code == 410
    assert person_by_email("arta@example.org") is not None


# --- a lost factor ---------------------------------------------------------------------------------------------


@pytest.fixture
def lost(folk: Folk) -> dict[str, Actor]:
    """Arta has lost her device; Besa is her colleague, Mod a moderator, Other belongs elsewhere."""
    who = {
        "admin": folk.administrator(), "arta": folk.person("Arta", email="arta@example.org", factor=True),
        "besa": folk.person("Besa", email="besa@example.org", factor=True),
        "mod": folk.person("Mod", email="mod@example.org", factor=True, role="moderator", as_seat="serbia"),
        "other": folk.person("Other", factor=True),
    }  # fmt: skip
    folk.organisation("Shoqata Lisi", representative=who["arta"], alternate=who["besa"])
    folk.organisation("Udruženje Breza", coordinator=who["other"])
    return {name: folk.actor(one) for name, one in who.items()}


def asked(folk: Folk, lost: dict[str, Actor]) -> str:
    return str(folk.do(resets.ask_factor_reset, lost["admin"], lost["arta"].id))


def test_two_people_and_a_day_reset_a_factor_and_everybody_concerned_hears_of_it(
    folk: Folk, lost: dict[str, Actor], outbox: Outbox, app: Flask
) -> None:
    admin, besa, arta = (folk.browser(lost[name]) for name in ("admin", "besa", "arta"))
    here = f"/en/admin/people/{lost['arta'].key}"
    send(admin, f"{here}/ask_reset", at=here)
    outbox.deliver()
    assert "24 hours" in words(outbox.to("arta@example.org")[-1])
    assert outbox.to("mod@example.org") == []  # there is a colleague
    link = link_in(outbox.to("besa@example.org")[-1], "/admin/resets/")
    assert "Arta" in visit(besa, link).text
    send(besa, link)
    clock.set_offset(timedelta(hours=23, minutes=59))
    finish_factor_resets()
    assert folk.actor(lost["arta"]).has_factor
    clock.set_offset(timedelta(hours=24))
    finish_factor_resets()
    assert not folk.actor(lost["arta"]).has_factor
    assert arta.get("/en/desk").status_code == 303  # every session ended
    outbox.deliver()
    assert "was reset" in words(outbox.to("arta@example.org")[-1])
    entry = db.session.scalars(select(LogEntry).where(LogEntry.type == "factor_reset")).one()
    assert (entry.organisation, entry.object, entry.actor_role) == (None, "account", "administrator")
    kinds = set(db.session.scalars(select(SecurityEvent.kind).where(SecurityEvent.person_id == lost["arta"].id)))
    assert kinds >= {"factor_reset_asked", "factor_reset_confirmed", "factor_was_reset"}
    finish_factor_resets()
    assert db.session.scalar(select(func.count()).select_from(LogEntry).where(LogEntry.type == "factor_reset")) == 1


@pytest.mark.parametrize("who", ["arta", "admin", "mod", "other"])
def test_nobody_else_confirms_nor_sees_that_there_is_something_to_confirm(
    who: str, folk: Folk, lost: dict[str, Actor]
) -> None:
    key = asked(folk, lost)
    with pytest.raises(Unfit):
        folk.do(resets.confirm_factor_reset, lost[who], key)
    browser = folk.browser(lost[who])
    if who == "admin":  # sees it, for it asked; but cannot confirm
        assert not visit(browser, f"/en/admin/resets/{key}").xpath("//main//button[contains(., 'Confirm')]")
        return
    denied, never = browser.get(f"/en/admin/resets/{key}"), browser.get("/en/admin/resets/aaaaaaa")
    assert denied.status_code == never.status_code == 404 and denied.get_data() == never.get_data()


def test_where_there_is_no_colleague_a_moderator_confirms(
    folk: Folk, lost: dict[str, Actor], outbox: Outbox
) -> None:
    admin, besa = lost["admin"], lost["besa"]
    folk.do(people.suspend_person, admin, besa.id, suspended=True)  # whoever is shut out is no colleague
    key = asked(folk, lost)
    outbox.deliver()
    assert "vouch" in str(outbox.to("mod@example.org")[-1]["Subject"])
    folk.do(resets.confirm_factor_reset, lost["mod"], key)
    clock.set_offset(timedelta(hours=25))
    finish_factor_resets()
    assert not folk.actor(lost["arta"]).has_factor


def test_an_administrator_of_the_same_organisation_is_not_both(folk: Folk, lost: dict[str, Actor]) -> None:
    second = folk.person("Second", factor=True, role="administrator")
    folk.organisation("Vetëm Dy", representative=lost["other"], alternate=second)
    second = folk.actor(second)
    target = folk.actor(lost["other"])
    key = folk.do(resets.ask_factor_reset, second, target.id)
    with pytest.raises(Unfit):
        folk.do(resets.confirm_factor_reset, second, key)
    folk.do(resets.confirm_factor_reset, lost["mod"], key)  # the asking administrator counts as no colleague


def test_the_person_stops_it_by_the_mailed_link_until_the_last_moment(
    folk: Folk, lost: dict[str, Actor], outbox: Outbox, client: FlaskClient
) -> None:
    key = asked(folk, lost)
    folk.do(resets.confirm_factor_reset, lost["besa"], key)
    outbox.deliver()
    link = link_in(outbox.to("arta@example.org")[0], "/cancel-reset/")
    clock.set_offset(timedelta(hours=24))
    assert client.get(link).status_code == 200
    assert db.session.scalar(select(FactorReset.cancelled_at)) is None
    assert "was stopped" in checked(send(client, link, 200)).text
    finish_factor_resets()
    assert folk.actor(lost["arta"]).has_factor
    assert client.get(link).status_code == client.get("/en/cancel-reset/odd").status_code == 410
    with pytest.raises(NotFound):
        folk.do(resets.confirm_factor_reset, lost["besa"], key)


def test_an_administrator_takes_it_back_and_an_unconfirmed_one_lapses(folk: Folk, lost: dict[str, Actor]) -> None:
    key = asked(folk, lost)
    admin = folk.browser(lost["admin"])
    send(admin, f"/en/admin/resets/{key}/cancel", at="/en/admin/")
    assert "Arta" not in visit(admin, "/en/admin/").text
    second = asked(folk, lost)
    clock.set_offset(timedelta(days=7))
    finish_factor_resets()
    with pytest.raises(NotFound):
        folk.do(resets.confirm_factor_reset, lost["besa"], second)


def test_who_may_ask_and_for_whom(folk: Folk, lost: dict[str, Actor]) -> None:
    for actor, person in (("besa", "arta"), ("mod", "arta"), ("admin", "admin")):
        with pytest.raises(NotAllowed):
            folk.do(resets.ask_factor_reset, lost[actor], lost[person].id)
    with pytest.raises(Unfit):
        folk.do(resets.ask_factor_reset, lost["admin"], folk.person().id)  # has none
    first, second = asked(folk, lost), asked(folk, lost)  # a second request stands alone
    open_ = select(FactorReset.key).where(FactorReset.cancelled_at.is_(None))
    assert first != second and list(db.session.scalars(open_)) == [second]
    bare = folk.person()
    folk.mandate("shoqata-lisi", bare, "coordinator")
    with pytest.raises(NotAllowed):
        folk.do(resets.confirm_factor_reset, folk.actor(bare), second)  # a colleague without a second factor


def test_the_host_resets_where_nobody_else_can(
    folk: Folk, lost: dict[str, Actor], flask_command: Callable[..., str], outbox: Outbox
) -> None:
    assert "unless it is stopped" in flask_command("accounts", "reset-factor", "ARTA@example.org")
    outbox.deliver()
    assert "/cancel-reset/" in words(outbox.to("arta@example.org")[-1])
    clock.set_offset(timedelta(hours=23))
    finish_factor_resets()
    assert folk.actor(lost["arta"]).has_factor
    clock.set_offset(timedelta(hours=24))
    finish_factor_resets()
    assert not folk.actor(lost["arta"]).has_factor
    assert db.session.scalar(select(LogEntry.actor_role).where(LogEntry.type == "factor_reset")) == "operator"
    outbox.deliver()
    assert "was reset" in words(outbox.to("arta@example.org")[-1])
    with pytest.raises(RuntimeError, match="no open account"):
        flask_command("accounts", "reset-factor", "nobody@example.org")
    with pytest.raises(RuntimeError, match="no second factor"):
        flask_command("accounts", "reset-factor", "arta@example.org")
    assert "/one-time/" in flask_command("accounts", "link", "arta@example.org")
    assert db.session.scalar(select(func.count()).select_from(Person)) == 5
