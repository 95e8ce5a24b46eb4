"""The benchmark measures what it says: small loops, no figure of time is asserted."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.bench import growth, harness, pages, process, report, writers, yardstick_data
from tests.bench.__main__ import options
from tests.bench.client import LocalClient, Unexpected, hidden_fields
from tests.bench.corpus import READERS, Corpus
from tests.bench.harness import Case, Limits, Results, Sample, Server, interleaved, running
from tests.bench.targets import Page, Yardstick, check_page, shown_posts

CORPUS = Corpus(600)


@pytest.fixture(scope="module")
def yardstick(tmp_path_factory: pytest.TempPathFactory) -> Yardstick:
    target = Yardstick(CORPUS, f"sqlite:///{tmp_path_factory.mktemp('bench') / 'yardstick.sqlite3'}")
    target.fill()
    return target


@pytest.fixture
def written(tmp_path: Path) -> Yardstick:
    """One for tests that write."""
    target = Yardstick(CORPUS, f"sqlite:///{tmp_path / 'written.sqlite3'}")
    target.fill()
    return target


@pytest.fixture
def browser(yardstick: Yardstick) -> LocalClient:
    return LocalClient(yardstick.application())


# ---------------------------------------------------------------- the corpus


def test_the_same_seed_gives_the_same_rows_twice():
    again = Corpus(600)
    assert list(CORPUS.posts()) == list(again.posts())
    assert list(CORPUS.topics()) == list(again.topics())
    assert list(CORPUS.marks()) == list(again.marks())


def test_the_full_corpus_has_the_sizes_of_the_note():
    corpus = Corpus()
    assert (corpus.sizes.forums, corpus.sizes.topics, corpus.sizes.people) == (20, 2_000, 500)
    assert list(corpus.lengths[1:4]) == [20, 1_000, 5_000]
    assert sum(corpus.lengths) == len(corpus.order) == 100_000


def test_counters_agree_with_the_posts():
    posts = list(CORPUS.posts())
    assert sum(topic.posts for topic in CORPUS.topics()) == len(posts) == 600
    assert sum(forum.posts for forum in CORPUS.forums()) == sum(person.posts for person in CORPUS.people()) == 600
    for topic in CORPUS.topics():
        own = [post for post in posts if post.topic_id == topic.id]
        assert [post.position for post in own] == list(range(1, topic.posts + 1))
        assert (own[0].created_at, own[-1].created_at) == (topic.created_at, topic.last_at)


def test_a_reply_follows_what_it_answers():
    for post in CORPUS.posts():
        assert (post.parent is None) == (post.position == 1)
        assert post.parent is None or 1 <= post.parent < post.position


def test_texts_have_about_400_characters():
    lengths = [len(post.text) for post in CORPUS.posts()]
    assert 330 <= sum(lengths) / len(lengths) <= 470


def test_a_corpus_that_is_too_small_is_refused():
    with pytest.raises(ValueError, match="at least 200"):
        Corpus(100)


# ---------------------------------------------------------------- the yardstick


def test_every_page_shows_its_posts_to_visitors_and_members(yardstick: Yardstick, browser: LocalClient):
    for who in ("visitor", "member"):
        if who == "member":
            yardstick.sign_in(browser, 1)
        for page in yardstick.pages().values():
            check_page(browser, page)
    deep = browser.get(yardstick.pages()["deep"].path).text
    assert len(shown_posts(deep)) == 20


def test_a_page_without_its_posts_is_not_measured(browser: LocalClient):
    with pytest.raises(Unexpected, match="shows 20 of 21"):
        check_page(browser, Page("/topic/1", 21))


def test_a_reply_is_stored_once_counted_and_read(written: Yardstick):
    browser = LocalClient(written.application())
    written.sign_in(browser, 2)
    [request] = written.replies(browser, 2, 900_001, 1)
    path = request.path.removesuffix("/reply")
    before = browser.get(path).text
    answer = browser.send(request)
    after = browser.get(answer.header("Location") or "").text
    assert str(600 + 900_001) in shown_posts(after) - shown_posts(before)
    counted = [int(re.findall(r"<p>(\d+) posts</p>", html)[0]) for html in (before, after)]
    assert counted[1] == counted[0] + 1
    assert "<b>New</b>" not in after


def test_a_reply_without_the_token_is_refused(yardstick: Yardstick, browser: LocalClient):
    yardstick.sign_in(browser, 3)
    browser.post("/topic/4/reply", {"text": "No token."}, expected=400)


def test_only_the_right_password_signs_in(browser: LocalClient):
    hidden = hidden_fields(browser.get("/sign-in").text, "")
    browser.post("/sign-in", {**hidden, "name": "Reader 1", "password": "wrong"}, expected=422)
    assert "Sign out" not in browser.get("/").text


def test_the_badge_counts_marks_that_lie_behind(yardstick: Yardstick, browser: LocalClient):
    lengths = CORPUS.lengths
    behind = sum(mark.person_id == READERS and mark.position < lengths[mark.topic_id] for mark in CORPUS.marks())
    yardstick.sign_in(browser, READERS)
    assert f"{behind} unread" in browser.get("/").text


def test_statements_of_the_yardstick_are_those_of_the_note(yardstick: Yardstick, browser: LocalClient):
    paths = {name: page.path for name, page in yardstick.pages().items() if name in ("home", "demand", "thread")}
    assert {name: pages.statements_of(browser, path) for name, path in paths.items()} == {
        "home": 2, "demand": 2, "thread": 2,
    }  # fmt: skip
    yardstick.sign_in(browser, 1)
    assert {name: pages.statements_of(browser, path) for name, path in paths.items()} == {
        "home": 4, "demand": 4, "thread": 5,
    }  # fmt: skip


# ---------------------------------------------------------------- measuring


def test_the_harness_measures_a_server_and_ends_it(written: Yardstick, tmp_path: Path):
    cases = [Case("thread", "visitor", 2), Case("reply", "member", 2), Case("thread", "revalidate", 2)]
    with running(written, tmp_path) as server:
        results = interleaved([server], cases, Limits(rounds=2, requests=8, warm=2, seconds=5))
        assert len(server.workers) == 2
        assert all(memory > 5 for memory in server.pss_mib())
    assert set(results.samples) == {("yardstick", case) for case in cases[:2]}
    assert all([one.requests for one in found] == [8, 8] for found in results.samples.values())
    assert results.cpu_ms("yardstick", cases[0]) is not None
    assert server.workers == []


def test_rounds_go_forth_and_back(yardstick: Yardstick, monkeypatch: pytest.MonkeyPatch):
    order = []

    def sample(server: Server, case: Case, limits: Limits) -> Sample:
        order.append((server.target.name, case.page))
        return Sample(1, 1.0, 1.0, 1.0, 1.0)

    monkeypatch.setattr(harness, "sample", sample)
    servers = [Server(Yardstick(CORPUS, yardstick.database_url, name), 0, 0) for name in "AB"]
    interleaved(servers, [Case("home", "visitor", 1), Case("thread", "visitor", 1)], Limits(rounds=2))
    assert [name for name, _ in order] == ["A", "B", "A", "B", "B", "A", "B", "A"]
    assert [page for _, page in order] == ["home", "home", "thread", "thread"] * 2


def test_a_first_view_is_weighed_with_what_holds_it_up():
    html = (
        '<html><head><link rel="stylesheet" href="/a.css"><link rel="stylesheet" media="print" href="/p.css">'
        '<script src="/late.js" defer></script></head><body><img src="/i.svg"></body></html>'
    )
    files = {"/": html, "/a.css": "a", "/p.css": "p", "/late.js": "l", "/i.svg": "i"}

    def application(environ, start):
        start("200 OK", [])
        return [files[environ["PATH_INFO"]].encode()]

    weight = pages.weigh(LocalClient(application), "/")
    assert (weight.requests, weight.blocking) == (2, 21)
    assert weight.later == 3 * 21
    assert weight.readable == weight.html + 21


def test_an_answer_nobody_expected_stops_the_measurement(browser: LocalClient):
    with pytest.raises(Unexpected, match="404 instead of 200"):
        browser.get("/topic/999999")


def test_ratios_are_medians_of_pairs_of_the_same_round():
    results, case = Results(), Case("thread", "member", 16)
    for mine, other in ((10.0, 5.0), (30.0, 10.0), (8.0, 8.0)):
        results.add("sofra", case, Sample(1, mine, 0, 0, 0))
        results.add("yardstick", case, Sample(1, other, 0, 0, 0))
    assert results.ratio(("sofra", case), ("yardstick", case)) == 2.0
    assert results.cpu_ms("sofra", case) == 10.0
    assert results.ratio(("sofra", case), ("nobody", case)) is None


def test_a_ratio_to_nothing_measured_is_no_ratio():
    results, case = Results(), Case("thread", "member", 16)
    results.add("sofra", case, Sample(1, 1.0, 0, 0, 0))
    results.add("yardstick", case, Sample(1, 0.0, 0, 0, 0))
    assert results.ratio(("sofra", case), ("yardstick", case)) is None


def test_what_writers_are_told_is_stored_is_there(written: Yardstick):
    before = written.stored()
    told = writers.write_together(written.writer(), written.database_url, 2, 3)
    assert (told.writers, told.written, told.errors) == (2, 6, 0)
    assert told.stored == 6 + 2 * writers.WARM
    assert written.stored() == before + told.stored


def test_a_fresh_interpreter_tells_its_modules():
    started = process.start_up({"small": "import json", "more": "import sqlite3"}, runs=1)
    assert "sqlite3" in started["more"][1]
    assert "sqlite3" not in started["small"][1]
    with pytest.raises(RuntimeError, match="start of broken failed"):
        process.start_up({"broken": "import a_module_nobody_has"}, runs=1)


# ---------------------------------------------------------------- growth


def test_a_scan_of_a_whole_table_is_found_and_an_index_is_not(yardstick: Yardstick):
    engine = yardstick_data.connect(yardstick.database_url)
    post, forum = yardstick_data.post, yardstick_data.forum
    good = growth.Query("page", sa.select(post).where(post.c.topic_id == sa.bindparam("topic")), {"topic": 2})
    bad = growth.Query("word", sa.select(post.c.id).where(post.c.html.contains("takim")))
    few = growth.Query("forums", sa.select(forum), small=frozenset({"forum"}))
    with engine.connect() as connection:
        assert list(growth.check_plans(connection, [good, bad, few])) == ["word"]
        timing = growth.time_query(connection, good, runs=3)
        [grown] = growth.compare((connection, [good]), (connection, [bad, good]), runs=3)
    engine.dispose()
    assert timing.runs == 3
    assert timing.p50_ms <= timing.p99_ms
    assert grown.name == "page"
    assert grown.factor > 0


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("SCAN post", True),
        ("SCAN post USING COVERING INDEX post_path", True),
        ("SEARCH post USING INDEX post_path (thread_id=?)", False),
        ("SCAN search_entry VIRTUAL TABLE INDEX 0:M1", False),
        ("SCAN CONSTANT ROW", False),
        ("->  Seq Scan on post  (cost=0.00..9.00 rows=1 width=4)", True),
        ("->  Index Scan using post_path on post  (cost=0.29..8.30 rows=1 width=4)", False),
        ("SCAN demand", False),
    ],
)
def test_lines_of_plans_are_understood(line: str, whole: bool):
    assert bool(growth.full_scans([line], frozenset({"demand"}))) is whole


# ---------------------------------------------------------------- the page


def test_the_page_says_what_was_reached_missed_and_not_measured():
    found, case = report.Measured(setting=["600 posts"]), Case("thread", "member", 16)
    for name, cpu in (("sofra", 12.0), ("yardstick", 6.0)):
        found.results.add(name, case, Sample(10, cpu, 1, 2, 3))
    found.statements["sofra", "thread", "member"] = 7
    text = report.page_of(found)
    assert "| 1 | thread, 20 posts, signed in, CPU | 2 × yardstick | ≤ 1.50 × yardstick | **no**, by 33 % |" in text
    assert "| 5 | thread, statements | 7 | ≤ 8 | yes |" in text
    assert "| 3 | thread, signed out, CPU | – | ≤ 1.30 × yardstick | not measured |" in text
    assert "| thread | member | 16 | 12 | 6 | 2 | 1 / 2 | 1 / 2 |" in text


def test_every_target_of_the_issue_has_a_row():
    numbers = {row.number for row in report.rows(report.Measured())}
    assert numbers == {1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 17, 18, 19, 20}


def test_bounds_hold_on_the_command_line():
    assert options([]).posts == 100_000
    for wrong in (["--posts", "5"], ["--requests", "999999"], ["--only", "nothing"], ["--database-url", "mysql://"]):
        with pytest.raises(SystemExit):
            options(wrong)


# ---------------------------------------------------------------- Sofra as a target


def test_sofra_shows_the_same_posts_and_takes_the_same_replies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """In an interpreter of its own: this one has the application of the other tests."""
    code = (
        "import sys; from tests.bench.corpus import Corpus; from tests.bench.client import LocalClient\n"
        "from tests.bench.sofra_target import SofraTarget; from tests.bench.targets import check_page\n"
        "from tests.bench.pages import statements_of\n"
        "target = SofraTarget(Corpus(600), sys.argv[1]); target.fill()\n"
        "visitor, member = LocalClient(target.application()), LocalClient(target.application())\n"
        "target.sign_in(member, 1)\n"
        "for name, page in target.pages().items():\n"
        "    check_page(member, page)\n"
        "    if page.visitors: check_page(visitor, page)\n"
        "before = target.stored()\n"
        "for request in target.replies(member, 1, 0, 3): member.send(request)\n"
        "assert target.stored() == before + 3\n"
        "from tests.bench.sofra_data import as_html; from forum.core.text.markdown import render\n"
        "posts = list(Corpus(600).posts())[:40]\n"
        "assert [as_html(post.text) for post in posts] == [render(post.text) for post in posts]\n"
        "assert target.queries() and statements_of(member, target.pages()['thread'].path) <= 8\n"
    )
    monkeypatch.setenv("SOFRA_DATA_DIR", str(tmp_path / "data"))
    done = subprocess.run(
        [sys.executable, "-c", code, f"sqlite:///{tmp_path / 'sofra.sqlite3'}"],
        cwd=harness.ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
