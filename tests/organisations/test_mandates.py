"""Who speaks for whom: granted, ended, expired, seen or not; and what other organisations never see."""

import contextvars
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.accounts.models import Invitation
from forum.audit.models import LogEntry
from forum.core import clock
from forum.core.db import db, writing
from forum.core.errors import NotAllowed, NotFound, Unfit
from forum.core.policy import Actor
from forum.organisations import queries
from forum.organisations.models import Mandate, MandateEvent
from forum.organisations.operations import mandates
from tests.support.folk import PASSWORD, Folk, fields, send
from tests.support.visits import Outbox, checked, link_in, visit

DAY = timedelta(days=1)


@pytest.fixture
def drita(folk: Folk) -> Actor:
    """A coordinator with a second factor."""
    return folk.person("Drita Shembull", email="drita@example.org", factor=True)


@pytest.fixture
def lisi(folk: Folk, drita: Actor) -> str:
    """Her organisation."""
    return folk.organisation("Shoqata Lisi", coordinator=drita)


def here(slug: str) -> str:
    return f"/en/my-organisations/{slug}"


def test_the_same_role_twice_at_a_time_is_refused_and_afterwards_is_not(folk: Folk, drita: Actor, lisi: str) -> None:
    arta, now = folk.person(), clock.now()
    drita = folk.actor(drita)
    grant = mandates.grant_mandate
    folk.do(grant, drita, lisi, arta.id, "alternate", ends_at=now + 10 * DAY)
    for times in (
        {}, {"starts_at": now + 9 * DAY}, {"starts_at": now + 3 * DAY, "ends_at": now + 4 * DAY},
        {"starts_at": now + 12 * DAY, "ends_at": now + 11 * DAY},
    ):  # fmt: skip
        with pytest.raises(Unfit):
            folk.do(grant, drita, lisi, arta.id, "alternate", **times)
    folk.do(grant, drita, lisi, arta.id, "alternate", starts_at=now + 10 * DAY)  # half-open: one ends, one begins
    folk.do(grant, drita, lisi, arta.id, "representative")
    with pytest.raises(NotFound):
        folk.do(grant, drita, lisi, arta.id, "pope")
    assert sorted(one.role for one in folk.actor(arta).mandates) == ["alternate", "representative"]


def test_two_grants_at_once_never_overlap(folk: Folk, lisi: str, app: Flask) -> None:
    arta, start, refused = folk.person(), Barrier(6), []

    def grant() -> None:
        with app.app_context():
            start.wait(20)
            try:
                with writing():
                    mandates.grant_mandate(None, lisi, arta.id, "alternate")
            except Unfit:
                refused.append(1)
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [Thread(target=contextvars.Context().run, args=(grant,)) for _one in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    held = select(func.count()).select_from(Mandate).where(Mandate.person_id == arta.id)
    assert (db.session.scalar(held), len(refused)) == (1, 5)


def test_an_individual_seat_has_one_mandate(folk: Folk, outbox: Outbox) -> None:
    besa, other = folk.person("Besa Shembull", factor=True), folk.person()
    slug = folk.organisation("Besa Shembull", kind="individual", representative=besa)
    for person, role in ((other, "representative"), (besa, "alternate"), (besa, "coordinator")):
        with pytest.raises(Unfit):
            folk.do(mandates.grant_mandate, None, slug, person.id, role)
    with pytest.raises(Unfit):
        folk.do(
            mandates.invite_to_mandate, None, slug, email="x@example.org", name="", language="en", role="coordinator"
        )
    page = visit(folk.browser(besa), here(slug))
    assert "individual seat" in page.text and not page.xpath("//form[contains(@action, '/invite')]")


def test_coordinators_end_mandates_of_their_own_people_and_everybody_their_own(
    folk: Folk, drita: Actor, lisi: str
) -> None:
    arta, besa = folk.person("Arta"), folk.person("Besa")
    keys = {one.name: folk.mandate(lisi, one, "representative") for one in (arta, besa)}
    for actor in (folk.actor(besa), folk.person(factor=True)):
        with pytest.raises(NotAllowed):
            folk.do(mandates.end_mandate, actor, keys["Arta"])
    browser = folk.browser(drita)
    send(browser, f"/en/mandates/{keys['Arta']}/end", at=here(lisi))
    assert folk.actor(arta).mandates == ()
    answer = send(folk.browser(besa), f"/en/mandates/{keys['Besa']}/end", at=here(lisi))
    assert answer.headers["Location"] == "/en/desk"
    with pytest.raises(NotFound):
        folk.do(mandates.end_mandate, folk.actor(drita), keys["Besa"])  # it has ended
    roles = list(db.session.scalars(select(LogEntry.actor_role).where(LogEntry.type == "mandate_ended")))
    assert roles == ["coordinator", "representative"]
    assert all("Arta" not in repr(row.__dict__) for row in db.session.scalars(select(LogEntry)))


def test_a_mandate_expires_at_its_hour_and_the_worker_notes_it_once(folk: Folk, drita: Actor, lisi: str) -> None:
    arta = folk.person("Arta")
    folk.mandate(lisi, arta, "alternate", ends_at=clock.now() + DAY)
    browser = folk.browser(arta)
    assert browser.get(here(lisi)).status_code == 200
    clock.set_offset(DAY)
    assert browser.get(here(lisi)).status_code == 404  # at once, without any worker
    mandates.expire_mandates()
    mandates.expire_mandates()
    assert list(db.session.scalars(select(MandateEvent.kind).order_by(MandateEvent.id))) == [
        "granted", "granted", "expired",
    ]  # fmt: skip
    assert db.session.scalar(select(LogEntry.actor_role).where(LogEntry.type == "mandate_ended")) == "worker"


def test_an_invitation_may_end_the_mandate_by_itself(
    folk: Folk, drita: Actor, lisi: str, outbox: Outbox, client: FlaskClient
) -> None:
    browser = folk.browser(drita)
    told = {"email": "e.re@example.org", "role": "alternate", "language": "sq"}
    page = checked(send(browser, f"{here(lisi)}/invite", 422, at=here(lisi), ends_on="2001-01-01", **told), 422)
    assert "in the future" in page.text and page.xpath("//input[@name='email']/@value") == ["e.re@example.org"]
    send(browser, f"{here(lisi)}/invite", at=here(lisi), ends_on="2099-06-30", **told)
    outbox.deliver()
    link = link_in(outbox.to("e.re@example.org")[0], "/invitation/")
    send(client, link, name="E Re", password=PASSWORD)
    ends = db.session.scalars(select(Mandate.ends_at).where(Mandate.role == "alternate")).one()
    assert ends is not None and clock.civil(ends).isoformat()[:16] == "2099-07-01T00:00"
    granted = db.session.scalars(select(LogEntry.actor_role).where(LogEntry.type == "mandate_granted")).all()
    assert granted[-1] == "coordinator"


def test_who_is_seen_is_each_persons_own_choice(folk: Folk, drita: Actor, lisi: str, client: FlaskClient) -> None:
    arta = folk.person("Arta Shembull")
    key = folk.mandate(lisi, arta)
    token = fields(visit(folk.browser(drita), here(lisi)), f"{here(lisi)}/invite")
    assert folk.browser(drita).post(f"/en/mandates/{key}/show", data=token).status_code in (400, 404)
    with pytest.raises(NotFound):
        folk.do(mandates.show_mandate, folk.actor(drita), key, True)
    browser, place = folk.browser(arta), f"/en/organisations/{lisi}"
    assert "Arta Shembull" not in visit(client, place).html
    send(browser, f"/en/mandates/{key}/show", at=here(lisi))
    assert "Arta Shembull" in visit(client, place).text
    send(browser, f"/en/mandates/{key}/hide", at=here(lisi))
    assert "Arta Shembull" not in visit(client, place).html
    assert "Arta Shembull" in visit(folk.browser(drita), place).text  # members see everybody


def test_other_organisations_see_nothing_of_the_page_for_our_own_people(
    folk: Folk, drita: Actor, lisi: str, client: FlaskClient
) -> None:
    """R28: the same 404 as for an organisation that never was; no form works, nothing changes."""
    goran = folk.person("Goran Primer", factor=True)
    breza = folk.organisation("Udruženje Breza", coordinator=goran, seat="serbia")
    arta_key = folk.mandate(lisi, folk.person("Arta"))
    with writing():
        mandates.invite_to_mandate(None, lisi, email="e.re@example.org", name="", language="en", role="alternate")
    invitation = db.session.scalars(select(Invitation.key)).one()
    others = [goran, folk.person(factor=True, role="translator", languages=("sq",)), folk.person()]
    for person in others:
        browser = folk.browser(person)
        never = browser.get(here("never-was"))
        denied = browser.get(here(lisi))
        assert denied.status_code == never.status_code == 404 and denied.get_data() == never.get_data()
    browser = folk.browser(goran)
    token = fields(visit(browser, here(breza)), f"{here(breza)}/invite")
    values = {"seat": "serbia", "press_contact": "x", "email": "x@example.org", "role": "alternate", "language": "en"}
    for place in (
        f"{here(lisi)}/seat", f"{here(lisi)}/page", f"{here(lisi)}/invite", f"{here(lisi)}/leave",
        f"{here(lisi)}/invitations/{invitation}/revoke", f"{here(breza)}/invitations/{invitation}/revoke",
        f"/en/mandates/{arta_key}/end", f"/en/mandates/{arta_key}/show", "/en/mandates/aaaaaaa/end",
    ):  # fmt: skip
        answer = browser.post(place, data=token | values)
        assert answer.status_code == 404, place
    assert queries.organisation(lisi).seat is None and queries.organisation(lisi).press_contact == ""
    assert db.session.scalar(select(Invitation.revoked_at)) is None
    assert len(queries.mandates_in_force(queries.organisation(lisi).id, clock.now())) == 2
    assert client.get(here(lisi)).status_code == client.get(here("never-was")).status_code == 303


def test_without_the_factor_a_coordinator_looks_on_and_is_told_why(folk: Folk) -> None:
    bare = folk.person()
    slug = folk.organisation("Shoqata Lisi", coordinator=bare)
    browser = folk.browser(bare)
    page = visit(browser, here(slug))
    assert "second factor" in page.text
    assert not page.xpath("//form[contains(@action, '/invite') or contains(@action, '/seat')]")
    token = {"csrf_token": str(page.xpath("//input[@name='csrf_token']/@value")[0]), "form_key": "k" * 24}
    refused = checked(browser.post(f"{here(slug)}/invite", data=token | {"email": "x@example.org"}), 409)
    assert "x@example.org" in refused.html
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_rights_end_with_the_mandate_between_page_and_form(folk: Folk, drita: Actor, lisi: str) -> None:
    browser = folk.browser(drita)
    data = fields(visit(browser, here(lisi)), f"{here(lisi)}/invite") | {"email": "x@example.org"}
    key = db.session.scalars(select(Mandate.key)).one()
    folk.do(mandates.end_mandate, folk.administrator(), key)
    assert browser.post(f"{here(lisi)}/invite", data=data).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0


@pytest.mark.parametrize("reading", ["en", "sq", "sr-latn", "sr-cyrl"])
def test_the_pages_stand_in_every_language(
    reading: str, folk: Folk, drita: Actor, lisi: str, client: FlaskClient
) -> None:
    with writing():
        mandates.invite_to_mandate(None, lisi, email="x@example.org", name="", language="sq", role="alternate")
    clock.set_offset(timedelta(days=13))
    for place in (f"my-organisations/{lisi}", f"organisations/{lisi}", "organisations"):
        visit(folk.browser(drita), f"/{reading}/{place}")
    visit(client, f"/{reading}/organisations/{lisi}")
