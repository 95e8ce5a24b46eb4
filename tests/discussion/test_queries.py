"""Pages of threads: what they show, from any place on, at the same price for any size."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.languages import READINGS
from forum.core.policy import Actor, Mandate
from forum.discussion import operations, queries
from forum.discussion.models import Thread
from tests.discussion.conftest import Table

EN, SQ, LATN, CYRL = (READINGS[code] for code in ("en", "sq", "sr-latn", "sr-cyrl"))


@pytest.fixture
def long(table: Table) -> tuple[Actor, operations.Opened, list[operations.Posted]]:
    """A thread of 60 posts in several branches."""
    arta = table.person("Arta")
    opened = table.thread(arta)
    made: list[operations.Posted] = []
    for number in range(59):
        to = opened.post_key if number % 5 == 0 or not made else made[(number * 7) % len(made)].key
        made.append(table.reply(arta, to, f"Answer {number}."))
    return arta, opened, made


@pytest.mark.parametrize("view", ["tree", "flat"])
def test_pages_follow_one_another_without_gap_or_twin(long: Any, view: str) -> None:
    _, opened, made = long
    seen, after, pages = [], None, []
    while True:
        found = queries.thread_page(None, opened.key, EN, view=view, after=after)
        pages.append(found)
        seen += [post.key for post in found.posts]
        if found.after is None:
            break
        after = found.after
    assert len(pages) == 3
    assert sorted(seen) == sorted([opened.post_key, *(post.key for post in made)])
    if view == "flat":
        assert [p.seq for page in pages for p in page.posts] == list(range(1, 61))
        assert {p.level for page in pages for p in page.posts} == {1}
    back = queries.thread_page(None, opened.key, EN, view=view, before=pages[2].before)
    assert [p.key for p in back.posts] == [p.key for p in pages[1].posts]
    assert queries.thread_page(None, opened.key, EN, view=view, before=pages[1].before).before is None


@pytest.mark.parametrize("view", ["tree", "flat"])
def test_a_link_leads_to_its_post_with_something_before_it(long: Any, view: str) -> None:
    _, opened, made = long
    for wanted in made[::9]:
        found = queries.thread_page(None, opened.key, EN, view=view, at=wanted.key)
        assert wanted.key in [post.key for post in found.posts[:4]]


def test_nonsense_places_are_not_found(long: Any, table: Table) -> None:
    _, opened, _ = long
    other = table.thread(table.person())
    for place in ({"at": "zzzzzzz"}, {"after": other.post_key}, {"before": "aaaaaaa"}):
        with pytest.raises(NotFound):
            queries.thread_page(None, opened.key, EN, **place)
    with pytest.raises(NotFound):
        queries.thread_page(None, "zzzzzzz", EN)


def test_each_reader_reads_in_the_own_language_and_script(table: Table) -> None:
    milica = table.person("Милица")
    opened = table.thread(milica, "Наслов нити", "Љубав и *мир*.", language="sr")
    latin = queries.thread_page(None, opened.key, LATN)
    assert latin.title is not None and latin.title.html == "Naslov niti" and latin.title.converted
    body = latin.posts[0].body
    assert body is not None and "Ljubav" in body.html and body.tag == "sr-Latn" and body.original is not None
    cyrillic = queries.thread_page(None, opened.key, CYRL).posts[0].body
    assert cyrillic is not None and "Љубав" in cyrillic.html and cyrillic.original is None
    english = queries.thread_page(None, opened.key, EN).posts[0].body
    assert english is not None and english.state == "missing" and english.tag == "sr-Cyrl"


def test_what_is_out_of_sight_is_in_no_page(table: Table) -> None:
    arta = table.person()
    opened = table.thread(arta, "Canary title", "Canary opening.")
    reply = table.reply(arta, opened.post_key, "Canary reply.")
    below = table.reply(arta, reply.key, "Something else.")
    table.do(operations.withdraw_post, arta, queries.post_for(arta, reply.key))
    table.do(operations.hide_post, opened.post_id)
    for actor in (None, arta, table.person(role="moderator"), table.person(role="administrator")):
        for view in ("tree", "flat"):
            found = queries.thread_page(actor, opened.key, EN, view=view)
            assert "anary" not in repr(found)
            assert [post.state for post in found.posts] == ["hidden", "withdrawn", "live"]
        assert "anary" not in repr(queries.recent_threads(actor, EN))
        assert "anary" not in repr(queries.threads_of_demand(actor, "GOV-2", EN))
    mine = queries.thread_page(arta, opened.key, EN).posts
    assert [post.may_restore for post in mine] == [False, True, False]
    assert mine[2].key == below.key and mine[2].may_edit and mine[2].parent_here


def test_new_posts_are_marked_after_the_first_visit(table: Table) -> None:
    arta, petar = table.person(), table.person()
    opened = table.thread(arta)
    first = table.reply(arta, opened.post_key)
    fresh = queries.thread_page(petar, opened.key, EN)
    assert (fresh.first_unread, fresh.unread, fresh.mark) == (None, 0, None)
    table.do(operations.mark_read, petar, queries.thread_for(petar, opened.key), 2)
    late = table.reply(arta, opened.post_key)
    deep = table.reply(arta, first.key)
    found = queries.thread_page(petar, opened.key, EN)
    assert (found.first_unread, found.unread) == (deep.key, 2)
    assert [post.key for post in found.posts if post.unread] == [deep.key, late.key]
    assert queries.thread_page(arta, opened.key, EN).unread == 0
    assert [(line.key, line.new) for line in queries.recent_threads(petar, EN).lines] == [(opened.key, 2)]
    assert queries.unread_threads(petar, EN) == ()
    table.do(operations.follow, petar, "thread", opened.key)
    assert [line.key for line in queries.unread_threads(petar, EN)] == [opened.key]


# ---------------------------------------------------------------- names, as R7 has them
def speaking_for(actor: Actor, organisation_id: int, slug: str, name: str) -> Actor:
    mandate = Mandate(1, organisation_id, "representative", name, slug, None, False)
    return Actor(actor.id, actor.key, actor.name, actor.language, shield=actor.shield, mandates=(mandate,))


def test_a_shield_hides_the_name_from_the_public_only(table: Table) -> None:
    arta, petar, sam = table.person("Arta", shield=True), table.person("Petar"), table.person("Sam")
    lake = table.organisation("Organisation North Lake")
    for person in (arta, petar, sam):
        table.mandate(person, lake)
    opened = table.thread(speaking_for(arta, lake, "x", "Organisation North Lake"))
    table.reply(sam, table.reply(petar, opened.post_key).key)
    shown = queries.thread_page(None, opened.key, EN).posts[0]
    assert shown.author == "A member of the organisation Organisation North Lake"
    assert shown.organisation is None
    assert queries.thread_page(petar, opened.key, EN).posts[0].author == "Arta"
    outsider = table.person(role=None)
    assert "Arta" not in repr(queries.thread_page(outsider, opened.key, EN))


@pytest.mark.parametrize("individual", [True, False])
def test_a_shield_that_would_point_at_one_person_says_less(table: Table, individual: bool) -> None:
    arta = table.person("Arta", shield=True)
    seat = table.organisation("Seat of Arta Example", individual=individual)
    table.mandate(arta, seat)
    opened = table.thread(speaking_for(arta, seat, "x", "Seat of Arta Example"), voice="organisation-x")
    reply = table.reply(table.person("Petar"), table.reply(arta, opened.post_key).key)
    found = queries.thread_page(None, opened.key, EN)
    assert found.posts[0].author == "A member of the table"
    assert "Arta" not in repr(found)
    assert next(p for p in found.posts if p.key == reply.key).parent_author == "A member of the table"


def test_whoever_left_is_a_former_member(table: Table) -> None:
    arta = table.person("Arta")
    opened = table.thread(arta)
    table.do(lambda: db.session.execute(update(Person).where(Person.id == arta.id).values(state="erased", name="")))
    for reader in (None, table.person()):
        assert queries.thread_page(reader, opened.key, EN).posts[0].author == "A former member"


# ---------------------------------------------------------------- lists and counts, as R8 has them
def test_lists_hold_what_their_reader_may_read(table: Table) -> None:
    arta = table.person()
    public, members = table.thread(arta), table.thread(arta, visibility="members")
    table.thread(arta, demand="COM-1")
    listed = {line.key for line in queries.threads_of_demand(None, "GOV-2", EN).lines}
    assert listed == {public.key}
    assert {line.key for line in queries.threads_of_demand(arta, "GOV-2", EN).lines} == {public.key, members.key}
    assert len(queries.recent_threads(arta, EN).lines) == 3


def test_lists_continue_where_they_ended(table: Table) -> None:
    arta = table.person()
    made = [table.thread(arta, f"Thread {number}").key for number in range(7)]
    table.do(lambda: db.session.execute(update(Thread).values(last_post_at=Thread.created_at)))
    seen, before = [], None
    while True:
        found = queries.recent_threads(None, EN, before=before, per=3)
        seen += [line.key for line in found.lines]
        before = found.before
        if before is None:
            break
    assert seen == made[::-1]
    with pytest.raises(NotFound):
        queries.recent_threads(None, EN, before="nonsense")


# ---------------------------------------------------------------- price
def test_a_page_costs_the_same_for_any_size(table: Table, count_statements: Callable[..., Any]) -> None:
    """Two statements, one more where a shield stands, whether there are 1, 20 or 200 posts."""
    arta, petar = table.person(shield=True), table.person()
    opened = table.thread(arta)
    prices = {}
    for size in (1, 20, 200):
        while db.session.get_one(Thread, opened.thread_id, populate_existing=True).next_seq <= size:
            table.reply(arta, opened.post_key)
        for who in (None, petar):
            with count_statements() as asked:
                assert len(queries.thread_page(who, opened.key, EN).posts) == min(size, 20)
            prices[size, who is None] = asked.count
    assert {prices[size, True] for size in (1, 20, 200)} == {3}
    assert {prices[size, False] for size in (1, 20, 200)} == {2}
    with count_statements(at_most=1):
        queries.recent_threads(petar, EN)
