"""Threads and posts for a worked example. Words are rendered before each transaction opens (R30)."""

from forum.core import actors
from forum.core.db import writing
from forum.discussion import operations, queries
from forum.translation.queries import protected_names, text_of
from forum.translation.rules import words


def thread(
    person_id: int, demand: str, title: str, body: str, language: str, *, visibility: str, voice: str = "own"
) -> operations.Opened:
    """Open a thread under a demand."""
    names = protected_names()
    made = words(title, language, plain=True, protected=names), words(body, language, protected=names)
    with writing():
        return operations.open_thread(
            actors.of(person_id), title=made[0], body=made[1], visibility=visibility, voice=voice, demand_code=demand
        )  # fmt: skip


def reply(person_id: int, parent_key: str, body: str, language: str, *, voice: str = "own") -> operations.Posted:
    """Answer a post."""
    made = words(body, language, protected=protected_names())
    with writing():
        actor = actors.of(person_id)
        return operations.post_reply(actor, queries.post_for(actor, parent_key, lock=True), body=made, voice=voice)


def edit(person_id: int, post_key: str, body: str, language: str, reason: str) -> None:
    """Other words for a post; the former stay in its history."""
    made = words(body, language, protected=protected_names())
    with writing():
        actor = actors.of(person_id)
        post = queries.post_for(actor, post_key, lock=True)
        text = text_of("post", post.id, "body")
        assert text is not None
        operations.edit_post(actor, post, body=made, made_from=text.number, reason=reason)


def withdraw(person_id: int, post_key: str) -> None:
    """Its author takes a post back."""
    with writing():
        actor = actors.of(person_id)
        operations.withdraw_post(actor, queries.post_for(actor, post_key, lock=True))


def follow(person_id: int, kind: str, key: str) -> None:
    """Hear of a thread (by key) or a demand (by code)."""
    with writing():
        operations.follow(actors.of(person_id), kind, key)


def read(person_id: int, thread_key: str, seq: int) -> None:
    """Somebody has read so far (R34)."""
    with writing():
        actor = actors.of(person_id)
        operations.mark_read(actor, queries.thread_for(actor, thread_key), seq)
