"""The pages of translators, as a browser without scripts sees them."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from forum.accounts.models import Role
from forum.core.db import db, writing
from forum.core.policy import Actor
from forum.translation import operations
from forum.translation.models import Translation
from forum.translation.rules import words
from tests.support.visits import Page, checked
from tests.translation.conftest import Letter, Shelf, make_translator

Translators = Callable[..., Actor]
CANARY = "kanarinë"


def at(letter: Letter, language: str = "en", kind: str = "letter", tail: str = "", reading: str = "en") -> str:
    """The address of a piece."""
    return f"/{reading}/translations/{kind}/{letter.key}/body/{language}{tail}"


def fields(page: Page, url: str) -> dict[str, str]:
    """The fields of the form that posts to exactly this address."""
    form = next(form for form in page.tree.forms if form.get("action") == url)
    return {str(name): str(value or "") for name, value in form.form_values()}


def post(client: FlaskClient, url: str, page: Page, status: int = 303, **changes: str) -> Any:
    """Send the form of a page to its address."""
    response = client.post(url, data=fields(page, url) | changes)
    assert response.status_code == status, response.get_data(as_text=True)
    return response


@pytest.fixture
def two(app: Flask, sign_in: Callable[..., FlaskClient], translator: Translators) -> tuple[FlaskClient, FlaskClient]:
    """Two browsers of two translators."""
    return tuple(sign_in(translator("en", "sr"), app.test_client()) for _ in range(2))  # type: ignore[return-value]


@pytest.fixture
def outside(app: Flask) -> Actor:
    """Somebody whose mandate and roles have ended."""
    found = make_translator("en")
    with writing() as session:
        session.execute(delete(Role).where(Role.person_id == found.id))
    return found


def visit(client: FlaskClient, url: str, status: int = 200) -> Page:
    """A page of a browser."""
    return checked(client.get(url), status)


def test_asked_claimed_written_returned_and_approved_without_scripts(
    shelf: Shelf, two: tuple[FlaskClient, FlaskClient]
) -> None:
    letter, (one, other) = shelf.write("Kërkesa e një **minoriteti** nga 12 maji."), two
    page = visit(one, at(letter))
    assert "Request translation" in page.text
    post(one, at(letter, tail="/request"), page)
    assert "Kërkesa e një minoriteti" in visit(one, "/en/translations?language=en").text
    page = visit(one, at(letter))
    post(one, at(letter, tail="/claim"), page)
    page = visit(one, at(letter))
    assert "Held until:" in page.text
    post(one, at(letter), page, words="The demand", then="save")
    page = visit(one, at(letter) + "?saved=1")
    assert fields(page, at(letter))["words"].strip() == "The demand"
    post(one, at(letter), page, words="The demand of a **minority**.", then="submit", note="Short")
    assert "Another person reviews it" in visit(one, at(letter)).text
    assert "another person reviews it" in visit(one, at(letter, tail="/review")).text
    page = visit(other, at(letter, tail="/review"))
    assert "Not found: 12" in page.text
    checked(
        other.post(at(letter, tail="/review"), data=fields(page, at(letter, tail="/review")) | {"then": "return"}), 422
    )
    post(other, at(letter, tail="/review"), page, note="The date is missing", then="return")
    page = visit(one, at(letter))
    assert "The date is missing" in page.text
    post(one, at(letter), page, words="The demand of a **minority**, 12 May.", then="submit")
    page = visit(other, at(letter, tail="/review"))
    post(other, at(letter, tail="/review"), page, then="approve")
    assert "12 May" in visit(one, at(letter)).text
    public = visit(one.application.test_client(), f"/en/translations/letter/{letter.key}/body")
    assert "12 May" in public.text


def test_a_changed_original_is_shown_beside_the_text_that_was_typed(
    shelf: Shelf, two: tuple[FlaskClient, FlaskClient]
) -> None:
    letter, (one, _) = shelf.write("Përshëndetje nga liqeni."), two
    page = visit(one, at(letter))
    changed = words("Përshëndetje nga mali.", "sq")
    with writing():
        operations.revise_text("letter", letter.id, "body", changed, None)
    sent = fields(page, at(letter)) | {"words": "Greetings from the lake.", "then": "submit"}
    answer = checked(one.post(at(letter), data=sent), 409)
    assert [one.text_content() for one in answer.xpath("//del | //ins")] == ["liqeni", "mali"]
    assert fields(answer, at(letter))["words"].strip() == "Greetings from the lake."
    post(one, at(letter), answer, words="Greetings from the mountain.", then="submit")


def test_latin_typed_for_a_text_that_binds_comes_back_in_cyrillic_to_be_checked(
    shelf: Shelf, two: tuple[FlaskClient, FlaskClient]
) -> None:
    letter, (one, _) = shelf.write("A greeting.", "en", kind="article"), two
    url = at(letter, "sr", "article")
    sent = fields(visit(one, url), url) | {"words": "Pozdrav ljudima i YIHR", "then": "submit"}
    answer = checked(one.post(url, data=sent), 422)
    assert fields(answer, url)["words"].strip() == "Поздрав људима и YIHR"
    assert db.session.scalar(select(Translation.state)) is None
    post(one, url, answer, then="submit")
    assert db.session.scalar(select(Translation.script)) == "Cyrl"


@pytest.mark.parametrize("typed", ["", "   ", "[](https://example.org)", "a" * 20_001])
def test_what_cannot_be_shown_is_refused_and_kept(
    typed: str, shelf: Shelf, two: tuple[FlaskClient, FlaskClient]
) -> None:
    letter, (one, _) = shelf.write("Përshëndetje."), two
    sent = fields(visit(one, at(letter)), at(letter)) | {"words": typed, "then": "submit"}
    answer = checked(one.post(at(letter), data=sent), 422)
    assert fields(answer, at(letter))["words"].strip() == typed.strip()


def test_a_members_only_original_stays_with_the_members(
    shelf: Shelf, app: Flask, two: tuple[FlaskClient, FlaskClient], sign_in: Callable[..., FlaskClient], outside: Actor
) -> None:
    letter, (one, _) = shelf.write(f"Kjo është {CANARY}.", public=False), two
    post(one, at(letter, tail="/request"), visit(one, at(letter)))
    assert CANARY in visit(one, "/en/translations?language=en").text
    outsider, visitor = sign_in(outside, app.test_client()), app.test_client()
    history = f"/en/translations/letter/{letter.key}/body"
    for browser in (outsider, visitor):
        for url in (history, "/en/translations?language=en", at(letter), at(letter, tail="/review")):
            answer = browser.get(url, follow_redirects=False)
            assert answer.status_code in (404, 303), url
            assert CANARY not in answer.get_data(as_text=True)
    unknown = visitor.get("/en/translations/letter/zzzzzzz/body")
    assert visitor.get(history).get_data() == unknown.get_data()


def test_the_list_names_nothing_that_this_member_may_not_read(
    shelf: Shelf, two: tuple[FlaskClient, FlaskClient], translator: Translators
) -> None:
    hidden, shown = shelf.write("E fshehtë.", is_open=False), shelf.write("E hapur.")
    with writing():
        for letter in (hidden, shown):
            operations.ask_for("letter", letter.id, "body", ("en",))
    page = visit(two[0], "/en/translations?language=en")
    assert "E hapur" in page.text
    assert "E fshehtë" not in page.text


@pytest.mark.parametrize("reading", ["en", "sq", "sr-latn", "sr-cyrl"])
def test_every_part_of_the_list_opens_empty_and_continues(
    reading: str, shelf: Shelf, two: tuple[FlaskClient, FlaskClient]
) -> None:
    for part in ("write", "review", "mine", "outdated", "disputed"):
        assert visit(two[0], f"/{reading}/translations?language=en&part={part}").xpath("//div[@class='empty']")
    letters = [shelf.write(f"Shkrimi {number}.") for number in range(65)]
    with writing():
        for letter in letters:
            operations.ask_for("letter", letter.id, "body", ("en",))
    seen: list[str] = []
    url: str | None = f"/{reading}/translations?language=en"
    while url:
        page = visit(two[0], url)
        seen += [link for link in page.links() if "/translations/letter/" in link]
        following = page.xpath("//a[@rel='next']/@href")
        url = following[0] if following else None
    assert len(seen) == len(set(seen)) == 65


def test_nonsense_in_the_address_is_not_an_error_of_ours(shelf: Shelf, two: tuple[FlaskClient, FlaskClient]) -> None:
    letter = shelf.write("Përshëndetje.")
    assert two[0].get("/en/translations?after=x~y~z&part=9&language=xx").status_code == 200
    assert two[0].get("/en/translations?after=00010101T000000.0~99991231T000000.0~99999").status_code == 200
    for url in (at(letter, "xx"), at(letter, kind="nothing"), f"/en/translations/letter/{letter.key}/nofield/en"):
        assert two[0].get(url).status_code == 404


def test_a_doubt_is_said_shown_and_settled(shelf: Shelf, two: tuple[FlaskClient, FlaskClient]) -> None:
    letter, (one, other) = shelf.write("Përshëndetje."), two
    post(one, at(letter), visit(one, at(letter)), words="Regards.", then="submit")
    post(other, at(letter, tail="/review"), visit(other, at(letter, tail="/review")), then="approve")
    post(one, at(letter, tail="/dispute"), visit(one, at(letter, tail="/dispute")), reason="Too cold")
    assert "Përshëndetje" in visit(one, "/en/translations?language=en&part=disputed").text
    page = visit(other, at(letter))
    assert "Too cold" in page.text
    doubt = next(form for form in page.tree.forms if "/dispute/" in form.get("action", "")).get("action")
    post(other, doubt, page, then="keep")
    assert "Too cold" not in visit(other, at(letter)).text


def test_of_two_claims_at_once_one_wins(shelf: Shelf, app: Flask, two: tuple[FlaskClient, FlaskClient]) -> None:
    letter = shelf.write("Përshëndetje.")
    url, ready, answers = at(letter, tail="/claim"), Barrier(2), []

    def press(browser: FlaskClient, fields: dict[str, str]) -> None:
        ready.wait()
        answers.append(browser.post(url, data=fields).status_code)

    pages = [fields(visit(browser, at(letter)), url) for browser in two]
    threads = [Thread(target=press, args=pair) for pair in zip(two, pages, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 409]


def test_a_page_costs_no_more_statements_for_more_lines(
    shelf: Shelf, two: tuple[FlaskClient, FlaskClient], count_statements: Any
) -> None:
    for number in range(3):
        letter = shelf.write(f"Shkrimi {number}.")
        with writing():
            operations.ask_for("letter", letter.id, "body", ("en",))
    with count_statements(at_most=4):
        two[0].get("/en/translations?language=en")
