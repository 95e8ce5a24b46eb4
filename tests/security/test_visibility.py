"""What queries show and what policies allow is the same, for any person and any row (R8, R28)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from forum.consultation import policy as course
from forum.consultation.models import Consultation
from forum.consultation.queries.course import consultation_by_id, consultation_for
from forum.consultation.queries.glance import drafts_for
from forum.consultation.queries.phases import visible as visible_consultations
from forum.consultation.queries.phases import visible_binds as consultation_binds
from forum.core import actors, clock
from forum.core.db import db, writing
from forum.core.errors import NotFound
from forum.core.keys import new_key
from forum.core.languages import reading
from forum.core.policy import FACILITATOR, MEMBER, Actor, Mandate, Role
from forum.discussion import policy as debate
from forum.discussion import queries as posts
from forum.discussion.models import Post, Thread
from forum.discussion.queries.facts import visible as visible_threads
from forum.discussion.queries.facts import visible_binds as thread_binds
from forum.search.models import SearchEntry
from forum.search.queries import search
from forum.search.rules import understand
from tests.security.furnished import Site

SCOPES = ("consultation/1", "consultation/2", "consultation/4", "consultation/5", "consultation/77", "table/1")


def people() -> st.SearchStrategy[Actor | None]:
    """Anybody: with any mandates, roles and parts."""
    mandates = st.sampled_from(("representative", "alternate", "coordinator")).map(
        lambda role: Mandate(1, 1, role, "Evening Lamp", "evening-lamp", "kosovo", False)
    )
    names = st.sampled_from(("administrator", "moderator", "translator"))
    roles = names.map(lambda name: Role(name, "kosovo", ("sq",)))
    parts = st.dictionaries(st.sampled_from(SCOPES), st.sampled_from((MEMBER, FACILITATOR)), max_size=3)
    return st.none() | st.builds(
        Actor, id=st.just(1), key=st.just("aaaaaaa"), name=st.just("Anybody"), language=st.just("en"),
        has_factor=st.booleans(), shield=st.booleans(), parts=parts,
        mandates=st.lists(mandates, max_size=1).map(tuple), roles=st.lists(roles, max_size=2).map(tuple),
    )  # fmt: skip


@dataclass(repr=False)
class Rows:
    """What there is."""

    threads: list[Any]
    consultations: list[Any]


@pytest.fixture
def rows(app: Flask, site: Site) -> Rows:
    """Threads of every visibility, state and scope with a post each; consultations in every state."""
    author = site.people["member"]
    with writing() as session:
        made = [
            Thread(
                key=new_key(), slug="x", scope=scope, demand_code=None if scope else "GOV-1", visibility=visibility,
                state=state, opened_by=author, last_post_at=clock.now(), created_at=clock.now(), post_count=1,
                next_seq=2, languages="en",
            )
            for scope in (None, *SCOPES)
            for visibility in ("public", "members")
            for state in ("open", "closed")
        ]  # fmt: skip
        session.add_all(made)
        session.flush()
        session.add_all(
            Post(
                key=new_key(), thread_id=one.id, seq=1, path="a", depth=0, author_id=author, voice="own",
                at=clock.now(),
            )
            for one in made
        )  # fmt: skip
        session.execute(update(Consultation).where(Consultation.id == 5).values(announced_at=clock.now()))
    threads = [posts.post_by_id(one) for one in db.session.scalars(select(Post.id)).all()]
    consultations = [consultation_by_id(one) for one in db.session.scalars(select(Consultation.id)).all()]
    assert len(threads) > 28 and {one.is_announced for one in consultations} == {True, False}
    return Rows(threads, consultations)


def found(act: Any, *values: Any) -> bool:
    """Whether a query gives something."""
    try:
        return act(*values) is not None
    except NotFound:
        return False


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actor=people(), picked=st.lists(st.integers(0, 27), max_size=4))
def test_what_is_shown_and_what_may_be_read_are_the_same(rows: Rows, actor: Actor | None, picked: list[int]) -> None:
    """Threads, posts and consultations: as a condition in SQL, as a question for one, as an answer of the policy."""
    threads, consultations = rows.threads, rows.consultations
    shown = set(db.session.scalars(select(Thread.id).where(visible_threads()), thread_binds(actor)))
    may = {one.thread.id for one in threads if debate.can_read(actor, one.thread)}
    assert shown == may
    for one in (threads[-place - 1] for place in picked):
        assert found(posts.thread_for, actor, one.thread.key) is (one.thread.id in may)
        assert found(posts.post_for, actor, one.key) is (one.thread.id in may)
    binds = {**consultation_binds(actor), "now": clock.now()}
    open_ones = set(db.session.scalars(select(Consultation.id).where(visible_consultations()), binds))
    assert open_ones == {one.id for one in consultations if course.can_read(actor, one)}
    for one in consultations:
        assert found(consultation_for, actor, one.name) is (one.id in open_ones)
    listed = {line.key for line in drafts_for(actor, reading(), clock.now())} if actor else set()
    assert listed <= {one.key for one in consultations if one.id in open_ones}


def test_hits_of_the_search_are_what_may_be_read(app: Flask, site: Site) -> None:
    """Each kind of person finds exactly the posts and threads that may be read; hidden words are found by nobody."""
    hidden, asked = {site.names["hidden_post"], site.names["withdrawn_post"]}, understand("post")
    assert asked is not None
    for role in (None, *site.people):
        actor = actors.load(person_id=site.people[role]) if role else None
        hits = search(actor, asked, reading()).hits
        for hit in hits:
            key = hit.url.rpartition("#p")[2] if "#p" in hit.url else hit.url.split("/threads/")[-1][:7]
            assert key not in hidden
            if "/threads/" in hit.url:
                assert found(posts.thread_for, actor, hit.url.split("/threads/")[1][:7])
    entries = db.session.scalar(select(SearchEntry.id).where(SearchEntry.kind == "post").limit(1))
    assert entries is not None


def test_a_consultation_announced_later_is_not_shown_now(app: Flask, site: Site) -> None:
    later = clock.now() + timedelta(days=1)
    with writing() as session:
        this = Consultation.number == site.names["announced"]
        session.execute(update(Consultation).where(this).values(announced_at=later))
    binds = {**consultation_binds(None), "now": clock.now()}
    shown = set(db.session.scalars(select(Consultation.number).where(visible_consultations()), binds))
    assert site.names["announced"] not in shown
    assert site.names["open"] in shown
