"""Organisations through time: entered, seated, renamed, merged, gone; the roll as known at a moment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.audit.models import LogEntry, LogSecret
from forum.core import clock
from forum.core.db import db, writing
from forum.core.errors import NotAllowed, NotFound, Unfit
from forum.core.policy import Actor
from forum.organisations import queries
from forum.organisations.models import Mandate, MandateEvent, OldSlug, Organisation, OrganisationEvent
from forum.organisations.operations import bodies, mandates
from forum.organisations.queries import all_events, roll_known_at
from forum.organisations.rules.bodies import standing
from tests.support.folk import Folk, send
from tests.support.visits import checked, visit


@pytest.fixture
def admin(folk: Folk) -> Actor:
    """An administrator."""
    return folk.administrator()


def names_at(moment: Any) -> dict[str, str]:
    db.session.rollback()
    return {line.name: line.seat for line in roll_known_at(moment)}


def test_the_roll_as_known_at_a_moment_is_changed_by_nothing_that_came_later(folk: Folk, admin: Actor) -> None:
    drita, goran = folk.person(factor=True), folk.person(factor=True)
    lisi = folk.organisation("Shoqata Lisi", coordinator=drita, seat="kosovo")
    breza = folk.organisation("Udruženje Breza", coordinator=goran, seat="serbia")
    folk.organisation("Pa Seli")  # no seat: invited, on no roll (R1)
    folk.organisation("Ljudi Reke", representative=folk.person(factor=True), seat="regional")
    first = clock.now() + timedelta(seconds=1)
    expected = {"Shoqata Lisi": "kosovo", "Udruženje Breza": "serbia", "Ljudi Reke": "regional"}
    assert names_at(first) == expected
    clock.set_offset(timedelta(days=1))
    folk.do(bodies.rename_organisation, admin, lisi, "Shoqata Dushku")
    folk.do(bodies.declare_seat, folk.actor(drita), "shoqata-dushku", "regional")
    folk.do(bodies.leave_table, folk.actor(goran), breza, "its own wish")
    second = clock.now() + timedelta(seconds=1)
    assert names_at(first) == expected
    assert names_at(second) == {"Shoqata Dushku": "regional", "Ljudi Reke": "regional"}
    clock.set_offset(timedelta(days=2))
    folk.do(bodies.rejoin_table, admin, breza)
    folk.do(bodies.merge_organisations, admin, "ljudi-reke", breza)
    assert names_at(clock.now() + timedelta(seconds=1)) == {"Shoqata Dushku": "regional", "Udruženje Breza": "serbia"}
    assert names_at(first) == expected and len(names_at(second)) == 2
    _current_values_equal_the_events()


def _current_values_equal_the_events() -> None:
    """Name, seat and member are kept values; the events decide (R3)."""
    db.session.rollback()
    for row in db.session.scalars(select(Organisation)):
        now = standing(all_events(row.id), clock.now() + timedelta(seconds=1))
        assert (row.name, row.seat, row.member) == (now.name, now.seat.value if now.seat else None, now.member)


def test_an_organisation_declares_its_seat_itself_and_nobody_else_does(folk: Folk, admin: Actor) -> None:
    drita, besa, bare = folk.person(factor=True), folk.person(factor=True), folk.person()
    slug = folk.organisation("Shoqata Lisi", coordinator=drita, alternate=besa, coordinator_2=bare)
    other = folk.person(factor=True)
    folk.organisation("Udruženje Breza", coordinator=other)
    for actor in (admin, folk.actor(besa), folk.actor(bare), folk.actor(other)):
        with pytest.raises(NotAllowed):
            folk.do(bodies.declare_seat, actor, slug, "kosovo")
    browser = folk.browser(folk.actor(drita))
    here = f"/en/my-organisations/{slug}"
    page = visit(browser, here)
    assert "not on their roll" in page.text and "tips no side" in page.text  # what follows stands beside it
    assert not page.xpath("//input[@name='seat'][@checked]")  # nothing preselected
    assert checked(send(browser, f"{here}/seat", 422, at=here), 422).xpath("//*[@role='alert']//a[@href='#seat']")
    send(browser, f"{here}/seat", at=here, seat="kosovo")
    page = visit(browser, here)
    assert "not on their roll" not in page.text
    assert "so already" in checked(send(browser, f"{here}/seat", 422, at=here, seat="kosovo"), 422).text
    entry = db.session.scalars(select(LogEntry).where(LogEntry.type == "organisation_seat_declared")).one()
    assert (entry.organisation, entry.actor_role) == ("Shoqata Lisi", "coordinator")
    seat = folk.person("Besa Shembull", factor=True)
    mine = folk.organisation("Besa Shembull", kind="individual", representative=seat)
    folk.do(bodies.declare_seat, folk.actor(seat), mine, "serbia")
    assert queries.organisation(mine).seat == "serbia"
    with pytest.raises(Unfit):
        folk.do(bodies.declare_seat, folk.actor(seat), mine, "elsewhere")


def test_a_former_address_leads_on_and_a_former_name_can_come_back(
    folk: Folk, admin: Actor, client: FlaskClient
) -> None:
    drita = folk.person(factor=True)
    slug = folk.organisation("Shoqata Lisi", coordinator=drita)
    second = folk.do(bodies.rename_organisation, admin, slug, "Shoqata Dushku")
    third = folk.do(bodies.rename_organisation, admin, second, "Shoqata Ahu")
    for old in (slug, second):
        for place in (f"/en/organisations/{old}", f"/sq/organisations/{old}"):
            answer = client.get(place)
            assert answer.status_code == 301 and answer.headers["Location"].endswith(f"/organisations/{third}")
        answer = folk.browser(drita).get(f"/en/my-organisations/{old}")
        assert answer.headers["Location"] == f"/en/my-organisations/{third}"
        assert folk.browser(folk.person()).get(f"/en/my-organisations/{old}").status_code == 404
    assert folk.do(bodies.rename_organisation, admin, third, "Shoqata Lisi") == slug
    assert client.get(f"/en/organisations/{slug}").status_code == 200
    assert set(db.session.scalars(select(OldSlug.slug))) == {second, third}
    # What another once was called is not to be had.
    assert folk.organisation("Shoqata Dushku") == f"{second}-2"
    page = visit(client, f"/en/organisations/{slug}")
    assert page.text.count("Is called") == 4
    _current_values_equal_the_events()


@pytest.mark.parametrize(
    "name", ["shoqata lisi", "Shoqata  Lisi", "SHOQATA LISI", "Шоqата Лиси", "Shoqata Lısi", "", "  ", "\u202eLisi"]
)
def test_a_name_that_could_be_taken_for_another_is_refused(name: str, folk: Folk, admin: Actor) -> None:
    folk.organisation("Shoqata Lisi")
    other = folk.organisation("Udruženje Breza")
    for act in (
        lambda: folk.do(bodies.create_organisation, admin, name=name),
        lambda: folk.do(bodies.rename_organisation, admin, other, name),
    ):
        with pytest.raises(Unfit):
            act()
    assert len(queries.organisations()) == 2


def test_the_same_name_in_the_other_script_is_the_same_name(folk: Folk, admin: Actor) -> None:
    folk.organisation("Udruženje Breza")
    with pytest.raises(Unfit):
        folk.do(bodies.create_organisation, admin, name="Удружење Бреза")


def test_a_line_of_the_list_is_entered_once_under_its_own_name_and_kind(folk: Folk, admin: Actor) -> None:
    first = queries.organisation_by_id(folk.do(bodies.create_organisation, admin, signatory_number=1))
    assert first is not None and first.signatory_number == 1
    with pytest.raises(Unfit):
        folk.do(bodies.create_organisation, admin, signatory_number=1)
    with pytest.raises(NotFound):
        folk.do(bodies.create_organisation, admin, signatory_number=48)
    kinds = {
        queries.organisation_by_id(folk.do(bodies.create_organisation, admin, signatory_number=number)).kind
        for number in range(2, 48)
    }  # fmt: skip
    assert kinds == {"organisation", "individual"}
    assert {line.seat for line in queries.organisations()} == {None}  # the seat column is never imported


def test_only_administrators_enter_rename_and_merge_and_each_act_stands_in_the_log(folk: Folk, admin: Actor) -> None:
    drita = folk.person(factor=True)
    slug = folk.organisation("Shoqata Lisi", coordinator=drita)
    other = folk.organisation("Udruženje Breza")
    bare = folk.person(role="administrator")
    for actor in (folk.actor(drita), bare, folk.person(factor=True)):
        for act, *args in (
            (bodies.rename_organisation, slug, "Tjetër Emër"), (bodies.merge_organisations, slug, other),
            (bodies.rejoin_table, slug), (bodies.leave_table, other),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                folk.do(act, actor, *args)
        with pytest.raises(NotAllowed):
            folk.do(bodies.create_organisation, actor, name="Shoqata e Re")
    folk.do(bodies.leave_table, folk.actor(drita), slug, "tired of tables")
    entries = db.session.execute(
        select(LogEntry.type, LogEntry.actor_role, LogSecret.payload)
        .join(LogSecret, LogSecret.n == LogEntry.n)
        .where(LogEntry.organisation == "Shoqata Lisi", LogEntry.type.startswith("organisation"))
        .order_by(LogEntry.n)
    ).all()
    assert [(row[0], row[1]) for row in entries] == [
        ("organisation_created", "operator"), ("organisation_joined", "operator"), ("organisation_left", "coordinator"),
    ]  # fmt: skip
    assert entries[-1].payload == {"reason": "tired of tables"}


def test_whoever_spoke_for_an_organisation_that_left_speaks_no_longer_and_the_worker_notes_it(
    folk: Folk, admin: Actor, count_statements: Callable[..., Any]
) -> None:
    people = [folk.person(factor=True) for _one in range(14)]
    slug = folk.organisation("Shoqata Lisi", coordinator=people[0])
    for one in people[1:]:
        folk.mandate(slug, one, ends_at=clock.now() + timedelta(days=90))
    with writing(), count_statements(at_most=40):
        bodies.leave_table(admin, slug)
    assert all(folk.actor(one).mandates == () for one in people)
    mandates.expire_mandates()
    mandates.expire_mandates()
    kinds = list(db.session.scalars(select(MandateEvent.kind).where(MandateEvent.kind != "granted")))
    assert kinds == ["ended"] * 14
    with pytest.raises(Unfit):
        folk.do(mandates.grant_mandate, admin, slug, people[0].id, "coordinator")
    with pytest.raises(Unfit):
        folk.do(
            mandates.invite_to_mandate, admin, slug, email="a@example.org", name="", language="en", role="alternate"
        )
    folk.do(bodies.rejoin_table, admin, slug)
    assert all(folk.actor(one).mandates == () for one in people)  # they are invited anew


def test_merging_needs_two_members_and_no_person(folk: Folk, admin: Actor) -> None:
    one, two = folk.organisation("Shoqata Lisi"), folk.organisation("Udruženje Breza")
    person = folk.organisation("Besa Shembull", kind="individual")
    for source, into in ((one, one), (one, person), (person, one)):
        with pytest.raises(Unfit):
            folk.do(bodies.merge_organisations, admin, source, into)
    folk.do(bodies.merge_organisations, admin, one, two, "one house")
    for source, into in ((one, two), (two, one)):
        with pytest.raises(Unfit):
            folk.do(bodies.merge_organisations, admin, source, into)
    event = db.session.scalars(select(OrganisationEvent).where(OrganisationEvent.kind == "merged_into")).one()
    assert event.reason == "one house"


def test_the_public_pages_say_what_is_so_and_are_found_stale_after_each_change(
    folk: Folk, admin: Actor, client: FlaskClient
) -> None:
    drita = folk.person("Drita Shembull", factor=True)
    slug = folk.organisation("Shoqata Lisi", coordinator=drita, seat="kosovo")
    gone = folk.organisation("Udruženje Breza")
    browser, here = folk.browser(drita), f"/en/my-organisations/{slug}"
    place = f"/en/organisations/{slug}"

    def changed(act: Callable[[], Any], where: str = place) -> str:
        before = client.get(where)
        assert before.headers["Cache-Control"].startswith("public")
        act()
        after = client.get(where, headers={"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200, "a stale page is kept"
        return visit(client, where).text

    told = {"press_contact": "Drita Shembull\n+000 00 000 000", "website": "https://lisi.example/"}
    text = changed(lambda: send(browser, f"{here}/page", at=here, **told))
    assert "+000 00 000 000" in text and "https://lisi.example/" in text
    for odd in ("data:text/html,x", "lisi.example", "ftp://x"):
        page = checked(send(browser, f"{here}/page", 422, at=here, website=odd), 422)
        assert page.xpath("//input[@name='website']/@value") == [odd]
    key = db.session.scalars(select(Mandate.key).where(Mandate.person_id == drita.id)).one()
    assert "Nobody has chosen" in visit(client, place).text
    assert "Drita Shembull Coordinator" in changed(lambda: send(browser, f"/en/mandates/{key}/show", at=here))
    assert "Shoqata Lisi" in visit(client, "/en/organisations").text
    text = changed(lambda: folk.do(bodies.merge_organisations, admin, gone, slug), "/en/organisations")
    assert "No longer at the table" in text
    assert visit(client, f"/en/organisations/{gone}").xpath(f"//a[@href='/en/organisations/{slug}']")
    folk.do(bodies.leave_table, admin, slug)
    assert "no longer at the table" in visit(client, place).text


def test_lists_cost_the_same_for_three_and_for_forty(folk: Folk, count_statements: Callable[..., Any]) -> None:
    drita = folk.person(factor=True)
    slug = folk.organisation("Shoqata Lisi", coordinator=drita)
    places = ("/en/organisations", f"/en/organisations/{slug}", f"/en/my-organisations/{slug}")
    browser = folk.browser(drita)
    costs = []
    for place in places:
        with count_statements(at_most=8) as asked:
            browser.get(place)
        costs.append(asked.count)
    for number in range(40):
        folk.organisation(f"Shoqata {number} Shembull")
        folk.mandate(slug, folk.person(), "alternate", public=True)
    for place, cost in zip(places, costs, strict=True):
        with count_statements(at_most=cost):
            browser.get(place)
