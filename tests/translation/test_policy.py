"""Who may do what to a translation, as a table of cases (R5, R23, R39)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from forum.core.policy import Actor, Role
from forum.translation import policy
from forum.translation.queries import DisputeFacts, Piece, RowFacts, TextFacts

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
LATER, BEFORE = NOW + timedelta(hours=1), NOW
ME, OTHER = 7, 8
TEXT = TextFacts(1, "post", 5, "body", "sq", None, 2, "Po", "<p>Po</p>")


def actor(*, member: bool = True, languages: tuple[str, ...] = ()) -> Actor:
    """Me, at the table or outside it."""
    return Actor(ME, "aaaaaaa", "Arta Shembulli", "en", roles=(Role("translator", None, languages),) if member else ())


def row(state: str, by: int | None = None, until: datetime | None = None, number: int = 2) -> RowFacts:
    """A translation in a state."""
    return RowFacts(number, "human", state, None, "", "", None, "", None, by, None, until, None, None, None)


def piece(at_work: RowFacts | None = None, **facts: object) -> Piece:
    """A public post that is open for translation, written by nobody we know."""
    plain = Piece(
        TEXT, "keykey2", "en", at_work, None, (), readable=True, public=True, is_open=True, changeable=True,
        authentic=False, plain=False, limit=20_000, authors=(), label="", link=None, scopes=(),
    )  # fmt: skip
    return replace(plain, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("member", "readable", "is_open", "changeable"), list(product((True, False), repeat=4)))
def test_one_translates_at_the_table_what_is_readable_open_and_not_frozen(
    member: bool, readable: bool, is_open: bool, changeable: bool
) -> None:
    found = piece(readable=readable, is_open=is_open, changeable=changeable)
    allowed = member and readable and is_open and changeable
    me = actor(member=member)
    assert policy.can_translate(me, found) is allowed
    assert policy.can_request(me, found) is allowed
    assert policy.can_claim(me, found, NOW) is allowed
    assert policy.can_write(me, found, NOW) is allowed
    assert not policy.can_translate(None, found)


HELD = [
    # state, whose, until -> claim, write, release, review
    (None, None, None, True, True, False, False),
    ("requested", None, None, True, True, False, False),
    ("claimed", ME, LATER, False, True, True, False),
    ("claimed", OTHER, LATER, False, False, False, False),
    ("claimed", OTHER, BEFORE, True, True, False, False),
    ("claimed", ME, BEFORE, True, True, True, False),
    ("submitted", ME, None, False, False, False, False),
    ("submitted", OTHER, None, False, False, False, True),
    ("returned", ME, LATER, False, True, True, False),
    ("returned", OTHER, LATER, False, False, False, False),
    ("returned", OTHER, None, True, True, False, False),
    ("reviewed", OTHER, None, False, False, False, False),
]


@pytest.mark.parametrize(("state", "whose", "until", "claim", "write", "release", "review"), HELD)
def test_a_claim_belongs_to_one_for_a_day(
    state: str | None, whose: int | None, until: datetime | None, claim: bool, write: bool, release: bool, review: bool
) -> None:
    found, me = piece(row(state, whose, until) if state else None), actor()
    assert policy.can_claim(me, found, NOW) is claim
    assert policy.can_write(me, found, NOW) is write
    assert policy.can_release(me, found) is release
    assert policy.can_review(me, found) is review


def test_an_author_hands_in_and_approves_without_a_seat_and_before_the_close() -> None:
    outside = actor(member=False)
    own = piece(authors=(ME,), is_open=False)
    assert policy.can_hand_in(outside, own, NOW)
    assert policy.can_see_work(outside, own)
    assert not policy.can_hand_in(outside, replace(own, changeable=False), NOW)
    assert not policy.can_hand_in(outside, piece(is_open=False), NOW)
    assert policy.can_review(outside, piece(row("submitted", OTHER), authors=(ME,)))
    assert not policy.can_review(outside, piece(row("submitted", ME), authors=(ME,)))
    assert not policy.can_review(outside, piece(row("submitted", OTHER)))


def test_the_page_of_work_is_for_the_table_and_the_author() -> None:
    assert policy.can_see_work(actor(), piece())
    assert not policy.can_see_work(actor(), piece(is_open=False))
    assert not policy.can_see_work(actor(member=False), piece())
    assert not policy.can_see_work(None, piece())
    assert not policy.can_see_work(actor(), piece(readable=False))


@pytest.mark.parametrize(
    ("mine", "author", "translates", "wrote", "settles"),
    [
        (False, False, False, False, False),
        (False, True, False, False, True),
        (False, False, True, False, True),
        (False, False, True, True, False),
        (True, True, True, False, False),
    ],
)
def test_a_doubt_is_settled_by_author_or_translator_who_is_not_concerned(
    mine: bool, author: bool, translates: bool, wrote: bool, settles: bool
) -> None:
    doubt = DisputeFacts("keykey3", 2, ME if mine else OTHER, "Why", NOW)
    found = piece(published=row("reviewed", ME if wrote else OTHER), authors=(ME,) if author else (), disputes=(doubt,))
    me = actor(languages=("en",) if translates else ())
    assert policy.can_settle(me, found, doubt) is settles
    assert policy.can_rework(me, found, doubt) is settles
    assert not policy.can_rework(me, replace(found, changeable=False), doubt)
    assert policy.can_take_back(me, doubt) is mine
    assert policy.can_dispute(me, found) is not mine


def test_what_is_not_published_is_not_doubted() -> None:
    assert not policy.can_dispute(actor(), piece())
    assert not policy.can_dispute(None, piece(published=row("reviewed", OTHER)))
