"""The first view is small and readable after the page and one stylesheet (Show 16)."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from forum.core.languages import READINGS
from forum.statement.queries import demands
from tests.consultation.conftest import Table
from tests.discussion.conftest import Table as Debate
from tests.support.visits import Page

pytestmark = pytest.mark.database("sqlite")
Visit = Callable[..., Page]
KILO = 1024
CYRILLIC = (
    "Сваки споразум има рок, а рок има онога ко га прати. Када рока нема, нико не зна да ли је обећано испуњено и "
    "нико не пита. Зато предлажемо да се уз сваки споразум објави датум, одговорна страна и место где се чита како "
    "напредује примена, на оба језика и оба писма, без чекања и без посебног захтева."
)


@pytest.fixture
def place(table: Table, debate: Debate) -> dict[str, str]:
    """A full place: a page of twenty posts in Cyrillic, an open consultation; the paths of what people open first."""
    table.opened()
    milica, arta = debate.person("Милица Пример"), debate.person("Arta Shembulli")
    opened = debate.thread(milica, "Рокови за споразуме: ко их прати и где се то чита?", CYRILLIC, language="sr")
    key = opened.post_key
    for number in range(24):
        words = " ".join(CYRILLIC.split()[number:] + CYRILLIC.split()[:number]) + f" {number} " * 3
        reply = debate.reply(arta if number % 2 else milica, key, f"{words}\n\n{words[::-1]}", language="sr")
        key = reply.key if number % 5 else opened.post_key
    return {
        "home": "", "statement": "statement", "demand": f"demands/{demands()['GOV-2'].slug}", "threads": "threads",
        "thread": f"threads/{opened.key}-{opened.slug}", "search": "search?q=rokovi",
    }  # fmt: skip


def file_of(client: FlaskClient, path: str) -> bytes:
    """A file that is kept for ever under its address."""
    with client.get(path) as answer:
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
        return answer.data


def packed(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def test_the_first_view_weighs_at_most_thirty_kilobytes(
    place: dict[str, str], client: FlaskClient, sign_in: Callable[..., Any], debate: Debate
) -> None:
    """In each language and script, signed in too: the page and its one stylesheet, compressed."""
    member = sign_in(debate.person("Besa Fiktive"), client.application.test_client())
    weights = {}
    for reading in READINGS:
        for name, path in place.items():
            for browser in (client, member):
                answer = browser.get(f"/{reading}/{path}")
                assert answer.status_code == 200
                page = Page(answer)
                sheets = page.xpath("//link[@rel='stylesheet']/@href")
                assert len(sheets) == 1 and sheets[0].startswith("/static/")
                weights[reading, name, browser is member] = packed(answer.data) + packed(file_of(client, sheets[0]))
    heaviest = max(weights, key=lambda key: weights[key])
    assert weights[heaviest] <= 30 * KILO, f"{heaviest}: {weights[heaviest] / KILO:.1f} kB"


def test_nothing_stands_between_the_words_and_the_reader(
    place: dict[str, str], visit: Visit, client: FlaskClient
) -> None:
    """One stylesheet, scripts that wait (modules), no picture, font or frame that is loaded; no import of another."""
    for path in place.values():
        page = visit(f"/sr-cyrl/{path}")
        assert page.xpath("//script") and all(one.get("type") == "module" for one in page.xpath("//script"))
        assert not page.xpath("//img | //iframe | //video | //object | //link[@rel='preload']")
        style = file_of(client, page.xpath("//link[@rel='stylesheet']/@href")[0]).decode()
        assert "@import" not in style and "@font-face" not in style and "url(http" not in style
