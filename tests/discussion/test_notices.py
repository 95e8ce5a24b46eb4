"""Who hears of what is said, and what can be found."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.core import clock, work
from forum.core.db import db
from forum.core.policy import Actor
from forum.discussion import notices, operations, queries
from forum.discussion.models import Post, Thread
from forum.notifications.models import Notice
from forum.notifications.rules import kinds as notice_kinds
from forum.search.models import SearchEntry
from forum.translation.models import Translation, WrittenText
from forum.translation.rules import kind, words
from tests.discussion.conftest import Table


def told() -> set[tuple[int, str]]:
    work.run_due()
    return {(row.person_id, row.kind) for row in db.session.execute(select(Notice.person_id, Notice.kind))}


def test_each_hears_once_and_of_the_nearest_thing(table: Table) -> None:
    arta, petar, sam, besa = (table.person() for _ in range(4))
    table.do(operations.follow, sam, "demand", "GOV-2")
    table.do(operations.follow, arta, "demand", "GOV-2")
    opened = table.thread(arta)
    assert told() == {(sam.id, "thread_opened")}
    table.do(operations.follow, besa, "thread", opened.key)
    table.do(operations.follow, sam, "thread", opened.key)
    table.reply(petar, opened.post_key)
    assert told() == {(sam.id, "thread_opened"), (arta.id, "reply"), (besa.id, "thread_post"), (sam.id, "thread_post")}
    work.run_due()
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 4


def test_who_muted_hears_nothing(table: Table) -> None:
    arta, petar, sam = table.person(), table.person(), table.person()
    opened = table.thread(arta)
    table.do(operations.follow, arta, "thread", opened.key, "muted")
    table.do(operations.follow, sam, "thread", opened.key)
    table.do(operations.follow, sam, "demand", "GOV-2", "muted")
    table.reply(petar, opened.post_key)
    assert told() == {(sam.id, "thread_post")}, "the thread was chosen expressly"


def test_own_posts_are_no_news(table: Table) -> None:
    arta = table.person()
    table.reply(arta, table.thread(arta).post_key)
    assert told() == set()


def test_what_went_out_of_sight_is_told_to_nobody(table: Table) -> None:
    arta, petar = table.person(), table.person()
    opened = table.thread(arta)
    reply = table.reply(petar, opened.post_key)
    table.do(operations.withdraw_post, petar, queries.post_for(petar, reply.key))
    assert told() == set()


def test_a_notice_says_nothing_of_the_words_and_asks_again(table: Table) -> None:
    """R32: rights that ended meanwhile count when the notice is shown or mailed."""
    arta, petar = table.person(), table.person()
    opened = table.thread(arta, "Canary title", visibility="members")
    reply = table.reply(petar, opened.post_key, "Canary words.")
    told()
    notice = db.session.scalar(select(Notice))
    assert notice is not None and notice.person_id == arta.id
    known = notice_kinds()[notice.kind]
    assert "anary" not in known.sentence(notice.params) + str(notice.params)
    assert known.sentence(notice.params) == "Somebody answered your post on GOV-2."
    assert known.url(notice.params) == f"/en/posts/{reply.key}"
    assert known.may_see(arta, notice.object_id, notice.params)
    left = Actor(arta.id, arta.key, arta.name, "en")
    assert not known.may_see(left, notice.object_id, notice.params)


def test_jobs_are_safe_for_what_is_gone(table: Table) -> None:
    assert notices.tell_of_reply(999) == [] == notices.tell_of_thread(999)


# ---------------------------------------------------------------- what can be found
def found(actor: Actor | None, typed: str) -> list[str]:
    from forum.core.languages import READINGS
    from forum.search.queries import search
    from forum.search.rules import understand

    query = understand(typed)
    assert query is not None
    return [hit.url for hit in search(actor, query, READINGS["en"]).hits]


def test_posts_are_found_in_any_script_by_whoever_may_read_them(table: Table) -> None:
    arta = table.person()
    opened = table.thread(arta, "Приштина и Чачак", "Текст о возу.", language="sr")
    members = table.thread(arta, "Vozovi", "Voz.", language="sr", visibility="members")
    assert found(None, "pristina") == [f"/en/posts/{opened.post_key}"]
    assert set(found(arta, "voz")) == {f"/en/posts/{members.post_key}", f"/en/posts/{opened.post_key}"}
    assert found(None, "vozovi") == []


def test_narrowing_and_hiding_take_posts_out_of_the_search_at_once(table: Table) -> None:
    arta, moderator = table.person(), table.person(role="moderator")
    opened = table.thread(arta, "Canary")
    reply = table.reply(arta, opened.post_key, "Canary answer")
    table.do(operations.hide_post, reply.post_id)
    assert found(arta, "canary") == [f"/en/posts/{opened.post_key}"]
    table.do(operations.narrow_thread, moderator, queries.thread_for(moderator, opened.key))
    assert found(None, "canary") == []
    assert found(arta, "canary") == [f"/en/posts/{opened.post_key}"]
    work.run_due()
    assert set(db.session.scalars(select(SearchEntry.audience).where(SearchEntry.kind == "post"))) == {"members"}


def test_a_reviewed_translation_can_be_found_until_the_words_change(table: Table) -> None:
    from forum.core.events import publish
    from forum.translation.events import TranslationReviewed

    arta = table.person()
    opened = table.thread(arta, body="Bridges.")
    text = db.session.scalar(select(WrittenText).where(WrittenText.kind == "post"))
    assert text is not None

    def review() -> None:
        db.session.add(
            Translation(text_id=text.id, language="sq", source_number=1, state="reviewed", source="Ura.", html="Ura.")
        )
        db.session.flush()  # handlers read it
        publish(TranslationReviewed(text.id, "post", opened.post_id, "body", "sq", 1, 2, 3, None))

    table.do(review)
    assert found(None, "ura") == [f"/en/posts/{opened.post_key}"]
    post = queries.post_for(arta, opened.post_key)
    table.do(operations.edit_post, arta, post, body=words("Roads.", "en"), made_from=1)
    assert found(None, "ura") == [] == found(None, "bridges")


# ---------------------------------------------------------------- what translation and moderation ask
def test_translation_knows_posts_and_titles(table: Table) -> None:
    arta, outsider = table.person(), table.person(role=None)
    opened = table.thread(arta, "A title", visibility="members")
    public = table.thread(arta)
    posts, titles = kind("post"), kind("thread")
    assert posts.owner_of(opened.post_key) == opened.post_id and posts.key_of(opened.post_id) == opened.post_key
    assert titles.owner_of(opened.key) == opened.thread_id and titles.key_of(opened.thread_id) == opened.key
    assert titles.title(opened.thread_id) == "A title" and posts.title(opened.post_id) == "The opening words."
    assert posts.link(opened.post_id) == titles.link(opened.thread_id) == f"/posts/{opened.post_key}"
    for known, owner in ((posts, opened.post_id), (titles, opened.thread_id)):
        assert known.may_read(arta, owner) and not known.may_read(outsider, owner) and not known.may_read(None, owner)
        assert known.scopes(owner) == () and known.authors(owner) == (arta.id,) and known.may_change(owner)
        assert set(known.listed(outsider, [owner])) == set()
        assert not known.listed(arta, [owner])[owner].public
    assert posts.scopes(public.post_id) == (f"thread/{public.key}",)
    assert set(posts.listed(None, [opened.post_id, public.post_id])) == {public.post_id}
    table.do(operations.hide_post, opened.post_id)
    for known, owner in ((posts, opened.post_id), (titles, opened.thread_id)):
        assert not known.may_read(arta, owner) and not known.may_change(owner)
        assert not known.open_for_translation(owner) and not known.listed(arta, [owner])


def test_moderation_knows_posts(table: Table) -> None:
    from forum.moderation.rules import kinds

    known = kinds()["post"]
    opened = table.thread(table.person(), body="*Words.*")
    thing = known.facts(opened.post_id)
    assert thing is not None
    assert (thing.key, thing.state, thing.public, thing.may_narrow) == (opened.post_key, "live", True, True)
    assert "<em>Words.</em>" in thing.html
    assert known.link(opened.post_id) == f"/posts/{opened.post_key}" and known.owner_of_key("zzzzzzz") is None
    assert known.facts(999) is None


# ---------------------------------------------------------------- many at once
@pytest.mark.parametrize("writers", [8])
def test_many_replies_at_once_are_numbered_without_gap(table: Table, database: Any, writers: int) -> None:
    """Eight people write 25 replies each at the same time; a form sent twice at once has one effect."""
    from threading import Thread as Worker

    from forum.core.db import writing
    from forum.core.submissions import once

    people = [table.person() for _ in range(writers)]
    opened = table.thread(people[0])
    body, failed = words("At once.", "en"), []

    def act(me: Actor) -> str:
        parent = queries.post_for(me, opened.post_key, lock=True)
        return operations.post_reply(me, parent, body=body).key

    def write(me: Actor) -> None:
        with database.app.app_context():
            try:
                for number in range(25):
                    with writing():
                        once(me.id, f"form{number:012}", "same", lambda: act(me))
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    crowd = [Worker(target=write, args=(me,)) for me in [*people, people[0]]]
    for worker in crowd:
        worker.start()
    for worker in crowd:
        worker.join(120)
    assert not failed
    db.session.rollback()
    numbers = sorted(db.session.scalars(select(Post.seq).where(Post.thread_id == opened.thread_id)))
    assert numbers == list(range(1, writers * 25 + 2))
    kept = db.session.get_one(Thread, opened.thread_id, populate_existing=True)
    assert (kept.post_count, kept.next_seq) == (len(numbers), len(numbers) + 1)


def test_the_sweep_deletes_everything_that_is_due(table: Table) -> None:
    arta = table.person()
    opened = table.thread(arta)
    for _ in range(7):
        reply = table.reply(arta, opened.post_key)
        table.do(operations.withdraw_post, arta, queries.post_for(arta, reply.key))
    clock.set_offset(timedelta(days=31))
    operations.sweep_withdrawn()
    assert db.session.scalar(select(func.count()).where(WrittenText.kind == "post")) == 1


@pytest.mark.parametrize("act", ["thread", "reply", "withdraw", "delete"])
def test_a_write_asks_little(table: Table, count_statements: Any, act: str) -> None:
    """At most 40 statements inside `writing()` (issue 3)."""
    arta = table.person()
    opened = table.thread(arta)
    replies = [table.reply(arta, opened.post_key) for _ in range(6)]
    last = queries.post_for(arta, replies[-1].key)
    if act == "delete":
        for reply in replies:
            table.do(operations.withdraw_post, arta, queries.post_for(arta, reply.key))
        clock.set_offset(timedelta(days=31))
    with count_statements(at_most=40):
        match act:
            case "thread":
                table.thread(arta)
            case "reply":
                table.reply(arta, opened.post_key)
            case "withdraw":
                table.do(operations.withdraw_post, arta, last)
            case _:
                operations.delete_withdrawn()
