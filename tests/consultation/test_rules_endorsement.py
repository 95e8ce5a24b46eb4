"""Who speaks for an organisation, and which of its stances counts?"""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.consultation.rules.endorsement import (
    WHOLE,
    Mandate,
    Role,
    Speaker,
    StanceVersion,
    changed,
    dissent_problems,
    lacks_second_person,
    refused_to_confirm,
    refused_to_propose,
    speakers_at,
    stance_in_force,
    stance_problems,
    waiting_for_confirmation,
)
from forum.consultation.rules.stances import Stance

NOW = datetime(2027, 5, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ANA, BEN, CORA, DREN = 1, 2, 3, 4
MANDATES = (
    Mandate(ANA, Role.REPRESENTATIVE, NOW - 100 * DAY),
    Mandate(BEN, Role.ALTERNATE, NOW - 100 * DAY, NOW + DAY),
    Mandate(CORA, Role.COORDINATOR, NOW - 100 * DAY),
)


def speaker(person, at=NOW, **changes):
    whole = Speaker(person, at, MANDATES, True, frozenset({DREN}), on_roll=True, round_open=True)
    return replace(whole, **changes)


def proposal(by=ANA, version=1, value=Stance.ENDORSE, **changes):
    return replace(StanceVersion(version, value, by, NOW - DAY), **changes)


def codes(problems):
    return [one.code for one in problems]


def test_representative_and_alternate_speak_a_coordinator_does_not():
    assert speakers_at(MANDATES, NOW) == {ANA, BEN}
    assert codes(refused_to_propose(speaker(CORA))) == ["stance.no_mandate"]
    assert refused_to_propose(speaker(ANA)) == refused_to_propose(speaker(BEN)) == []


def test_a_mandate_ends_at_its_very_instant():
    end = NOW + DAY
    assert refused_to_propose(speaker(BEN, at=end - timedelta(microseconds=1))) == []
    assert codes(refused_to_propose(speaker(BEN, at=end))) == ["stance.no_mandate"]


def test_everything_that_is_refused_is_named_at_once():
    nobody = speaker(DREN, second_factor=False, on_roll=False, round_open=False)
    assert codes(refused_to_propose(nobody)) == [
        "stance.not_on_roll",
        "stance.not_open",
        "stance.no_mandate",
        "stance.facilitator",
        "stance.second_factor",
    ]


def test_a_facilitator_with_a_mandate_does_not_speak_here():
    assert codes(refused_to_propose(speaker(ANA, facilitators={ANA}))) == ["stance.facilitator"]
    assert "stance.facilitator" in codes(refused_to_confirm(speaker(BEN, facilitators={BEN}), [proposal()], 1))


def test_two_different_people_propose_and_confirm():
    assert refused_to_confirm(speaker(BEN), [proposal()], 1) == []
    assert refused_to_confirm(speaker(ANA), [proposal(by=BEN)], 1) == []
    assert codes(refused_to_confirm(speaker(ANA), [proposal()], 1)) == ["confirm.same_person"]


def test_the_proposers_mandate_must_still_hold_when_it_is_confirmed():
    late = speaker(ANA, at=NOW + DAY)
    assert codes(refused_to_confirm(late, [proposal(by=BEN)], 1)) == ["confirm.proposer_may_not"]
    became_facilitator = speaker(BEN, facilitators={ANA})
    assert codes(refused_to_confirm(became_facilitator, [proposal()], 1)) == ["confirm.proposer_may_not"]


def test_only_the_latest_proposal_can_be_confirmed_and_only_once():
    two = [proposal(), proposal(version=2)]
    assert codes(refused_to_confirm(speaker(BEN), two, 1)) == ["confirm.outdated"]
    assert codes(refused_to_confirm(speaker(BEN), [], 1)) == ["confirm.outdated"]
    done = [proposal(confirmed_by=BEN, confirmed_at=NOW)]
    assert codes(refused_to_confirm(speaker(BEN), done, 1)) == ["confirm.already"]


def test_an_individual_seat_confirms_for_itself_from_the_mailed_link():
    alone = speaker(ANA, individual=True, mandates=MANDATES[:1])
    assert refused_to_confirm(alone, [proposal()], 1, mailed_link=True) == []
    assert codes(refused_to_confirm(alone, [proposal()], 1)) == ["confirm.mailed_link"]
    assert codes(refused_to_confirm(alone, [proposal(by=BEN)], 1, mailed_link=True)) == ["confirm.not_the_proposer"]
    bare = replace(alone, second_factor=False)
    assert codes(refused_to_confirm(bare, [proposal()], 1, mailed_link=True)) == ["stance.second_factor"]


def test_a_mailed_link_does_not_make_one_person_two():
    assert codes(refused_to_confirm(speaker(ANA), [proposal()], 1, mailed_link=True)) == ["confirm.same_person"]


def test_an_organisation_with_one_speaker_is_told():
    assert not lacks_second_person(MANDATES, NOW, individual=False)
    assert lacks_second_person(MANDATES, NOW + DAY, individual=False)
    assert lacks_second_person(MANDATES, NOW, individual=False, facilitators={ANA})
    assert not lacks_second_person(MANDATES[:1], NOW, individual=True)
    twice_the_same = (MANDATES[0], replace(MANDATES[0], role=Role.ALTERNATE))
    assert lacks_second_person(twice_the_same, NOW, individual=False)


def test_an_unconfirmed_change_changes_nothing():
    first = proposal(confirmed_by=BEN, confirmed_at=NOW)
    second = proposal(version=2, value=Stance.DISSENT)
    assert stance_in_force([second, first], NOW + DAY) == first
    assert waiting_for_confirmation([first, second]) == second
    assert waiting_for_confirmation([first]) is waiting_for_confirmation([]) is None
    assert not changed([first, second], NOW + DAY)


def test_what_is_confirmed_at_the_very_close_is_too_late():
    late = proposal(confirmed_by=BEN, confirmed_at=NOW)
    assert stance_in_force([late], NOW) is None
    assert stance_in_force([late], NOW + timedelta(microseconds=1)) == late
    assert stance_in_force([late], None) == late


def test_a_stance_changed_before_the_close_is_known_as_changed():
    versions = [
        proposal(version=number, value=value, confirmed_by=BEN, confirmed_at=NOW + number * DAY)
        for number, value in enumerate((Stance.ENDORSE, Stance.ENDORSE, Stance.DISSENT), start=1)
    ]
    assert changed(versions, NOW + 9 * DAY)
    assert not changed(versions, NOW + 3 * DAY)


moments = st.integers(0, 20).map(lambda number: NOW + number * DAY)
rows = st.lists(st.tuples(st.sampled_from(list(Stance)), st.none() | moments), max_size=8)
histories = rows.map(
    lambda found: [
        StanceVersion(number, value, ANA, NOW, BEN if at else None, at)
        for number, (value, at) in enumerate(found, start=1)
    ]
)


@given(histories, moments, st.randoms())
def test_in_force_is_the_last_version_confirmed_in_time_whatever_the_order_of_rows(history, close, random):
    expected = None
    for one in history:
        if one.confirmed_at is not None and one.confirmed_at < close:
            expected = one
    random.shuffle(history)
    assert stance_in_force(history, close) == expected


@given(histories, moments, moments)
def test_nothing_after_the_close_changes_what_is_in_force(history, close, later):
    after = StanceVersion(len(history) + 1, Stance.DISSENT, ANA, NOW, BEN, max(close, later))
    assert stance_in_force([*history, after], close) == stance_in_force(history, close)


def test_a_reservation_names_a_paragraph_or_the_whole_and_says_something():
    paragraphs = {"aaaaaaa", "bbbbbbb"}

    def problems(*reservations):
        return codes(stance_problems(Stance.RESERVATION, reservations, paragraphs))

    assert problems(("aaaaaaa", "Sixty days are too long."), (WHOLE, "No money is named.")) == []
    assert problems() == ["reservation.names_nothing"]
    assert problems(("ccccccc", "On what?")) == ["reservation.unknown_paragraph"]
    assert problems(("aaaaaaa", " \n")) == ["reservation.no_text"]
    assert problems((WHOLE, "One."), (WHOLE, "Two.")) == ["reservation.twice"]
    assert codes(stance_problems(Stance.ENDORSE, [(WHOLE, "But.")], paragraphs)) == ["reservation.not_here"]
    assert stance_problems(Stance.STAND_ASIDE, [], paragraphs) == []


def test_a_dissenting_opinion_has_authors_on_the_roll_and_6000_characters():
    assert dissent_problems("No.", {1, 2}, {1, 2, 3}) == []
    assert dissent_problems("x" * 6000, {1}, {1}) == []
    assert codes(dissent_problems("x" * 6001, {1}, {1})) == ["dissent.too_long"]
    assert codes(dissent_problems(" ", [], [1])) == ["dissent.empty", "dissent.no_author"]
    assert codes(dissent_problems("No.", {9}, {1})) == ["dissent.not_on_roll"]
    assert codes(dissent_problems("No.", {1}, {1}, endorsing={1})) == ["dissent.endorses"]


def test_a_browsers_line_ends_and_split_letters_cost_nothing():
    assert dissent_problems("a\r\n" * 3000, {1}, {1}) == []
    assert dissent_problems(unicodedata.normalize("NFD", "ç" * 6000), {1}, {1}) == []
