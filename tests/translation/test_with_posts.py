"""A post of the debate in translation and under moderation, with everything real (R29, R35, R37)."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.accounts.models import Totp
from forum.core import clock
from forum.core.db import db, writing
from forum.core.policy import Actor
from forum.discussion import operations as discussion
from forum.discussion.models import Post, Thread
from forum.moderation import operations as moderation
from forum.moderation.queries import thing_of
from forum.search.models import SearchEntry
from forum.translation import operations
from forum.translation.queries import piece_for
from forum.translation.rules import words
from tests.support.visits import checked
from tests.translation.conftest import make_translator

Translators = Callable[..., Actor]


def opened(author: Actor) -> tuple[Post, Thread]:
    """A public thread under a demand, its opening post in Albanian."""
    title, body = words("Pyetje", "sq", plain=True), words("Kanarina këndon.", "sq")
    with writing():
        made = discussion.open_thread(
            author, title=title, body=body, visibility="public", voice="own", demand_code="GOV-2"
        )
    post = db.session.scalars(select(Post).where(Post.key == made.post_key)).one()
    thread = db.session.get_one(Thread, post.thread_id)
    db.session.rollback()
    return post, thread


def test_a_reviewed_translation_of_a_post_is_read_and_found_and_a_hidden_one_is_nowhere(
    app: Flask, client: FlaskClient, translator: Translators
) -> None:
    author, one, other = translator("sq"), translator("en"), translator("en")
    moderator = make_translator(role="moderator", name="Mila Primer")
    post, thread = opened(author)
    url = f"/en/threads/{thread.key}-{thread.slug}"
    assert "Kanarina" in checked(client.get(url)).text
    tag = client.get(url).headers["ETag"]
    made = words("The canary sings.", "en")
    with writing():
        operations.submit_translation(one, piece_for(one, "post", post.key, "body", "en", lock=True), made, number=1)
    assert client.get(url).headers["ETag"] == tag
    with writing():
        found = piece_for(other, "post", post.key, "body", "en", lock=True)
        assert found.row is not None
        operations.approve_translation(other, found, seen=found.row.submitted_at or clock.now())
    answer = client.get(url)
    assert "The canary sings" in answer.get_data(as_text=True)
    assert answer.headers["ETag"] != tag
    indexed = select(SearchEntry.language).where(SearchEntry.kind == "post", SearchEntry.object_id == post.id)
    assert sorted(db.session.scalars(indexed)) == ["en", "sq"]
    history = f"/en/translations/post/{post.key}/body"
    assert "canary" in checked(client.get(history)).text
    with writing() as session:
        session.add(Totp(person_id=moderator.id, secret="A" * 32, confirmed_at=clock.now()))
    with writing():
        moderation.hide_content(moderator, *thing_of("post", post.key), rule="other", reason="Not here")
    for place in (url, history, f"/en/report/post/{post.key}", "/en/search?q=canary"):
        told = client.get(place).get_data(as_text=True)
        assert "canary sings" not in told
        assert "Kanarina" not in told
    assert list(db.session.scalars(indexed)) == []
    with writing():
        moderation.undo_hiding(moderator, *thing_of("post", post.key))
    assert "The canary sings" in checked(client.get(url)).text
    assert sorted(db.session.scalars(indexed)) == ["en", "sq"]
