"""Many people write at once, and processes die while they do (R30, Show 9)."""

import os
import random
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest
from flask import Flask

from forum.core.keys import new_key
from tests.drill import people
from tests.drill.site import Site, fields, served
from tests.drill.writers import Writer, assert_whole, stored
from tests.support.house import House

WORST = 2.0
"""Seconds that the slowest reply may take."""

PROCESSES, SIGNING_IN = 8, 7
SIZES = [20, pytest.param(200, marks=pytest.mark.drill)]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("writes", SIZES)
def test_eight_processes_write_while_seven_people_sign_in(app: Flask, database: House, writes: int) -> None:
    """Nothing is lost, nobody reads *locked*, the slowest reply takes at most two seconds."""
    thread = people.open_thread(people.join("Ana Hoxhaj"), "Eight at once")
    cookies = [people.signed_in(app, people.join(f"Writer {number}")) for number in range(PROCESSES)]
    names = [f"Guest {number}" for number in range(SIGNING_IN)]
    for name in names:
        people.join(name, password=True)
    with served(database, processes=PROCESSES) as site:
        writers = [Writer(site.browser(cookie), thread, f"w{n}", n) for n, cookie in enumerate(cookies)]
        for writer in writers:
            writer.open_form()
        with ThreadPoolExecutor(PROCESSES + SIGNING_IN) as pool:
            list(pool.map(lambda writer: writer.say(f"{writer.name} says 0"), writers))
            saying = [pool.submit(_say_much, writer, writes) for writer in writers]
            entering = [pool.submit(_sign_in, site, name, n) for n, name in enumerate(names)]
            for done in (*saying, *entering):
                done.result()
    answers = [answer for writer in writers for answer in writer.answers]
    assert Counter(answer.status for answer in answers) == {303: PROCESSES * writes}
    assert stored(thread) == {f"w{n} says {i}": 1 for n in range(PROCESSES) for i in range(writes)}
    assert_whole(thread)
    log = site.log.read_text()
    assert "locked" not in log and "Traceback" not in log
    seconds = sorted(answer.seconds for writer in writers for answer in writer.answers[1:])  # the first compiles pages
    slowest, middle = seconds[-1], seconds[len(seconds) // 2]
    print(f"\n{len(answers)} replies, {middle:.2f} s in the middle, slowest {slowest:.2f} s")
    assert slowest <= WORST


def _say_much(writer: Writer, writes: int) -> None:
    for number in range(1, writes):
        writer.say(f"{writer.name} says {number}")


def _sign_in(site: Site, name: str, home: int) -> None:
    browser = site.browser()
    origin = {"X-Forwarded-For": f"10.100.{home}.1"}
    page = browser.get("/en/sign-in", **origin)
    filled = {**fields(page.text, "password"), "email": people.address_of(name), "password": people.PASSWORD}
    answer = browser.post("/en/sign-in", filled | {"next": "/en/threads"}, **origin)
    assert answer.status == 303, (answer.status, answer.text[:300])
    assert browser.get("/en/notices", **origin).status == 200


@pytest.mark.parametrize("deaths", [3, pytest.param(25, marks=pytest.mark.drill)])
def test_a_killed_process_loses_nothing_that_was_acknowledged(app: Flask, database: House, deaths: int) -> None:
    """`kill -9` in the middle of writing: what got its answer stands, once; the rest stands whole or not at all.
    Whoever got no answer sends the same form again, and it has one effect."""
    thread = people.open_thread(people.join("Ana Hoxhaj"), "Dying in the middle")
    cookies = [people.signed_in(app, people.join(f"Writer {number}")) for number in range(3)]
    stop = threading.Event()
    with served(database, processes=2) as site:
        writers = [Writer(site.browser(cookie), thread, f"w{n}", n) for n, cookie in enumerate(cookies)]
        for writer in writers:
            writer.open_form()
        with ThreadPoolExecutor(len(writers)) as pool:
            saying = [pool.submit(_say_until, writer, stop) for writer in writers]
            for _ in range(deaths):
                time.sleep(random.uniform(0.05, 0.5))
                _kill_one(site)
                _until_somebody_is_answered(writers)
            stop.set()
            said = [text for done in saying for text in done.result()]
    assert len(said) >= deaths
    assert stored(thread) == dict.fromkeys(said, 1)
    assert_whole(thread)


def _until_somebody_is_answered(writers: list[Writer]) -> None:
    before, until = sum(len(writer.answers) for writer in writers), time.monotonic() + 30
    while sum(len(writer.answers) for writer in writers) == before:
        assert time.monotonic() < until, "nobody is answered any more"
        time.sleep(0.02)


def _kill_one(site: Site) -> None:
    until = time.monotonic() + 20
    while not (alive := site.workers()):
        assert time.monotonic() < until, "gunicorn starts no process again"
        time.sleep(0.05)
    os.kill(random.choice(alive), signal.SIGKILL)


def _say_until(writer: Writer, stop: threading.Event) -> list[str]:
    said = []
    while not stop.is_set():
        text, form_key = f"{writer.name} says {len(said)}", new_key(24)
        until = time.monotonic() + 30
        while True:
            try:
                answer = writer.say(text, form_key)
            except (OSError, HTTPException):  # no answer, or half of one: the same form again, as a person would
                assert time.monotonic() < until
                time.sleep(0.05)
                continue
            assert answer.status == 303, (answer.status, answer.text[:300])
            said.append(text)
            break
    return said
