"""The pages of the debate, as a browser without scripts sees them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from forum.core.db import db
from forum.core.models import Draft
from forum.core.policy import Actor
from forum.core.web.requests import FRAGMENT
from forum.discussion import operations, queries
from forum.discussion.models import Post, ReadMark, Thread
from tests.discussion.conftest import Table
from tests.support.visits import Page, checked

Visit = Callable[..., Page]
DEMAND = "/en/demands/{}/new-thread"


@pytest.fixture
def arta(table: Table, sign_in: Callable[..., Any]) -> Actor:
    """A member of the table, signed in."""
    found = table.person("Arta Shembulli")
    sign_in(found)
    return found


def address(opened: Any, reading: str = "en") -> str:
    return f"/{reading}/threads/{opened.key}-{opened.slug}"


def slug_of(code: str) -> str:
    from forum.statement.queries import demand

    return demand(code).slug


def posts_count() -> int:
    return db.session.scalar(select(func.count()).select_from(Post)) or 0


def send(client: FlaskClient, page: Page, action: str, to: str | None = None, **values: Any) -> Any:
    """Fill the form of a page and send it."""
    return client.post(to or action, data=page.fields(action) | values)


# ---------------------------------------------------------------- reading
@pytest.mark.parametrize("reading", ["en", "sq", "sr-latn", "sr-cyrl"])
def test_a_thread_is_a_page_in_every_language(table: Table, visit: Visit, reading: str) -> None:
    milica = table.person("Милица Пример")
    opened = table.thread(milica, "Наслов", "Прва *порука*.", language="sr")
    table.reply(table.person("Petar"), table.reply(milica, opened.post_key, "Tekst.", language="sq").key, "More.")
    for view in ("", "?view=flat"):
        page = visit(address(opened, reading) + view)
        assert len(page.xpath("//article[contains(@class, 'post')]")) == 3
        assert page.xpath("//h1/@lang") == (["sr-Cyrl"] if reading in ("en", "sq") else [])
    assert visit(f"/{reading}/threads").links().count(address(opened, reading)) == 1


def test_headings_and_lists_follow_the_tree(table: Table, visit: Visit) -> None:
    arta = table.person("Arta")
    opened = table.thread(arta)
    key = table.reply(arta, opened.post_key).key
    for _ in range(5):
        key = table.reply(arta, key).key
    table.reply(arta, opened.post_key)
    page = visit(address(opened))
    levels = [heading.tag for heading in page.xpath("//article//*[starts-with(@id, 'h')]")]
    assert levels == ["h3", "h3", "h4", "h5", "h6", "h6", "h6", "h3"]
    assert len(page.xpath("//ol[@class='posts']")) == 1
    assert len(page.xpath("//ol[@class='replies']")) == 5
    assert page.xpath("//article/@aria-labelledby") == page.xpath("//article//@id[starts-with(., 'h')]")


def test_a_wrong_readable_part_leads_to_the_right_one(table: Table, client: FlaskClient) -> None:
    opened = table.thread(table.person(), "The right one")
    answer = client.get(f"/en/threads/{opened.key}-wrong?view=flat")
    assert (answer.status_code, answer.location) == (301, f"{address(opened)}?view=flat")
    answer = client.get(f"/en/threads/{opened.key}")
    assert (answer.status_code, answer.location) == (301, address(opened))


def test_what_is_not_readable_is_not_found_before_any_redirect(table: Table, client: FlaskClient) -> None:
    """R28: the same answer for a thread of members, under any address, as for none."""
    opened = table.thread(table.person(), "For members", visibility="members")
    for path in (address(opened), f"/en/threads/{opened.key}-wrong", f"/en/threads/{opened.key}",
                 f"/en/posts/{opened.post_key}", f"/posts/{opened.post_key}",
                 f"/en/threads/{opened.key}/history/{opened.post_key}"):  # fmt: skip
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (404, None), path


@pytest.mark.parametrize("query", ["at=zzzzzzz", "at=x", "after=%00", "before=" + "a" * 5000, "after=UPPERCA"])
def test_nonsense_in_the_address_is_not_found(table: Table, client: FlaskClient, query: str) -> None:
    opened = table.thread(table.person())
    assert client.get(f"{address(opened)}?{query}").status_code in (400, 404, 414)


def test_a_page_not_changed_is_not_sent_again(table: Table, client: FlaskClient) -> None:
    """R35: 304 before anything is rendered; any change of the thread is a new page."""
    arta = table.person()
    opened = table.thread(arta)
    first = client.get(address(opened))
    assert first.headers["Cache-Control"].startswith("public")
    same = {"If-None-Match": first.headers["ETag"]}
    assert client.get(address(opened), headers=same).status_code == 304
    table.reply(arta, opened.post_key)
    assert client.get(address(opened), headers=same).status_code == 200


def test_permalinks_lead_to_the_place(table: Table, client: FlaskClient, visit: Visit, sign_in: Any) -> None:
    """R36: without a language a choice of four, or the own language of whoever is signed in."""
    opened = table.thread(table.person())
    assert (
        client.get(f"/en/posts/{opened.post_key}").location
        == f"{address(opened)}?at={opened.post_key}#p{opened.post_key}"
    )
    links = visit(f"/posts/{opened.post_key}").links()
    assert {f"/{code}/posts/{opened.post_key}" for code in ("en", "sq", "sr-latn", "sr-cyrl")} <= set(links)
    sign_in(table.person(language="sq"))
    assert client.get(f"/posts/{opened.post_key}").location == f"/sq/posts/{opened.post_key}"


def test_words_out_of_sight_are_in_no_page(table: Table, client: FlaskClient, visit: Visit) -> None:
    arta = table.person()
    opened = table.thread(arta, "Canary title", "Canary words.")
    reply = table.reply(arta, opened.post_key, "Canary answer.")
    hidden = table.thread(arta, "Canary of members", visibility="members")
    table.do(operations.hide_post, opened.post_id)
    table.do(operations.withdraw_post, arta, queries.post_for(arta, reply.key))
    old = client.get(address(opened))
    assert old.location == f"/en/threads/{opened.key}-thread"
    for path in (old.location, f"{old.location}?view=flat", "/en/threads"):
        answer = client.get(path)
        assert b"anary" not in answer.data and hidden.key.encode() not in answer.data
    page = visit(old.location)
    assert "Hidden by the moderators" in page.text and "Withdrawn by its author" in page.text
    for path in (f"/en/threads/{opened.key}/history/{opened.post_key}",
                 f"/en/threads/{opened.key}/history/{reply.key}"):  # fmt: skip
        assert client.get(path).status_code == 404


# ---------------------------------------------------------------- writing
def test_a_member_opens_a_thread(arta: Actor, client: FlaskClient, visit: Visit) -> None:
    action = DEMAND.format(slug_of("GOV-2"))
    page = visit(action)
    assert not page.xpath("//input[@name='visibility'][@checked]"), "nothing is preselected (R8)"
    answer = send(client, page, action, title="Kush?", body="Tekst.", language="sq", visibility="public", voice="own")
    assert answer.status_code == 303
    thread = db.session.scalar(select(Thread))
    assert thread is not None and (thread.slug, thread.demand_code, thread.languages) == ("kush", "GOV-2", "sq")
    assert "Your thread is open." in visit(answer.location).text


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"visibility": ""}, "Please choose one."),
        ({"title": " "}, "Please write something here."),
        ({"body": "x" * 20_001}, "at most 20000 characters"),
        ({"title": "x" * 161}, "at most 160 characters"),
        ({"body": "a\u0007b"}, "cannot be stored"),
        ({"body": "> "}, "Please write something here."),
    ],
)
def test_an_unfit_form_comes_back_with_everything(
    arta: Actor, client: FlaskClient, visit: Visit, missing: dict[str, str], sentence: str
) -> None:
    action = DEMAND.format(slug_of("GOV-2"))
    values = {"title": "Kept title", "body": "Kept words.", "language": "sq", "visibility": "members", "voice": "own"}
    page = checked(send(client, visit(action), action, **(values | missing)), 422)
    assert sentence in page.text
    kept = page.fields(action)
    for name in ("title", "body", "visibility"):
        if name not in missing:
            assert kept[name].strip() == values[name]
    assert posts_count() == 0


def test_a_reply_without_scripts(arta: Actor, table: Table, client: FlaskClient, visit: Visit) -> None:
    opened = table.thread(table.person("Petar"))
    action = f"/en/threads/{opened.key}/reply/{opened.post_key}"
    page = visit(address(opened))
    assert "Everyone can read this." in page.text
    answer = send(client, page, action, body="An **answer**.", language="en", voice="own")
    assert answer.status_code == 303 and answer.location.endswith(f"#p{answer.location[-7:]}")
    shown = visit(answer.location)
    assert "Your reply is published." in shown.text
    assert shown.xpath("//div[@class='said']//strong/text()") == ["answer"]


def test_the_same_form_twice_is_one_reply(arta: Actor, table: Table, client: FlaskClient, visit: Visit) -> None:
    opened = table.thread(table.person())
    action = f"/en/threads/{opened.key}/reply/{opened.post_key}"
    page = visit(action)
    first, second = (send(client, page, action, body="Once.") for _ in range(2))
    assert first.location == second.location
    assert posts_count() == 2
    other = send(client, page, action, body="Something else.")
    assert checked(other, 409).text.count("Something else.") == 1


def test_a_script_gets_the_new_post_alone(arta: Actor, table: Table, client: FlaskClient, visit: Visit) -> None:
    opened = table.thread(table.person())
    action = f"/en/threads/{opened.key}/reply/{opened.post_key}"
    fields = visit(address(opened)).fields(action) | {"body": "In place."}
    answer = client.post(action, data=fields, headers={"Accept": FRAGMENT})
    assert (answer.status_code, answer.mimetype) == (200, FRAGMENT)
    assert "In place." in answer.text and "<html" not in answer.text and "data-form-key" in answer.text
    assert answer.headers["Content-Location"].startswith(address(opened))
    refused = client.post(action, data=fields | {"form_key": "", "body": ""}, headers={"Accept": FRAGMENT})
    assert refused.status_code == 422


def test_a_reply_can_begin_with_a_quotation(arta: Actor, table: Table, visit: Visit) -> None:
    opened = table.thread(table.person(), body="First.\n\nSecond.")
    page = visit(f"/en/threads/{opened.key}/reply/{opened.post_key}?quote=1")
    assert page.fields("/en/threads")["body"].lstrip().split("\n") == ["> First.", ">", "> Second.", "", ""]


def test_a_preview_publishes_nothing_and_keeps_the_draft(
    arta: Actor, table: Table, client: FlaskClient, visit: Visit
) -> None:
    opened = table.thread(table.person())
    action = f"/en/threads/{opened.key}/reply/{opened.post_key}"
    page = checked(send(client, visit(action), action, f"{action}?preview=1", body="Not *yet*.", language="sq"))
    assert page.xpath("//section[contains(@class, 'preview')]//em/text()") == ["yet"]
    assert posts_count() == 1
    assert db.session.scalar(select(Draft.body)) == "Not *yet*."
    again = visit(address(opened)).fields(action)
    assert (again["body"].strip(), again["language"]) == ("Not *yet*.", "sq")
    send(client, visit(action), action, body="Now.")
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_a_thread_closed_meanwhile_gives_the_text_back(
    arta: Actor, table: Table, client: FlaskClient, visit: Visit
) -> None:
    opened = table.thread(table.person())
    action = f"/en/threads/{opened.key}/reply/{opened.post_key}"
    page = visit(action)
    table.do(lambda: db.session.execute(update(Thread).values(state="closed")))
    answer = checked(send(client, page, action, body="My long thoughts."), 409)
    assert "My long thoughts." in answer.text and "closed meanwhile" in answer.text
    assert client.get(action).status_code == 404


def test_a_lost_session_gives_the_text_back(arta: Actor, table: Table, client: FlaskClient, visit: Visit) -> None:
    opened = table.thread(table.person())
    action = f"/en/threads/{opened.key}/reply/{opened.post_key}"
    fields = visit(action).fields(action) | {"body": "My long thoughts."}
    client.delete_cookie("sofra", domain="127.0.0.1")
    answer = client.post(action, data=fields)
    assert answer.status_code == 400 and "My long thoughts." in answer.text
    assert posts_count() == 1


def test_an_outsider_finds_no_form(table: Table, client: FlaskClient, visit: Visit, sign_in: Any) -> None:
    opened = table.thread(table.person())
    sign_in(table.person(role=None))
    assert not visit(address(opened)).xpath("//textarea")
    for path in (f"/en/threads/{opened.key}/reply/{opened.post_key}", DEMAND.format(slug_of("GOV-2")),
                 f"/en/threads/{opened.key}/edit/{opened.post_key}",
                 f"/en/threads/{opened.key}/withdraw/{opened.post_key}"):  # fmt: skip
        assert client.get(path).status_code == 404


# ---------------------------------------------------------------- changing
def test_an_edit_shows_what_was_changed(arta: Actor, table: Table, client: FlaskClient, visit: Visit) -> None:
    opened = table.thread(arta, "A title", "One two three.")
    action = f"/en/threads/{opened.key}/edit/{opened.post_key}"
    answer = send(client, visit(action), action, body="One 2 three.", title="A better title")
    assert answer.location.startswith(f"/en/threads/{opened.key}-a-better-title")
    assert "edited, versions: 2" in visit(answer.location).text
    history = visit(f"/en/threads/{opened.key}/history/{opened.post_key}")
    assert history.xpath("//del/text()") == ["two"] and history.xpath("//ins/text()") == ["2"]


def test_two_edits_at_once_show_both_texts(arta: Actor, table: Table, client: FlaskClient, visit: Visit) -> None:
    opened = table.thread(arta, body="First words.")
    action = f"/en/threads/{opened.key}/edit/{opened.post_key}"
    old = visit(action)
    send(client, visit(action), action, body="From the other window.")
    page = checked(send(client, old, action, body="From this window."), 409)
    assert "From the other window." in page.text
    assert page.fields(action)["body"].strip() == "From this window."
    assert client.post(action, data=page.fields(action)).status_code == 303


def test_withdrawing_asks_first_and_can_be_undone(arta: Actor, table: Table, client: FlaskClient, visit: Visit) -> None:
    opened = table.thread(table.person())
    reply = table.reply(arta, opened.post_key, "Mine.")
    action = f"/en/threads/{opened.key}/withdraw/{reply.key}"
    answer = send(client, visit(action), action)
    page = visit(answer.location)
    assert "Mine." not in page.text and "You withdrew this post." in page.text
    back = f"/en/threads/{opened.key}/restore/{reply.key}"
    answer = send(client, page, back)
    assert "Mine." in visit(answer.location).text


def test_following_and_reading_are_buttons(arta: Actor, table: Table, client: FlaskClient, visit: Visit) -> None:
    opened = table.thread(table.person())
    for _ in range(3):
        table.reply(table.person(), opened.post_key)
    page = visit(address(opened))
    follow = f"/en/threads/{opened.key}/follow"
    assert "You follow this thread." in visit(send(client, page, follow, level="following").location).text
    assert "You muted this thread." in visit(send(client, page, follow, level="muted").location).text
    read = f"/en/threads/{opened.key}/read"
    answer = client.post(read, data=page.fields(read), headers={"Accept": "text/html"})
    assert "marked as read" in visit(answer.location).text
    assert db.session.scalar(select(ReadMark.seq).where(ReadMark.person_id == arta.id)) == 4
    quiet = client.post(read, data={"csrf_token": page.fields(read)["csrf_token"], "seq": "2"})
    assert (quiet.status_code, quiet.data) == (204, b"")
    assert client.post(read, data=page.fields(read) | {"seq": "99"}).status_code == 422


def test_reading_writes_nothing(arta: Actor, table: Table, visit: Visit) -> None:
    """R34."""
    opened = table.thread(table.person())
    visit(address(opened))
    assert db.session.scalar(select(func.count()).where(ReadMark.person_id == arta.id)) == 0


# ---------------------------------------------------------------- price
def test_a_thread_costs_the_same_for_any_size(
    arta: Actor, table: Table, client: FlaskClient, count_statements: Callable[..., Any]
) -> None:
    """Issue 3: at most eight statements signed in, at most as many signed out."""
    opened = table.thread(table.person())
    prices: dict[int, tuple[int, int]] = {}
    visitor = client.application.test_client()
    for size in (1, 20, 100):
        while db.session.get_one(Thread, opened.thread_id, populate_existing=True).next_seq <= size:
            table.reply(arta, opened.post_key)
        counted = []
        for browser in (client, visitor):
            browser.get(address(opened))
            with count_statements(at_most=8) as asked:
                assert browser.get(address(opened)).status_code == 200
            counted.append(asked.count)
        prices[size] = (counted[0], counted[1])
    assert len(set(prices.values())) == 1, prices
