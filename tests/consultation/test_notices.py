"""Who hears of a consultation, as a notice and by mail, each in the own language; nobody else does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.consultation.operations import facilitators, signing, stops
from forum.consultation.queries import intents
from forum.consultation.rules import timetable
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.signatures import Act
from forum.core.db import db, writing
from forum.notifications.models import Notice
from forum.organisations.models import Mandate
from forum.organisations.operations.mandates import end_mandate
from forum.translation.rules import words
from tests.consultation.answers import take
from tests.consultation.conftest import KOSOVO, SERBIA, Table
from tests.support.visits import Outbox, Page, link_in
from tests.support.visits import words as body_of

KS, RS = Seat.KOSOVO, Seat.SERBIA


def told(kind: str) -> set[int]:
    db.session.rollback()
    return set(db.session.scalars(select(Notice.person_id).where(Notice.kind == f"consultation_{kind}")))


def on_roll(table: Table) -> set[int]:
    return {person for body in table.organisations.values() for person in body.speakers} | set(
        table.facilitators.values()
    )


def letters(outbox: Outbox, table: Table, person_id: int) -> list[str]:
    """The subjects and words of every letter to a person, oldest first."""
    return [f"{one['Subject']}\n{body_of(one)}" for one in outbox.to(table.email(person_id))]


def speaks(person_id: int, language: str) -> None:
    with writing() as session:
        session.execute(update(Person).where(Person.id == person_id).values(language=language))


def test_the_roll_and_followers_of_the_demand_hear_of_the_announcement_in_their_language(
    table: Table, outbox: Outbox
) -> None:
    from forum.discussion.models import Follow

    follower = table.person("besa.follower")
    with writing() as session:
        session.add(Follow(person_id=follower, kind="demand", object_key="GOV-2", level="following"))
    here, there = table.organisations[KOSOVO[1]].speakers
    speaks(here, "sq")
    speaks(there, "sr-cyrl")
    key = table.drafted()
    table.sign(key, Act.ANNOUNCE, KS)
    table.work()
    assert told("announced") == set(), "one signature announces nothing"
    table.sign(key, Act.ANNOUNCE, RS)
    number = table.facts(key).number
    table.work()
    assert told("announced") == on_roll(table) | {follower}
    outbox.deliver()
    for person_id, reading, sentence in (
        (here, "sq", f"Konsultimi {number}"), (there, "sr-cyrl", f"{number}"),
        (follower, "en", f"Consultation {number} was announced."),
    ):  # fmt: skip
        (letter,) = letters(outbox, table, person_id)
        assert sentence in letter, letter
        (mail,) = outbox.to(table.email(person_id))
        assert link_in(mail, "/consultations/").startswith(f"/{reading}/consultations/{number}-")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_link_in_the_letter_opens_the_page(table: Table, outbox: Outbox, visit: Callable[..., Page]) -> None:
    number = table.opened()
    outbox.deliver()
    person_id = table.organisations[SERBIA[1]].speakers[0]
    last = outbox.to(table.email(person_id))[-1]
    assert f"Consultation {number} is open for answers." in body_of(last)
    assert number in visit(link_in(last, "/consultations/")).text
    assert told("opened") == on_roll(table)


def test_only_the_other_facilitator_hears_that_a_signature_is_waited_for(table: Table, outbox: Outbox) -> None:
    key = table.drafted()
    table.work()
    assert told("appointed") == set(table.facilitators.values())
    table.sign(key, Act.ANNOUNCE, KS)
    table.work()
    assert told("signature") == {table.facilitators[RS]}
    outbox.deliver()
    letter = letters(outbox, table, table.facilitators[RS])[-1]
    assert "your signature is waited for" in letter and f"/en/consultations/{key}/facilitate" in letter
    insiders = {table.email(one) for one in (*table.facilitators.values(), *table.translators)}
    others = "\n".join(str(one) for one in outbox.letters() if str(one["To"]) not in insiders)
    assert key not in others, "nobody else hears of a draft"


def test_whoever_is_no_facilitator_any_more_is_not_written_to(table: Table, outbox: Outbox) -> None:
    key = table.drafted()
    table.sign(key, Act.ANNOUNCE, KS)
    table.work()
    gone = table.facilitators[RS]
    mandates = list(db.session.scalars(select(Mandate.key).where(Mandate.person_id == gone)))
    db.session.rollback()
    with writing():
        for one in mandates:
            end_mandate(table.actor(table.administrator), one)
    outbox.deliver()
    assert letters(outbox, table, gone) == [], "rights are asked again when a letter is made (R32)"
    table.work()
    assert told("vacant") == {table.administrator, table.facilitators[KS]}
    outbox.deliver()
    assert "place in a draft is vacant" in letters(outbox, table, table.administrator)[-1]


def test_a_replacement_asks_the_other_one_and_tells_the_new_one(table: Table, outbox: Outbox) -> None:
    number = table.announced()
    new = table.organisations[SERBIA[2]].speakers[0]
    key = db.session.get_one(Person, new).key
    said = words("She goes on leave.", "en", plain=True)
    table.do(table.administrator, number, facilitators.appoint_facilitator, RS, key, said)
    table.work()
    assert told("signature") == {table.facilitators[KS]} | {table.facilitators[RS]}, "the announcement, and now this"
    sha256 = intents.intents_of(table.facts(number))["replace"].sha256
    table.do(table.facilitators[KS], number, facilitators.agree_to_replace, sha256)
    table.work()
    outbox.deliver()
    assert f"You were appointed facilitator of consultation {number}." in letters(outbox, table, new)[-1]


def test_every_change_of_the_course_is_told_to_the_roll(table: Table) -> None:
    number = table.opened()
    facts = table.facts(number)
    said = words("An incident.", "en", plain=True)

    def changes() -> int:
        db.session.rollback()
        person = table.organisations[KOSOVO[1]].speakers[0]
        found = select(Notice.id).where(Notice.kind == "consultation_changed", Notice.person_id == person)
        return len(db.session.scalars(found).all())

    until = timetable.add_days(facts.round.closes_at or facts.now, 2)
    table.do(table.facilitators[KS], number, signing.propose_extension, until, said)
    table.work()
    assert changes() == 0, "a proposal changes nothing"
    acts: list[tuple[int, Any, tuple[Any, ...]]] = [
        (table.facilitators[RS], signing.sign, (Act.EXTEND, intents.intents_of(table.facts(number))["extend"].sha256)),
        (table.facilitators[KS], stops.suspend, (said,)), (table.facilitators[KS], stops.resume, ()),
    ]  # fmt: skip
    for count, (person_id, act, values) in enumerate(acts, 1):
        table.do(person_id, number, act, *values)
        table.work()
        assert changes() == count, act
    table.do(table.facilitators[KS], number, signing.propose, Act.WITHDRAW, said)
    table.sign(number, Act.WITHDRAW, RS)
    table.work()
    assert changes() == 4 and told("changed") == on_roll(table)


def test_a_reminder_is_not_sent_to_an_organisation_that_answered_in_between(table: Table, outbox: Outbox) -> None:
    number = table.opened()
    outbox.deliver()
    closes = table.facts(number).round.closes_at
    assert closes is not None
    table.go_to(timetable.add_days(closes, -2) + timedelta(minutes=1))
    table.work()
    answered, silent = table.organisations[KOSOVO[1]], table.organisations[KOSOVO[2]]
    take(table, number, answered, "endorse")
    outbox.deliver()
    assert "has not answered" not in "".join(letters(outbox, table, answered.speakers[0]))
    assert f"Consultation {number} closes in 2 days" in letters(outbox, table, silent.speakers[0])[-1]


@pytest.mark.database("sqlite")
def test_no_notice_letter_or_work_tells_of_a_stance_before_the_close(table: Table, outbox: Outbox) -> None:
    from forum.core.models import Work

    number = table.opened()
    table.work()
    outbox.deliver()
    answering = [table.organisations[name] for name in (KOSOVO[1], SERBIA[1])]
    inside = {person for body in answering for person in body.speakers}

    def known() -> tuple[Any, Any, int]:
        db.session.rollback()
        own = {table.email(person) for person in inside}
        outside = [one for one in outbox.letters() if str(one["To"]) not in own]
        notices = db.session.scalars(select(Notice.id).where(Notice.person_id.not_in(inside)).order_by(Notice.id))
        return notices.all(), db.session.scalars(select(Work.id).order_by(Work.id)).all(), len(outside)

    before = known()
    for body in answering:
        take(table, number, body, "dissent")
    table.work()
    outbox.deliver()
    after = known()
    assert before == after


def test_whoever_may_confirm_hears_of_a_proposal_and_nobody_else(table: Table, outbox: Outbox) -> None:
    """A notice and a letter to the colleague; the letter lies where administrators do not look (R23)."""
    from tests.consultation.answers import confirm, propose

    number = table.opened()
    outbox.deliver()
    body = table.organisations[KOSOVO[1]]
    one, other = body.speakers
    known = len(outbox.letters())
    propose(table, number, body, "endorse")
    (waiting,) = outbox.waiting()
    assert waiting.private and waiting.recipient_id == other
    outbox.deliver()
    (letter,) = outbox.letters()[known:]
    assert letter["To"] == table.email(other) and number in body_of(letter)
    assert f"/consultations/{number}/answer/{body.slug}" in body_of(letter)
    assert "endorse" not in body_of(letter).lower(), "what is proposed is read on the page only"
    lying = [path.read_text("utf-8", "replace") for path in outbox.folder.glob("*.eml")]
    assert not any(f"/answer/{body.slug}" in one for one in lying)
    version = propose(table, number, body, "dissent", by=other)
    confirm(table, number, body, version, by=one)
    outbox.deliver()
    assert len(outbox.letters()) == known + 1, "confirmed before it was mailed: nothing waits any more"
