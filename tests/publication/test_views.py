"""The public page of a position, its list and feeds, and the page of a further version (R9, R12, R28, R35)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.consultation.rules.roll import Seat
from forum.core.db import db
from forum.publication.queries import position
from tests.consultation.conftest import Table
from tests.support import visits
from tests.support.visits import Page

READINGS = ("en", "sq", "sr-latn", "sr-cyrl")
pytestmark = pytest.mark.usefixtures("plain_files")


def fields(page: Page, what: str) -> dict[str, str]:
    (form,) = [one for one in page.tree.forms if str(one.get("action")).endswith(f"/further/{what}")]
    return {str(name): str(value or "").removeprefix("\r\n").removeprefix("\n") for name, value in form.form_values()}


def test_the_page_tells_everything_in_its_order(published: Callable[..., str], visit: Callable[..., Page]) -> None:
    """features.md §4.6: question, class, summary, text, who took which stance, dissents, figures, method, citation."""
    number = published()
    page = visit(f"/en/positions/{number}")
    order = [
        "Should agreements be carried out", "Implement agreements reached", "On each side at least",
        "Every agreement gets a date. The date is published.", "The position", "Evidence", "Stances by name", "Endorse",
        "Endorse with reservation", "Paper Boat", "On paragraph 1", "Not before March.", "Stand aside", "Wide Road",
        "Do not join", "Open Window", "Dissent", "Stone Well", "No response", "Between Hills", "Dissenting opinions",
        "We see it otherwise", "Stances by side", "Seat", "Why this is the outcome", "Download",
        "Number, citation, hash", "How this came about", "To be reviewed by", "Language versions",
    ]  # fmt: skip
    places, at = [], 0
    for words in order:
        at = page.text.find(words, at)
        places.append((words, at))
        assert at >= 0, places
    assert page.xpath("//ol[@class='articles']//strong[.='date']"), "what was written in Markdown is rendered"
    assert "**" not in page.text and "*before*" not in page.text
    assert page.xpath("//article[@class='dissent']//p[.='A second paragraph.']")
    (ring,) = page.xpath("//svg[contains(@class, 'ring')]")
    assert ring.get("role") == "img" and "Kosovo: Endorse 3" in ring.get("aria-label")
    lines = page.xpath("(//table)[1]/tbody/tr")
    rows = {row.xpath("th")[0].text: [one.text for one in row.xpath("td")] for row in lines}
    assert rows["Kosovo"] == ["5", "3", "1", "0", "1", "0", "0"]
    assert rows["Serbia"] == ["5", "3", "0", "1", "0", "1", "0"]
    assert set(rows) == {"Kosovo", "Serbia"}, "no row of everybody together (R1)"


def test_it_stands_in_every_language_and_script(published: Callable[..., str], client: FlaskClient) -> None:
    number = published()
    said = {"en": "Dates for agreements", "sq": "Data për marrëveshjet", "sr-latn": "Rokovi za sporazume",
            "sr-cyrl": "Рокови за споразуме"}  # fmt: skip
    for code in READINGS:
        for url in (f"/{code}/positions", f"/{code}/positions/{number}", f"/{code}/positions/{number}/v1"):
            page = visits.visit(client, url)
            assert said[code] in page.text
        foreign = page.xpath("//article[@class='dissent']//*[@lang='en']")
        assert bool(foreign) is (code != "en"), "a fragment in another language says so"
        feed = client.get(f"/{code}/feed.atom").get_data(as_text=True)
        assert said[code] in feed
    page = visits.visit(client, f"/sr-latn/positions/{number}")
    assert page.xpath("//ol[@class='articles']//strong[.='rok']")


def test_signed_in_it_costs_eight_statements_whatever_its_size_and_signed_out_no_more(
    table: Table, published: Callable[..., str], app: Flask, client: FlaskClient, sign_in: Callable[..., FlaskClient],
    count_statements: Callable[..., Any],
) -> None:  # fmt: skip
    number = published()
    member = sign_in(table.organisations["Stone Well"].speakers[0], app.test_client())
    for browser in (member, client):
        browser.get(f"/en/positions/{number}")
        with count_statements(at_most=8):
            assert browser.get(f"/en/positions/{number}").status_code == 200
    with count_statements() as found:
        client.get(f"/en/positions/{number}")
    table.wait(hours=1)
    _further(table, number, sign_in, app, times=3)
    with count_statements() as more:
        client.get(f"/en/positions/{number}")
    assert more.count == found.count


def _further(table: Table, number: str, sign_in: Any, app: Flask, times: int) -> None:
    from forum.core.db import writing
    from forum.publication.operations import further
    from forum.publication.rules.content import Words

    for turn in range(times):
        table.wait(minutes=1)
        with writing():
            words = Words("en", {"en": f"Note {turn}."})
            further.add_note(table.actor(table.administrator), number, turn + 1, "note", words)


def test_signed_out_an_unchanged_page_is_304_and_a_further_version_changes_it(
    table: Table, published: Callable[..., str], app: Flask, client: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    number = published()
    first = client.get(f"/en/positions/{number}")
    assert first.headers["Cache-Control"].startswith("public")
    etag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"/en/positions/{number}", headers=etag).status_code == 304
    _further(table, number, sign_in, app, times=1)
    page = visits.checked(client.get(f"/en/positions/{number}", headers=etag))
    assert "Note 0." in page.text and "Version 2" in page.text
    old = visits.visit(client, f"/en/positions/{number}/v1")
    assert "There is a newer version of this position." in old.text and "Note 0." not in old.text
    assert [client.get(f"/en/positions/{number}/v{version}").status_code for version in (0, 3, 999)] == [404, 404, 404]
    assert client.get("/en/positions/JS-2099-01").status_code == 404


def test_without_a_language_there_is_a_choice_of_four(published: Callable[..., str], client: FlaskClient) -> None:
    """R36."""
    number = published()
    for tail in ("", "/v1", ".pdf", ".json", "/v1.csv"):
        answer = client.get(f"/positions/{number}{tail}")
        body = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert all(f'/{code}/positions/{number}{tail}"' in body for code in READINGS), tail
    assert client.get("/positions/JS-2099-01.pdf").status_code == 404


def test_a_rapid_one_is_a_reaction_only_if_it_is_joint(published: Callable[..., str], client: FlaskClient) -> None:
    """R9: headed *signed by a of n and b of m*, never by a total."""
    number = published("rapid")
    page = visits.visit(client, f"/en/positions/{number}")
    content = position(number).content
    db.session.rollback()
    joint = content.outcome == "joint"
    head = page.xpath("//div[@class='head']")[0].text_content()
    assert ("Joint reaction" in head) is joint
    assert bool(re.search(r"Signed by 4 of 5 .* and 3 of 5", head)) is joint
    assert "47" not in head and " of 11" not in page.text


@pytest.mark.database("sqlite")
def test_a_rapid_one_that_is_joint_is_headed_by_who_signed(table: Table, client: FlaskClient) -> None:
    from tests.consultation import answers as a

    number = table.opened("rapid")
    a.take_all(table, number, "endorse", but=("Stone Well", "Wide Road", "Blue Door", "Between Hills"))
    a.publish(table, number)
    page = visits.visit(client, f"/en/positions/{number}")
    head = " ".join(page.xpath("//div[@class='head']")[0].text_content().split())
    assert "Joint reaction" in head
    assert "Signed by 4 of 5 (seat: Kosovo) and 3 of 5 (seat: Serbia)" in head


def test_the_page_of_a_further_version_is_for_administrators_and_facilitators(
    table: Table, published: Callable[..., str], app: Flask, sign_in: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    number = published()
    url = f"/en/positions/{number}/further"
    people = {"admin": table.administrator, "facilitator": table.facilitators[Seat.KOSOVO]}
    for person in people.values():
        browser = sign_in(person, app.test_client())
        assert visits.visit(browser, f"/en/positions/{number}").xpath(f"//a[@href='{url}']")
        visits.visit(browser, url)
    for stranger in (table.organisations["Stone Well"].speakers[0], table.translators[0]):
        browser = sign_in(stranger, app.test_client())
        assert not visits.visit(browser, f"/en/positions/{number}").xpath(f"//a[@href='{url}']")
        assert browser.get(url).status_code == 404
    assert client.get(url).status_code == 303
    assert not visits.visit(client, f"/en/positions/{number}").xpath(f"//a[@href='{url}']")
    table.wait(hours=1)
    browser = sign_in(people["facilitator"], app.test_client())
    page = visits.visit(browser, url)
    typed = {**fields(page, "note"), "kind": "erratum", "note_sq": "Një gabim <b>.", "note_en": "x" * 4001}
    refused = visits.checked(browser.post(f"{url}/note", data=typed), 422)
    kept = fields(refused, "note")
    assert (kept["note_sq"], kept["note_en"], kept["kind"]) == ("Një gabim <b>.", "x" * 4001, "erratum")
    empty = visits.checked(browser.post(f"{url}/note", data=fields(page, "note")), 422)
    assert "in one language or more" in empty.text
    done = browser.post(f"{url}/note", data={**fields(page, "note"), "kind": "erratum", "note_sq": "Një gabim <b>."})
    assert done.headers["Location"].endswith(f"/en/positions/{number}/v2")
    shown = visits.visit(browser, f"/sq/positions/{number}")
    assert "Një gabim <b>." in shown.text
    stale = browser.post(f"{url}/note", data={**fields(page, "note"), "form_key": "k" * 24, "note_en": "Late words."})
    conflict = visits.checked(stale, 409)
    assert "published meanwhile" in conflict.text and fields(conflict, "note")["note_en"] == "Late words."
    table.wait(minutes=1)
    assert browser.post(f"{url}/note", data=fields(conflict, "note")).status_code == 303


@pytest.mark.parametrize("code", READINGS)
@pytest.mark.database("sqlite")
def test_the_page_of_a_further_version_stands_in_every_language(
    table: Table, published: Callable[..., str], app: Flask, sign_in: Callable[..., FlaskClient], code: str
) -> None:
    number = published("rapid")
    visits.visit(sign_in(table.administrator, app.test_client()), f"/{code}/positions/{number}/further")


def test_every_change_of_a_further_version_has_its_form(
    table: Table, published: Callable[..., str], app: Flask, sign_in: Callable[..., FlaskClient]
) -> None:
    number = published("rapid")
    url = f"/en/positions/{number}/further"
    said = {
        "evidence": {"paragraph": "2", "away": "2.0", "reference": "GOV-2", "label": "The demand", "note_en": "Wrong."},
        "name": {"name": "quiet-square", "note_en": "It asked for it."},
        "late": {"late": "between-hills"},
        "language": {"language": "tr", "title": "Tarihler", "summary": "Bir. İki.", "question": "Mi?",
                     "paragraph_1": "Bir **tarih**.", "paragraph_2": "Yayımlanır."},
    }  # fmt: skip
    for version, (what, typed) in enumerate(said.items(), 2):
        table.wait(hours=1)
        browser = sign_in(table.administrator, app.test_client())
        shown = visits.visit(browser, url)
        answer = browser.post(f"{url}/{what}", data={**fields(shown, what), **typed})
        assert answer.status_code == 303, (what, visits.Page(answer).text)
        assert position(number).version == version
        db.session.rollback()
    page = visits.visit(browser, f"/en/positions/{number}")
    for words in ("Evidence: Demand GOV-2", "name withdrawn on", "Signed after the close", "Between Hills", "Tarihler"):
        assert words in page.text, words
    assert page.xpath("//section[@lang='tr']//li[.='Bir tarih.']")
    shown = visits.visit(browser, url)
    wrong = {**fields(shown, "evidence"), "paragraph": "1", "away": "2.0", "note_en": "Wrong."}
    assert visits.checked(browser.post(f"{url}/evidence", data=wrong), 422)
    assert browser.post(f"{url}/nonsense", data=wrong).status_code in (404, 405)


def test_feeds_carry_the_outcome_and_every_figure_of_each_side(
    published: Callable[..., str], client: FlaskClient
) -> None:
    number = published()
    for url in ("/en/feed.atom", "/en/demands/implement-agreements-reached/feed.atom"):
        answer = client.get(url)
        if answer.status_code == 404:
            url = next(link for link in visits.visit(client, f"/en/positions/{number}").links() if "/demands/" in link)
            answer = client.get(f"{url}/feed.atom")
        body = answer.get_data(as_text=True)
        assert "Kosovo: Endorse 3, Endorse with reservation 1, Stand aside 0, Do not join 1, Dissent 0" in body
        assert "Serbia: Endorse 3, Endorse with reservation 0, Stand aside 1, Do not join 0, Dissent 1" in body
