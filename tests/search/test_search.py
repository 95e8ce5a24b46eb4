"""What is found, by whom, in which script; and that it is gone with the words (Show 10)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.core import clock
from forum.core.db import db, writing
from forum.core.languages import READINGS
from forum.core.policy import Actor
from forum.discussion import operations, queries
from forum.organisations.operations.bodies import create_organisation, rename_organisation
from forum.search import operations as index
from forum.search.models import SearchEntry
from forum.search.queries import search
from forum.search.rules import Entry, understand
from forum.statement.queries import demands
from tests.discussion.conftest import Table
from tests.support.visits import Page

Visit = Callable[..., Page]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def put(number: int, body: str, title: str = "", language: str = "en", **more: Any) -> None:
    """One thing in the index that nobody owns."""
    with writing():
        index.put(Entry("demand", number, language, NOON, f"thing-{number}", title, body, **more))


def hits(typed: str, actor: Actor | None = None, reading: str = "en", **filters: Any) -> list[str]:
    """The addresses of what is found."""
    query = understand(typed)
    return [] if query is None else [hit.url for hit in search(actor, query, READINGS[reading], **filters).hits]


PAIRS = (
    ("Приштина", "Priština"), ("Приштина", "pristina"), ("Ђаковица", "Đakovica"), ("Ђаковица", "Djakovica"),
    ("çështje", "ceshtje"), ("ЉУБАВ", "ljubav"), ("Његош", "njegos"), ("џеп", "dzep"), ("Prishtinë", "Priština"),
    ("Gračanica", "Graçanicë"), ("Gjakovë", "Ђаковици"), ("Mitrovica Veriore", "Северна Митровица"),
    ("Prishtinës", "Приштини"), ("Beograd", "Belgrade"), ("Ferizaj", "Урошевац"), ("Косово", "kosovo"),
    ("Wi-Fi", "wi-fi"), ("ﬁnance", "finance"), ("e\u0301lan", "élan"),
)  # fmt: skip


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_words_find_each_other_in_any_script_and_by_any_name_of_a_place(app: Flask, one: str, other: str) -> None:
    put(901, f"Text about {one} and more.")
    put(902, f"Text about {other} and more.")
    both = ["/en/demands/thing-902", "/en/demands/thing-901"]
    for typed in (one, other, one.upper(), f"about {other}"):
        assert [url for url in hits(typed) if "thing" in url] == both, typed
    assert both[1] in hits(f'"{one}"')


def test_a_code_finds_its_demand_in_every_language(app: Flask) -> None:
    for reading in READINGS:
        assert hits("GOV-2", reading=reading) == [f"/en/demands/{demands()['GOV-2'].slug}"]
    assert hits("gov 2") == hits("GOV-2") == hits("„GOV-2“")
    put(901, "In 2 days the gov may answer.")
    assert len(hits("GOV-2")) == 1, "a hyphenated word is a phrase, not two words"


def test_a_phrase_is_a_phrase_and_words_are_all_wanted(app: Flask) -> None:
    put(901, "the long road home")
    put(902, "home is a long and winding road")
    assert hits('"long road"') == ["/en/demands/thing-901"]
    assert len(hits("long road")) == 2 and len(hits("road long home")) == 2
    assert hits("long elephant") == [] and hits('"road long"') == []
    assert len(hits("wind")) == 1 and hits("wind ") == [], "an unfinished word, and a finished one"
    for odd in ("", "***", '"', "- -", "\x00", "a" * 5000, "()", "' OR 1=1 --", "NEAR(a b)", "title:x", "&|!<->:*"):
        hits(odd)


def test_matches_are_marked_in_the_original_words(table: Table, visit: Visit) -> None:
    milica = table.person("Милица Пример")
    opened = table.thread(milica, "О возу Приштина – Београд", "Воз из Приштине касни.", language="sr")
    page = visit("/en/search?q=pri%C5%A1tina+voz")
    assert page.links().count(f"/en/posts/{opened.post_key}") == 1
    assert [one.text_content() for one in page.xpath("//mark")] == ["возу", "Приштина", "Воз", "Приштине"]
    assert page.xpath("//p[@lang='sr-Cyrl']//mark")
    script = visit("/en/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in script.html


@pytest.mark.parametrize("reading", READINGS)
def test_search_is_a_page_in_every_language(table: Table, visit: Visit, reading: str) -> None:
    table.thread(table.person(), "Words to find")
    for query in ("", "?q=", "?q=words", "?q=nothing-of-this-kind", "?q=words&kind=post&demand=GOV-2&language=en",
                  "?q=words&kind=nonsense&demand=X&language=xx"):  # fmt: skip
        visit(f"/{reading}/search{query}")
    assert "no-store" in visit(f"/{reading}/search?q=words").response.headers["Cache-Control"]


def test_filters_narrow(table: Table, visit: Visit) -> None:
    arta = table.person()
    one = table.thread(arta, "Dialogue in Albanian", "fjalë dialogu", language="sq", demand="GOV-1")
    two = table.thread(arta, "Dialogue in English", demand="COM-1")
    with writing():
        create_organisation(None, name="House of Dialogue")

    def found(query: str) -> set[str]:
        links = visit(f"/en/search?q=dialogue{query}").xpath("//ol[contains(@class, 'list')]//a/@href")
        return {str(link) for link in links}

    posts = {f"/en/posts/{one.post_key}", f"/en/posts/{two.post_key}"}
    assert posts < found("") and "/en/organisations/house-of-dialogue" in found("")
    assert found("&kind=post") == posts
    assert found("&kind=organisation") == {"/en/organisations/house-of-dialogue"}
    assert found("&kind=post&demand=COM-1") == {f"/en/posts/{two.post_key}"}
    assert found("&language=sq") == {f"/en/posts/{one.post_key}"}
    assert all("/demands/" in link for link in found("&kind=demand"))
    assert found("&kind=post&demand=INT-1") == set()


def test_an_organisation_is_found_by_the_names_it_bore(app: Flask, table: Table) -> None:
    admin = replace(table.person(role="administrator"), has_factor=True, stepped_up_at=clock.now())
    with writing():
        create_organisation(None, name="Lampa e Vjetër")
    assert hits("lampa vjeter") == ["/en/organisations/lampa-e-vjeter"]
    with writing():
        rename_organisation(admin, "lampa-e-vjeter", "Lampa e Re")
    assert hits("lampa re ") == hits("lampa vjeter") == ["/en/organisations/lampa-e-re"]


def test_only_what_the_searcher_may_read_is_found(table: Table) -> None:
    """R8: members' threads are found by members; people with a part in a consultation find its threads."""
    arta = table.person()
    members = table.thread(arta, "Canary of members", visibility="members")
    scoped = table.thread(arta, "Canary of a round", scope="consultation/7", visibility="members")
    outsider = Actor(999, "outside", "N", "en")
    guest = Actor(998, "guestaa", "N", "en", parts={"consultation/7": "member"})
    both = {f"/en/posts/{members.post_key}", f"/en/posts/{scoped.post_key}"}
    assert set(hits("canary", arta)) == both
    assert hits("canary") == hits("canary", outsider) == []
    assert hits("canary", guest) == [f"/en/posts/{scoped.post_key}"]


@pytest.mark.parametrize("act", ["withdraw", "hide", "erase"])
def test_words_are_gone_in_the_transaction_that_takes_them_out_of_sight(table: Table, act: str) -> None:
    """R29: not a moment later; and what is rolled back is found again."""
    arta = table.person()
    opened = table.thread(arta, "Canary", "Canary words.")
    acts = {
        "withdraw": lambda: operations.withdraw_post(arta, queries.post_for(arta, opened.post_key, lock=True)),
        "hide": lambda: operations.hide_post(opened.post_id),
        "erase": lambda: operations.erase_person(arta.id, delete_posts=True),
    }
    left = select(func.count()).where(SearchEntry.body.contains("Canary") | SearchEntry.title.contains("Canary"))

    class Never(Exception):
        pass

    def tried() -> None:
        with writing():
            acts[act]()
            assert hits("canary", arta) == [] and db.session.scalar(left) == 0
            raise Never

    pytest.raises(Never, tried)
    assert len(hits("canary", arta)) == 1
    db.session.rollback()
    with writing():
        acts[act]()
    assert hits("canary", arta) == [] and db.session.scalar(left) == 0


def test_pages_of_hits_hold_each_thing_once(table: Table, visit: Visit) -> None:
    arta = table.person()
    opened = table.thread(arta, "Needle", "Needle in the hay.")
    keys = [opened.post_key, *(table.reply(arta, opened.post_key, f"Needle {number}.").key for number in range(46))]
    seen: list[str] = []
    url: str | None = "/en/search?q=needle"
    pages = 0
    while url:
        page = visit(url)
        found = [link for link in page.links() if "/posts/" in link]
        assert len(found) <= 20
        seen += found
        following = page.xpath("//a[@rel='next']/@href")
        url, pages = (str(following[0]) if following else None), pages + 1
    assert seen == [f"/en/posts/{key}" for key in reversed(keys)] and pages == 3


def test_a_search_is_at_most_four_statements(
    table: Table, client: FlaskClient, sign_in: Callable[..., Any], count_statements: Any
) -> None:
    arta = table.person()
    prices = set()
    for size in (3, 60):
        opened = table.thread(arta, f"Needle {size}")
        for number in range(size):
            table.reply(arta, opened.post_key, f"Needle {number}")
        client.get("/en/search?q=needle")
        with count_statements(at_most=4) as asked:
            client.get("/en/search?q=needle&language=en")
        prices.add(asked.count)
    sign_in(arta)
    with count_statements(at_most=4) as asked:
        client.get("/en/search?q=needle")
    assert len(prices) == 1 and asked.count <= 2, asked
