"""From asking to reading: who may do what to a translation, and what happens to it (R39)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.core import clock
from forum.core.db import db, writing
from forum.core.errors import Conflict, NotAllowed, NotFound, Unfit
from forum.core.languages import READINGS
from forum.core.models import Page, Work
from forum.core.policy import Actor
from forum.translation import operations
from forum.translation.models import Translation, WrittenText
from forum.translation.queries import shown
from forum.translation.rules import Shown, present, words
from tests.translation.conftest import Letter, Shelf, piece

Translators = Callable[..., Actor]


def read(letter: Letter, reading: str = "en", kind: str = "letter") -> Shown:
    """What a reader gets to see."""
    joined = shown(kind, "body", WrittenText.owner_id)
    row = db.session.execute(
        joined.onto(select(WrittenText.id, *joined.columns).where(WrittenText.kind == kind)).where(
            WrittenText.owner_id == letter.id
        ),
        {"content_language": READINGS[reading].content},
    ).one()
    db.session.rollback()
    return present(row, READINGS[reading])


def hand_in(actor: Actor, letter: Letter, source: str, language: str = "en", number: int = 1, **more: str) -> None:
    """Submit a translation."""
    made = words(source, language, **more)
    with writing():
        operations.submit_translation(actor, piece(actor, letter, language), made, number=number)


def approve(actor: Actor, letter: Letter, language: str = "en", correction: str | None = None) -> None:
    """Review what waits."""
    corrected = words(correction, language) if correction else None
    with writing():
        found = piece(actor, letter, language)
        assert found.row is not None
        seen = found.row.submitted_at or clock.now()
        operations.approve_translation(actor, found, seen=seen, correction=corrected)


def send_back(actor: Actor, letter: Letter, note: str) -> None:
    """Return what waits."""
    with writing():
        found = piece(actor, letter)
        assert found.row is not None
        operations.return_translation(actor, found, seen=found.row.submitted_at or clock.now(), note=note)


def settle(actor: Actor, letter: Letter, *, rework: bool) -> None:
    """Say what becomes of the oldest doubt."""
    with writing():
        found = piece(actor, letter)
        operations.settle_dispute(actor, found, found.disputes[0], rework=rework)


def take_back(actor: Actor, letter: Letter) -> None:
    """Withdraw the oldest doubt."""
    with writing():
        found = piece(actor, letter)
        operations.take_back_dispute(actor, found, found.disputes[0])


def test_a_translation_goes_from_request_to_reader(shelf: Shelf, translator: Translators) -> None:
    letter = shelf.write("Përshëndetje nga liqeni.")
    asking, writing_one, reviewing = translator("sq"), translator("en"), translator("en")
    assert read(letter).state == "missing"
    with writing():
        operations.request_translation(asking, piece(asking, letter))
    assert read(letter).state == "requested"
    with writing():
        operations.claim_translation(writing_one, piece(writing_one, letter))
    assert read(letter).state == "claimed"
    hand_in(writing_one, letter, "Greetings from the lake.")
    assert read(letter).state == "submitted"
    assert "Përshëndetje" in read(letter).html
    approve(reviewing, letter)
    now = read(letter)
    assert (now.state, now.tag, "Greetings" in now.html) == ("translated", "en", True)
    assert "Përshëndetje" in (now.original or "")
    assert db.session.scalar(select(Page.version).where(Page.scope == f"letter/{letter.key}")) == 1


def test_asking_twice_is_asking_once(shelf: Shelf, translator: Translators) -> None:
    letter = shelf.write("Përshëndetje.")
    for actor in (translator("sq"), translator("sq")):
        with writing():
            operations.request_translation(actor, piece(actor, letter))
    assert len(list(db.session.scalars(select(Translation)))) == 1


def test_nobody_reviews_an_own_translation(shelf: Shelf, translator: Translators) -> None:
    letter, one = shelf.write("Përshëndetje."), translator("en")
    hand_in(one, letter, "Greetings.")
    with pytest.raises(NotAllowed):
        approve(one, letter)
    assert read(letter).state == "submitted"


def test_the_author_may_approve(shelf: Shelf, translator: Translators) -> None:
    author, one = translator("sq"), translator("en")
    letter = shelf.write("Përshëndetje.", authors=(author.id,))
    hand_in(one, letter, "Greetings.")
    approve(author, letter)
    assert read(letter).state == "translated"


def test_a_reviewer_corrects_and_approves(shelf: Shelf, translator: Translators) -> None:
    letter, one, other = shelf.write("Përshëndetje."), translator("en"), translator("en")
    hand_in(one, letter, "Gretings.")
    approve(other, letter, correction="Greetings.")
    assert "Greetings." in read(letter).html


def test_who_claims_second_hears_so(shelf: Shelf, translator: Translators) -> None:
    letter, one, other = shelf.write("Përshëndetje."), translator("en"), translator("en")
    with writing():
        operations.claim_translation(one, piece(one, letter))
    with pytest.raises(Conflict), writing():
        operations.claim_translation(other, piece(other, letter))


def test_a_claim_ends_after_a_day_and_the_draft_stays(shelf: Shelf, translator: Translators) -> None:
    letter, one, other = shelf.write("Përshëndetje."), translator("en"), translator("en")
    with writing():
        operations.save_draft(one, piece(one, letter), "Greet")
    operations.expire_claims()
    assert read(letter).state == "claimed"
    clock.set_offset(timedelta(hours=24, seconds=1))
    operations.expire_claims()
    with writing():
        found = piece(other, letter)
        operations.claim_translation(other, found)
    assert found.row is not None
    assert (found.row.state, found.row.source, found.row.translator_id) == ("requested", "Greet", None)


def test_what_was_released_others_go_on_with(shelf: Shelf, translator: Translators) -> None:
    letter, one, other = shelf.write("Përshëndetje."), translator("en"), translator("en")
    with writing():
        operations.claim_translation(one, piece(one, letter))
    with pytest.raises(NotAllowed), writing():
        operations.release_translation(other, piece(other, letter))
    with writing():
        operations.release_translation(one, piece(one, letter))
    hand_in(other, letter, "Greetings.")
    assert read(letter).state == "submitted"


def test_a_returned_translation_waits_a_day_for_its_translator(shelf: Shelf, translator: Translators) -> None:
    letter, one, other = shelf.write("Përshëndetje."), translator("en"), translator("en")
    hand_in(one, letter, "Regards.")
    with pytest.raises(Unfit):
        send_back(other, letter, " ")
    send_back(other, letter, "Warmer")
    assert read(letter).state == "returned"
    with pytest.raises(Conflict):
        hand_in(other, letter, "Greetings.")
    hand_in(one, letter, "Greetings.")
    approve(other, letter)
    assert "Greetings" in read(letter).html


def test_a_reviewer_does_not_approve_what_was_not_read(shelf: Shelf, translator: Translators) -> None:
    letter, one, other = shelf.write("Përshëndetje."), translator("en"), translator("en")
    hand_in(one, letter, "Greetings.")
    with pytest.raises(Conflict), writing():
        operations.approve_translation(other, piece(other, letter), seen=clock.now() - timedelta(minutes=1))
    approve(other, letter)
    with pytest.raises(Conflict):
        approve(other, letter)


def revise(letter: Letter, source: str) -> None:
    """The owner changes the original."""
    said = words(source, "sq")
    with writing():
        operations.revise_text("letter", letter.id, "body", said, None)


def test_a_translation_of_older_words_is_refused_and_the_claim_follows(shelf: Shelf, translator: Translators) -> None:
    letter, one, other = shelf.write("Përshëndetje nga liqeni."), translator("en"), translator("en")
    with writing():
        operations.save_draft(one, piece(one, letter), "Greetings from the")
    revise(letter, "Përshëndetje nga mali.")
    with pytest.raises(operations.Stale):
        hand_in(one, letter, "Greetings from the lake.", number=1)
    hand_in(one, letter, "Greetings from the mountain.", number=2)
    approve(other, letter)
    assert (read(letter).outdated, read(letter).number) == (False, 2)


def test_a_changed_original_makes_a_translation_outdated_not_gone(shelf: Shelf, translator: Translators) -> None:
    letter, one, other = shelf.write("Përshëndetje nga liqeni."), translator("en"), translator("en")
    hand_in(one, letter, "Greetings from the lake.")
    approve(other, letter)
    revise(letter, "Përshëndetje nga mali.")
    assert (read(letter).state, read(letter).outdated) == ("translated", True)


def test_work_that_waits_for_review_outlives_a_change_of_the_original(shelf: Shelf, translator: Translators) -> None:
    letter, one, other = shelf.write("Përshëndetje nga liqeni."), translator("en"), translator("en")
    hand_in(one, letter, "Greetings from the lake.")
    revise(letter, "Përshëndetje nga mali.")
    with writing():
        operations.ask_for("letter", letter.id, "body", ("en",), clock.now() + timedelta(days=2))
    send_back(other, letter, "It changed")
    with writing():
        found = piece(one, letter)
    assert found.row is not None
    assert (found.row.state, found.row.source_number, found.row.deadline is None) == ("returned", 2, False)


def test_an_authors_own_version_counts_at_once_where_the_original_binds(shelf: Shelf, translator: Translators) -> None:
    author = translator("sq")
    letter = shelf.write("Përshëndetje.", authors=(author.id,), is_open=False)
    hand_in(author, letter, "Greetings.")
    assert (read(letter).state, read(letter).by_author) == ("translated", True)


def test_an_authors_own_version_is_reviewed_where_all_languages_bind(shelf: Shelf, translator: Translators) -> None:
    author = translator("sq")
    letter = shelf.write("Përshëndetje.", kind="article", authors=(author.id,))
    made = words("Greetings.", "en")
    with writing():
        operations.submit_translation(author, piece(author, letter, kind="article"), made, number=1)
    assert read(letter, kind="article").state == "submitted"


def test_serbian_that_binds_is_kept_in_cyrillic(shelf: Shelf, translator: Translators) -> None:
    letter, one = shelf.write("Greetings.", "en", kind="article"), translator("sr")
    latin, cyrillic = words("Pozdrav.", "sr"), words("Поздрав.", "sr")
    with pytest.raises(NotAllowed), writing():
        operations.submit_translation(one, piece(one, letter, "sr", "article"), latin, number=1)
    with writing():
        operations.submit_translation(one, piece(one, letter, "sr", "article"), cyrillic, number=1)
    assert db.session.scalar(select(Translation.html_other)) == "<p>Pozdrav.</p>"


def test_before_the_close_a_text_is_neither_asked_for_nor_translated_by_others(
    shelf: Shelf, translator: Translators
) -> None:
    letter, one = shelf.write("Mospajtim.", is_open=False), translator("en")
    for act in (operations.request_translation, operations.claim_translation):
        with pytest.raises(NotAllowed), writing():
            act(one, piece(one, letter))


def test_frozen_wording_takes_no_translation_any_more(shelf: Shelf, translator: Translators) -> None:
    letter, one = shelf.write("Përshëndetje.", frozen=True), translator("en")
    with pytest.raises(NotAllowed), writing():
        operations.claim_translation(one, piece(one, letter))


def test_an_unknown_language_or_the_own_one_is_not_there(shelf: Shelf, translator: Translators) -> None:
    letter, one = shelf.write("Përshëndetje."), translator("en")
    for language in ("sq", "fr", ""):
        with pytest.raises(NotFound), writing():
            piece(one, letter, language)


def test_a_doubt_labels_and_having_it_written_anew_shows_the_original(shelf: Shelf, translator: Translators) -> None:
    letter, one, other, third = shelf.write("Përshëndetje."), translator("en"), translator("en"), translator("en")
    hand_in(one, letter, "Regards.")
    approve(other, letter)
    with writing():
        operations.open_dispute(third, piece(third, letter), "Too cold")
    assert (read(letter).disputed, read(letter).state) == (True, "translated")
    with pytest.raises(NotAllowed), writing():
        operations.open_dispute(third, piece(third, letter), "Again")
    with pytest.raises(NotAllowed):
        settle(one, letter, rework=False)
    settle(other, letter, rework=True)
    assert (read(letter).disputed, read(letter).state) == (False, "returned")
    hand_in(other, letter, "Greetings.")
    approve(one, letter)
    assert read(letter).state == "translated"


def test_a_doubt_can_be_taken_back_by_whoever_had_it(shelf: Shelf, translator: Translators) -> None:
    letter, one, other, third = shelf.write("Përshëndetje."), translator("en"), translator("en"), translator("en")
    hand_in(one, letter, "Regards.")
    approve(other, letter)
    with writing():
        operations.open_dispute(third, piece(third, letter), "Too cold")
    with pytest.raises(NotAllowed):
        take_back(other, letter)
    take_back(third, letter)
    assert not read(letter).disputed


def test_those_concerned_hear_of_it(shelf: Shelf, translator: Translators) -> None:
    letter, asking, one, other = shelf.write("Përshëndetje."), translator("sq"), translator("en"), translator("en")
    with writing():
        operations.request_translation(asking, piece(asking, letter))
    hand_in(one, letter, "Regards.")
    approve(other, letter)
    told = [(row.params["params"]["kind"], row.params["params"]["people"]) for row in db.session.scalars(select(Work))]
    assert told == [("translation_waits", []), ("translation_ready", [asking.id])]


def test_deleting_a_text_deletes_all_of_its_translations(shelf: Shelf, translator: Translators) -> None:
    letter, one = shelf.write("Përshëndetje."), translator("en")
    hand_in(one, letter, "Greetings.")
    with writing():
        operations.delete_texts("letter", letter.id)
    assert db.session.scalar(select(Translation)) is None
