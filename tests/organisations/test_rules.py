"""Organisations through time, who is on a roll, and who may speak for whom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.organisations.rules import bodies, mandates
from forum.organisations.rules.bodies import Body, Event, EventKind, EventProblem, Kind, RollLine, Seat, Standing
from forum.organisations.rules.mandates import Mandate, MandateProblem, MandateRole

START = datetime(2027, 1, 1, tzinfo=UTC)
LUMI, REKA, MOST = 1, 2, 3


def day(number):
    return START + timedelta(days=number)


def event(kind, effective, value=None, *, recorded=None, organisation=LUMI, sequence=0):
    return Event(organisation, kind, day(effective), day(effective if recorded is None else recorded), sequence, value)


def founded(organisation, name, seat=None):
    events = [event(EventKind.RENAMED, 0, name, organisation=organisation)]
    events.append(event(EventKind.JOINED, 0, organisation=organisation))
    if seat:
        events.append(event(EventKind.SEAT_DECLARED, 0, seat, organisation=organisation))
    return events


TABLE = founded(LUMI, "Lumi", "kosovo") + founded(REKA, "Reka", "serbia") + founded(MOST, "Most")


# --- through time (R3) -----------------------------------------------------------------------------------


def test_an_organisation_is_what_its_latest_events_say():
    events = [*founded(LUMI, "Lumi", "kosovo"), event(EventKind.RENAMED, 5, "Lumi i Ri")]
    assert bodies.standing(events, day(4)) == Standing("Lumi", Seat.KOSOVO, True)
    assert bodies.standing(events, day(5)).name == "Lumi i Ri"
    assert bodies.standing([], day(5)) == Standing()


def test_leaving_and_joining_again_follow_their_dates():
    events = [*founded(LUMI, "Lumi", "kosovo"), event(EventKind.LEFT, 5), event(EventKind.JOINED, 9)]
    assert [bodies.standing(events, day(at)).member for at in (4, 5, 8, 9)] == [True, False, False, True]
    assert bodies.standing(events, day(6)).left_at == day(5)
    assert bodies.standing(events, day(9)).left_at is None


def test_of_two_events_for_the_same_instant_the_later_recorded_one_stands():
    first = event(EventKind.RENAMED, 5, "typing error", sequence=1)
    for second in (replace(first, value="Lumi", recorded_at=day(6)), replace(first, value="Lumi", sequence=2)):
        assert bodies.standing([second, first], day(7)).name == "Lumi"


def test_a_roll_has_members_with_a_declared_seat_and_the_others_are_told_apart():
    assert bodies.roll_as_known(TABLE, day(1)) == (
        RollLine(LUMI, "Lumi", Seat.KOSOVO),
        RollLine(REKA, "Reka", Seat.SERBIA),
    )
    assert bodies.without_seat(TABLE, day(1)) == (MOST,)
    assert bodies.roll_as_known(TABLE, day(-1)) == ()


def test_a_backdated_event_changes_no_roll_taken_before_it_was_recorded():
    late = event(EventKind.LEFT, 2, recorded=10)
    before, after = bodies.roll_as_known([*TABLE, late], day(9)), bodies.roll_as_known([*TABLE, late], day(10))
    assert LUMI in {line.organisation for line in before}
    assert LUMI not in {line.organisation for line in after}


def test_an_announced_event_waits_for_its_day():
    soon = event(EventKind.LEFT, 20, recorded=1)
    assert len(bodies.roll_as_known([*TABLE, soon], day(19))) == 2
    assert len(bodies.roll_as_known([*TABLE, soon], day(20))) == 1
    assert bodies.boundaries([*TABLE, soon], day(3)) == (day(20),)


def value_for(kind):
    values = {EventKind.RENAMED: ["Lumi", "Reka"], EventKind.SEAT_DECLARED: list(Seat), EventKind.MERGED_INTO: ["9"]}
    return st.sampled_from(values.get(kind, [None]))


events_of_all_kinds = st.lists(
    st.sampled_from(EventKind).flatmap(
        lambda kind: st.builds(
            Event,
            st.integers(1, 3),
            st.just(kind),
            st.integers(0, 12).map(day),
            st.integers(0, 12).map(day),
            st.integers(0, 1000),
            value_for(kind),
        )
    ),
    max_size=25,
    unique_by=lambda item: item.sequence,
)


@given(events_of_all_kinds, st.integers(0, 12), st.randoms())
def test_a_roll_depends_on_nothing_later_and_not_on_the_order_of_rows(events, at, chance):
    roll = bodies.roll_as_known(events, day(at))
    known = [item for item in events if item.effective_at <= day(at) and item.recorded_at <= day(at)]
    chance.shuffle(known)
    assert bodies.roll_as_known(known, day(at)) == roll


@given(events_of_all_kinds, st.integers(0, 12))
def test_every_line_of_a_roll_is_a_member_and_no_member_is_lost(events, at):
    lines = {line.organisation for line in bodies.roll_as_known(events, day(at))}
    unseated = set(bodies.without_seat(events, day(at)))
    members = {key for key, now in bodies.standings(events, day(at)).items() if now.member}
    assert lines | unseated == members
    assert not lines & unseated


@given(events_of_all_kinds, st.integers(0, 11), st.integers(0, 11))
def test_between_two_boundaries_nothing_changes_by_itself(events, at, hours):
    recorded = [replace(item, recorded_at=START) for item in events]
    instant = day(at) + timedelta(hours=hours)
    if not [edge for edge in bodies.boundaries(recorded, day(at)) if edge <= instant]:
        assert bodies.standings(recorded, day(at)) == dict(bodies.standings(recorded, instant).items())


def test_sides_change_places_with_the_number_of_the_consultation():
    assert bodies.side_order(1) == (Seat.KOSOVO, Seat.SERBIA)
    assert bodies.side_order(2) == (Seat.SERBIA, Seat.KOSOVO)
    assert Seat.REGIONAL not in bodies.SIDES


# --- which events are possible ---------------------------------------------------------------------------

MEMBER = Standing("Lumi", Seat.KOSOVO, member=True)
OUTSIDE = Standing("Lumi")


@pytest.mark.parametrize(
    ("now", "kind", "value", "problem"),
    [
        (OUTSIDE, EventKind.JOINED, None, None),
        (MEMBER, EventKind.JOINED, None, EventProblem.ALREADY_MEMBER),
        (MEMBER, EventKind.LEFT, None, None),
        (OUTSIDE, EventKind.LEFT, None, EventProblem.NOT_MEMBER),
        (MEMBER, EventKind.RENAMED, "Lumi i Ri", None),
        (MEMBER, EventKind.RENAMED, " Lumi ", EventProblem.UNCHANGED),
        (MEMBER, EventKind.RENAMED, "  ", EventProblem.EMPTY),
        (MEMBER, EventKind.SEAT_DECLARED, "regional", None),
        (MEMBER, EventKind.SEAT_DECLARED, "kosovo", EventProblem.UNCHANGED),
        (MEMBER, EventKind.SEAT_DECLARED, "elsewhere", EventProblem.UNKNOWN_SEAT),
        (MEMBER, EventKind.SEAT_DECLARED, None, EventProblem.UNKNOWN_SEAT),
    ],
)
def test_an_event_must_change_something(now, kind, value, problem):
    assert bodies.event_problem(now, kind, value) is problem


def test_members_merge_but_not_into_themselves_and_people_never():
    lumi, reka = Body(LUMI, Kind.ORGANISATION, MEMBER), Body(REKA, Kind.ORGANISATION, MEMBER)
    assert bodies.merge_problem(lumi, reka) is None
    assert bodies.merge_problem(lumi, lumi) is EventProblem.MERGED_INTO_ITSELF
    assert bodies.merge_problem(lumi, replace(reka, kind=Kind.INDIVIDUAL)) is EventProblem.INDIVIDUAL
    assert bodies.merge_problem(replace(lumi, kind=Kind.INDIVIDUAL), reka) is EventProblem.INDIVIDUAL
    assert bodies.merge_problem(replace(lumi, standing=OUTSIDE), reka) is EventProblem.NOT_MEMBER
    assert bodies.merge_problem(lumi, replace(reka, standing=OUTSIDE)) is EventProblem.TARGET_NOT_MEMBER


def test_after_a_merger_one_place_on_the_roll_is_left_and_the_other_is_found_through_it():
    events = [*TABLE, event(EventKind.MERGED_INTO, 5, str(REKA))]
    assert [line.organisation for line in bodies.roll_as_known(events, day(5))] == [REKA]
    now = bodies.standings(events, day(5))
    assert now[LUMI].left_at == day(5)
    assert [bodies.successor(key, now) for key in (LUMI, REKA, 77)] == [REKA, REKA, 77]
    assert bodies.successor(LUMI, bodies.standings(events, day(4))) == LUMI


def test_a_ring_of_mergers_in_broken_data_ends_somewhere():
    ring = {1: Standing(merged_into=2), 2: Standing(merged_into=3), 3: Standing(merged_into=1)}
    assert bodies.successor(1, ring) in ring


def test_a_name_that_reads_like_another_is_found_by_the_skeleton_given():
    def skeleton(name):
        return name.casefold().replace("1", "l")

    assert bodies.lookalikes("Qendra 1umi", ["Reka", "qendra lumi", "Lumi"], skeleton) == ("qendra lumi",)
    assert bodies.lookalikes("Most", ["Reka"], skeleton) == ()


# --- mandates (R4) ---------------------------------------------------------------------------------------

ANA, BORIS, CENA = 11, 12, 13


def mandate(person=ANA, role=MandateRole.REPRESENTATIVE, start=0, end=None, organisation=LUMI):
    return Mandate(organisation, person, role, day(start), None if end is None else day(end))


def grant(new, existing=(), kind=Kind.ORGANISATION, *, member=True, may=True):
    return mandates.grant_problems(new, list(existing), kind, member=member, may=may)


def test_a_mandate_holds_from_its_start_up_to_but_not_at_its_end():
    one = mandate(start=1, end=3)
    assert [mandates.in_force(one, day(at)) for at in (0, 1, 2, 3)] == [False, True, True, False]
    assert mandates.in_force(one, day(3) - timedelta(microseconds=1))
    assert mandates.in_force(mandate(start=1), day(10_000))


days = st.integers(0, 12)
spans = st.tuples(days, st.none() | st.integers(1, 12)).map(
    lambda span: mandate(start=span[0], end=None if span[1] is None else span[0] + span[1])
)


@given(spans, spans)
def test_two_mandates_overlap_exactly_if_both_hold_at_some_instant(one, other):
    together = any(mandates.in_force(one, day(at)) and mandates.in_force(other, day(at)) for at in range(30))
    assert mandates.overlap(one, other) == mandates.overlap(other, one) == together


def test_the_same_role_twice_at_a_time_is_refused_and_one_after_the_other_is_not():
    old = mandate(start=0, end=5)
    assert grant(mandate(start=4), [old]) == (MandateProblem.OVERLAP,)
    assert grant(mandate(start=5), [old]) == ()
    assert grant(mandate(start=4, role=MandateRole.COORDINATOR), [old]) == ()
    assert grant(mandate(start=4, person=BORIS), [old]) == ()
    assert grant(mandate(start=4, organisation=REKA), [old]) == ()


def test_a_mandate_needs_a_member_some_time_and_somebody_who_may_grant_it():
    assert grant(mandate(), member=False) == (MandateProblem.NO_MEMBER,)
    assert grant(mandate(start=3, end=3)) == (MandateProblem.EMPTY_TIME,)
    assert grant(mandate(), may=False) == (MandateProblem.NOT_YOURS_TO_GRANT,)


def test_an_individual_seat_has_one_mandate_as_representative():
    assert grant(mandate(), kind=Kind.INDIVIDUAL) == ()
    for role in (MandateRole.ALTERNATE, MandateRole.COORDINATOR):
        assert grant(mandate(role=role), kind=Kind.INDIVIDUAL) == (MandateProblem.INDIVIDUAL_ROLE,)
    assert grant(mandate(BORIS), [mandate()], Kind.INDIVIDUAL) == (MandateProblem.INDIVIDUAL_TAKEN,)
    assert grant(mandate(), [mandate()], Kind.INDIVIDUAL) == (MandateProblem.OVERLAP,)
    assert grant(mandate(start=5), [mandate(end=5)], Kind.INDIVIDUAL) == ()


@given(st.lists(st.tuples(st.sampled_from([ANA, BORIS]), days, st.none() | st.integers(1, 5)), max_size=10))
def test_whatever_is_tried_an_individual_seat_never_has_two_voices(tries):
    granted = []
    for person, start, length in tries:
        new = mandate(person, start=start, end=None if length is None else start + length)
        if not grant(new, granted, Kind.INDIVIDUAL):
            granted.append(new)
    for at in range(20):
        assert sum(mandates.in_force(one, day(at)) for one in granted) <= 1


def test_coordinators_of_that_organisation_and_administrators_grant():
    own = [mandate(ANA, MandateRole.COORDINATOR, 0, 5), mandate(BORIS)]

    def may(person, organisation=LUMI, at=1, *, administrator=False):
        return mandates.may_grant(person, own, organisation, day(at), administrator=administrator)

    assert may(ANA)
    assert not may(ANA, at=5)
    assert not may(ANA, organisation=REKA)
    assert not may(BORIS)
    assert not may(CENA)
    assert may(CENA, administrator=True)


def test_representatives_and_alternates_speak_and_coordinators_do_not():
    own = [mandate(ANA), mandate(BORIS, MandateRole.ALTERNATE, 0, 5), mandate(CENA, MandateRole.COORDINATOR)]
    assert mandates.speakers(own, LUMI, day(1)) == {ANA, BORIS}
    assert mandates.may_speak(own, BORIS, LUMI, day(4))
    assert not mandates.may_speak(own, BORIS, LUMI, day(5))
    assert not mandates.may_speak(own, CENA, LUMI, day(1))
    assert not mandates.may_speak(own, ANA, REKA, day(1))


def test_a_stance_takes_two_different_people_or_one_individual_seat():
    own = [mandate(ANA), mandate(ANA, MandateRole.ALTERNATE)]
    assert not mandates.can_take_stance(own, LUMI, Kind.ORGANISATION, day(1))
    assert mandates.can_take_stance([*own, mandate(BORIS)], LUMI, Kind.ORGANISATION, day(1))
    assert mandates.can_take_stance([mandate(ANA)], LUMI, Kind.INDIVIDUAL, day(1))
    assert not mandates.can_take_stance([], LUMI, Kind.INDIVIDUAL, day(1))


def test_a_person_has_the_seats_of_the_member_organisations_that_sent_them():
    now = bodies.standings([*TABLE, event(EventKind.LEFT, 5, organisation=REKA)], day(1))
    own = [mandate(organisation=key) for key in (LUMI, REKA, MOST, 99)]
    assert mandates.seats_of(own, ANA, now, day(1)) == {Seat.KOSOVO, Seat.SERBIA}
    assert mandates.seats_of(own, BORIS, now, day(1)) == set()
    later = bodies.standings([*TABLE, event(EventKind.LEFT, 5, organisation=REKA)], day(5))
    assert mandates.seats_of(own, ANA, later, day(5)) == {Seat.KOSOVO}


def test_plain_text_from_a_table_counts_like_the_words_of_the_rules():
    rows = [Event(LUMI, kind, day(0), day(0), n, value) for n, (kind, value) in enumerate(
        [("renamed", "Lumi"), ("joined", ""), ("seat_declared", "kosovo")]
    )]  # fmt: skip
    assert bodies.roll_as_known(rows, day(0)) == (RollLine(LUMI, "Lumi", Seat.KOSOVO),)
    assert not bodies.standing([*rows, Event(LUMI, "left", day(1), day(1), 9, "")], day(1)).member
    own = [Mandate(LUMI, ANA, "coordinator", day(0)), Mandate(LUMI, BORIS, "alternate", day(0))]
    assert mandates.may_grant(ANA, own, LUMI, day(1), administrator=False)
    assert mandates.speakers(own, LUMI, day(1)) == {BORIS}
    assert grant(mandate(role="alternate"), kind="individual") == (MandateProblem.INDIVIDUAL_ROLE,)
