"""Signing in: password, second factor, throttles, sessions."""

import contextvars
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.accounts.models import RecoveryCode, SecurityEvent, SignInSession, Throttle, Totp
from forum.accounts.operations import factors, passwords, people, sessions, throttles
from forum.accounts.operations.links import issue
from forum.accounts.rules.throttles import Scope
from forum.accounts.rules.tokens import Purpose
from forum.core import clock
from forum.core.db import db
from forum.core.errors import Conflict, NotAllowed, TooMany, Unfit
from forum.core.work import run_due
from tests.support.folk import PASSWORD, Folk, code_of, fields, send
from tests.support.visits import Outbox, Page, checked, link_in, visit, words

HERE = "/en/sign-in"


def try_in(client: FlaskClient, email: str, password: str = PASSWORD, status: int = 303, **values: str) -> Any:
    return send(client, HERE, status, email=email, password=password, **values)


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every hash of a password that is computed for comparison, in order."""
    done: list[str] = []
    real = passwords._hasher()

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            done.append(password)
            return bool(real.verify(stored, password))

        def hash(self, password: str) -> str:
            done.append(password)
            return str(real.hash(password))

    passwords._nobody()  # made once a process, not once a visitor
    monkeypatch.setattr(passwords, "_hasher", lambda: Counting())
    return done


# --- the password --------------------------------------------------------------------------------------------


def test_somebody_signs_in_goes_on_where_they_wanted_and_signs_out(folk: Folk, client: FlaskClient) -> None:
    folk.person("Arta Shembull", email="arta@example.org")
    answer = client.get("/en/profile")
    assert answer.headers["Location"] == "/en/sign-in?next=/en/profile"
    page = visit(client, answer.headers["Location"])
    data = fields(page) | {"email": " ARTA@example.org ", "password": PASSWORD}
    answer = client.post(HERE, data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/profile")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert "Arta Shembull" in visit(client, "/en/profile").text
    assert client.get(HERE).headers["Location"] == "/en/desk"  # signed in already
    assert client.get("/en/sign-out").status_code == 200  # a link shows a page
    assert visit(client, "/en/profile").text
    answer = send(client, "/en/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/en/profile").status_code == 303
    assert db.session.scalar(select(SignInSession.ended_at)) is not None


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "\t//e"]
)
def test_nobody_is_led_to_another_site(target: str, folk: Folk, client: FlaskClient) -> None:
    folk.person(email="arta@example.org")
    assert try_in(client, "arta@example.org", next=target).headers["Location"] == "/en/desk"


def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(
    folk: Folk, app: Flask, hashes: list[str], count_statements: Callable[..., Any]
) -> None:
    """Same body, same headers, same number of statements and of hash calls."""
    folk.person(email="known@example.org")
    folk.do(people.suspend_person, folk.administrator(), folk.person(email="shut@example.org").id, suspended=True)
    seen = []
    for email in ("known@example.org", "unknown@example.org", "shut@example.org"):
        client = app.test_client()
        data = fields(checked(client.get(HERE))) | {"email": email, "password": "wrong words of mine"}
        hashes.clear()
        with count_statements() as asked:
            answer = client.post(HERE, data=data)
        body = answer.get_data(as_text=True).replace(email, "…").replace(data["form_key"], "")
        body = body.replace(_token(body), "")
        headers = sorted((k, v) for k, v in answer.headers if k not in ("Date", "Set-Cookie", "Content-Length"))
        seen.append((answer.status_code, body, headers, asked.count, len(hashes)))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0] == 422 and seen[0][4] == 1


def _token(body: str) -> str:
    return body.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


def test_an_account_that_is_shut_does_not_open_with_the_right_password(folk: Folk, client: FlaskClient) -> None:
    admin, arta = folk.administrator(), folk.person(email="arta@example.org")
    browser = folk.browser(arta)
    folk.do(people.suspend_person, admin, arta.id, suspended=True)
    assert browser.get("/en/desk").status_code == 303  # at once, in every browser
    page = checked(try_in(client, "arta@example.org", status=422), 422)
    assert "do not fit together" in page.text


def test_a_refused_form_keeps_the_address_and_never_the_password(folk: Folk, client: FlaskClient) -> None:
    page = checked(try_in(client, "arta@example.org", "not these words", 422), 422)
    assert page.xpath("//input[@name='email']/@value") == ["arta@example.org"]
    assert "not these words" not in page.html
    page = checked(try_in(client, "", "", 422), 422)
    assert len(page.xpath("//*[@role='alert']//li")) == 2


def test_a_stale_form_gives_the_text_back_and_nothing_happens(folk: Folk, client: FlaskClient) -> None:
    folk.person(email="arta@example.org")
    for token in ("", "stale"):
        answer = client.post(HERE, data={"email": "arta@example.org", "password": PASSWORD, "csrf_token": token})
        page = checked(answer, 400)
        assert "arta@example.org" in page.html and PASSWORD not in page.html
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 0
    assert db.session.scalar(select(func.count()).select_from(Throttle)) == 0


# --- throttles -----------------------------------------------------------------------------------------------


def test_the_sixth_guess_is_refused_unhashed_and_the_right_password_too_until_the_window_ends(
    folk: Folk, app: Flask, hashes: list[str]
) -> None:
    folk.person(email="arta@example.org")
    client = app.test_client()
    page = fields(visit(client, HERE)) | {"email": "arta@example.org"}
    answers = [client.post(HERE, data=page | {"password": f"guess number {n}"}).status_code for n in range(6)]
    assert answers == [422] * 5 + [429]
    assert len(hashes) == 5
    late = client.post(HERE, data=page | {"password": PASSWORD})
    told = checked(late, 429)
    assert "arta@example.org" in told.html and PASSWORD not in told.html
    assert 0 < int(late.headers["Retry-After"]) <= 900
    assert [row for row in db.session.scalars(select(Throttle.subject_hash)) if "arta" in row] == []
    clock.set_offset(timedelta(minutes=31))
    assert client.post(HERE, data=page | {"password": PASSWORD}).status_code == 303


def test_success_is_given_back(folk: Folk, app: Flask) -> None:
    folk.person(email="arta@example.org")
    for _time in range(7):
        assert try_in(app.test_client(), "arta@example.org").status_code == 303


def test_of_twenty_guesses_at_once_at_most_five_are_looked_at(folk: Folk, app: Flask, hashes: list[str]) -> None:
    """Counted before hashing: counted afterwards, all twenty would pass (R31)."""
    folk.person(email="arta@example.org")
    browsers = [app.test_client() for _ in range(20)]
    forms = [fields(visit(one, HERE)) | {"email": "arta@example.org"} for one in browsers]
    start, statuses = Barrier(20), []

    def guess(number: int) -> None:
        start.wait(20)
        answer = browsers[number].post(HERE, data=forms[number] | {"password": f"parallel guess {number}"})
        statuses.append(answer.status_code)

    threads = [Thread(target=contextvars.Context().run, args=(guess, number)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(statuses) == [422] * 5 + [429] * 15
    assert len(hashes) == 5


def test_one_place_of_origin_may_not_go_through_all_addresses(folk: Folk, app: Flask) -> None:
    key = app.config["SECRET_KEY"]
    for number in range(30):
        subjects = {Scope.SIGN_IN_ACCOUNT: f"p{number}@example.org", Scope.SIGN_IN_ADDRESS: "192.0.2.7"}
        throttles.count(key, subjects)
    with pytest.raises(TooMany):
        throttles.count(key, {Scope.SIGN_IN_ACCOUNT: "new@example.org", Scope.SIGN_IN_ADDRESS: "192.0.2.7"})
    throttles.count(key, {Scope.SIGN_IN_ACCOUNT: "new@example.org", Scope.SIGN_IN_ADDRESS: "192.0.2.8"})
    clock.set_offset(timedelta(days=3))
    throttles.prune()
    assert db.session.scalar(select(func.count()).select_from(Throttle)) == 0


# --- the second factor ---------------------------------------------------------------------------------------


def half_way(client: FlaskClient, email: str = "arta@example.org") -> Page:
    """The password is typed; gives the page that asks for the code."""
    answer = try_in(client, email, next="/en/profile")
    assert answer.headers["Location"] == "/en/sign-in/code"
    return visit(client, "/en/sign-in/code")


def type_code(client: FlaskClient, code: str, status: int) -> Any:
    return send(client, "/en/sign-in/code", status, code=code)


def test_with_a_factor_the_password_alone_opens_nothing(folk: Folk, app: Flask) -> None:
    folk.person(email="arta@example.org", factor=True)
    client = app.test_client()
    half_way(client)
    assert client.get("/en/profile").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 0
    answer = type_code(client, code_of(), 303)
    assert answer.headers["Location"] == "/en/profile"
    assert db.session.scalar(select(SignInSession.stepped_up_at)) is not None
    other = app.test_client()  # the same code a second time, from another browser
    half_way(other)
    page = checked(type_code(other, code_of(), 422), 422)
    assert "used already" in page.text
    for code in ("000000", "12345", "abc"):
        half_way(other)
        type_code(other, code, 422)
    kinds = list(db.session.scalars(select(SecurityEvent.kind).order_by(SecurityEvent.id)))
    assert kinds.count("wrong_code") == 4 and kinds.count("signed_in") == 1


def test_codes_are_counted_before_they_are_looked_at(folk: Folk, client: FlaskClient) -> None:
    folk.person(email="arta@example.org", factor=True)
    data = fields(half_way(client))
    answers = [client.post("/en/sign-in/code", data=data | {"code": f"00000{n}"}).status_code for n in range(5)]
    assert answers == [422] * 5
    assert client.post("/en/sign-in/code", data=data | {"code": code_of()}).status_code == 429
    clock.set_offset(timedelta(minutes=9))
    assert client.post("/en/sign-in/code", data=data | {"code": code_of()}).status_code == 303


def test_the_step_between_lasts_ten_minutes_and_ends_with_the_account(folk: Folk, app: Flask) -> None:
    admin, arta = folk.administrator(), folk.person(email="arta@example.org", factor=True)
    late, shut = app.test_client(), app.test_client()
    data = fields(half_way(late))
    shut_data = fields(half_way(shut))
    folk.do(people.suspend_person, admin, arta.id, suspended=True)
    assert shut.post("/en/sign-in/code", data=shut_data | {"code": code_of()}).status_code == 400
    folk.do(people.suspend_person, admin, arta.id, suspended=False)
    clock.set_offset(timedelta(minutes=11))
    assert late.get("/en/sign-in/code").headers["Location"].startswith("/en/sign-in?")
    assert late.post("/en/sign-in/code", data=data | {"code": code_of()}).status_code == 400
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 0
    assert app.test_client().get("/en/sign-in/code").status_code == 303  # nobody is half way there


def test_setting_up_shows_a_square_and_a_key_then_ten_codes_once(
    folk: Folk, app: Flask, outbox: Outbox, hashes: list[str]
) -> None:
    arta = folk.person(email="arta@example.org")
    browser = folk.browser(arta, stepped_up=False)
    page = visit(browser, "/en/settings/factor?next=/en/desk")
    begin = page.xpath("//form[contains(@action,'/factor/begin')]/@action")[0]
    assert browser.post(begin, data=fields(page, begin)).status_code == 303
    page = visit(browser, "/en/settings/factor")
    secret = page.xpath("//p[@class='mono']")[0].text_content().replace(" ", "")
    assert page.xpath("//img[starts-with(@src, 'data:image/svg+xml')]/@alt")
    assert secret in page.xpath("//a[starts-with(@href, 'otpauth://')]/@href")[0]
    page = checked(send(browser, "/en/settings/factor", 422, code="000000"), 422)
    assert "not right" in page.text
    assert folk.actor(arta).has_factor is False
    page = checked(send(browser, "/en/settings/factor", 200, code=code_of(secret)))
    codes = [one.text_content() for one in page.xpath("//ol/li[@class='mono']")]
    assert len(set(codes)) == 10 and folk.actor(arta).has_factor
    assert not any(code in visit(browser, "/en/settings/factor").html for code in codes)
    stored = list(db.session.scalars(select(RecoveryCode.code_hash)))
    assert len(stored) == 10 and not set(stored) & set(codes)

    signed_out = app.test_client()
    half_way(signed_out)
    type_code(signed_out, codes[3].upper().replace("-", " "), 303)
    again = app.test_client()
    half_way(again)
    type_code(again, codes[3], 422)
    outbox.deliver()
    assert "Recovery code used" in words(outbox.to("arta@example.org")[-1])
    assert "9 codes are left" in visit(signed_out, "/en/settings/factor").text

    page = visit(signed_out, "/en/settings/factor")
    fresh = checked(signed_out.post("/en/settings/factor/codes", data=fields(page, "/en/settings/factor/codes")))
    new = [one.text_content() for one in fresh.xpath("//ol/li[@class='mono']")]
    assert not set(new) & set(codes)
    third = app.test_client()
    half_way(third)
    type_code(third, codes[0], 422)
    type_code(third, new[0], 303)


def test_privileged_acts_ask_for_the_factor_again_after_half_an_hour(folk: Folk, app: Flask) -> None:
    admin = folk.administrator()
    browser = folk.browser(admin)
    assert browser.get("/en/admin/").status_code == 200
    clock.set_offset(timedelta(minutes=30, seconds=1))
    answer = browser.get("/en/admin/people?q=a")
    assert answer.headers["Location"] == "/en/step-up?next=/en/admin/people?q%3Da"
    page = visit(browser, "/en/admin/", follow=True)
    assert "30 minutes" in page.text
    send(browser, "/en/step-up?next=/en/admin/people?q%3Da", 422, code="000000")
    answer = send(browser, "/en/step-up?next=/en/admin/people?q%3Da", 303, code=code_of())
    assert answer.headers["Location"] == "/en/admin/people?q=a"
    assert browser.get("/en/admin/").status_code == 200
    clock.set_offset(timedelta(minutes=65))
    data = fields(visit(browser, "/en/profile")) | {"name": "A long text typed into a form"}
    site = app.config["SOFRA"].base_url
    answer = browser.post("/en/admin/organisations", data=data, headers={"Referer": f"{site}/en/admin/organisations"})
    refused = checked(answer, 409)  # the text comes back, and the way to go on
    assert "A long text typed into a form" in refused.html
    assert refused.xpath("//a[@href='/en/step-up?next=/en/admin/organisations']")


def test_a_role_that_demands_the_factor_keeps_it_and_others_may_give_it_up(
    folk: Folk, app: Flask, outbox: Outbox
) -> None:
    admin, member = folk.administrator(), folk.person(email="member@example.org", factor=True)
    for person, status in ((admin, 422), (member, 303)):
        browser = folk.browser(person)
        page = visit(browser, "/en/settings/factor")
        url = "/en/settings/factor/remove"
        answer = browser.post(url, data=fields(page, url))
        assert answer.status_code == status
    assert "demands" in checked(browser.get("/en/settings/factor")).text or not folk.actor(member).has_factor
    assert folk.actor(admin).has_factor and not folk.actor(member).has_factor
    outbox.deliver()
    assert "Second factor removed" in words(outbox.to("member@example.org")[-1])


def test_two_people_with_one_code_at_once_one_gets_in(folk: Folk, app: Flask) -> None:
    folk.person(email="arta@example.org", factor=True)
    browsers = [app.test_client() for _ in range(4)]
    forms = [fields(half_way(one)) for one in browsers]
    start, statuses, code = Barrier(4), [], code_of()

    def enter(number: int) -> None:
        start.wait(20)
        statuses.append(browsers[number].post("/en/sign-in/code", data=forms[number] | {"code": code}).status_code)

    threads = [Thread(target=contextvars.Context().run, args=(enter, number)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(statuses) == [303, 422, 422, 422]


def test_a_factor_stands_alone_and_is_set_up_once(folk: Folk) -> None:
    arta = folk.person(factor=True)
    with pytest.raises(NotAllowed):
        folk.do(factors.begin_factor, arta, "A" * 32)
    with pytest.raises(Conflict):
        folk.do(factors.confirm_factor, arta, code_of())
    with pytest.raises(Unfit):
        folk.do(factors.remove_factor, folk.administrator())
    assert db.session.scalar(select(func.count()).select_from(Totp)) == 2


# --- sessions ------------------------------------------------------------------------------------------------


def test_a_sign_in_ends_after_fourteen_idle_days_and_after_ninety_in_any_case(folk: Folk) -> None:
    browser = folk.browser(folk.person())
    for day in range(13, 90, 13):
        clock.set_offset(timedelta(days=day))
        assert browser.get("/en/desk").status_code == 200, day
    clock.set_offset(timedelta(days=90))
    assert browser.get("/en/desk").status_code == 303
    clock.set_offset(timedelta())
    idle = folk.browser(folk.person())
    clock.set_offset(timedelta(days=14))
    assert idle.get("/en/desk").status_code == 303


def test_the_idle_time_in_the_cookie_is_renewed_at_most_hourly(folk: Folk) -> None:
    browser = folk.browser(folk.person())
    assert "Set-Cookie" not in browser.get("/en/desk").headers
    clock.set_offset(timedelta(minutes=59))
    assert "Set-Cookie" not in browser.get("/en/desk").headers
    clock.set_offset(timedelta(minutes=61))
    assert "Set-Cookie" in browser.get("/en/desk").headers


def test_one_sees_where_one_is_signed_in_and_ends_the_others(folk: Folk, app: Flask) -> None:
    arta, other = folk.person(email="arta@example.org"), folk.person()
    stranger = folk.browser(other)
    browsers = [app.test_client() for _ in range(3)]
    agents = (
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605 Version/19.1 Mobile/15E Safari/604",
        "<script>alert(1)</script>",
    )
    for browser, agent in zip(browsers, agents, strict=True):
        data = fields(visit(browser, HERE)) | {"email": "arta@example.org", "password": PASSWORD}
        assert browser.post(HERE, data=data, headers={"User-Agent": agent}).status_code == 303
    mine, phone, odd = browsers
    page = visit(mine, "/en/settings/sign-in")
    for words_ in ("Firefox 140, Linux", "Safari 19, iPhone", "this browser"):
        assert words_ in page.text
    assert "<script>alert" not in page.html
    (first, *_rest) = page.xpath("//form[contains(@action, 'handle=')]/@action")
    assert mine.post(first, data=fields(page, first)).status_code == 303  # newest first: the odd one
    assert odd.get("/en/desk").status_code == 303 and phone.get("/en/desk").status_code == 200
    assert mine.post(first, data=fields(page, first) | {"form_key": "a" * 24}).status_code == 404
    assert stranger.post(first, data=fields(visit(stranger, "/en/sign-out"))).status_code == 404
    everyone = "/en/settings/sign-in/end"
    page = visit(mine, "/en/settings/sign-in")
    assert mine.post(everyone, data=fields(page, everyone)).status_code == 303
    assert phone.get("/en/desk").status_code == 303
    assert mine.get("/en/desk").status_code == 200 and stranger.get("/en/desk").status_code == 200
    assert "End all other" not in visit(mine, "/en/settings/sign-in").text
    assert folk.actor(arta).name


def test_old_sign_ins_links_and_events_are_forgotten(folk: Folk, app: Flask) -> None:
    folk.person(email="arta@example.org")
    try_in(app.test_client(), "arta@example.org")
    clock.set_offset(timedelta(days=119))
    sessions.prune()
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 1
    clock.set_offset(timedelta(days=121))
    sessions.prune()
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 0
    assert db.session.scalar(select(func.count()).select_from(SecurityEvent)) == 1
    clock.set_offset(timedelta(days=401))
    sessions.prune()
    assert db.session.scalar(select(func.count()).select_from(SecurityEvent)) == 0


def test_the_page_of_sign_ins_costs_the_same_for_one_and_for_forty(
    folk: Folk, count_statements: Callable[..., Any]
) -> None:
    arta = folk.person()
    browser = folk.browser(arta)
    with count_statements() as few:
        browser.get("/en/settings/sign-in")
    for _one in range(40):
        folk.browser(arta)
    with count_statements(at_most=few.count):
        page = visit(browser, "/en/settings/sign-in")
    assert len(page.xpath("//form[contains(@action, 'handle=')]")) == 40
    assert few.count <= 6


def test_the_link_of_the_host_works_once_and_only_while_nobody_has_a_password(
    folk: Folk, flask_command: Callable[..., str], app: Flask, outbox: Outbox
) -> None:
    printed = flask_command("accounts", "first-link")
    link = "/en/one-time/" + printed.strip().rpartition("/")[2]
    first, second = app.test_client(), app.test_client()
    assert visit(first, link).text and visit(second, link).text  # a look uses nothing up
    data = fields(checked(second.get(link)))
    answer = send(first, link)
    assert answer.headers["Location"] == "/en/welcome"
    assert second.post(link, data=data).status_code == 410
    page = visit(first, "/en/welcome")
    assert "no password yet" in page.text and "second factor" in page.text
    assert first.get("/en/admin/").headers["Location"].startswith("/en/settings/factor")
    page = visit(first, "/en/settings/password")
    assert not page.xpath("//input[@name='old_password']")
    assert send(first, "/en/settings/password", 422, password="Administrator1").status_code == 422
    send(first, "/en/settings/password", 303, password=PASSWORD)
    assert visit(first, "/en/settings/password").xpath("//input[@name='old_password']")
    assert "sign in with one" in flask_command("accounts", "first-link")
    # The address of the host's making is changed by the new one alone: the old one is never reached.
    send(first, "/en/settings/address", 200, email="admin@example.org", old_password=PASSWORD)
    run_due()
    outbox.deliver()
    (letter,) = outbox.letters()[-1:]
    assert letter["To"] == "admin@example.org"
    page = checked(send(app.test_client(), link_in(letter, "/confirm-address/"), 200))
    assert "stands" in page.text
    try_in(app.test_client(), "admin@example.org")


def test_a_demo_link_counts_as_factor_on_the_loopback_address_only(
    folk: Folk, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = folk.administrator()
    shown = []
    for loopback in (True, False):
        secret = folk.do(issue, admin.id, Purpose.ONE_TIME_SIGN_IN, demo=True)
        if not loopback:
            monkeypatch.setattr(type(app.config["SOFRA"]), "loopback", False)
        browser = app.test_client()
        send(browser, f"/en/one-time/{secret}")
        shown.append(browser.get("/en/admin/").status_code)
    assert shown == [200, 303]
