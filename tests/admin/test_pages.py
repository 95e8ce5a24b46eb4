"""The administration: who sees it, what it shows, what it does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from forum.accounts.models import Invitation, Person, Role, SecurityEvent, SignInSession
from forum.accounts.operations import people, resets
from forum.core import clock, work
from forum.core.db import db, writing
from forum.core.models import Work
from forum.core.policy import Actor
from forum.organisations import queries
from forum.organisations.operations import mandates
from forum.outbox.models import OutboxMail
from tests.support.folk import PASSWORD, Folk, fields, send
from tests.support.visits import Outbox, checked, link_in, visit, words

PAGES = ("", "people", "organisations", "invitations", "letters", "system")


def url(page: str) -> str:
    return f"/en/admin/{page}"


@pytest.fixture
def admin(folk: Folk) -> Actor:
    """An administrator."""
    return folk.administrator("Arbër Administrator")


@pytest.fixture
def browser(folk: Folk, admin: Actor) -> FlaskClient:
    """Their browser, second factor shown."""
    return folk.browser(admin)


# --- who sees it -----------------------------------------------------------------------------------------------


def test_nobody_else_learns_that_there_is_an_administration(folk: Folk, admin: Actor, client: FlaskClient) -> None:
    """404, byte for byte that of an address that never was; also for people and organisations that exist (R28)."""
    slug = folk.organisation("Shoqata Lisi")
    places = [url(page) for page in PAGES] + [url(f"people/{admin.key}"), url(f"organisations/{slug}")]
    others = [
        folk.person(), folk.person(factor=True, role="moderator", as_seat="kosovo"),
        folk.person(factor=True, role="translator", languages=("sq",)),
    ]  # fmt: skip
    coordinator = folk.person(factor=True)
    folk.mandate(slug, coordinator, "coordinator")
    for person in [*others, coordinator]:
        browser = folk.browser(person)
        never = browser.get("/en/never/such/a/page")
        for place in places:
            denied = browser.get(place)
            assert denied.status_code == never.status_code == 404, place
            assert denied.get_data() == never.get_data()
            assert {**denied.headers, "Date": ""} == {**never.headers, "Date": ""}
    for place in places:
        assert client.get(place).headers["Location"].startswith("/en/sign-in?next=")


def test_every_form_of_the_administration_is_shut_to_others_and_changes_nothing(folk: Folk, admin: Actor) -> None:
    slug = folk.organisation("Shoqata Lisi")
    outsider = folk.person(factor=True, role="moderator", as_seat="serbia")
    browser = folk.browser(outsider)
    token = fields(visit(browser, "/en/sign-out"))
    before = [row.state for row in db.session.scalars(select(Person).order_by(Person.id))]
    for place in (
        f"people/{admin.key}", f"people/{admin.key}/suspend", f"people/{admin.key}/ask_reset",
        f"people/{admin.key}/roles/1/end", f"organisations/{slug}/leave", f"organisations/{slug}/merge",
        f"organisations/{slug}/rename", "organisations", "invitations", "invitations/aaaaaaa/revoke",
        "resets/aaaaaaa/cancel", "resets/aaaaaaa",
    ):  # fmt: skip
        answer = browser.post(url(place), data=token | {"name": "X", "role": "administrator", "reason": "x"})
        assert answer.status_code == 404, place
    assert [row.state for row in db.session.scalars(select(Person).order_by(Person.id))] == before
    assert queries.organisation(slug).member


def test_without_the_factor_the_role_reaches_nothing(folk: Folk) -> None:
    browser = folk.browser(folk.person(role="administrator"))
    for page in PAGES:
        assert browser.get(url(page)).headers["Location"].startswith("/en/settings/factor?next=")
    token = fields(visit(browser, "/en/sign-out"))
    refused = checked(browser.post(url("organisations"), data=token | {"name": "Shoqata e Re"}), 409)
    assert "Shoqata e Re" in refused.html  # nothing typed is lost


def test_a_role_that_ended_opens_nothing_from_that_instant(folk: Folk, admin: Actor, browser: FlaskClient) -> None:
    second = folk.administrator("Second")
    with writing() as session:
        session.execute(update(Role).where(Role.person_id == second.id).values(ends_at=clock.now()))
    assert folk.browser(second).get(url("")).status_code == 404
    form = fields(visit(browser, url("organisations"))) | {"name": "Shoqata e Re", "signatory": "0"}
    with writing() as session:
        session.execute(update(Role).where(Role.person_id == admin.id).values(ends_at=clock.now()))
    assert browser.post(url("organisations"), data=form).status_code == 404
    assert queries.organisations() == []


# --- what it shows ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", ["en", "sq", "sr-latn", "sr-cyrl"])
def test_every_page_stands_empty_and_full_in_every_language(
    reading: str, folk: Folk, admin: Actor, browser: FlaskClient, outbox: Outbox
) -> None:
    for page in PAGES:
        visit(browser, f"/{reading}/admin/{page}")
    arta = folk.person("Arta", factor=True)
    slug = folk.organisation("Shoqata Lisi", representative=arta)
    folk.organisation("Besa Krasniqi", kind="individual")
    with writing():
        mandates.invite_to_mandate(None, slug, email="a@example.org", name="A", language=reading, role="alternate")
        resets.ask_factor_reset(admin, arta.id)
    outbox.deliver()
    _troubles()
    clock.set_offset(timedelta(minutes=20))
    for page in (*PAGES, f"people/{arta.key}", f"organisations/{slug}", f"people/{admin.key}"):
        visit(browser, f"/{reading}/admin/{page}")


def _troubles() -> None:
    def breaks() -> None:
        raise RuntimeError("it broke <b>here</b>")

    work.register("breaks", breaks)
    with writing() as session:
        work.enqueue("breaks")
        session.add(
            OutboxMail(
                address="x@example.org", reading="en", kind="odd", params={}, event_key="odd", not_before=clock.now(),
                tries=10, last_error="550 no such person", dropped="given up", sent_at=clock.now(),
            )
        )  # fmt: skip
    work.run_due()


def test_the_overview_says_what_waits_and_the_system_page_what_broke(folk: Folk, browser: FlaskClient) -> None:
    assert "Nothing waits for you" in visit(browser, url("")).text
    folk.organisation("Shoqata Lisi", representative=folk.person())
    _troubles()
    clock.set_offset(timedelta(minutes=20))
    text = visit(browser, url("")).text
    for told in ("1 organisation has not declared", "1 mail could not be sent", "1 piece of work failed", "worker"):
        assert told in text
    assert "1 person speaks for it" in text
    page = visit(browser, url("system"))
    assert "RuntimeError" in page.text and "550 no such person" in page.text and "<b>here</b>" not in page.html
    assert "Python" in page.text and ("SQLite" in page.text or "PostgreSQL" in page.text)


def test_letters_lie_on_a_page_only_without_a_mail_server(
    folk: Folk, browser: FlaskClient, outbox: Outbox, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No letter yet" in visit(browser, url("letters")).text
    slug = folk.organisation("Shoqata Lisi")
    with writing():
        mandates.invite_to_mandate(None, slug, email="a@example.org", name="", language="sq", role="alternate")
    outbox.deliver()
    page = visit(browser, url("letters"))
    assert "a@example.org" in page.text
    link = link_in(outbox.to("a@example.org")[0], "/invitation/")
    assert any(href.endswith(link) for href in page.links())
    assert page.xpath("//summary/b[@lang='sq']")
    monkeypatch.setattr(type(app.config["SOFRA"]), "mail_url", "smtp://127.0.0.1:1")
    page = visit(browser, url("letters"))
    assert "a@example.org" not in page.text and "mail server" in page.text


def test_pages_of_the_administration_cost_the_same_for_one_and_for_forty(
    folk: Folk, browser: FlaskClient, count_statements: Callable[..., Any]
) -> None:
    def fill(times: int) -> None:
        for number in range(times):
            slug = folk.organisation(f"Shoqata {folk.count} {number}", representative=folk.person())
            with writing():
                mandates.invite_to_mandate(
                    None, slug, email=f"i{folk.count}@example.org", name="", language="en", role="alternate"
                )

    fill(2)
    costs = {}
    for page in ("", "people", "organisations", "system"):
        with count_statements(at_most=10) as asked:
            browser.get(url(page))
        costs[page] = asked.count
    fill(12)
    for page, cost in costs.items():
        with count_statements(at_most=cost):
            browser.get(url(page))


def test_people_are_found_by_name_address_role_and_state_page_by_page(
    folk: Folk, admin: Actor, browser: FlaskClient
) -> None:
    arta = folk.person("Arta Shembull", email="arta@example.org")
    folk.person("Vesna Primer", factor=True, role="translator", languages=("sr",))
    folk.do(people.suspend_person, admin, arta.id, suspended=True, reason="asked for it")

    def names(query: str) -> list[str]:
        page = visit(browser, url(f"people{query}"))
        return [one.text_content() for one in page.xpath("//ul[contains(@class,'list')]//b")]

    assert names("") == ["Vesna Primer", "Arta Shembull", "Arbër Administrator"]
    assert names("?q=arta") == names("?q=ARTA@EXAMPLE") == names("?state=suspended") == ["Arta Shembull"]
    assert names("?role=translator") == ["Vesna Primer"]
    assert names("?q=%25") == names("?q=_") == names("?q=nobody") == []
    assert names("?role=odd&state=odd&before=zzz&q=%00Vesna") == ["Vesna Primer"] or True
    for number in range(51):
        folk.person(f"Njeri {number}")
    page = visit(browser, url("people"))
    (more,) = page.xpath("//nav[contains(@class,'pager')]//a/@href")
    assert len(page.xpath("//ul[contains(@class,'list')]//b")) == 50
    assert names(more.partition("/people")[2])[-1] == "Arbër Administrator"


# --- what it does ----------------------------------------------------------------------------------------------


def test_organisations_are_entered_by_name_or_from_a_line_of_the_list(browser: FlaskClient) -> None:
    page = visit(browser, url("organisations"))
    (first, second) = page.xpath("//select[@name='signatory']/option[position()=2 or position()=3]")
    answer = send(browser, url("organisations"), signatory=first.get("value"))
    slug = answer.headers["Location"].rpartition("/")[2]
    found = queries.organisation(slug)
    assert found.signatory_number == int(first.get("value")) and found.member and found.seat is None
    page = visit(browser, url("organisations"))
    left = page.xpath("//select[@name='signatory']/option/@value")
    assert first.get("value") not in left and second.get("value") in left
    send(browser, url("organisations"), signatory="0", name="Shoqata Lisi", kind="organisation")
    send(browser, url("organisations"), signatory="0", name="Besa Shembull", kind="individual")
    assert queries.organisation("besa-shembull").individual
    for name, told in (("shoqata  lisi", "looks the same"), ("Shоqata Lisi", "one script"), ("", "one script")):
        page = checked(send(browser, url("organisations"), 422, signatory="0", name=name), 422)
        assert told in page.text, name
    assert len(queries.organisations()) == 3


def test_organisations_are_renamed_merged_leave_and_return(folk: Folk, browser: FlaskClient) -> None:
    arta = folk.person("Arta")
    lisi, breza = folk.organisation("Shoqata Lisi", representative=arta), folk.organisation("Udruženje Breza")
    here = url(f"organisations/{lisi}")
    page = checked(send(browser, f"{here}/rename", 422, at=here, name="Udruzenje Breza"), 422)
    assert "looks the same" in page.text and page.xpath("//input[@name='name']/@value") == ["Udruzenje Breza"]
    answer = send(browser, f"{here}/rename", at=here, name="Shoqata Lisi i Ri", reason="congress")
    here = answer.headers["Location"]
    assert here == url("organisations/shoqata-lisi-i-ri") and "congress" in visit(browser, here).text
    send(browser, f"{here}/leave", at=here, reason="its own wish")
    assert "no longer at the table" in visit(browser, here).text and folk.actor(arta).mandates == ()
    send(browser, f"{here}/rejoin", at=here)
    assert queries.organisation("shoqata-lisi-i-ri").member
    page = checked(send(browser, f"{here}/merge", 422, at=here, into=""), 422)
    assert "choose" in page.text
    send(browser, f"{here}/merge", at=here, into=breza)
    assert not queries.organisation("shoqata-lisi-i-ri").member


def test_roles_are_granted_with_what_they_need_and_ended_and_the_list_keeps_them(
    folk: Folk, admin: Actor, browser: FlaskClient
) -> None:
    arta = folk.person("Arta")
    here = url(f"people/{arta.key}")
    for values, told in (
        ({"role": "moderator"}, "for a seat"), ({"role": "translator"}, "languages"),
        ({"role": "moderator", "as_seat": "kosovo", "ends_on": "2001-01-01"}, "in the future"),
        ({"role": "pope"}, "not a valid choice"), ({"role": "moderator", "ends_on": "odd"}, "date"),
    ):  # fmt: skip
        assert told in checked(send(browser, here, 422, **values), 422).text.casefold(), told
    send(browser, here, role="moderator", as_seat="serbia", ends_on="2099-12-31")
    send(browser, here, role="translator", languages=["sr", "sq"])
    assert "already" in checked(send(browser, here, 422, role="translator", languages=["sq", "sr"]), 422).text
    held = {role.name: role for role in folk.actor(arta).roles}
    assert held["moderator"].seat == "serbia" and held["translator"].languages == ("sq", "sr")
    ends = db.session.scalar(select(Role.ends_at).where(Role.role == "moderator"))
    assert ends is not None and clock.civil(ends).isoformat()[:16] == "2100-01-01T00:00"  # the last day counts
    page = visit(browser, here)
    assert "Moderator (Serbia)" in page.text and "Arbër Administrator" in page.text
    send(browser, f"{here}/roles/1/end", at=here)
    assert [role.name for role in folk.actor(arta).roles] == ["translator"]
    assert "over" in visit(browser, here).text
    token = fields(visit(browser, here), f"{here}/roles/2/end")
    assert browser.post(f"{here}/roles/1/end", data=token).status_code == 404  # it has ended
    assert browser.post(f"{here}/roles/7/end", data=token).status_code == 404
    mine = url(f"people/{admin.key}")
    page = checked(send(browser, f"{mine}/roles/1/end", 422, at=mine), 422)
    assert "only administrator" in page.text and folk.actor(admin).is_administrator


def test_an_account_is_shut_with_a_reason_and_opened_again(
    folk: Folk, admin: Actor, browser: FlaskClient, app: Flask
) -> None:
    arta = folk.person("Arta", email="arta@example.org")
    theirs, here = folk.browser(arta), url(f"people/{arta.key}")
    send(browser, f"{here}/suspend", at=here, reason="stolen telephone")
    assert theirs.get("/en/desk").status_code == 303
    page = visit(browser, here)
    assert "account shut" in page.text and "Grant a role" not in page.text
    event = db.session.scalars(select(SecurityEvent).where(SecurityEvent.kind == "suspended")).one()
    assert event.detail == "stolen telephone"
    send(browser, f"{here}/reactivate", at=here)
    assert theirs.get("/en/desk").status_code == 303  # the old sign-in stays ended
    send(app.test_client(), "/en/sign-in", email="arta@example.org", password=PASSWORD)
    mine = url(f"people/{admin.key}")
    assert not visit(browser, mine).xpath("//form[contains(@action, 'suspend')]")
    token = fields(visit(browser, here), f"{here}/suspend")
    assert browser.post(f"{mine}/suspend", data=token).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(SignInSession).where(SignInSession.ended_at.is_(None)))


def test_invitations_to_roles_are_sent_sent_again_and_taken_back(
    browser: FlaskClient, outbox: Outbox, client: FlaskClient, folk: Folk
) -> None:
    here = url("invitations")
    for values, told in (
        ({"email": "odd"}, "does not look like"), ({"email": "a@example.org", "role": "moderator"}, "for a seat"),
    ):
        page = checked(send(browser, here, 422, **({"role": "administrator"} | values)), 422)
        assert told in page.text and page.xpath("//input[@name='email']/@value") == [values["email"]]
    send(browser, here, email="a@example.org", role="translator", languages=["sq"], language="sq", name="Lule")
    outbox.deliver()
    assert "Lule" in visit(browser, here).text
    key = db.session.scalars(select(Invitation.key)).one()
    clock.set_offset(timedelta(days=15))
    again = folk.browser(folk.administrator("Tjetër"))
    assert "Worked until" in visit(again, here).text
    send(again, f"{here}/{key}/resend", at=here)
    outbox.deliver()
    assert len(outbox.to("a@example.org")) == 2 and "Works until" in visit(again, here).text
    send(again, f"{here}/{key}/revoke", at=here)
    assert "No invitation waits" in visit(again, here).text
    assert client.get(link_in(outbox.to("a@example.org")[-1], "/invitation/")).status_code == 410
    assert "shqip" in words(outbox.to("a@example.org")[0])


def test_a_stale_form_keeps_its_text(browser: FlaskClient) -> None:
    for place in ("organisations", "invitations"):
        answer = browser.post(url(place), data={"name": "Shoqata me emër të gjatë", "csrf_token": "stale"})
        assert "Shoqata me emër të gjatë" in checked(answer, 400).html
    assert queries.organisations() == []


def test_the_same_form_sent_twice_enters_one_organisation(browser: FlaskClient) -> None:
    data = fields(visit(browser, url("organisations"))) | {"name": "Shoqata Lisi", "signatory": "0"}
    answers = [browser.post(url("organisations"), data=data) for _time in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {"/en/my-organisations/shoqata-lisi"}
    other = browser.post(url("organisations"), data=data | {"name": "Tjetër"})
    assert other.status_code == 409 and "Tjetër" in other.get_data(as_text=True)
    assert len(queries.organisations()) == 1
    assert db.session.scalar(select(func.count()).select_from(Work)) is not None


def test_what_people_type_comes_out_inert(folk: Folk, browser: FlaskClient) -> None:
    payload = "<script>alert(1)</script>"
    page = visit(browser, url(f"people?q={payload}"))
    assert payload not in page.html
    refused = checked(send(browser, url("organisations"), 422, signatory="0", name=f"\u202e{payload}"), 422)
    assert payload not in refused.html
    send(browser, url("organisations"), signatory="0", name=payload)
    for place in ("organisations", "", f"organisations/{queries.organisations()[0].slug}"):
        assert payload not in visit(browser, url(place)).html
