"""Coming to the table: mailed once, for one purpose, for a while, in a language the inviter chooses."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.accounts.models import Invitation, Person, Role, SignInSession
from forum.accounts.operations import invitations, people, roles
from forum.core import clock
from forum.core.db import db, writing
from forum.core.errors import NotAllowed, NotFound, Unfit
from forum.core.languages import speaking
from forum.organisations.operations import bodies, mandates
from forum.outbox.operations import send_due
from forum.outbox.rendering import render
from tests.support.folk import PASSWORD, Folk, fields, send
from tests.support.smtp import Mailbox
from tests.support.visits import Outbox, checked, link_in, visit, words

NEW = "e-re@example.org"


def invited(folk: Folk, outbox: Outbox, slug: str, actor: Any = None, **values: str) -> str:
    """Invite somebody to a mandate; gives the path of the mailed link."""
    told = {"email": NEW, "name": "", "language": "en", "role": "representative"} | values
    with writing():
        mandates.invite_to_mandate(actor, slug, **told)
    outbox.deliver()
    return link_in(outbox.to(told["email"])[-1], "/invitation/")


def accept(client: FlaskClient, link: str, status: int = 303, **values: str) -> Any:
    """Open the link, fill in the form."""
    return send(client, link, status, **({"name": "Arta Shembull", "password": PASSWORD} | values))


@pytest.mark.parametrize(
    ("reading", "subject"), [("en", "Invitation to Sofra"), ("sq", "Ftesë"), ("sr-latn", "Poziv"), ("sr-cyrl", "Позив")]
)
def test_an_invitation_speaks_the_language_its_sender_chose(
    reading: str, subject: str, folk: Folk, mailbox: Mailbox, client: FlaskClient, app: Flask
) -> None:
    """Over real SMTP: from the coordinator's form to the first visit."""
    drita = folk.person("Drita Shembull", factor=True)
    slug = folk.organisation("Shoqata Lisi", coordinator=drita)
    here = f"/en/my-organisations/{slug}"
    browser = folk.browser(drita)
    send(browser, f"{here}/invite", at=here, email="E-Re@Example.org", name="", language=reading, role="alternate")
    assert send_due(render, mailbox.url, app.config["SOFRA"].data_dir) == 1
    (letter,) = mailbox.to(NEW)
    assert subject in str(letter["Subject"]) and letter["Content-Language"].lower() == reading
    assert "Shoqata Lisi" in words(letter) and "Drita Shembull" in words(letter)
    assert letter.get_body(("html",)) is not None and letter["Auto-Submitted"] == "auto-generated"
    link = link_in(letter, "/invitation/")
    assert link.startswith(f"/{reading}/invitation/")

    page = visit(client, link)
    assert "Shoqata Lisi" in page.text and NEW in page.text and "Drita Shembull" in page.text
    answer = accept(client, link, language=reading)
    assert answer.headers["Location"] == f"/{reading}/welcome"
    welcome = visit(client, f"/{reading}/welcome")
    assert "Shoqata Lisi" in welcome.text
    made = folk.actor(db.session.scalars(select(Person.id).where(Person.email == NEW)).one())
    assert [(one.slug, one.role) for one in made.mandates] == [(slug, "alternate")]
    assert made.language == reading


def test_the_link_is_dead_after_use_revocation_and_time_and_says_the_same_each_time(
    folk: Folk, outbox: Outbox, client: FlaskClient, app: Flask
) -> None:
    admin = folk.administrator()
    slug = folk.organisation("Shoqata Lisi")
    used, revoked, old = (
        invited(folk, outbox, slug, email=f"{name}@example.org", role="representative") for name in ("a", "b", "c")
    )
    accept(app.test_client(), used)
    keys = {one.email: one.key for one in db.session.scalars(select(Invitation))}
    folk.do(invitations.revoke_invitation, admin, keys["b@example.org"])
    clock.set_offset(timedelta(days=14))
    never = f"/en/invitation/{'x' * 43}"
    answers = [client.get(link) for link in (used, revoked, old, never)]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.get_data() for answer in answers}) == 1
    told = checked(answers[0], 410).html
    assert "<form" not in told and used.rpartition("/")[2] not in told
    assert 'href="/sq/"' in told  # the switcher leads home (R28)
    posted = client.post(revoked, data={"name": "X", "password": PASSWORD})
    assert posted.status_code in (400, 410)
    with pytest.raises(NotFound):
        folk.do(invitations.resend_invitation, admin, keys["a@example.org"])


def test_get_never_accepts_and_head_neither(folk: Folk, outbox: Outbox, client: FlaskClient) -> None:
    link = invited(folk, outbox, folk.organisation("Shoqata Lisi"))
    for _visit in range(3):
        assert client.get(link).status_code == 200
    assert client.head(link).status_code == 200
    assert db.session.scalar(select(Invitation.accepted_at)) is None
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_link_sent_again_voids_the_first_one(folk: Folk, outbox: Outbox, client: FlaskClient) -> None:
    admin = folk.administrator()
    first = invited(folk, outbox, folk.organisation("Shoqata Lisi"))
    key = db.session.scalars(select(Invitation.key)).one()
    clock.set_offset(timedelta(days=20))  # an old one too
    folk.do(invitations.resend_invitation, admin, key)
    outbox.deliver()
    second = link_in(outbox.to(NEW)[-1], "/invitation/")
    assert second != first
    assert client.get(first).status_code == 410
    assert accept(client, second).status_code == 303


def test_what_was_taken_back_before_it_left_is_not_sent(folk: Folk, outbox: Outbox) -> None:
    admin = folk.administrator()
    slug = folk.organisation("Shoqata Lisi")
    with writing():
        key = mandates.invite_to_mandate(None, slug, email=NEW, name="", language="en", role="alternate")
    folk.do(invitations.revoke_invitation, admin, key)
    outbox.deliver()
    assert outbox.to(NEW) == []


def test_the_same_form_sent_twice_has_one_effect_and_leads_to_the_same_place(
    folk: Folk, outbox: Outbox, app: Flask
) -> None:
    link = invited(folk, outbox, folk.organisation("Shoqata Lisi"))
    one, other, stranger = (app.test_client() for _ in range(3))
    data = fields(checked(one.get(link))) | {"name": "Arta", "password": PASSWORD}
    cookie = one.get_cookie(app.config["SESSION_COOKIE_NAME"], domain="127.0.0.1")
    assert cookie is not None
    places = []
    for browser in (one, other, stranger):
        browser.set_cookie(cookie.key, cookie.value, domain="127.0.0.1")
        wrong = {"password": "some other words of theirs"} if browser is stranger else {}
        places.append(browser.post(link, data=data | wrong))
    assert [answer.status_code for answer in places] == [303, 303, 410]
    assert places[0].headers["Location"] == places[1].headers["Location"] == "/en/welcome"
    assert visit(other, "/en/welcome").text
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.email == NEW)) == 1


def test_whoever_has_an_account_signs_in_and_joins_with_one_click(
    folk: Folk, outbox: Outbox, client: FlaskClient
) -> None:
    arta, other = folk.person("Arta", email=NEW), folk.person("Dikush")
    slug = folk.organisation("Shoqata Lisi")
    link = invited(folk, outbox, slug)
    answer = client.get(link)
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/en/sign-in?next=")
    assert folk.browser(other).get(link).status_code == 200  # shown, but not theirs to take
    refused = folk.browser(other)
    data = fields(checked(refused.get(link)))
    assert refused.post(link, data=data).status_code == 409
    browser = folk.browser(arta)
    assert "You already have an account" in visit(browser, link).text
    send(browser, link)
    assert [one.slug for one in folk.actor(arta).mandates] == [slug]
    assert browser.get(link).headers["Location"] == "/en/welcome"  # just accepted: no dead end
    again = invited(folk, outbox, slug)
    assert "already holds this mandate" in checked(send(browser, again, 422), 422).text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"password": "short"}, "too short"),
        ({"password": "Sunshine-2024!"}, "attackers try first"),
        ({"password": "shoqata lisi 27"}, "too easy to guess"),
        ({"password": "Arta.Shembull.1"}, "too easy to guess"),
        ({"name": "\u202eArta"}, "cannot be stored"),
        ({"name": "Artа Shembull"}, "one script"),
        ({"name": ""}, "write something"),
        ({"name": "x" * 121}, "too long"),
        ({"language": "fr"}, "not a valid choice"),
    ],
)
def test_a_form_that_fails_keeps_what_was_typed_and_says_what_to_do(
    values: dict[str, str], told: str, folk: Folk, outbox: Outbox, client: FlaskClient
) -> None:
    link = invited(folk, outbox, folk.organisation("Shoqata Lisi"))
    page = checked(accept(client, link, 422, **values), 422)
    assert told.casefold() in page.text.casefold()
    assert page.xpath("//*[@role='alert']//a[starts-with(@href, '#')]")  # summary and field
    (password,) = page.xpath("//input[@name='password']/@value") or [""]
    assert password == ""
    if "name" not in values:
        assert page.xpath("//input[@name='name']/@value") == ["Arta Shembull"]
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_role_is_given_by_invitation_for_a_seat_or_for_languages(
    folk: Folk, outbox: Outbox, client: FlaskClient
) -> None:
    admin = folk.administrator()
    with pytest.raises(Unfit, match="for a seat"):
        folk.do(roles.invite_to_role, admin, email=NEW, name="", language="sq", role="moderator")
    with pytest.raises(Unfit, match="languages"):
        folk.do(roles.invite_to_role, admin, email=NEW, name="", language="sq", role="translator", languages=("de",))
    folk.do(
        roles.invite_to_role, admin, email=NEW, name="Lule", language="sq", role="translator", languages=("sr", "sq")
    )
    outbox.deliver()
    (letter,) = outbox.to(NEW)
    assert "shqip, srpski / српски" in words(letter)
    link = link_in(letter, "/invitation/")
    assert visit(client, link).xpath("//input[@name='name']/@value") == ["Lule"]
    accept(client, link)
    row = db.session.execute(select(Role.role, Role.languages, Role.granted_by).where(Role.role == "translator")).one()
    assert row == ("translator", "sq sr", admin.id)
    assert "translate" in visit(client, "/en/welcome").text


def test_an_administrator_by_invitation_sets_up_the_factor_before_anything_else(
    folk: Folk, outbox: Outbox, client: FlaskClient
) -> None:
    admin = folk.administrator()
    folk.do(roles.invite_to_role, admin, email=NEW, name="", language="en", role="administrator")
    outbox.deliver()
    accept(client, link_in(outbox.to(NEW)[-1], "/invitation/"))
    assert "second factor" in visit(client, "/en/welcome").text
    assert client.get("/en/admin/").headers["Location"].startswith("/en/settings/factor")


def test_only_administrators_invite_to_roles_and_coordinators_to_their_own_organisation(folk: Folk) -> None:
    drita = folk.person(factor=True)
    without = folk.person()
    mine = folk.organisation("Shoqata Lisi", coordinator=drita, coordinator_2=without)
    other = folk.organisation("Udruženje Breza")
    told = {"email": NEW, "name": "", "language": "en"}
    folk.do(mandates.invite_to_mandate, folk.actor(drita), mine, role="alternate", **told)
    for act in (
        lambda: folk.do(mandates.invite_to_mandate, folk.actor(drita), other, role="alternate", **told),
        lambda: folk.do(mandates.invite_to_mandate, folk.actor(without), mine, role="alternate", **told),
        lambda: folk.do(roles.invite_to_role, folk.actor(drita), role="administrator", **told),
        lambda: folk.do(invitations.invite, folk.actor(drita), purpose="role", params={}, subject="", **told),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotFound):
        folk.do(invitations.invite, None, purpose="something", params={}, subject="", **told)


def test_an_invitation_falls_with_the_power_of_who_sent_it(
    folk: Folk, outbox: Outbox, client: FlaskClient
) -> None:
    """An account that was shut leaves no door open behind it."""
    admin, second = folk.administrator(), folk.administrator("Second")
    drita = folk.person(factor=True)
    slug = folk.organisation("Shoqata Lisi", coordinator=drita)
    to_mandate = invited(folk, outbox, slug, folk.actor(drita))
    folk.do(roles.invite_to_role, second, email="b@example.org", name="", language="en", role="administrator")
    outbox.deliver()
    to_role = link_in(outbox.to("b@example.org")[-1], "/invitation/")
    assert client.get(to_mandate).status_code == client.get(to_role).status_code == 200
    place = db.session.scalars(select(Role.id).where(Role.person_id == second.id)).one()
    folk.do(roles.end_role, admin, place)
    folk.do(people.suspend_person, admin, drita.id, suspended=True)
    assert client.get(to_mandate).status_code == client.get(to_role).status_code == 410
    folk.do(people.suspend_person, admin, drita.id, suspended=False)
    assert client.get(to_mandate).status_code == 200


def test_invitations_go_with_the_organisation_that_leaves(folk: Folk, outbox: Outbox, client: FlaskClient) -> None:
    admin = folk.administrator()
    slug = folk.organisation("Shoqata Lisi")
    link = invited(folk, outbox, slug)
    folk.do(bodies.leave_table, admin, slug)
    assert client.get(link).status_code == 410


def test_the_secret_is_nowhere_once_the_letter_has_left(folk: Folk, outbox: Outbox, client: FlaskClient) -> None:
    link = invited(folk, outbox, folk.organisation("Shoqata Lisi"))
    secret = link.rpartition("/")[2]
    from forum.core.db import Base

    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            assert secret not in repr(tuple(row)), table.name
    page = visit(client, link)
    assert all(secret not in href or "/invitation/" in href for href in page.links())


def test_a_new_session_begins_and_a_planted_cookie_counts_for_nothing(
    folk: Folk, outbox: Outbox, client: FlaskClient
) -> None:
    link = invited(folk, outbox, folk.organisation("Shoqata Lisi"))
    with client.session_transaction(base_url=client.application.config["SOFRA"].base_url) as cookie:
        cookie["_user_id"], cookie["seen"] = "planted", int(clock.now().timestamp())
    accept(client, link)
    with client.session_transaction(base_url=client.application.config["SOFRA"].base_url) as cookie:
        assert cookie["_user_id"] != "planted"
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 1


def test_a_letter_is_made_in_the_words_of_the_reading(folk: Folk, outbox: Outbox) -> None:
    """The role in the letter is said in the invited person's language, whoever sends it."""
    with speaking("en"):
        invited(folk, outbox, folk.organisation("Shoqata Lisi"), language="sr-cyrl")
    assert "Representative" not in words(outbox.to(NEW)[0])
