"""Every write of the debate, and what it refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import Closed, Conflict, NotAllowed, NotFound, Unfit
from forum.core.models import Page
from forum.core.policy import FACILITATOR, MEMBER, Actor, Mandate, Role
from forum.discussion import operations, queries
from forum.discussion.models import Follow, Post, ReadMark, Thread
from forum.search.models import SearchEntry
from forum.translation.models import Revision, WrittenText
from tests.discussion.conftest import Table


def indexed(post_id: int) -> tuple[Any, ...]:
    """The entries of a post in the index."""
    return SearchEntry.kind == "post", SearchEntry.object_id == post_id


def version(scope: str) -> int:
    return db.session.scalar(select(Page.version).where(Page.scope == scope)) or 0


def thread(key: str) -> Thread:
    found = db.session.scalar(select(Thread).where(Thread.key == key).execution_options(populate_existing=True))
    assert found is not None
    return found


def post(key: str) -> Post:
    found = db.session.scalar(select(Post).where(Post.key == key).execution_options(populate_existing=True))
    assert found is not None
    return found


def facts(table: Table, by: Actor | None, key: str) -> queries.PostFacts:
    return queries.post_for(by, key)


# ---------------------------------------------------------------- opening
def test_a_thread_opens_with_its_first_post(table: Table) -> None:
    arta = table.person("Arta")
    before = version("demand/GOV-2"), version("home")
    opened = table.thread(arta, "Kush e shkruan?", "Pyetja jonë.", language="sq")
    kept = thread(opened.key)
    assert (kept.demand_code, kept.visibility, kept.post_count, kept.next_seq) == ("GOV-2", "public", 1, 2)
    assert (kept.slug, kept.languages, kept.opening_state) == ("kush-e-shkruan", "sq", "live")
    assert post(opened.post_key).path == "0001"
    assert (version("demand/GOV-2"), version("home")) == (before[0] + 1, before[1] + 1)
    assert queries.follow_level(arta, "thread", opened.key) == "following"
    entry = db.session.scalar(select(SearchEntry).where(*indexed(opened.post_id)))
    assert entry is not None
    assert (entry.title, entry.body, entry.audience) == ("Kush e shkruan?", "Pyetja jonë.", "public")


def test_a_thread_of_members_leaves_no_trace_on_public_pages(table: Table) -> None:
    """R28: not even the version of a page tells that something exists."""
    arta = table.person()
    before = version("demand/GOV-2"), version("home")
    opened = table.thread(arta, visibility="members")
    table.reply(arta, opened.post_key)
    assert (version("demand/GOV-2"), version("home"), version(f"thread/{opened.key}")) == (*before, 0)


def test_outsiders_open_nothing(table: Table) -> None:
    with pytest.raises(NotAllowed):
        table.thread(table.person(role=None))


def test_a_voice_must_be_ones_own(table: Table) -> None:
    arta = table.person()
    with pytest.raises(NotAllowed):
        table.thread(arta, voice="organisation-north-lake")
    with pytest.raises(NotAllowed):
        table.thread(arta, voice="facilitation")


def test_visibility_is_chosen_never_assumed(table: Table) -> None:
    with pytest.raises(Unfit) as refused:
        table.thread(table.person(), visibility="")
    assert set(refused.value.problems) == {"visibility"}
    with pytest.raises(Unfit) as refused:
        table.thread(table.person(), title="x" * 161)
    assert set(refused.value.problems) == {"title"}


def test_a_representative_speaks_for_the_organisation(table: Table) -> None:
    lake = table.organisation("Organisation North Lake")
    arta = table.person(role=None)
    actor = Actor(arta.id, arta.key, arta.name, "en", mandates=(
        Mandate(1, lake, "representative", "Organisation North Lake", "north-lake", None, False),))  # fmt: skip
    opened = table.thread(actor, voice="organisation-north-lake")
    assert (post(opened.post_key).voice, post(opened.post_key).organisation_id) == ("organisation", lake)


def test_a_facilitator_speaks_as_one_in_that_consultation(table: Table) -> None:
    arta = table.person(role=None)
    actor = Actor(arta.id, arta.key, arta.name, "en", parts={"consultation/1": FACILITATOR})
    opened = table.thread(actor, scope="consultation/1", visibility="members", voice="facilitation")
    assert post(opened.post_key).voice == "facilitation"
    with pytest.raises(NotAllowed):
        table.thread(actor)


# ---------------------------------------------------------------- replying
def test_replies_grow_a_tree(table: Table) -> None:
    arta, petar = table.person(), table.person()
    opened = table.thread(arta)
    first = table.reply(petar, opened.post_key, "Одговор.", language="sr")
    second = table.reply(arta, first.key)
    third = table.reply(petar, opened.post_key)
    assert [post(key).path for key in (first.key, second.key, third.key)] == ["0002", "00020003", "0004"]
    assert post(second.key).parent_id == first.post_id
    kept = thread(opened.key)
    assert (kept.post_count, kept.next_seq, kept.languages) == (4, 5, "en sr")
    assert kept.last_post_at == post(third.key).at
    assert queries.follow_level(petar, "thread", opened.key) == "following"


def test_replying_moves_the_mark(table: Table) -> None:
    arta, petar = table.person(), table.person()
    opened = table.thread(arta)
    reply = table.reply(petar, opened.post_key)
    marks = dict(db.session.execute(select(ReadMark.person_id, ReadMark.seq)).all())
    assert marks == {arta.id: 1, petar.id: reply.seq}


def test_muting_survives_a_reply(table: Table) -> None:
    arta = table.person()
    opened = table.thread(arta)
    table.do(operations.follow, arta, "thread", opened.key, "muted")
    table.reply(arta, opened.post_key)
    assert queries.follow_level(arta, "thread", opened.key) == "muted"


def test_a_closed_thread_keeps_what_was_typed(table: Table) -> None:
    arta = table.person()
    opened = table.thread(arta)
    table.do(lambda: db.session.execute(update(Thread).values(state="closed")))
    with pytest.raises(Closed):
        table.reply(arta, opened.post_key)
    assert thread(opened.key).post_count == 1


def test_a_post_out_of_sight_is_not_answered(table: Table) -> None:
    arta, petar = table.person(), table.person()
    opened = table.thread(arta)
    reply = table.reply(petar, opened.post_key)
    table.do(operations.withdraw_post, petar, facts(table, petar, reply.key))
    with pytest.raises(Conflict):
        table.reply(arta, reply.key)


def test_outsiders_do_not_reply(table: Table) -> None:
    opened = table.thread(table.person())
    with pytest.raises(NotAllowed):
        table.reply(table.person(role=None), opened.post_key)


def test_an_outsider_does_not_reach_a_thread_of_members(table: Table) -> None:
    opened = table.thread(table.person(), visibility="members")
    with pytest.raises(NotFound):
        table.reply(table.person(role=None), opened.post_key)


# ---------------------------------------------------------------- editing
def test_an_edit_keeps_the_former_words(table: Table, asked: Callable[..., Any]) -> None:
    arta = table.person()
    opened = table.thread(arta)
    found = facts(table, arta, opened.post_key)
    assert table.do(operations.edit_post, arta, found, body=asked("Better words.", "en"), made_from=1)
    of_posts = select(Revision.source).join(WrittenText, WrittenText.id == Revision.text_id)
    said = list(db.session.scalars(of_posts.where(WrittenText.kind == "post").order_by(Revision.number)))
    assert said == ["The opening words.", "Better words."]
    assert post(opened.post_key).edited_at is not None
    entry = db.session.scalar(select(SearchEntry).where(*indexed(opened.post_id)))
    assert entry is not None and entry.body == "Better words."


def test_the_same_words_change_nothing(table: Table, asked: Callable[..., Any]) -> None:
    arta = table.person()
    opened = table.thread(arta)
    found = facts(table, arta, opened.post_key)
    assert not table.do(operations.edit_post, arta, found, body=asked("The opening words.", "en"), made_from=1)
    assert post(opened.post_key).edited_at is None


def test_a_stale_form_overwrites_nothing(table: Table, asked: Callable[..., Any]) -> None:
    arta = table.person()
    opened = table.thread(arta)
    found = facts(table, arta, opened.post_key)
    table.do(operations.edit_post, arta, found, body=asked("Second.", "en"), made_from=1)
    with pytest.raises(operations.Stale):
        table.do(operations.edit_post, arta, found, body=asked("From the first form.", "en"), made_from=1)


def test_only_the_author_edits(table: Table, asked: Callable[..., Any]) -> None:
    arta, moderator = table.person(), table.person(role="moderator")
    opened = table.thread(arta)
    with pytest.raises(NotAllowed):
        table.do(
            operations.edit_post, moderator, facts(table, moderator, opened.post_key), body=asked("x", "en"),
            made_from=1,
        )  # fmt: skip


def test_withdrawn_words_are_not_edited(table: Table, asked: Callable[..., Any]) -> None:
    arta = table.person()
    opened = table.thread(arta)
    table.do(operations.withdraw_post, arta, facts(table, arta, opened.post_key))
    with pytest.raises(Conflict):
        table.do(operations.edit_post, arta, facts(table, arta, opened.post_key), body=asked("x", "en"), made_from=1)


def test_a_title_changes_with_its_address(table: Table, asked: Callable[..., Any]) -> None:
    arta = table.person()
    opened = table.thread(arta)
    reply = table.reply(arta, opened.post_key)
    title = asked("Another question", "en", plain=True)
    assert table.do(operations.retitle_thread, arta, facts(table, arta, opened.post_key), title=title, made_from=1)
    assert thread(opened.key).slug == "another-question"
    with pytest.raises(NotAllowed):
        table.do(operations.retitle_thread, arta, facts(table, arta, reply.key), title=title, made_from=1)


# ---------------------------------------------------------------- out of sight
def test_a_withdrawn_post_is_out_of_sight_at_once(table: Table) -> None:
    arta = table.person()
    opened = table.thread(arta)
    reply = table.reply(arta, opened.post_key, "Canary words.")
    before = version(f"thread/{opened.key}")
    table.do(operations.withdraw_post, arta, facts(table, arta, reply.key))
    assert post(reply.key).state == "withdrawn"
    assert thread(opened.key).post_count == 1
    assert version(f"thread/{opened.key}") == before + 1
    assert db.session.scalar(select(func.count()).where(*indexed(reply.post_id))) == 0


def test_a_withdrawn_post_comes_back(table: Table) -> None:
    arta = table.person()
    opened = table.thread(arta)
    reply = table.reply(arta, opened.post_key, language="sq")
    table.do(operations.withdraw_post, arta, facts(table, arta, reply.key))
    assert thread(opened.key).languages == "en"
    table.do(operations.restore_post, arta, facts(table, arta, reply.key))
    assert (post(reply.key).state, thread(opened.key).post_count) == ("live", 2)
    assert thread(opened.key).languages == "en sq"
    assert db.session.scalar(select(func.count()).where(*indexed(reply.post_id))) == 1


def test_a_title_goes_with_its_opening_post(table: Table) -> None:
    arta = table.person()
    opened = table.thread(arta, "Secret title")
    table.do(operations.withdraw_post, arta, facts(table, arta, opened.post_key))
    assert thread(opened.key).opening_state == "withdrawn"
    assert queries.thread_for(None, opened.key).shown_slug == "thread"


def test_nobody_withdraws_anothers_words(table: Table) -> None:
    opened = table.thread(table.person())
    for other in (table.person(), table.person(role="moderator"), table.person(role="administrator")):
        with pytest.raises(NotAllowed):
            table.do(operations.withdraw_post, other, facts(table, other, opened.post_key))


def test_what_a_moderator_hid_its_author_does_not_bring_back(table: Table) -> None:
    arta = table.person()
    opened = table.thread(arta)
    table.do(operations.hide_post, opened.post_id)
    with pytest.raises(NotAllowed):
        table.do(operations.restore_post, arta, facts(table, arta, opened.post_key))
    with pytest.raises(Conflict):
        table.do(operations.hide_post, opened.post_id)
    table.do(operations.show_post, opened.post_id)
    assert post(opened.post_key).state == "live"
    with pytest.raises(Conflict):
        table.do(operations.show_post, opened.post_id)


def test_withdrawn_words_are_deleted_after_thirty_days(table: Table) -> None:
    """R29: with their history; the empty place in the tree stays, and cannot come back."""
    arta = table.person()
    opened = table.thread(arta)
    reply = table.reply(arta, opened.post_key)
    below = table.reply(arta, reply.key)
    table.do(operations.withdraw_post, arta, facts(table, arta, reply.key))
    assert operations.delete_withdrawn() == 0
    clock.set_offset(timedelta(days=29, hours=23))
    assert operations.delete_withdrawn() == 0
    clock.set_offset(timedelta(days=30, minutes=1))
    assert operations.delete_withdrawn() == 1
    kept = select(WrittenText.owner_id).where(WrittenText.kind == "post")
    assert set(db.session.scalars(kept)) == {opened.post_id, below.post_id}
    assert db.session.scalar(select(func.count()).select_from(Revision)) == 3
    with pytest.raises(Conflict):
        table.do(operations.restore_post, arta, facts(table, arta, reply.key))
    assert operations.delete_withdrawn() == 0


def test_quotations_go_with_what_they_quote(table: Table, asked: Callable[..., Any]) -> None:
    """R29: in the present words and in every version of the quoting post."""
    arta, petar = table.person(), table.person()
    opened = table.thread(arta)
    reply = table.reply(arta, opened.post_key, "Canary words of mine.\n\nShort.")
    quoting = table.reply(petar, reply.key, "> Canary words of mine.\n\nI agree.")
    table.do(
        operations.edit_post, petar, facts(table, petar, quoting.key),
        body=asked("> Canary words of mine.\n\nI agree very much.", "en"), made_from=1,
    )  # fmt: skip
    other = table.reply(petar, reply.key, "> Something else that was said.\n\nNo.")
    table.do(operations.withdraw_post, arta, facts(table, arta, reply.key))
    clock.set_offset(timedelta(days=31))
    assert operations.delete_withdrawn() == 1
    for model in (WrittenText, Revision):
        for source, html in db.session.execute(select(model.source, model.html)):
            assert "Canary" not in source + html
    kept = dict(
        db.session.execute(select(WrittenText.owner_id, WrittenText.source).where(WrittenText.kind == "post")).all()
    )
    assert kept[quoting.post_id] == "> […]\n\nI agree very much."
    assert kept[other.post_id].startswith("> Something else")
    assert not db.session.scalar(select(func.count()).where(SearchEntry.body.contains("Canary")))


def test_an_open_case_holds_withdrawn_words(table: Table) -> None:
    from forum.moderation.models import Case

    arta = table.person()
    opened = table.thread(arta)
    table.do(lambda: db.session.add(Case(key="ccccccc", kind="post", object_id=opened.post_id, opened_at=clock.now())))
    table.do(operations.withdraw_post, arta, facts(table, arta, opened.post_key))
    clock.set_offset(timedelta(days=31))
    assert operations.delete_withdrawn() == 0
    table.do(lambda: db.session.execute(update(Case).values(state="closed")))
    assert operations.delete_withdrawn() == 1
    assert db.session.scalar(select(func.count()).select_from(WrittenText)) == 0


# ---------------------------------------------------------------- narrowing, leaving
def test_a_moderator_narrows_and_the_log_says_so(table: Table) -> None:
    from forum.audit.models import LogEntry

    moderator, opened = table.person(role="moderator"), table.thread(table.person())
    before = version(f"thread/{opened.key}")
    table.do(operations.narrow_thread, moderator, queries.thread_for(moderator, opened.key))
    with pytest.raises(NotFound):
        queries.thread_for(None, opened.key)
    assert version(f"thread/{opened.key}") == before + 1
    assert (
        db.session.scalar(select(LogEntry.object).where(LogEntry.type == "thread_narrowed")) == f"thread/{opened.key}"
    )
    with pytest.raises(NotAllowed):
        table.do(operations.narrow_thread, moderator, queries.thread_for(moderator, opened.key))


def test_members_do_not_narrow(table: Table) -> None:
    arta = table.person()
    opened = table.thread(arta)
    with pytest.raises(NotAllowed):
        table.do(operations.narrow_thread, arta, queries.thread_for(arta, opened.key))


def test_whoever_leaves_takes_the_words_along_or_not(table: Table) -> None:
    arta, petar = table.person(), table.person()
    opened = table.thread(arta)
    table.reply(petar, opened.post_key)
    table.do(operations.erase_person, petar.id, delete_posts=False)
    assert thread(opened.key).post_count == 2
    assert db.session.scalar(select(func.count()).where(Follow.person_id == petar.id)) == 0
    table.do(operations.erase_person, arta.id, delete_posts=True)
    assert post(opened.post_key).state == "withdrawn"
    assert (thread(opened.key).post_count, thread(opened.key).opening_state) == (1, "withdrawn")
    assert db.session.scalar(select(func.count()).where(*indexed(opened.post_id))) == 0
    assert db.session.get(Person, arta.id) is not None


# ---------------------------------------------------------------- following and marks
def test_a_mark_never_goes_back(table: Table) -> None:
    arta, petar = table.person(), table.person()
    opened = table.thread(arta)
    for _ in range(4):
        table.reply(arta, opened.post_key)
    found = queries.thread_for(petar, opened.key)
    assert table.do(operations.mark_read, petar, found, 4) == 4
    assert table.do(operations.mark_read, petar, found, 2) == 4
    for nonsense in (0, -1, 6, 10**9):
        with pytest.raises(Unfit):
            table.do(operations.mark_read, petar, found, nonsense)


def test_following_is_one_of_three_ways(table: Table) -> None:
    arta = table.person()
    table.do(operations.follow, arta, "demand", "GOV-2")
    assert queries.follow_level(arta, "demand", "GOV-2") == "following"
    table.do(operations.follow, arta, "demand", "GOV-2", "muted")
    assert queries.follow_level(arta, "demand", "GOV-2") == "muted"
    table.do(operations.unfollow, arta, "demand", "GOV-2")
    assert queries.follow_level(arta, "demand", "GOV-2") is None
    with pytest.raises(Unfit):
        table.do(operations.follow, arta, "demand", "GOV-2", "adored")


def test_operations_run_inside_writing_only(table: Table) -> None:
    arta = table.person()
    with pytest.raises(RuntimeError):
        operations.follow(arta, "demand", "GOV-2")


def test_roles_and_parts_are_read_from_the_actor(table: Table) -> None:
    """Rights that ended count no more: the actor decides, not the page."""
    arta = table.person()
    opened = table.thread(arta, scope=None)
    left = Actor(arta.id, arta.key, arta.name, "en", roles=(), parts={"consultation/9": MEMBER})
    with pytest.raises(NotAllowed):
        table.reply(left, opened.post_key)
    again = Actor(arta.id, arta.key, arta.name, "en", roles=(Role("translator"),))
    assert table.reply(again, opened.post_key).seq == 2
