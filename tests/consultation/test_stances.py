"""Who takes a stance, and when it counts: R10 case by case, with what must not be possible."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.operations.people import erase_person
from forum.consultation.models import Reservation, StanceNote, StanceVersion
from forum.consultation.operations import stances
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.stances import Stance
from forum.core.db import db, writing
from forum.core.errors import Closed, Conflict, NotAllowed, NotFound, Unfit
from forum.organisations.operations.bodies import leave_table
from forum.organisations.operations.mandates import end_mandate, grant_mandate
from forum.organisations.queries import mandates_of
from forum.translation.models import WrittenText
from tests.consultation import answers as a
from tests.consultation.conftest import Body, Table


@pytest.fixture
def number(table: Table) -> str:
    """An open round."""
    return table.opened()


def end(table: Table, body: Body, person_id: int) -> None:
    """The mandate of a person ends now."""
    keys = [one.key for one in mandates_of(body.id) if one.person_id == person_id]
    with writing():
        for key in keys:
            end_mandate(table.actor(table.administrator), key)


def third(table: Table, body: Body) -> int:
    """One more person who speaks for the organisation."""
    person = table.person(f"{body.slug}.third")
    with writing():
        grant_mandate(None, body.slug, person, "alternate")
    return person


def test_two_different_people_with_mandates_that_hold_at_that_instant(table: Table, number: str) -> None:
    body = table.organisations["Stone Well"]
    version = a.propose(table, number, body, "endorse")
    assert a.in_force_now(number, body) is None, "a proposal changes nothing"
    with pytest.raises(Conflict, match="second person"):
        a.confirm(table, number, body, version, by=body.speakers[0])
    a.confirm(table, number, body, version)
    assert a.in_force_now(number, body) == "endorse"
    with pytest.raises(Conflict, match="already"):
        a.confirm(table, number, body, version)


def test_a_mandate_that_ends_in_between_makes_the_proposal_void(table: Table, number: str) -> None:
    body = table.organisations["Stone Well"]
    version, other = a.propose(table, number, body, "endorse"), third(table, body)
    end(table, body, body.speakers[0])
    with pytest.raises(Conflict, match="no longer speaks"):
        a.confirm(table, number, body, version)
    end(table, body, body.speakers[1])
    with pytest.raises(NotAllowed):
        a.confirm(table, number, body, version)
    with pytest.raises(NotAllowed):
        a.propose(table, number, body, "dissent")
    assert a.propose(table, number, body, "dissent", by=other) == 2


def test_what_was_confirmed_stays_when_the_mandates_end_and_the_organisation_leaves(table: Table, number: str) -> None:
    body = table.organisations["Stone Well"]
    a.take(table, number, body, "stand_aside")
    for person in body.speakers:
        end(table, body, person)
    with writing():
        leave_table(table.actor(table.administrator), body.slug)
    a.count(table, number)
    assert a.in_force(number, body) == ("stand_aside", 1)


def test_coordinators_facilitators_and_others_take_no_stance(table: Table, number: str) -> None:
    body = table.organisations["Blue Door"]
    facilitator = table.facilitators[Seat.KOSOVO]
    with pytest.raises(NotAllowed):
        a.propose(table, number, body, "endorse", by=facilitator)
    with writing():
        grant_mandate(None, body.slug, facilitator, "alternate")
    with pytest.raises(Conflict, match="Facilitators"):
        a.propose(table, number, body, "endorse", by=facilitator)
    version = a.propose(table, number, body, "endorse")
    with pytest.raises(Conflict, match="Facilitators"):
        a.confirm(table, number, body, version, by=facilitator)
    for stranger in (table.administrator, table.translators[0], table.organisations["Stone Well"].speakers[0]):
        with pytest.raises(NotAllowed):
            a.propose(table, number, body, "dissent", by=stranger)
        with pytest.raises(NotAllowed):
            a.confirm(table, number, body, version, by=stranger)
    outside = table.organisation("New Kite", Seat.SERBIA)
    with pytest.raises(NotFound):
        a.propose(table, number, outside, "endorse")
    assert a.in_force_now(number, body) is None


def test_without_the_second_factor_nobody_acts(table: Table, number: str) -> None:
    body = table.organisations["Stone Well"]
    plain = table.person("no.factor", factor=False)
    with writing():
        grant_mandate(None, body.slug, plain, "alternate")
    with pytest.raises(Conflict, match="second factor"):
        a.propose(table, number, body, "endorse", by=plain)
    version = a.propose(table, number, body, "endorse")
    with pytest.raises(Conflict, match="second factor"):
        a.confirm(table, number, body, version, by=plain)
    assert a.in_force_now(number, body) is None


def test_before_the_opening_and_from_the_very_instant_of_the_close_nothing_is_taken(table: Table) -> None:
    number = table.frozen()
    body = table.organisations["Stone Well"]
    with pytest.raises(Closed):
        a.propose(table, number, body, "endorse")
    table.open(number)
    version = a.propose(table, number, body, "endorse")
    closes = a.round_of(number).closes_at
    assert closes is not None
    table.go_to(closes)
    for late in (
        lambda: a.confirm(table, number, body, version),
        lambda: a.propose(table, number, body, "dissent"),
    ):
        with pytest.raises(Closed, match="not open"):
            late()
    a.count(table, number)
    assert a.in_force(number, body) == ("no_response", 0), "what nobody confirmed is no response"


def test_an_unconfirmed_change_changes_nothing_and_a_newer_version_is_a_conflict(table: Table, number: str) -> None:
    body = table.organisations["Stone Well"]
    a.take(table, number, body, "endorse")
    older = a.propose(table, number, body, "dissent")
    with pytest.raises(Conflict, match="meanwhile"):
        a.propose(table, number, body, "stand_aside", seen=older - 1)
    newer = a.propose(table, number, body, "stand_aside")
    with pytest.raises(Conflict, match="newer proposal"):
        a.confirm(table, number, body, older)
    assert (older, newer, a.in_force_now(number, body)) == (2, 3, "endorse")
    a.count(table, number)
    assert a.in_force(number, body) == ("endorse", 1)


def test_a_reservation_names_a_paragraph_of_this_text_or_the_whole(table: Table, number: str) -> None:
    body = table.organisations["Stone Well"]
    for places in ({}, {"xxxxxxx": "Nowhere."}):
        with pytest.raises(Unfit):
            a.propose(table, number, body, "reservation", places)
    for stance in ("endorse", "stand_aside", "do_not_join", "dissent"):
        with pytest.raises(Unfit, match=None):
            a.propose(table, number, body, stance, {"whole": "Yes, but."})
    paragraph = table.paragraphs(number)[0]
    a.take(table, number, body, "reservation", {paragraph: "One.", "whole": "All."}, language="sq")
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Reservation)) == 2
    said = db.session.scalars(select(WrittenText.source).where(WrittenText.kind == "reservation").order_by("owner_id"))
    assert sorted(said) == ["All.", "One."]


def test_an_individual_seat_confirms_its_own_proposal_from_the_link_only(table: Table) -> None:
    seat = table.organisation("Mira Primer", Seat.SERBIA, kind="individual", speakers=1)
    number = table.opened()
    person = seat.speakers[0]
    version = a.propose(table, number, seat, "endorse")
    with pytest.raises(Conflict, match="link"):
        a.confirm(table, number, seat, version, by=person)
    with pytest.raises(NotAllowed):
        a.confirm(table, number, seat, version, by=table.administrator, linked=True)
    a.confirm(table, number, seat, version, by=person, linked=True)
    assert a.in_force_now(number, seat) == "endorse"


def test_while_the_clocks_stand_still_nobody_answers(table: Table, number: str) -> None:
    from forum.consultation.operations.stops import suspend
    from forum.translation.rules import words

    body = table.organisations["Stone Well"]
    version = a.propose(table, number, body, "endorse")
    reason = words("An incident.", "en", plain=True)
    table.do(table.facilitators[Seat.KOSOVO], number, suspend, reason)
    with pytest.raises(Closed):
        a.confirm(table, number, body, version)


def test_notes_are_written_by_the_own_people_only(table: Table, number: str) -> None:
    body = table.organisations["Stone Well"]
    with writing():
        stances.add_note(table.actor(body.speakers[0]), number, body.slug, "Shall we?", "en")
    for stranger in (table.facilitators[Seat.SERBIA], table.organisations["Wide Road"].speakers[0]):
        with pytest.raises(NotAllowed), writing():
            stances.add_note(table.actor(stranger), number, body.slug, "Hello.", "en")
    for body_text in (" ", "x" * 4001):
        with pytest.raises(Unfit), writing():
            stances.add_note(table.actor(body.speakers[0]), number, body.slug, body_text, "en")


def test_notes_go_with_whoever_is_erased_and_the_stance_stays(table: Table, number: str) -> None:
    body = table.organisations["Stone Well"]
    a.take(table, number, body, "stand_aside")
    gone, stays = body.speakers
    with writing():
        for person in (gone, stays):
            stances.add_note(table.actor(person), number, body.slug, f"Note of {person}.", "en")
    with writing():
        erase_person(table.actor(gone), keep_posts=False)
    db.session.rollback()
    assert list(db.session.scalars(select(StanceNote.person_id))) == [stays]
    assert a.in_force_now(number, body) == "stand_aside"


def beside(app: Flask, first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Two at once, each as a process of its own: `second` begins when `first` has acted and not yet committed.

    Gives what each returns, or the conflict it ended with.
    """
    acted, ended = Event(), Event()

    def run(act: Callable[[], Any], before: Callable[[], Any], after: Callable[[], Any]) -> Any:
        with app.app_context():
            before()
            try:
                with writing():
                    result = act()
                    after()
                return result
            except Conflict as error:
                return error
            finally:
                ended.set()
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(run, first, lambda: None, lambda: (acted.set(), ended.wait(0.5)))
        other = pool.submit(run, second, lambda: acted.wait(10), lambda: None)
        return one.result(30), other.result(30)


def test_two_who_confirm_at_once_are_one_confirmation(app: Flask, table: Table, number: str) -> None:
    """The second is told that it was confirmed already; the row names one person."""
    body = table.organisations["Stone Well"]
    one, other = body.speakers[1], third(table, body)
    version = a.propose(table, number, body, "endorse")

    def confirming(person: int) -> Callable[[], Any]:
        return lambda: stances.confirm_stance(table.actor(person), number, body.slug, version)

    done, refused = beside(app, confirming(one), confirming(other))
    assert done is None
    assert isinstance(refused, Conflict) and "already" in refused.reason
    assert db.session.scalar(select(StanceVersion.confirmed_by)) == one


def test_two_who_propose_at_once_make_one_version(app: Flask, table: Table, number: str) -> None:
    body = table.organisations["Stone Well"]

    def proposing(person: int, stance: Stance) -> Callable[[], Any]:
        return lambda: stances.propose_stance(table.actor(person), number, body.slug, stance, {}, 0)

    done, refused = beside(
        app, proposing(body.speakers[0], Stance.ENDORSE), proposing(body.speakers[1], Stance.DISSENT)
    )
    assert done == 1
    assert isinstance(refused, Conflict) and "meanwhile" in refused.reason
    assert a.latest_version(number, body) == 1


def test_who_confirms_while_a_newer_stance_is_proposed_confirms_nothing(
    app: Flask, table: Table, number: str
) -> None:
    body = table.organisations["Stone Well"]
    version, other = a.propose(table, number, body, "endorse"), third(table, body)
    newer, refused = beside(
        app,
        lambda: stances.propose_stance(table.actor(other), number, body.slug, Stance.DISSENT, {}, version),
        lambda: stances.confirm_stance(table.actor(body.speakers[1]), number, body.slug, version),
    )
    assert newer == version + 1
    assert isinstance(refused, Conflict) and "newer proposal" in refused.reason
    assert a.in_force_now(number, body) is None


@pytest.mark.database("postgresql")
def test_organisations_do_not_wait_for_one_another(app: Flask, table: Table, number: str) -> None:
    one, other = table.organisations["Stone Well"], table.organisations["Wide Road"]
    order: list[str] = []

    def proposing(body: Body) -> Callable[[], Any]:
        def act() -> int:
            made = stances.propose_stance(table.actor(body.speakers[0]), number, body.slug, Stance.ENDORSE, {}, 0)
            order.append(body.slug)
            return made

        return act

    assert beside(app, proposing(one), proposing(other)) == (1, 1)
    assert order == [one.slug, other.slug]
