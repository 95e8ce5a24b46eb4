"""Dissenting opinions and the languages of what organisations write: R11, R23."""

import pytest
from sqlalchemy import select

from forum.consultation.operations import dissents
from forum.consultation.queries.dissents import dissents_of, published_dissents
from forum.consultation.rules.roll import Seat
from forum.core.db import db, writing
from forum.core.errors import Closed, Conflict, NotAllowed, NotFound, Unfit
from forum.translation import operations as translation
from forum.translation.models import Translation, WrittenText
from forum.translation.queries import piece_for, waiting
from forum.translation.rules import kinds, words
from tests.consultation import answers as a
from tests.consultation.conftest import Body, Table


@pytest.fixture
def number(table: Table) -> str:
    """An open round."""
    return table.opened()


def act(table: Table, number: str, body: Body, what: str, *more: str) -> None:
    """Join or withdraw for an organisation."""
    with writing():
        getattr(dissents, what)(table.actor(body.speakers[0]), number, body.slug, *more)


def consultation_of(number: str) -> int:
    return a.round_of(number).consultation_id


def waits(table: Table, language: str) -> dict[str, str]:
    """What waits for translators of a language by kind, as one of them sees it."""
    db.session.rollback()
    found = waiting(table.actor(table.translators[0]), [language], "write")
    return {line.kind: line.excerpt for line in found.lines}


def test_an_opinion_is_filed_replaced_and_withdrawn_by_those_who_speak(table: Table, number: str) -> None:
    body = table.organisations["Stone Well"]
    for stranger in (table.facilitators[Seat.SERBIA], table.organisations["Wide Road"].speakers[0]):
        with pytest.raises(NotAllowed):
            a.file(table, number, body, "Not ours.", by=stranger)
    key = a.file(table, number, body, "Frst words.", language="en")
    assert a.file(table, number, body, "First words.", by=body.speakers[1]) == key
    db.session.rollback()
    assert [one.source for one in db.session.scalars(select(WrittenText).filter_by(kind="dissent"))] == ["First words."]
    act(table, number, body, "withdraw_dissent")
    db.session.rollback()
    assert not dissents_of(consultation_of(number))
    assert not db.session.scalars(select(WrittenText).filter_by(kind="dissent")).all(), "withdrawn words are gone"
    with pytest.raises(NotFound):
        act(table, number, body, "withdraw_dissent")


def test_who_endorses_files_none_and_an_opinion_of_whoever_endorses_later_is_not_published(
    table: Table, number: str
) -> None:
    body, other = table.organisations["Stone Well"], table.organisations["Wide Road"]
    a.take(table, number, body, "endorse")
    with pytest.raises(Unfit):
        a.file(table, number, body, "And yet.")
    a.file(table, number, other, "We see it otherwise.")
    a.take(table, number, other, "reservation", {"whole": "Within a year."})
    found = a.count(table, number)
    assert len(dissents_of(consultation_of(number))) == 1
    assert not published_dissents(consultation_of(number), found.result)
    (dissent,) = dissents_of(consultation_of(number))
    assert not kinds()["dissent"].may_read(None, dissent.id)
    assert "dissent" not in waits(table, "sq")


def test_opinions_are_taken_from_the_opening_to_the_end_of_the_check(table: Table) -> None:
    number = table.frozen()
    body = table.organisations["Stone Well"]
    with pytest.raises(Closed):
        a.file(table, number, body, "Too early.")
    table.open(number)
    a.count(table, number)
    a.file(table, number, body, "In the check.")
    ends = a.round_of(number).check_ends_at
    assert ends is not None
    table.go_to(ends)
    with pytest.raises(Closed):
        a.file(table, number, body, "Too late.")


def test_others_join_in_the_check_and_the_words_do_not_change_any_more(table: Table, number: str) -> None:
    body, other, third = (table.organisations[name] for name in ("Stone Well", "Wide Road", "Paper Boat"))
    a.take(table, number, body, "dissent")
    a.take(table, number, third, "endorse")
    key = a.file(table, number, body, "We see it otherwise.")
    with pytest.raises(NotFound):
        act(table, number, other, "join_dissent", key)
    table.close(number)
    with pytest.raises(NotFound):
        act(table, number, other, "join_dissent", key)
    found = a.count(table, number)
    act(table, number, other, "join_dissent", key)
    act(table, number, other, "join_dissent", key)
    with pytest.raises(Conflict, match="endorses"):
        act(table, number, third, "join_dissent", key)
    (line,) = published_dissents(consultation_of(number), found.result)
    assert [one.name for one in line.authors] == ["Stone Well", "Wide Road"]
    with pytest.raises(Conflict, match="does not change|do not change"):
        a.file(table, number, body, "Other words.")
    act(table, number, body, "withdraw_dissent")
    (line,) = published_dissents(consultation_of(number), found.result)
    assert [one.name for one in line.authors] == ["Wide Road"], "an opinion stands as long as somebody stands behind it"
    own = a.file(table, number, body, "Our own words.")
    with pytest.raises(Conflict, match="another opinion"):
        act(table, number, body, "join_dissent", key)
    assert own != key


def test_own_language_versions_are_handed_in_before_the_close_and_nobody_hears_of_it(
    table: Table, number: str
) -> None:
    """R11, R23: it counts at once, without a trace outside the organisation."""
    from forum.core.page_versions import stamp

    body = table.organisations["Stone Well"]
    a.take(table, number, body, "reservation", {"whole": "Within a year."})
    key = a.file(table, number, table.organisations["Wide Road"], "We see it otherwise.")
    scopes = (f"consultation/{number}", "home", "consultations", "demand/GOV-2")
    db.session.rollback()
    before = stamp(scopes, table.facts(number).now)
    owner = db.session.scalars(select(WrittenText.owner_id).filter_by(kind="reservation")).one()
    place = kinds()["reservation"].key_of(owner)
    assert place is not None
    made = words("Brenda një viti.", "sq")
    with writing():
        who = table.actor(body.speakers[0])
        piece = piece_for(who, "reservation", place, "body", "sq", lock=True)
        translation.submit_translation(who, piece, made, number=piece.text.number)
    for stranger in (table.translators[0], table.facilitators[Seat.SERBIA], table.administrator):
        db.session.rollback()
        for kind, at in (("reservation", place), ("dissent", key)):
            with pytest.raises(NotFound):
                piece_for(table.actor(stranger), kind, at, "body", "sq")
    assert stamp(scopes, table.facts(number).now) == before
    assert not waits(table, "sr") and not waits(table, "en")
    db.session.rollback()
    row = db.session.scalars(select(Translation).where(Translation.source == "Brenda një viti.")).one()
    assert (row.state, row.kind) == ("reviewed", "author")


def test_from_the_count_on_translators_find_what_is_in_force_and_nothing_else(table: Table, number: str) -> None:
    """R23: an unconfirmed or replaced reservation never leaves the organisation."""
    body, other = table.organisations["Stone Well"], table.organisations["Wide Road"]
    a.take(table, number, body, "reservation", {"whole": "Replaced words."})
    a.take(table, number, body, "reservation", {"whole": "Words in force."})
    a.propose(table, number, body, "reservation", {"whole": "Unconfirmed words."})
    a.take(table, number, other, "dissent")
    a.file(table, number, other, "We see it otherwise.")
    assert not waits(table, "sq")
    a.count(table, number)
    assert waits(table, "sq") == {"reservation": "Words in force.", "dissent": "We see it otherwise."}
    db.session.rollback()
    texts = db.session.scalars(select(WrittenText).filter_by(kind="reservation")).all()
    kind = kinds()["reservation"]
    readable = {one.source for one in texts if kind.may_read(None, one.owner_id)}
    assert readable == {"Words in force."}
    assert {one.source for one in texts if kind.may_read(table.actor(body.speakers[0]), one.owner_id)} == {
        "Replaced words.", "Words in force.", "Unconfirmed words.",
    }  # fmt: skip
    asked = db.session.scalars(select(Translation.deadline).where(Translation.state == "requested")).all()
    assert set(asked) == {a.round_of(number).check_ends_at}
    third = table.organisations["Paper Boat"]
    a.file(table, number, third, "Neither do we.")
    db.session.rollback()
    found = db.session.scalars(
        select(Translation.language).join(WrittenText).where(WrittenText.source == "Neither do we.")
    )
    assert sorted(found) == ["sq", "sr"], "an opinion of the check is asked for at once"
