"""The public page of a consultation and the list, signed out and signed in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from forum.consultation.operations import position, signing, stops
from forum.consultation.queries import intents
from forum.consultation.rules import timetable
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.signatures import Act
from forum.core import clock
from forum.core.db import writing
from forum.core.web.filters import cutoff_in_words, date_in_words, datetime_in_words
from forum.translation.rules import words
from tests.consultation.answers import take
from tests.consultation.conftest import KOSOVO, QUESTION, SERBIA, Table
from tests.support.visits import Page

Visit = Callable[..., Page]
SignIn = Callable[..., FlaskClient]
KS, RS = Seat.KOSOVO, Seat.SERBIA


def address(table: Table, name: str, reading: str = "en") -> str:
    facts = table.facts(name)
    return f"/{reading}/consultations/{facts.name}-{facts.slug}"


def section(page: Page, name: str) -> str:
    """The words of the section whose heading has that id."""
    return " ".join(page.xpath(f"//section[@aria-labelledby='{name}']")[0].text_content().split())


@pytest.mark.parametrize("reading", ["en", "sq", "sr-latn", "sr-cyrl"])
@pytest.mark.database("sqlite")
def test_it_is_a_page_in_every_language_with_the_text_in_its_script(table: Table, visit: Visit, reading: str) -> None:
    number = table.announced()
    table.organisation("Undeclared Forum", None)
    told = {
        "en": "Dates are published.", "sq": "Datat publikohen.", "sr-latn": "Rokovi se objavljuju.",
        "sr-cyrl": "Рокови се објављују.",
    }  # fmt: skip
    for _ in range(2):
        page = visit(address(table, number, reading))
        item = page.xpath("//ol[@class='articles']/li[2]/div")[0]
        assert item.text_content().strip() == told[reading] and item.get("lang") is None
        assert (page.xpath("//h1/@lang") or ["en"]) == ["en"], "the question was written in English only"
        assert "Undeclared Forum" not in page.text
        if table.facts(number).frozen_at is None:
            table.sign(number, Act.FREEZE)
    visit(f"/{reading}/consultations")


@pytest.mark.database("sqlite")
def test_a_post_that_a_paragraph_rests_on_is_told_by_its_place_and_day(table: Table, visit: Visit) -> None:
    from forum.discussion import operations as discussion

    key, person = table.drafted(), table.facilitators[Seat.KOSOVO]
    title, body = words("A thread", "en", plain=True), words("Opening words.", "en")
    with writing():
        opened = discussion.open_thread(
            table.facilitator(Seat.KOSOVO), title=title, body=body, visibility="public", voice="own",
            demand_code="GOV-2", scope=None,
        )  # fmt: skip
    table.do(person, key, position.add_evidence, table.paragraphs(key)[0], opened.post_key)
    table.sign(key, Act.ANNOUNCE)
    number = table.facts(key).number
    assert number is not None
    page = visit(address(table, number, "en"))
    link = page.xpath(f"//ol[@class='articles']//a[contains(@href, '{opened.post_key}')]")
    assert [one.text_content() for one in link] == [f"Post 1, {date_in_words(clock.now())}"]


# ---------------------------------------------------------------- drafts are not there (R28, R36)
def test_a_draft_is_not_there_for_anybody_else(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    before = client.get("/en/consultations/abcdefg-should-agreements")
    key = table.drafted()
    url = address(table, key)
    for someone in (None, table.translators[0], table.organisations[KOSOVO[1]].speakers[0]):
        if someone:
            sign_in(someone)
        for path in (url, f"/en/consultations/{key}", f"/en/consultations/{key}-wrong", f"/consultations/{key}"):
            answer = client.get(path)
            assert answer.status_code == 404
            if someone is None and path == url:
                assert answer.data == before.data
                assert dict(answer.headers) | {"Date": ""} == dict(before.headers) | {"Date": ""}
        assert QUESTION not in client.get("/en/consultations").get_data(as_text=True)
    sign_in(table.facilitators[KS])
    page = visit(url)
    assert "only its facilitators and administrators see this page" in page.text
    assert QUESTION in page.text and f"/en/consultations/{key}/facilitate" in page.links()
    assert f"/en/consultations/{key}/facilitate" in visit("/en/consultations").links()


def test_addresses_lead_to_the_page(table: Table, client: FlaskClient, sign_in: SignIn, visit: Visit) -> None:
    key = table.drafted()
    table.sign(key, Act.ANNOUNCE)
    right = address(table, key)
    number = table.facts(key).number
    for wrong in (f"/en/consultations/{number}", f"/en/consultations/{number}-x", f"/en/consultations/{key}-x"):
        answer = client.get(wrong)
        assert (answer.status_code, answer.location) == (301, right)
    for tail in ("JS-2020-01", "-", "JS-20200-1", "x"):
        assert client.get(f"/en/consultations/{tail}").status_code == 404
        assert client.get(f"/consultations/{tail}").status_code == 404
    for path in (f"/consultations/{number}", f"/consultations/{number}-anything"):
        page = visit(path)
        links = [one for one in page.links() if "/consultations/" in one]
        assert sorted(links) == sorted(address(table, key, code) for code in ("en", "sq", "sr-latn", "sr-cyrl"))
    assert f"{client.application.config['SOFRA'].base_url}/consultations/{number}" in visit(right).links()
    sign_in(table.facilitators[KS])
    answer = client.get(f"/consultations/{number}")
    assert (answer.status_code, answer.location) == (303, right), "signed in: the own language"


# ---------------------------------------------------------------- what stands on it
def test_roll_rules_hashes_dates_and_facilitators_organisations_stand_on_it(table: Table, visit: Visit) -> None:
    first, second = table.announced(), table.announced()
    facts = table.facts(first)
    page = visit(address(table, first))
    heads = [" ".join(one.text_content().split()) for one in page.xpath("//section[@aria-labelledby='roll-h']//h3")]
    assert heads == ["Kosovo 5", "Serbia 5", "Regional 1"]
    heads = [
        one.text_content().split()[0]
        for one in visit(address(table, second)).xpath("//section[@aria-labelledby='roll-h']//h3")
    ]
    assert heads == ["Serbia", "Kosovo", "Regional"], "even numbers begin with the other side (R2)"
    names = page.xpath("//section[@aria-labelledby='roll-h']//h3[1]/following-sibling::ul[1]//a/text()")
    assert [str(name) for name in names] == list(KOSOVO)
    assert facts.ruleset_sha256 and facts.roll_sha256
    assert facts.ruleset_sha256 in section(page, "hashes-h") and facts.roll_sha256 in section(page, "hashes-h")
    rules = section(page, "rules-h")
    assert "Time to answer: 14 days." in rules and "Silence is no response, never consent." in rules
    assert "Of the whole roll, at least 3/5 took a stance otherwise: No quorum" in rules
    assert "Blue Door Kosovo" in section(page, "fac-h") and "Quiet Square Serbia" in section(page, "fac-h")
    assert "Shembull" not in page.text, "people are not named"
    assert datetime_in_words(facts.announced_at or clock.now()) in section(page, "dates-h")
    assert "Not frozen yet: the words may still change" in page.text
    assert page.xpath("//a[@href='/en/evidence/GOV-2']") and page.xpath("//a[@href='https://example.org/report']")
    table.sign(first, Act.FREEZE)
    page = visit(address(table, first))
    assert "Not frozen yet" not in page.text
    assert (table.facts(first).text_sha256 or "?") in section(page, "hashes-h")


def test_an_overdue_opening_is_shown(table: Table, visit: Visit) -> None:
    number = table.announced()
    planned = table.facts(number).round.planned_at
    assert planned is not None
    late = timetable.add_days(planned, 7)
    for moment, overdue in ((late - timedelta(seconds=5), False), (late, True)):
        table.go_to(moment)
        assert ("The opening is overdue." in visit(address(table, number)).text) is overdue
    table.sign(number, Act.FREEZE)
    table.sign(number, Act.OPEN_ROUND)
    assert "overdue" not in visit(address(table, number)).text


def test_the_course_is_told_from_opening_to_result(
    table: Table, sign_in: SignIn, visit: Visit, client: FlaskClient
) -> None:
    number = table.frozen()
    url = address(table, number)
    opens, closes = table.facts(number).round.opens_at, table.facts(number).round.closes_at
    assert opens is not None and closes is not None
    assert f"Opens: {cutoff_in_words(opens)}" in visit(url).text
    table.open(number)
    assert f"Closes: {cutoff_in_words(closes)}" in visit(url).text
    for name, stance in ((KOSOVO[1], "endorse"), (KOSOVO[2], "endorse"), (SERBIA[1], "dissent")):
        take(table, number, table.organisations[name], stance)
    before = client.get(url)
    assert "Endorse" not in before.get_data(as_text=True) and "answered" not in section(Page(before), "roll-h")
    table.close(number)
    page = visit(url)
    assert "Closed, being counted." in page.text
    assert not page.xpath("//section[@aria-labelledby='result-h']"), "by its row, never by the clock (R27)"
    etag = client.get(url).headers["ETag"]
    table.work()
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200
    page = visit(url)
    result = section(page, "result-h")
    assert "No quorum" in result and "Kosovo2 of 5 have answeredSerbia1 of 5 has answered" in result
    assert "Evening Lamp Kosovo" in result and "Regional" not in result.split("No response")[0]
    assert "when the check ends" in page.text
    sign_in(table.organisations[KOSOVO[1]].speakers[0])
    assert f"/en/consultations/{number}/answer/{table.organisations[KOSOVO[1]].slug}" in " ".join(visit(url).links())


def test_what_happened_stands_with_its_public_reason_in_the_readers_language(table: Table, visit: Visit) -> None:
    number = table.opened()
    url = address(table, number)
    facts = table.facts(number)
    closes = facts.round.closes_at
    assert closes is not None
    said = words("Produženje zbog praznika.", "sr", plain=True)
    table.do(table.facilitators[RS], number, signing.propose_extension, timetable.add_days(closes, 2), said)
    assert "praznika" not in visit(url).text
    sha256 = intents.intents_of(table.facts(number))["extend"].sha256
    table.do(table.facilitators[KS], number, signing.sign, Act.EXTEND, sha256)
    page = visit(url)
    told = section(page, "events-h")
    assert f"New close: {cutoff_in_words(timetable.add_days(closes, 2))}" in told
    assert [one.get("lang") for one in page.xpath("//section[@aria-labelledby='events-h']//p[@lang]")] == ["sr-Latn"]
    table.translate("consultation_event", f"{facts.key}.4", "reason", "en", "Extended for a holiday.", plain=True)
    assert "Extended for a holiday." in section(visit(url), "events-h")
    stop = words("An incident.", "en", plain=True)
    table.do(table.facilitators[KS], number, stops.suspend, stop)
    page = visit(url)
    assert "Suspended: clocks stand still, nobody can answer." in page.text and "An incident." in page.text
    assert "Suspended · Kosovo" in section(page, "events-h")
    assert "Suspended" in visit("/en/consultations").text


def test_pages_change_by_the_clock_without_a_write(table: Table, client: FlaskClient) -> None:
    number = table.frozen()
    pages = (address(table, number), "/en/consultations", "/en/", "/en/demands/gov-2-implement-agreements")
    tags = {url: client.get(url).headers["ETag"] for url in pages}
    for url, tag in tags.items():
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    opens = table.facts(number).round.opens_at
    assert opens is not None
    table.go_to(opens + timedelta(seconds=1))
    for url, tag in tags.items():
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 200, url


def test_the_list_says_where_each_stands(table: Table, visit: Visit) -> None:
    assert "No consultation has been announced yet." in visit("/en/consultations").text
    open_one = table.opened("rapid")
    waiting = table.announced()
    table.do(
        table.facilitators[KS], waiting, signing.propose, Act.WITHDRAW, words("Not needed.", "en", plain=True)
    )  # fmt: skip
    table.sign(waiting, Act.WITHDRAW, RS)
    later = table.announced()
    page = visit("/en/consultations")
    lines = [" ".join(one.text_content().split()) for one in page.xpath("//section//li")]
    assert [line.split("?")[1].split()[0] for line in lines] == [later, waiting, open_one], "newest first"
    assert "Announced:" in lines[0] and "Withdrawn:" in lines[1] and "Closes:" in lines[2]
    withdrawn = visit(address(table, waiting))
    assert "Withdrawn: it ends without a result." in withdrawn.text and "Not needed." in withdrawn.text
