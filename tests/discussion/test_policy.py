"""Who reads and writes, and that the database agrees."""

import itertools

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.policy import FACILITATOR, MEMBER, Actor, Mandate, Role
from forum.discussion import policy, queries
from forum.discussion.models import Thread
from tests.discussion.conftest import Table

SCOPE, OTHER = "consultation/1", "consultation/2"
NORTH = Mandate(1, 1, "representative", "Organisation North Lake", "north-lake", "kosovo", False)
COORDINATOR = Mandate(2, 2, "coordinator", "Organisation Two Bridges", "two-bridges", "serbia", False)


def someone(**more: object) -> Actor:
    return Actor(id=9, key="zzzzzzz", name="Somebody", language="en", **more)  # type: ignore[arg-type]


ACTORS = {
    "visitor": None,
    "outsider": someone(),
    "representative": someone(mandates=(NORTH,)),
    "coordinator": someone(mandates=(COORDINATOR,)),
    "moderator": someone(roles=(Role("moderator", "kosovo"),)),
    "participant": someone(parts={SCOPE: MEMBER}),
    "facilitator": someone(parts={SCOPE: FACILITATOR}),
    "elsewhere": someone(parts={OTHER: FACILITATOR}),
}


def facts(visibility: str = "public", scope: str | None = None, state: str = "open") -> queries.ThreadFacts:
    code = None if scope else "GOV-2"
    return queries.ThreadFacts(1, "aaaaaaa", "x", code, scope, visibility, state, 9, "live", 1)


def test_database_and_policy_agree_on_who_reads(table: Table) -> None:
    """`visible` and `can_read` are the same question (R8): every actor, every kind of thread."""
    author = table.person()
    threads = {}
    for visibility, scope in itertools.product(("public", "members"), (None, SCOPE, OTHER)):
        writer = author if scope is None else someone(parts={scope: MEMBER}, mandates=())
        if scope is not None:
            writer = Actor(author.id, author.key, author.name, "en", parts={scope: MEMBER})
        threads[visibility, scope] = table.thread(writer, visibility=visibility, scope=scope).key
    for name, actor in ACTORS.items():
        rows = db.session.scalars(select(Thread.key).where(queries.visible()), queries.visible_binds(actor))
        seen = set(rows)
        for (visibility, scope), key in threads.items():
            may = policy.can_read(actor, facts(visibility, scope))
            assert (key in seen) == may, (name, visibility, scope)
            if may:
                assert queries.thread_for(actor, key).key == key
            else:
                with pytest.raises(NotFound):
                    queries.thread_for(actor, key)


@pytest.mark.parametrize(
    ("name", "may"),
    [("visitor", False), ("outsider", False), ("representative", True), ("moderator", True), ("participant", False)],
)
def test_members_open_threads_under_demands(name: str, may: bool) -> None:
    assert policy.can_open_thread(ACTORS[name]) is may


def test_a_part_lets_write_in_that_consultation_only() -> None:
    assert policy.can_post(ACTORS["participant"], facts("members", SCOPE))
    assert not policy.can_post(ACTORS["elsewhere"], facts("members", SCOPE))
    assert not policy.can_post(ACTORS["participant"], facts())


def test_nobody_writes_in_a_closed_thread() -> None:
    assert not any(policy.can_post(actor, facts(state="closed")) for actor in ACTORS.values())


def test_voices_are_what_the_mandates_allow() -> None:
    """R6: own view always first; an organisation only for those who speak for it; facilitation only at home."""
    kinds = {name: [voice.value for voice in policy.voices(actor, SCOPE)] for name, actor in ACTORS.items()}
    assert kinds["visitor"] == kinds["outsider"] == kinds["elsewhere"] == []
    assert kinds["representative"] == ["own", "organisation-north-lake"]
    assert kinds["coordinator"] == ["own"]
    assert kinds["facilitator"] == ["own", "facilitation"]
    assert policy.voice_of(ACTORS["coordinator"], None, "organisation-two-bridges") is None


def test_a_facilitator_moderates_at_home_only() -> None:
    assert policy.can_moderate(ACTORS["facilitator"], facts(scope=SCOPE))
    assert not policy.can_moderate(ACTORS["elsewhere"], facts(scope=SCOPE))
    assert not policy.can_moderate(ACTORS["facilitator"], facts())
    assert policy.can_moderate(ACTORS["moderator"], facts())


def test_nobody_widens_a_thread() -> None:
    assert not any(policy.can_narrow(actor, facts("members")) for actor in ACTORS.values())
    assert policy.can_narrow(ACTORS["moderator"], facts())
    assert not policy.can_narrow(ACTORS["representative"], facts())
