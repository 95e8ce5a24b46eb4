"""Names that stay, the history of a text, and who hears of work."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from forum.core import clock
from forum.core.db import writing
from forum.core.errors import NotFound
from forum.core.policy import Actor
from forum.core.work import run_due
from forum.notifications.models import Notice
from forum.notifications.queries import notices_of
from forum.translation import operations
from forum.translation.queries import history, protected_names, scopes_of, translators_of
from forum.translation.rules import words
from tests.translation.conftest import Shelf, loaded, piece

Translators = Callable[..., Actor]


def test_names_of_people_are_never_put_into_the_other_script(app: Flask, translator: Translators) -> None:
    translator("sr", name="Besa Shembulli")
    made = words("Piše Besa Shembulli.", "sr", protected=protected_names())
    assert made.html_other == "<p>Пише Besa Shembulli.</p>"


def test_those_who_translate_a_language_now(app: Flask, translator: Translators) -> None:
    one, other = translator("en", "sr"), translator("sr")
    assert translators_of("sr", clock.now()) == (one.id, other.id)
    assert translators_of("en", clock.now()) == (one.id,)
    assert translators_of("sr", clock.now() - timedelta(days=1)) == ()


def test_a_history_shows_what_changed_and_names_nobody(shelf: Shelf, translator: Translators) -> None:
    letter = shelf.write("Nga liqeni.")
    changed = words("Nga mali.", "sq")
    with writing():
        operations.revise_text("letter", letter.id, "body", changed, None, "Gabim")
    found = history(None, "letter", letter.key, "body")
    assert [one.number for one in found.revisions] == [2, 1]
    assert ("ins", "mali") in (found.revisions[0].changes or [])
    assert scopes_of("letter", letter.key) == (f"letter/{letter.key}",)


def test_a_history_that_one_may_not_read_is_not_there(shelf: Shelf) -> None:
    letter = shelf.write("E fshehtë.", public=False)
    with pytest.raises(NotFound):
        history(None, "letter", letter.key, "body")
    assert scopes_of("letter", letter.key) == ()
    assert scopes_of("nothing", letter.key) == ()


def test_notices_reach_those_concerned_and_lead_to_the_piece(shelf: Shelf, translator: Translators, app: Flask) -> None:
    letter, asking, one, other = shelf.write("Përshëndetje."), translator("sq"), translator("en"), translator("en")
    made = words("Greetings.", "en")
    with writing():
        operations.request_translation(asking, piece(asking, letter))
    with writing():
        operations.submit_translation(one, piece(one, letter), made, number=1)
    run_due()
    with writing():
        found = piece(other, letter)
        assert found.row is not None
        operations.approve_translation(other, found, seen=found.row.submitted_at or clock.now())
    run_due()
    with app.test_request_context("/sq/"):
        told = {
            actor.id: [line.url for line in notices_of(loaded(actor.id), clock.now() + timedelta(days=1)).lines]
            for actor in (asking, one, other)
        }
    at = f"/translations/letter/{letter.key}/body/en"
    assert [url.split("/", 2)[2] for url in told[asking.id]] == [at[1:]]
    assert told[one.id] == []
    assert [url.split("/", 2)[2] for url in told[other.id]] == [f"{at[1:]}/review"]


def test_who_may_no_longer_read_a_text_hears_nothing_more_of_it(
    shelf: Shelf, translator: Translators, app: Flask
) -> None:
    letter, one, other = shelf.write("Përshëndetje."), translator("en"), translator("en")
    made = words("Greetings.", "en")
    with writing():
        operations.submit_translation(one, piece(one, letter), made, number=1)
    run_due()
    letter.public = False
    with writing() as session:
        from forum.accounts.models import Role

        session.query(Role).filter_by(person_id=other.id).delete()
        assert session.query(Notice).count() == 1
    with app.test_request_context("/en/"):
        assert notices_of(loaded(other.id), clock.now() + timedelta(days=1)).lines == ()
