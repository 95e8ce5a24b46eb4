"""What is missing before each step, in the order a facilitator would want to hear it?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from forum.consultation.rules import guards
from forum.consultation.rules.kinds.shape import Readiness
from forum.consultation.rules.missing import missing
from forum.consultation.rules.phases import ConsultationState, RoundPhase
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.templates import Unit
from forum.consultation.rules.timetable import cut_off_of

BOTH = frozenset({Seat.KOSOVO, Seat.SERBIA})
PAIR = guards.Pair(BOTH, BOTH)
THREE = frozenset({"en", "sq", "sr"})
NOW = datetime(2027, 5, 10, 12, tzinfo=UTC)
DRAFT, RUNNING, CHECK = ConsultationState.DRAFT, ConsultationState.RUNNING, ConsultationState.CHECK


def position(*paragraphs, **changes):
    return guards.PositionFacts(THREE, THREE, paragraphs or (guards.ParagraphFacts(1, THREE, 2),), **changes)


ANNOUNCE = guards.AnnounceFacts(DRAFT, PAIR, True, 1, {Seat.KOSOVO: 5, Seat.SERBIA: 5}, 1, (), 3)
OPEN = guards.OpenFacts(
    ConsultationState.ANNOUNCED, PAIR, 1, "endorse", RoundPhase.WAITING, None, Readiness(frozen=True)
)
PUBLISH = guards.PublishFacts(CHECK, True, NOW, NOW)
CLOSES = cut_off_of(date(2027, 5, 20))
EXTEND = guards.ExtendFacts(RUNNING, PAIR, CLOSES, CLOSES + timedelta(days=3), Unit.DAYS, NOW, False, "Holiday.")
SUSPEND = guards.SuspendFacts(RUNNING, PAIR, "A threat to a participant.")
WITHDRAW = guards.WithdrawFacts(RUNNING, PAIR, RoundPhase.OPEN, "The law was repealed.")
REPLACE = guards.ReplaceFacts(RUNNING, Seat.SERBIA, True, BOTH, True, "Moved on.", {Seat.SERBIA}, True)


def codes(problems):
    return [one.code for one in problems]


@pytest.mark.parametrize(
    ("ask", "facts"),
    [
        (guards.missing_to_announce, ANNOUNCE),
        (guards.missing_to_open, OPEN),
        (guards.missing_to_publish, PUBLISH),
        (guards.missing_to_extend, EXTEND),
        (guards.missing_to_suspend, SUSPEND),
        (guards.missing_to_withdraw, WITHDRAW),
        (guards.missing_to_replace, REPLACE),
    ],
)
def test_with_everything_in_place_nothing_is_missing_and_once_published_nothing_can_be_done(ask, facts):
    assert ask(facts) == []
    after = codes(ask(replace(facts, state=ConsultationState.PUBLISHED)))
    assert len(after) == 1
    assert after[0].endswith(".state")


@pytest.mark.parametrize(
    ("ask", "facts"),
    [
        (guards.missing_to_announce, ANNOUNCE),
        (guards.missing_to_open, OPEN),
        (guards.missing_to_extend, EXTEND),
        (guards.missing_to_withdraw, WITHDRAW),
    ],
)
def test_both_sign_and_a_vacant_seat_stops_every_signature(ask, facts):
    one = replace(facts, pair=guards.Pair(BOTH, {Seat.KOSOVO}))
    assert ask(one) == [missing("signature.missing", seat="serbia")]
    vacant = replace(facts, pair=guards.Pair({Seat.KOSOVO}, BOTH))
    assert ask(vacant) == [missing("seat.vacant", seat="serbia")]


def test_an_announcement_needs_question_demands_a_text_and_a_roll():
    bare = replace(ANNOUNCE, question_written=False, demands=0, roll={Seat.KOSOVO: 3}, text_paragraphs=0)
    assert codes(guards.missing_to_announce(bare)) == [
        "announce.question",
        "announce.demands",
        "roll.too_small",
        "announce.text",
    ]
    small = replace(ANNOUNCE, minimum_per_side=5, roll={Seat.KOSOVO: 5, Seat.SERBIA: 4, Seat.REGIONAL: 9})
    assert guards.missing_to_announce(small) == [missing("roll.too_small", seat="serbia", have=4, need=5)]
    wrong = replace(ANNOUNCE, ruleset_problems=[missing("template.unknown")], text_paragraphs=None)
    assert codes(guards.missing_to_announce(wrong)) == ["template.unknown"]


def test_freezing_names_each_paragraph_and_language_that_is_not_reviewed():
    text = position(guards.ParagraphFacts(1, THREE, 1), guards.ParagraphFacts(3, {"en", "sr"}, 0))
    assert guards.missing_to_freeze(DRAFT, PAIR, text) == [
        missing("freeze.wording", paragraph=3, language="sq"),
        missing("freeze.evidence", paragraph=3),
    ]
    assert guards.missing_to_freeze(DRAFT, PAIR, position()) == []


def test_title_and_summary_are_part_of_the_frozen_text():
    empty = guards.PositionFacts({"en"}, THREE, ())
    assert guards.missing_to_freeze(DRAFT, PAIR, empty) == [
        missing("freeze.title", language="sq"),
        missing("freeze.title", language="sr"),
        missing("freeze.no_paragraph"),
    ]


def test_what_is_frozen_is_not_frozen_again():
    assert codes(guards.missing_to_freeze(DRAFT, PAIR, position(frozen=True))) == ["freeze.already"]


def test_an_opening_waits_for_the_freezing_and_for_the_round_before():
    assert codes(guards.missing_to_open(replace(OPEN, readiness=Readiness()))) == ["open.not_frozen"]
    second = replace(OPEN, state=RUNNING, round_no=2, previous=RoundPhase.CLOSED)
    assert guards.missing_to_open(second) == [missing("open.previous", round=1)]
    assert guards.missing_to_open(replace(second, previous=RoundPhase.COUNTED)) == []
    assert codes(guards.missing_to_open(replace(OPEN, phase=RoundPhase.OPEN))) == ["open.already"]


def test_publication_waits_for_time_and_count_and_for_nobodys_signature():
    early = replace(PUBLISH, now=NOW - timedelta(microseconds=1), counted=False)
    assert codes(guards.missing_to_publish(early)) == ["publish.not_counted", "publish.check_runs"]
    assert not hasattr(PUBLISH, "pair")
    suspended = replace(PUBLISH, state=ConsultationState.SUSPENDED)
    assert codes(guards.missing_to_publish(suspended)) == ["publish.state"]


def test_a_missing_language_of_a_dissent_delays_by_seven_days_at_most_and_a_reaction_not_at_all():
    dissent = guards.DissentFacts(1, {"sq", "en"})
    waiting = replace(PUBLISH, dissents=[dissent])
    (found,) = guards.missing_to_publish(waiting)
    assert (found.code, found.data["dissent"], found.data["language"]) == ("publish.dissent_language", 1, "sr")
    assert guards.missing_to_publish(replace(waiting, now=NOW + timedelta(days=7))) == []
    assert guards.missing_to_publish(replace(waiting, dissent_wait_days=0)) == []


def test_an_extension_needs_an_open_round_and_a_reason():
    assert codes(guards.missing_to_extend(replace(EXTEND, closes_at=None, reason=" "))) == [
        "extend.not_open",
        "extend.reason",
    ]
    assert codes(guards.missing_to_extend(replace(EXTEND, used=True))) == ["extend.used"]


def test_one_facilitator_may_stop_the_clocks_once_both_for_longer():
    alone = replace(SUSPEND, pair=guards.Pair(BOTH, {Seat.SERBIA}))
    assert guards.missing_to_suspend(alone) == []
    again = replace(alone, alone_before={Seat.SERBIA})
    assert guards.missing_to_suspend(again) == [missing("signature.missing", seat="kosovo")]
    assert guards.missing_to_suspend(replace(alone, alone_before={Seat.KOSOVO})) == []
    assert codes(guards.missing_to_suspend(replace(SUSPEND, pair=guards.Pair(BOTH), reason=""))) == [
        "suspend.reason",
        "suspend.signature",
    ]


def test_both_may_lengthen_a_suspension_one_may_not():
    held = replace(SUSPEND, state=ConsultationState.SUSPENDED)
    assert guards.missing_to_suspend(held) == []
    assert codes(guards.missing_to_suspend(replace(held, pair=guards.Pair(BOTH, {Seat.KOSOVO})))) == ["suspend.state"]


def test_clocks_are_started_by_a_seat_that_stopped_them():
    held = ConsultationState.SUSPENDED
    assert guards.missing_to_resume(held, Seat.KOSOVO, {Seat.KOSOVO}) == []
    assert guards.missing_to_resume(held, Seat.SERBIA, BOTH) == []
    assert codes(guards.missing_to_resume(held, Seat.SERBIA, {Seat.KOSOVO})) == ["resume.not_yours"]
    assert codes(guards.missing_to_resume(RUNNING, Seat.SERBIA, BOTH)) == ["resume.state"]


@pytest.mark.parametrize("phase", [RoundPhase.CLOSED, RoundPhase.COUNTED])
@pytest.mark.parametrize("state", [RUNNING, ConsultationState.SUSPENDED])
def test_nobody_withdraws_a_result(phase, state):
    assert codes(guards.missing_to_withdraw(replace(WITHDRAW, last_round=phase, state=state))) == ["withdraw.closed"]
    assert codes(guards.missing_to_withdraw(replace(WITHDRAW, last_round=phase, state=CHECK))) == [
        "withdraw.state",
        "withdraw.closed",
    ]


def test_a_withdrawal_has_a_public_reason():
    assert codes(guards.missing_to_withdraw(replace(WITHDRAW, reason="\n"))) == ["withdraw.reason"]


def test_a_facilitator_is_replaced_by_the_administrator_with_the_other_one():
    assert codes(guards.missing_to_replace(replace(REPLACE, by_administrator=False))) == ["replace.administrator"]
    assert guards.missing_to_replace(replace(REPLACE, other_agrees=False)) == [
        missing("replace.other_agrees", seat="kosovo")
    ]
    assert codes(guards.missing_to_replace(replace(REPLACE, reason=""))) == ["replace.reason"]


def test_with_both_places_vacant_the_administrator_alone_appoints():
    assert guards.missing_to_replace(replace(REPLACE, seated=(), other_agrees=False)) == []
    alone = replace(REPLACE, seated={Seat.SERBIA}, other_agrees=False)
    assert codes(guards.missing_to_replace(alone)) == ["replace.other_vacant"]


def test_the_draft_is_staffed_by_the_administrator_without_reasons():
    fresh = replace(REPLACE, state=DRAFT, seated=(), other_agrees=False, reason="", on_roll=True)
    assert guards.missing_to_replace(fresh) == []


def test_who_takes_the_seat_has_a_mandate_there_a_second_factor_and_no_part_in_the_answers():
    unfit = replace(
        REPLACE, candidate_seats={Seat.KOSOVO}, second_factor=False, acted=True, on_roll=True, other_side=True
    )
    assert codes(guards.missing_to_replace(unfit)) == [
        "replace.mandate",
        "replace.second_factor",
        "replace.acted",
        "replace.on_roll",
        "replace.other_side",
    ]
