"""Behind a real nginx that keeps public pages, nobody sees what was made for somebody else (R35, Show 13)."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from forum.core.db import db, writing
from forum.core.page_versions import bump
from forum.discussion.models import Thread
from tests.drill import nginx, people
from tests.drill.site import Answer, Browser, served
from tests.drill.writers import Writer
from tests.support import process
from tests.support.house import House

pytestmark = [
    pytest.mark.skipif(nginx.binary() is None, reason="no nginx: install nginx"),
    pytest.mark.database("sqlite"),
]
PATHS = ("/en/statement", "/sq/statement", "/en/threads", "/en/sign-in", "/en/notices", "/en/profile", "/en/log")
LAG = 10.0


def body(answer: Answer) -> str:
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.body) if packed else answer.body).decode()


def kept(answer: Answer) -> str:
    return answer.headers.get("X-Kept", "")


@pytest.mark.parametrize("rounds", [4, pytest.param(20, marks=pytest.mark.drill)])
def test_two_people_and_a_visitor_never_see_each_others_pages(
    app: Flask, database: House, tmp_path: Path, rounds: int
) -> None:
    names = {"Ana Hoxhaj-Prva": None, "Milica Druga-Dytë": None}
    cookies = {name: people.signed_in(app, people.join(name)) for name in names}
    public = process.free_port()
    with served(database, public_port=public) as site, nginx.running(tmp_path / "n", site.port, public, caching=True):
        thread = people.open_thread(people.join("Somebody Else"), "In the middle")
        paths = (*PATHS, f"/en/threads/{thread.key}-{thread.slug}", f"/en/threads/{thread.key}/reply/{thread.post_key}")
        readers = [(name, site.browser(cookies[name])) for name in names] + [("", site.browser())]
        wrong: list[str] = []

        def read(name: str, browser: Browser) -> list[Answer]:
            found = []
            for turn in range(rounds):
                for path in paths[turn % 3 :] + paths[: turn % 3]:
                    answer = browser.get(path, **{"Accept-Encoding": "gzip, br" if turn % 2 else ""})
                    found.append(answer)
                    text = body(answer)
                    if not name:
                        browser.cookies.clear()  # the sign-in page gave one
                    wrong.extend(f"{name or 'a visitor'} sees {other} at {path}" for other in names
                                 if other != name and other in text)  # fmt: skip
                    if name:
                        wrong.extend(_not_private(answer, path))
            return found

        with ThreadPoolExecutor(len(readers)) as pool:
            answers = list(pool.map(lambda reader: read(*reader), readers))
    assert wrong == []
    assert all(name in "".join(map(body, found)) for name, found in zip(names, answers, strict=False))
    assert "HIT" in {kept(answer) for answer in answers[-1]}, "the cache was never used: the drill proves nothing"
    assert {answer.status for found in answers for answer in found} <= {200, 303, 302}


def _not_private(answer: Answer, path: str) -> list[str]:
    problems = []
    if "Content-Encoding" in answer.headers:
        problems.append(f"{path} is compressed for somebody with the cookie")
    if "no-store" not in answer.headers.get("Cache-Control", ""):
        problems.append(f"{path} may be kept although the cookie was sent")
    if kept(answer) in ("HIT", "STALE", "UPDATING", "REVALIDATED"):
        problems.append(f"{path} came from the cache although the cookie was sent")
    return problems


def test_pages_with_tokens_are_never_kept(app: Flask, database: House, tmp_path: Path) -> None:
    """A form for visitors sets a cookie and carries a token: each visitor gets one of their own."""
    public = process.free_port()
    with served(database, public_port=public) as site, nginx.running(tmp_path / "n", site.port, public, caching=True):
        first, second = (site.browser().get("/en/sign-in") for _ in range(2))
    assert first.headers["Set-Cookie"] != second.headers["Set-Cookie"]
    assert kept(first) == kept(second) == "MISS" or "HIT" not in (kept(first), kept(second))
    assert "no-store" in first.headers["Cache-Control"]


@pytest.mark.drill
def test_a_change_is_seen_within_the_lag_and_at_once_without_the_cache(
    app: Flask, database: House, tmp_path: Path
) -> None:
    """As delivered there is no lag at all; with the three lines it is at most ten seconds, and not for members."""
    person = people.join("Ana Hoxhaj")
    thread = people.open_thread(person, "Changing")
    path = f"/en/threads/{thread.key}-{thread.slug}"
    public = process.free_port()
    with served(database, public_port=public) as site:
        with nginx.running(tmp_path / "off", site.port, public, caching=False):
            writer = Writer(site.browser(people.signed_in(app, person)), thread, "w", 1)
            writer.open_form()
            visitor = site.browser()
            assert "first answer" not in visitor.get(path).text
            assert writer.say("first answer").status == 303
            assert "first answer" in visitor.get(path).text
            _close_all(site.browsers)
        with nginx.running(tmp_path / "on", site.port, public, caching=True):
            visitor.get(path)
            assert writer.say("second answer").status == 303
            assert "second answer" in writer.browser.get(path).text, "who wrote it sees it at once"
            began = time.monotonic()
            while "second answer" not in visitor.get(path).text:
                assert time.monotonic() - began < LAG + 1, "the lag is longer than the sample says"
                time.sleep(0.25)


def _close_all(browsers: list[Browser]) -> None:
    for browser in browsers:
        browser.close()


def test_an_unchanged_page_is_answered_without_a_body_and_compressed_once(
    app: Flask, database: House, tmp_path: Path
) -> None:
    thread = people.open_thread(people.join("Ana Hoxhaj"), "Unchanged")
    path, public = f"/en/threads/{thread.key}-{thread.slug}", process.free_port()
    with served(database, public_port=public) as site, nginx.running(tmp_path / "n", site.port, public, caching=True):
        visitor = site.browser()
        first = visitor.get(path, **{"Accept-Encoding": "br, gzip"})
        assert first.status == 200, first
        assert first.headers["Content-Encoding"] == "gzip" and len(first.body) < len(body(first)) / 2
        assert "Accept-Encoding" in first.headers["Vary"] and "Cookie" in first.headers["Vary"]
        assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        again = visitor.get(path, **{"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
        assert (again.status, again.body) == (304, b"")
        other = visitor.get(path, **{"Accept-Encoding": "gzip;q=1"})
        assert kept(other) == "HIT" and other.body == first.body


@pytest.mark.drill
def test_a_thread_narrowed_to_members_is_gone_within_the_lag(app: Flask, database: House, tmp_path: Path) -> None:
    thread = people.open_thread(people.join("Ana Hoxhaj"), "Soon for members")
    path = f"/en/threads/{thread.key}-{thread.slug}"
    public = process.free_port()
    with served(database, public_port=public) as site, nginx.running(tmp_path / "n", site.port, public, caching=True):
        visitor = site.browser()
        assert visitor.get(path).status == 200
        with writing() as session:
            found = session.get(Thread, thread.thread_id)
            assert found is not None
            found.visibility = "members"
            bump(f"thread/{thread.key}")
        db.session.rollback()
        began = time.monotonic()
        while (answer := visitor.get(path)).status == 200:
            assert time.monotonic() - began < LAG + 1
            time.sleep(0.25)
        assert answer.status == 404
