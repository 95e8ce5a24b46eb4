"""The course of a consultation: signatures, announcement, freezing, opening, and what facilitators do on the way."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.audit.models import LogEntry
from forum.consultation.models import ConsultationEvent, Proposal, RollOrganisation, Signature
from forum.consultation.operations import drafts, facilitators, position, signing, stops
from forum.consultation.queries import intents
from forum.consultation.queries.course import consultation_for
from forum.consultation.queries.position import frozen_position, position_draft, texts_of_consultation
from forum.consultation.rules import timetable
from forum.consultation.rules.phases import ConsultationState, RoundPhase
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.ruleset import RulesetChoices
from forum.consultation.rules.signatures import Act
from forum.core import clock
from forum.core.db import db, writing
from forum.core.errors import Conflict, NotAllowed, NotFound, Unfit
from forum.core.languages import READINGS
from forum.organisations.models import Mandate
from forum.organisations.operations.bodies import declare_seat, rename_organisation
from forum.organisations.operations.mandates import end_mandate, grant_mandate
from forum.translation.rules import words
from tests.consultation.conftest import KOSOVO, QUESTION, SERBIA, Table

KS, RS = Seat.KOSOVO, Seat.SERBIA
Made = Callable[..., Any]


def said(source: str = "Because of a holiday.", language: str = "en") -> Any:
    return words(source, language, plain=True)


def events(table: Table, name: str) -> list[str]:
    facts = table.facts(name)
    found = select(ConsultationEvent.kind).where(ConsultationEvent.consultation_id == facts.id)
    return list(db.session.scalars(found.order_by(ConsultationEvent.id)))


def log_types(name: str) -> list[str]:
    db.session.rollback()
    found = select(LogEntry.type).where(LogEntry.object == f"consultation/{name}").order_by(LogEntry.n)
    return list(db.session.scalars(found))


def key_of(person_id: int) -> str:
    return db.session.get_one(Person, person_id).key


def end_mandates(table: Table, person_id: int) -> None:
    """Every mandate of a person ends now."""
    db.session.rollback()
    keys = list(db.session.scalars(select(Mandate.key).where(Mandate.person_id == person_id)))
    with writing():
        for key in keys:
            end_mandate(table.actor(table.administrator), key)


# ---------------------------------------------------------------- the draft
def test_only_administrators_begin_a_draft_and_say_what_it_is_about(table: Table) -> None:
    question, choices = said(QUESTION), RulesetChoices("text")
    with pytest.raises(NotAllowed), writing():
        drafts.create_draft(table.facilitator(KS), choices, ["GOV-2"], question)
    for codes in ([], ["GOV-2", "GOV-99"]):
        with pytest.raises(Unfit) as refused, writing():
            drafts.create_draft(table.actor(table.administrator), choices, codes, question)
        assert set(refused.value.problems) == {"demands"}
    with pytest.raises(Unfit) as refused, writing():
        drafts.create_draft(
            table.actor(table.administrator), RulesetChoices("text", predecessor="JS-2020-01"), ["GOV-2"], question
        )
    assert set(refused.value.problems) == {"predecessor"}
    yesterday = clock.now() - timedelta(days=1)
    with pytest.raises(Unfit) as refused, writing():
        drafts.create_draft(table.actor(table.administrator), choices, ["GOV-2"], question, yesterday)
    assert set(refused.value.problems) == {"planned"}


def test_a_draft_names_its_predecessor(table: Table) -> None:
    number = table.announced()
    assert table.facts(table.begun(predecessor=number)).ruleset["predecessor"] == number


def test_the_plan_is_chosen_in_the_draft_and_never_after(table: Table) -> None:
    key, person = table.drafted(), table.facilitators[KS]
    table.sign(key, Act.ANNOUNCE, KS)
    opening = clock.now() + timedelta(days=30)
    choices = RulesetChoices("text", lengths={1: 21}, visibility="public", review_days=90)
    table.do(person, key, drafts.choose_plan, choices, ["INT-3", "GOV-2"], opening)
    facts = table.facts(key)
    assert (facts.demands, facts.ruleset["review_days"]) == (("GOV-2", "INT-3"), 90)
    assert (facts.lengths(1)[0].amount, facts.ruleset["visibility"]["threads"]) == (21, "public")
    assert facts.round.planned_at == opening
    table.sign(key, Act.ANNOUNCE, RS)
    assert table.facts(key).state is ConsultationState.DRAFT, "the first signature was of other rules: void (R13)"
    table.sign(key, Act.ANNOUNCE, KS)
    number = table.facts(key).number or ""
    with pytest.raises(Conflict, match="rules are frozen"):
        table.do(person, number, drafts.choose_plan, choices, ["GOV-2"], None)


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"lengths": {1: 13}}, "length"), ({"lengths": {1: 29}}, "length"), ({"review_days": 181}, "review_days"),
        ({"visibility": "secret"}, "visibility"),
    ],
)  # fmt: skip
@pytest.mark.database("sqlite")
def test_what_the_rules_do_not_allow_is_said_at_its_field(table: Table, choices: dict[str, Any], field: str) -> None:
    key = table.begun()
    with pytest.raises(Unfit) as refused:
        table.do(table.facilitators[KS], key, drafts.choose_plan, RulesetChoices("text", **choices), ["GOV-2"], None)
    assert set(refused.value.problems) == {field}


def test_words_that_somebody_else_changed_are_not_overwritten(table: Table) -> None:
    key = table.drafted()
    facts = table.facts(key)
    table.do(table.facilitators[KS], key, drafts.write_field, "position", "title", said("One title"), 1)
    with pytest.raises(Conflict, match="Somebody else"):
        table.do(table.facilitators[RS], key, drafts.write_field, "position", "title", said("Another title"), 1)
    draft = position_draft(facts.position_id or 0)
    assert draft.title is not None and draft.title.source == "One title"
    assert draft.title.reviewed == {"en"}, "the translations were of other words"
    table.do(table.facilitators[RS], key, drafts.write_field, "position", "title", said("Another title"), 2)
    table.do(table.facilitators[RS], key, drafts.write_field, "consultation", "question", said("Another question?"), 1)
    assert texts_of_consultation(facts.id)["question"].source == "Another question?"
    assert table.facts(key).slug == "another-question"


def test_nobody_else_writes(table: Table) -> None:
    key = table.begun()
    for person_id in (table.administrator, table.organisations[KOSOVO[1]].speakers[0]):
        with pytest.raises((NotAllowed, NotFound)):
            table.do(person_id, key, drafts.write_field, "position", "title", said("Mine"), 0)
    with pytest.raises(NotFound):
        table.facts(key, table.organisations[KOSOVO[1]].speakers[0])


def test_translators_are_asked_for_what_is_missing_and_for_nothing_else(table: Table) -> None:
    key = table.drafted()
    facts, person = table.facts(key), table.facilitators[KS]
    assert table.do(person, key, drafts.ask_translators) == 4, "question and scope in sq and sr"
    assert table.do(person, key, drafts.ask_translators) == 0
    made = words("A third one.", "sq")
    table.do(person, key, position.add_paragraph, made)
    assert table.do(person, key, drafts.ask_translators) == 2
    text = position_draft(facts.position_id or 0).paragraphs[-1].text
    assert text is not None and dict(text.under_way) == {"en": "requested", "sr": "requested"}


# ---------------------------------------------------------------- paragraphs and evidence
def test_paragraphs_move_and_keep_their_words_and_evidence(table: Table) -> None:
    key, person = table.drafted(), table.facilitators[KS]
    made = words("The third.", "en")
    third = table.do(person, key, position.add_paragraph, made)
    first, second, _ = table.paragraphs(key)
    table.do(person, key, position.move_paragraph, third, 1)
    assert table.paragraphs(key) == [third, first, second]
    table.do(person, key, position.move_paragraph, third, 99)
    table.do(person, key, position.move_paragraph, third, 0)
    assert table.paragraphs(key) == [third, first, second]
    table.do(person, key, position.delete_paragraph, first)
    assert table.paragraphs(key) == [third, second]
    draft = position_draft(table.facts(key).position_id or 0)
    assert [(one.no, [proof.kind for proof in one.evidence]) for one in draft.paragraphs] == [(1, []), (2, ["source"])]
    with pytest.raises(NotFound):
        table.do(person, key, position.delete_paragraph, first)


def test_evidence_is_a_demand_a_readable_post_or_a_web_address(table: Table) -> None:
    from forum.discussion import operations as discussion

    key, person = table.drafted(), table.facilitators[KS]
    title, body = said("A thread"), words("Opening words.", "en")
    with writing():
        opened = discussion.open_thread(
            table.facilitator(KS), title=title, body=body, visibility="public", voice="own", demand_code="GOV-2",
            scope=None,
        )  # fmt: skip
    paragraph = table.paragraphs(key)[0]
    for reference in ("int-3", opened.post_key, f"https://sofra.example/posts/{opened.post_key}", "http://example.org/a?b=c"):
        table.do(person, key, position.add_evidence, paragraph, reference)
    proofs = position_draft(table.facts(key).position_id or 0).paragraphs[0].evidence
    found = [(proof.no, proof.kind, proof.reference or proof.url) for proof in proofs]
    assert found == [
        (1, "demand", "GOV-2"), (2, "demand", "INT-3"), (3, "post", opened.post_key), (4, "post", opened.post_key),
        (5, "source", "http://example.org/a?b=c"),
    ]  # fmt: skip
    addresses = ("javascript:alert(1)", "https://user:secret@example.org/", "ftp://example.org")
    for wrong in ("GOV-99", "zzzzzzz", "words", *addresses):
        with pytest.raises(Unfit) as refused:
            table.do(person, key, position.add_evidence, paragraph, wrong)
        assert set(refused.value.problems) == {"reference"}
    table.do(person, key, position.remove_evidence, paragraph, 3)
    proofs = position_draft(table.facts(key).position_id or 0).paragraphs[0].evidence
    assert [proof.no for proof in proofs] == [1, 2, 4, 5]


# ---------------------------------------------------------------- signatures
def test_both_sign_and_the_announcement_freezes_rules_roll_and_number(table: Table) -> None:
    key = table.drafted()
    table.sign(key, Act.ANNOUNCE, KS)
    facts = table.facts(key)
    assert (facts.number, facts.state) == (None, ConsultationState.DRAFT)
    assert log_types(key) == []
    table.sign(key, Act.ANNOUNCE, RS)
    facts = table.facts(key)
    assert facts.number == f"JS-{timetable.local_year(clock.now())}-01"
    assert facts.state is ConsultationState.ANNOUNCED
    assert facts.ruleset_sha256 and facts.roll_sha256 and facts.announced_at
    seats = db.session.execute(
        select(RollOrganisation.seat, func.count()).group_by(RollOrganisation.seat).order_by(RollOrganisation.seat)
    ).all()
    assert [tuple(row) for row in seats] == [("kosovo", 5), ("regional", 1), ("serbia", 5)]
    assert log_types(facts.number) == ["consultation_announced"]
    assert table.announced() == f"JS-{timetable.local_year(clock.now())}-02"


def test_roll_and_rules_keep_their_hash_whatever_comes_later(table: Table) -> None:
    number = table.frozen()
    before = table.facts(number)
    with writing():
        administrator = table.actor(table.administrator)
        rename_organisation(administrator, table.organisations[KOSOVO[2]].slug, "Renamed Circle")
        body = table.organisations[SERBIA[2]]
        declare_seat(table.actor(body.speakers[0]), body.slug, "regional")
    table.organisation("Newcomers", RS)
    table.open(number)
    after = table.facts(number)
    assert (after.roll_sha256, after.ruleset_sha256) == (before.roll_sha256, before.ruleset_sha256)
    from forum.consultation.queries.roll import frozen_roll
    from forum.consultation.rules.roll import roll_hash
    from forum.consultation.rules.ruleset import ruleset_hash

    roll = frozen_roll(after.id)
    assert roll_hash(line.entry for line in roll) == after.roll_sha256
    assert ruleset_hash(after.ruleset) == after.ruleset_sha256
    assert {line.name for line in roll} == {*KOSOVO, *SERBIA, "Between Hills"}, "names as known at the announcement"


def test_what_was_not_seen_is_not_signed(table: Table) -> None:
    key = table.drafted()
    seen = signing.step_of(table.facts(key), Act.ANNOUNCE).sha256
    table.do(table.facilitators[RS], key, drafts.write_field, "consultation", "question", said("Changed?"), 1)
    with pytest.raises(Conflict, match="changed while you were reading"):
        table.do(table.facilitators[KS], key, signing.sign, Act.ANNOUNCE, seen)
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 0


def test_a_signature_is_void_when_the_text_changes_and_a_second_one_of_the_same_seat_is_no_other(table: Table) -> None:
    number, person = table.announced(), table.facilitators[KS]
    table.sign(number, Act.FREEZE, KS, KS)
    assert table.facts(number).frozen_at is None
    table.do(person, number, drafts.write_field, "position", "title", said("Dates, published"), 1)
    with pytest.raises(Conflict, match="lacks a reviewed version"):
        table.sign(number, Act.FREEZE, RS)
    for language, source in (("sq", "Data, të publikuara"), ("sr", "Рокови, објављени")):
        table.translate("position", table.facts(number).key, "title", language, source, plain=True)
    table.sign(number, Act.FREEZE, RS)
    assert table.facts(number).frozen_at is None, "the other signature was under other words"
    table.sign(number, Act.FREEZE, KS)
    facts = table.facts(number)
    assert facts.frozen_at is not None
    assert str(frozen_position(facts.position_id or 0, READINGS["sr-latn"]).title.html) == "Rokovi, objavljeni"


def test_frozen_words_never_change(table: Table) -> None:
    number, person = table.frozen(), table.facilitators[KS]
    first = table.paragraphs(number)[0]
    other = words("Other words.", "en")
    for act, *values in (
        (drafts.write_field, "position", "title", said("Other"), 1), (position.add_paragraph, other),
        (position.revise_paragraph, first, other, 1), (position.delete_paragraph, first),
        (position.move_paragraph, first, 2), (position.add_evidence, first, "GOV-1"),
    ):  # fmt: skip
        with pytest.raises(Conflict, match="never changes"):
            table.do(person, number, act, *values)
    with pytest.raises((NotAllowed, NotFound)):
        table.translate("paragraph", first, "body", "sq", "Fjalë të tjera.")


# ---------------------------------------------------------------- the opening (R14, R20)
def test_a_side_without_organisations_cannot_be_announced(table: Table) -> None:
    key = table.drafted()
    for name in SERBIA:
        body = table.organisations[name]
        if name != SERBIA[0]:
            with writing():
                declare_seat(table.actor(body.speakers[0]), body.slug, "regional")
    table.sign(key, Act.ANNOUNCE, KS)
    with writing():
        body = table.organisations[SERBIA[0]]
        declare_seat(table.actor(body.speakers[0]), body.slug, "regional")
    lacking = [one.code for one in signing.step_of(table.facts(key), Act.ANNOUNCE).lacking]
    assert lacking == ["roll.too_small", "seat.vacant"], "the facilitator's seat went with the organisation's"


def test_the_opening_waits_for_plan_signatures_and_languages(table: Table) -> None:
    number = table.announced()
    with pytest.raises(Conflict, match="not frozen yet"):
        table.sign(number, Act.OPEN_ROUND, KS)
    table.wait(days=9)
    table.sign(number, Act.FREEZE)
    table.sign(number, Act.OPEN_ROUND, RS)
    assert table.facts(number).round.opens_at is None
    table.wait(hours=2)
    table.sign(number, Act.OPEN_ROUND, KS)
    facts = table.facts(number)
    one = facts.round
    assert one.opens_at and one.closes_at and one.check_ends_at
    assert abs(one.opens_at - clock.now()) < timedelta(minutes=1), "everything else came earlier"
    assert timetable.is_cut_off(one.closes_at) and timetable.is_cut_off(one.check_ends_at)
    assert timedelta(days=14) <= one.closes_at - one.opens_at < timedelta(days=15, hours=2)
    assert facts.state is ConsultationState.RUNNING
    assert events(table, number) == ["announced", "frozen", "opened"]


def test_another_day_voids_what_was_signed_for_the_opening(table: Table) -> None:
    number, person = table.frozen(), table.facilitators[KS]
    before = table.facts(number).round
    later = (before.opens_at or clock.now()) + timedelta(days=3)
    table.do(person, number, drafts.plan_opening, later)
    facts = table.facts(number)
    assert (facts.round.opens_at, facts.round.closes_at, facts.round.check_ends_at) == (None, None, None)
    assert facts.round.planned_at == later
    table.sign(number, Act.OPEN_ROUND)
    assert table.facts(number).round.opens_at == later
    table.do(person, number, drafts.plan_opening, clock.now() + timedelta(hours=1))
    planned = table.facts(number).round.planned_at
    assert planned == timetable.earliest_opening(facts.announced_at or later, 7), "not before seven days are over"
    table.sign(number, Act.OPEN_ROUND)
    table.open(number)
    with pytest.raises(Conflict):
        table.do(person, number, drafts.plan_opening, later)


def test_a_rapid_reaction_opens_at_once_and_closes_on_the_full_hour(table: Table) -> None:
    number = table.frozen("rapid")
    facts = table.facts(number)
    assert facts.state is ConsultationState.RUNNING
    closes = facts.round.closes_at
    assert closes is not None and timetable.is_full_hour(closes)
    assert timedelta(hours=48) <= closes - clock.now() < timedelta(hours=49)


# ---------------------------------------------------------------- who facilitates, R13
def test_whoever_has_no_mandate_of_the_seat_facilitates_no_longer_from_that_instant(table: Table) -> None:
    number = table.announced()
    gone = table.facilitators[RS]
    end_mandates(table, gone)
    facts = table.facts(number)
    assert facts.vacant == (RS,)
    assert table.actor(gone).parts == {}
    with pytest.raises(NotAllowed):
        table.do(gone, number, drafts.write_field, "position", "title", said("Mine"), 1)
    with pytest.raises(Conflict, match="vacant"):
        table.sign(number, Act.FREEZE, KS)
    table.work()
    assert events(table, number) == ["announced", "vacated"]
    table.work()
    assert events(table, number) == ["announced", "vacated"], "once"


def test_a_seat_that_changes_takes_the_facilitator_along(table: Table) -> None:
    key = table.drafted()
    body = table.organisations[SERBIA[0]]
    with writing():
        declare_seat(table.actor(body.speakers[0]), body.slug, "regional")
    table.work()
    facts = table.facts(key)
    assert facts.vacant == (RS,)
    ended = next(one for one in facts.facilitators if one.seat is RS)
    assert ended.ends_at is not None and ended.starts_at < ended.ends_at


def test_a_facilitator_is_replaced_by_administrator_and_the_other_one_with_a_reason(table: Table) -> None:
    number = table.announced()
    table.sign(number, Act.FREEZE, RS)
    new = table.organisations[SERBIA[1]].speakers[0]
    appoint = facilitators.appoint_facilitator
    with pytest.raises(Conflict, match="public reason"):
        table.do(table.administrator, number, appoint, RS, key_of(new))
    assert table.do(table.administrator, number, appoint, RS, key_of(new), said("She changes her work.")) is False
    facts = table.facts(number)
    assert facts.seats[RS].person_id == table.facilitators[RS], "nothing happened yet"
    intent = intents.intents_of(facts)["replace"]
    with pytest.raises(NotAllowed):
        table.do(table.facilitators[RS], number, facilitators.agree_to_replace, intent.sha256)
    with pytest.raises(NotAllowed):
        table.do(table.facilitators[RS], number, signing.drop_proposal, "replace")
    with pytest.raises(Conflict, match="changed while"):
        table.do(table.facilitators[KS], number, facilitators.agree_to_replace, "0" * 64)
    table.do(table.facilitators[KS], number, facilitators.agree_to_replace, intent.sha256)
    facts = table.facts(number)
    assert facts.seats[RS].person_id == new
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 0
    assert events(table, number) == ["announced", "replaced"]
    assert log_types(number) == ["consultation_announced", "facilitator_replaced"]
    assert table.actor(table.facilitators[RS]).parts.get(f"consultation/{facts.id}") == "member"
    table.sign(number, Act.FREEZE, KS)
    assert table.facts(number).frozen_at is not None, "the signature of her predecessor stands (R13)"


def test_who_may_not_facilitate_is_refused_with_the_reason(table: Table) -> None:
    key = table.begun()
    body = table.organisation("Newcomers", RS, speakers=1)
    bare = table.person("without.factor", factor=False)
    with writing():
        grant_mandate(None, body.slug, bare, "alternate")
    appoint = facilitators.appoint_facilitator
    told = {
        table.organisations[KOSOVO[1]].speakers[0]: "no mandate from an organisation seated in: Serbia",
        bare: "no second factor",
    }
    for person_id, sentence in told.items():
        with pytest.raises(Conflict, match=sentence):
            table.do(table.administrator, key, appoint, RS, key_of(person_id))
    with pytest.raises(Unfit, match="no such person"):
        table.do(table.administrator, key, appoint, RS, "zzzzzzz")
    with pytest.raises(Unfit, match="already"):
        table.do(table.administrator, key, appoint, RS, key_of(table.facilitators[RS]))
    with pytest.raises(NotAllowed):
        table.do(table.facilitators[KS], key, appoint, RS, key_of(body.speakers[0]))
    assert table.do(table.administrator, key, appoint, RS, key_of(body.speakers[0])) is True, "in a draft at once"
    assert table.facts(key).seats[RS].person_id == body.speakers[0]


def test_both_places_vacant_the_administrator_alone_appoints_with_a_reason(table: Table) -> None:
    number = table.opened()
    for seat in (KS, RS):
        end_mandates(table, table.facilitators[seat])
    appoint = facilitators.appoint_facilitator
    new = {KS: table.organisations[KOSOVO[3]].speakers[1], RS: table.organisations[SERBIA[3]].speakers[1]}
    with pytest.raises(Conflict, match="public reason"):
        table.do(table.administrator, number, appoint, KS, key_of(new[KS]))
    assert table.do(table.administrator, number, appoint, KS, key_of(new[KS]), said("Both have left.")) is True
    assert table.do(table.administrator, number, appoint, RS, key_of(new[RS]), said("Both have left.")) is False, (
        "now there is another one to agree"
    )
    intent = intents.intents_of(table.facts(number))["replace"]
    table.do(new[KS], number, facilitators.agree_to_replace, intent.sha256)
    assert {seat: one.person_id for seat, one in table.facts(number).seats.items()} == new


def test_an_individual_seat_that_facilitates_is_off_the_roll(table: Table) -> None:
    body = table.organisation("Ana Primer, activist", RS, kind="individual", speakers=1)
    key = table.drafted()
    table.do(
        table.administrator, key, facilitators.appoint_facilitator, RS, key_of(body.speakers[0])
    )  # fmt: skip
    table.facilitators[RS] = body.speakers[0]
    table.sign(key, Act.ANNOUNCE)
    roll = db.session.scalars(select(RollOrganisation.organisation_id)).all()
    assert len(roll) == 11 and body.id not in roll


def test_rounds_close_as_planned_while_a_place_is_vacant(table: Table) -> None:
    number = table.opened()
    end_mandates(table, table.facilitators[KS])
    table.close(number)
    table.work()
    assert table.facts(number).state is ConsultationState.CHECK


# ---------------------------------------------------------------- on the way, R14 and R16
def test_an_extension_needs_both_goes_forward_once_and_by_seven_days_at_most(table: Table) -> None:
    number = table.opened()
    closes = table.facts(number).round.closes_at
    assert closes is not None
    one, other = table.facilitators[KS], table.facilitators[RS]
    for until, sentence in (
        (timetable.add_days(closes, -1), "only be moved forward"), (timetable.add_days(closes, 8), "seven days"),
        (closes + timedelta(hours=1), "end of a day"),
    ):  # fmt: skip
        with pytest.raises(Conflict, match=sentence):
            table.do(one, number, signing.propose_extension, until, said())
    new = timetable.add_days(closes, 5)
    assert table.do(one, number, signing.propose_extension, new, said()) is False
    assert table.facts(number).round.closes_at == closes
    table.do(other, number, signing.sign, Act.EXTEND, intents.intents_of(table.facts(number))["extend"].sha256)
    facts = table.facts(number)
    assert facts.round.closes_at == new and facts.round.extended
    assert facts.round.check_ends_at == timetable.add_days(new, 7)
    assert log_types(number)[-1] == "round_extended" and events(table, number)[-1] == "extended"
    with pytest.raises(Conflict, match="once"):
        table.do(one, number, signing.propose_extension, timetable.add_days(new, 1), said())


def test_an_extension_proposed_too_early_is_not_signed_after_the_close(table: Table) -> None:
    number = table.opened()
    closes = table.facts(number).round.closes_at
    assert closes is not None
    table.do(table.facilitators[KS], number, signing.propose_extension, timetable.add_days(closes, 2), said())
    sha256 = intents.intents_of(table.facts(number))["extend"].sha256
    table.close(number)
    with pytest.raises(Conflict, match="has closed"):
        table.do(table.facilitators[RS], number, signing.sign, Act.EXTEND, sha256)
    table.do(table.facilitators[RS], number, signing.drop_proposal, "extend")
    assert intents.intents_of(table.facts(number)) == {}


def test_one_alone_stops_the_clocks_for_72_hours_once(table: Table) -> None:
    number = table.opened()
    before = table.facts(number).round
    assert before.closes_at is not None
    table.do(table.facilitators[KS], number, stops.suspend, said("An incident."))
    facts = table.facts(number)
    assert facts.state is ConsultationState.SUSPENDED
    assert facts.round.closes_at == timetable.add_days(before.closes_at, 3)
    with pytest.raises(Conflict, match="facilitator of a seat that stopped"):
        table.do(table.facilitators[RS], number, stops.resume)
    with pytest.raises(Conflict, match="present state"):
        table.do(table.facilitators[RS], number, stops.suspend, said("Me too."))
    table.wait(hours=73)
    assert table.facts(number).state is ConsultationState.RUNNING, "by itself"
    with pytest.raises(Conflict):
        table.do(table.facilitators[KS], number, stops.suspend, said("Once more."))


def test_resumed_earlier_the_dates_move_by_what_was_lost(table: Table) -> None:
    number = table.opened()
    before = table.facts(number).round
    assert before.closes_at is not None and before.check_ends_at is not None
    table.do(table.facilitators[KS], number, stops.suspend, said("An incident."))
    table.wait(hours=10)
    table.do(table.facilitators[KS], number, stops.resume)
    facts = table.facts(number)
    assert facts.state is ConsultationState.RUNNING
    assert facts.round.closes_at == timetable.add_days(before.closes_at, 1), "up to the next cut-off"
    assert facts.round.check_ends_at == timetable.add_days(before.check_ends_at, 1)
    assert events(table, number)[-2:] == ["suspended", "resumed"]


def test_both_stop_the_clocks_until_either_lets_them_run_again(table: Table) -> None:
    number = table.frozen()
    opens = table.facts(number).round.opens_at
    assert opens is not None
    table.do(table.facilitators[KS], number, stops.suspend, said("An incident."))
    table.wait(hours=24)
    assert table.do(table.facilitators[KS], number, signing.propose, Act.SUSPEND, said("It goes on.")) is False
    sha256 = intents.intents_of(table.facts(number))["suspend"].sha256
    table.do(table.facilitators[RS], number, signing.sign, Act.SUSPEND, sha256)
    facts = table.facts(number)
    assert (facts.state, facts.suspended_until, facts.round.opens_at) == (ConsultationState.SUSPENDED, None, None)
    table.wait(days=20)
    assert table.facts(number).state is ConsultationState.SUSPENDED
    table.do(table.facilitators[RS], number, stops.resume)
    facts = table.facts(number)
    assert facts.state is ConsultationState.ANNOUNCED
    assert facts.round.opens_at is not None and facts.suspended_at is not None
    assert timedelta(days=21) <= facts.round.opens_at - opens < timedelta(days=21, minutes=5), "from the first stop on"


def test_a_withdrawal_needs_both_and_ends_it(table: Table) -> None:
    number = table.opened()
    table.do(table.facilitators[RS], number, signing.propose, Act.WITHDRAW, said("The ground has changed."))
    assert table.facts(number).state is ConsultationState.RUNNING
    sha256 = intents.intents_of(table.facts(number))["withdraw"].sha256
    table.do(table.facilitators[KS], number, signing.sign, Act.WITHDRAW, sha256)
    assert table.facts(number).state is ConsultationState.WITHDRAWN
    assert log_types(number)[-1] == "consultation_withdrawn"
    for act in (Act.FREEZE, Act.OPEN_ROUND):
        with pytest.raises((Conflict, NotAllowed)):
            table.sign(number, act, KS)
    table.close(number)
    table.work()
    assert events(table, number)[-1] == "withdrawn"


def test_nothing_is_withdrawn_after_the_close(table: Table) -> None:
    number = table.opened()
    table.close(number)
    with pytest.raises(Conflict, match="nobody can withhold a result"):
        table.do(table.facilitators[RS], number, signing.propose, Act.WITHDRAW, said())
    table.work()
    with pytest.raises(Conflict, match="nobody can withhold a result"):
        table.do(table.facilitators[RS], number, signing.propose, Act.WITHDRAW, said())


def test_a_stop_during_the_check_moves_its_end_only(table: Table) -> None:
    number = table.opened()
    table.close(number)
    table.work()
    before = table.facts(number).round
    assert before.check_ends_at is not None
    table.do(table.facilitators[KS], number, stops.suspend, said("An incident."))
    after = table.facts(number).round
    assert (after.opens_at, after.closes_at) == (before.opens_at, before.closes_at)
    assert after.check_ends_at == timetable.add_days(before.check_ends_at, 3)
    assert table.facts(number).phase is RoundPhase.COUNTED


def test_a_new_proposal_takes_the_place_of_the_former_and_its_signatures(table: Table) -> None:
    number = table.opened()
    closes = table.facts(number).round.closes_at
    assert closes is not None
    table.do(table.facilitators[KS], number, signing.propose_extension, timetable.add_days(closes, 2), said())
    former = intents.intents_of(table.facts(number))["extend"].sha256
    table.do(table.facilitators[KS], number, signing.propose_extension, timetable.add_days(closes, 3), said())
    with pytest.raises(Conflict, match="changed while"):
        table.do(table.facilitators[RS], number, signing.sign, Act.EXTEND, former)
    assert intents.intents_of(table.facts(number))["extend"].signed == {KS}


def test_outsiders_can_do_none_of_it(table: Table) -> None:
    number = table.opened()
    closes = table.facts(number).round.closes_at or datetime.now(UTC)
    for person_id in (table.administrator, table.organisations[KOSOVO[1]].speakers[0], table.translators[0]):
        for act, *values in (
            (stops.suspend, said()), (stops.resume,), (signing.propose, Act.WITHDRAW, said()),
            (signing.propose_extension, timetable.add_days(closes, 1), said()), (signing.drop_proposal, "extend"),
            (drafts.ask_translators,), (drafts.plan_opening, closes),
        ):  # fmt: skip
            with pytest.raises((NotAllowed, NotFound)):
                table.do(person_id, number, act, *values)
    with writing(), pytest.raises(NotFound):
        consultation_for(table.actor(table.administrator), "JS-2020-99", lock=True)
