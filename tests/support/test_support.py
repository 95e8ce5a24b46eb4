"""What the tests lean on can fail: each tool is shown something bad."""

import os
import smtplib
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest

from tests.support import html_lint, postgres, process, require, smtp, spell

GOOD = """<!doctype html><html lang="sq"><head><meta charset="utf-8"><title>Sofra</title>
<link rel="stylesheet" href="/static/x/sofra.css"></head>
<body><main><h1>Tryeza</h1><h2>Kërkesat</h2><form action="/sq/search"><label for="q">Kërko</label>
<input id="q" name="q"><button>Kërko</button></form></main></body></html>"""


def test_a_good_page_has_no_problem() -> None:
    assert html_lint.lint(GOOD, language="sq") == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("<h2>", "<p><div></p><h2>", "HTML:"),
        ("<h2>Kërkesat</h2>", "<h1>Kërkesat</h1>", "2 h1 instead of one"),
        ("h2>", "h3>", "h3 after h1"),
        ('<label for="q">Kërko</label>', "", "input q has no label"),
        ("<button>Kërko</button>", "<button></button>", "a button without words"),
        ("<main>", '<main id="q">', "id q stands 2 times"),
        (' lang="sq"', "", "html has no lang"),
        ('lang="sq"', 'lang="sr-Latn"', "not sq"),
        ("<main>", '<main><img src="/x.png">', "has no alt"),
        ("<main>", "<main><svg></svg>", "neither named nor hidden"),
        ("<main>", '<main style="color:red">', "has style="),
        ("<main>", '<main onclick="x()">', "has onclick="),
        ("<main>", "<main><script>1</script>", "an inline script"),
        ("<main>", '<main><img alt="" src="https://elsewhere.example/x.png">', "asks a third party"),
        ("<main>", "<main><p>⟦Search⟧</p>", "not translated: ⟦Search⟧"),
        ("<main>", "<main><p>%(count)s posts</p>", "a placeholder was not filled"),
        ('<label for="q">', '<label for="z">', "for names z"),
    ],
)
def test_a_bad_page_is_told_what_is_bad(old: str, new: str, problem: str) -> None:
    found = html_lint.lint(GOOD.replace(old, new), language="sq")
    assert any(problem in line for line in found), found


@pytest.mark.postgres
def test_a_private_postgresql_starts_copies_and_ends() -> None:
    require.require("postgres")
    with postgres.cluster() as running:
        running.create("one")
        with psycopg.connect(running.url("one"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (what text)")
        before = running.writes()
        assert running.writes() == before, "reading is not a write"
        running.create("two", "one")
        assert running.writes() > before
        with psycopg.connect(running.url("two")) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
            assert connection.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchone() == (True,)
        place = running.place
        assert (place / "data").stat().st_uid != 0 or os.geteuid() != 0
    assert not place.exists()


@pytest.mark.redis
def test_a_private_redis_answers(redis_url: str) -> None:
    import redis

    with redis.Redis.from_url(redis_url) as connection:
        assert connection.ping()


def test_the_mailbox_keeps_and_refuses(mailbox: smtp.Mailbox) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "sofra@example.org", "besa@example.org", "Ftesë"
    letter.set_content("Përshëndetje")
    host, port = mailbox.url.removeprefix("smtp://").split(":")
    mailbox.refuse.add("nobody@example.org")
    with smtplib.SMTP(host, int(port)) as server:
        server.send_message(letter)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            server.sendmail("sofra@example.org", ["nobody@example.org"], "x")
    assert [found["Subject"] for found in mailbox.to("besa@example.org")] == ["Ftesë"]


@pytest.mark.spell
@pytest.mark.parametrize(
    ("reading", "text", "wrong"),
    [
        ("sq", "Ky është një tekst i gabuaarr.", ["gabuaarr"]),
        ("sr-latn", "Ovo je rečenica sa greškomm.", ["greškomm"]),
        ("sr-cyrl", "Ово је реченица са грешкомм.", ["грешкомм"]),
    ],
)
def test_misspelt_words_are_found(reading: str, text: str, wrong: list[str]) -> None:
    require.require("spell")
    assert spell.misspelt([text], reading) == wrong


def test_a_service_that_is_required_is_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(require.SERVICES, "redis", (lambda: None, "no redis-server"))
    monkeypatch.setenv("SOFRA_REQUIRE", "")
    with pytest.raises(pytest.skip.Exception, match="redis: no redis-server"):
        require.require("redis")
    monkeypatch.setenv("SOFRA_REQUIRE", "postgres,redis")
    with pytest.raises(pytest.fail.Exception, match="SOFRA_REQUIRE names redis"):
        require.require("redis")
    monkeypatch.setenv("SOFRA_REQUIRE", "postgress")
    assert require.unknown() == {"postgress"}


def test_a_service_that_cannot_start_says_why(tmp_path: Path) -> None:
    log = tmp_path / "log"
    service = process.start(["/bin/sh", "-c", "echo out of plates; exit 3"], log)
    with pytest.raises(RuntimeError, match="out of plates"):
        process.wait_until(lambda: False, service, log)


def test_tests_do_not_reach_other_machines() -> None:
    import socket

    with socket.socket() as probe, pytest.raises(AssertionError, match="wanted to talk to"):
        probe.connect(("192.0.2.1", 80))
