"""How an organisation answers in the browser: what its people see, what is refused, what comes back (R10, R11, R23)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from flask.testing import FlaskClient

from forum.consultation.rules.roll import Seat
from tests.consultation import answers as a
from tests.consultation.conftest import Body, Table
from tests.support import visits
from tests.support.visits import Page, link_in

READINGS = ("en", "sq", "sr-latn", "sr-cyrl")


class Desk:
    """One person's browser at the answering page of an organisation."""

    def __init__(self, client: FlaskClient, number: str, body: Body, reading: str = "en"):
        self.client, self.number, self.slug, self.reading = client, number, body.slug, reading

    def url(self, what: str = "answer", more: str = "") -> str:
        return f"/{self.reading}/consultations/{self.number}/{what}/{self.slug}{more}"

    def page(self, what: str = "answer", status: int = 200) -> Page:
        return visits.visit(self.client, self.url(what), status=status)

    def send(self, url: str, status: int = 303, seen: Page | None = None, **more: str) -> Page | None:
        """Post the form that the page offers for `url`, with other fields."""
        shown = seen or self.page()
        response = self.client.post(url, data={**fields(shown, url), **more})
        if status == 303:
            assert response.status_code == 303, _why(response)
            return None
        return visits.checked(response, status)

    def propose(self, stance: str, status: int = 303, seen: Page | None = None, **more: str) -> Page | None:
        return self.send(self.url(), status, seen, value=stance, **more)

    def confirm(self, status: int = 303, seen: Page | None = None) -> Page | None:
        return self.send(self.url(more="/confirm"), status, seen)


def fields(page: Page, action: str) -> dict[str, str]:
    """The fields of the one form that posts there, as a browser sends them."""
    (form,) = [form for form in page.tree.forms if form.get("action") == action]
    return {str(name): str(value or "").removeprefix("\r\n").removeprefix("\n") for name, value in form.form_values()}


def _why(response: Any) -> str:
    alerts = lxml.html.document_fromstring(response.get_data(as_text=True)).xpath("//*[@role='alert']")
    return f"{response.status_code}: " + " ".join(alert.text_content() for alert in alerts)


@pytest.fixture
def desk(app: Any, sign_in: Callable[..., FlaskClient]) -> Callable[..., Desk]:
    """`desk(number, body, person_id)`: a browser of its own."""

    def opened(number: str, body: Body, person_id: int, reading: str = "en", **how: Any) -> Desk:
        return Desk(sign_in(person_id, app.test_client(), **how), number, body, reading)

    return opened


@pytest.fixture
def number(table: Table) -> str:
    """An open round."""
    return table.opened()


def test_one_proposes_another_confirms_and_it_can_change_until_the_close(
    table: Table, number: str, desk: Callable[..., Desk]
) -> None:
    body = table.organisations["Stone Well"]
    one, other = (desk(number, body, person) for person in body.speakers)
    paragraph = table.paragraphs(number)[1]
    one.propose("reservation", **{f"reservation_{paragraph}": "Not *before* March.", "language": "en"})
    waiting = one.page()
    assert "Waiting for confirmation: Endorse with reservation" in waiting.text
    assert not waiting.xpath("//form[contains(@action, '/confirm')]"), "nobody confirms the own proposal"
    assert fields(waiting, one.url())[f"reservation_{paragraph}"] == "Not *before* March.", "a change begins here"
    seen = other.page()
    assert seen.xpath("//blockquote//em[.='before']")
    assert "Paragraph 2" in seen.text
    other.confirm()
    assert "In force: Endorse with reservation" in one.page().text
    other.propose("dissent", **{f"reservation_{paragraph}": ""})
    shown = one.page()
    assert "In force: Endorse with reservation" in shown.text
    assert "Waiting for confirmation: Dissent" in shown.text
    one.confirm()
    assert "In force: Dissent" in other.page().text
    assert a.in_force_now(number, body) == "dissent"


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.database("sqlite")
def test_every_page_of_an_answer_stands_in_every_language(
    table: Table, desk: Callable[..., Desk], reading: str
) -> None:
    number = table.frozen()
    body = table.organisations["River Bench"]
    mine = desk(number, body, body.speakers[0], reading)
    assert not mine.page().xpath("//input[@name='value']"), "announced, not open"
    table.open(number)
    mine = desk(number, body, body.speakers[0], reading)
    assert len(mine.page().xpath("//input[@name='value']")) == 5
    mine.page("dissent")
    a.take(table, number, body, "dissent")
    a.file(table, number, body, "We see it otherwise.")
    mine.page()
    mine.page("dissent")
    other = table.organisations["Blue Door"]
    a.take(table, number, other, "reservation", {"whole": "Within a year."})
    a.file(table, number, table.organisations["Paper Boat"], "So do we.")
    table.close(number)
    assert not desk(number, body, body.speakers[0], reading).page().xpath("//input[@name='value']"), "being counted"
    table.work()
    for one in (body, other):
        assert not desk(number, one, one.speakers[0], reading).page().xpath("//input[@name='value']")


def test_a_reservation_belongs_to_its_stance_and_what_was_typed_is_kept(
    table: Table, number: str, desk: Callable[..., Desk]
) -> None:
    """R11: required with *endorse with reservation*, impossible with every other stance."""
    body = table.organisations["Paper Boat"]
    mine, paragraph = desk(number, body, body.speakers[0]), table.paragraphs(number)[0]
    refused = mine.propose("endorse", 422, **{f"reservation_{paragraph}": "Words I typed.", "language": "sq"})
    assert refused is not None
    assert "Only an endorsement with reservation carries reservations." in refused.text
    said = fields(refused, mine.url())
    assert (said[f"reservation_{paragraph}"], said["value"], said["language"]) == (
        "Words I typed.", "endorse", "sq",
    )  # fmt: skip
    assert refused.xpath("//details[@open]//textarea")
    assert "beside a paragraph, or about the whole" in _text(mine.propose("reservation", 422))
    assert "Please choose one." in _text(mine.propose("", 422))
    long = "ш" * 2001
    kept = mine.propose("reservation", 422, reservation_whole=long)
    assert kept is not None and fields(kept, mine.url())["reservation_whole"] == long
    links = " ".join(f"https://example.org/{n}" for n in range(60))
    kept = mine.propose("reservation", 422, reservation_whole=links)
    assert kept is not None and "too many links" in kept.text and fields(kept, mine.url())["reservation_whole"] == links
    assert a.latest_version(number, body) == 0, "nothing was stored"


def test_a_newer_version_is_shown_beside_what_was_typed(table: Table, number: str, desk: Callable[..., Desk]) -> None:
    body = table.organisations["Wide Road"]
    one, other = (desk(number, body, person) for person in body.speakers)
    opened = one.page()
    other.propose("stand_aside")
    refused = one.propose("reservation", 409, opened, reservation_whole="My words.")
    assert refused is not None
    assert "Waiting for confirmation: Stand aside" in refused.text
    assert "Please read it first" in refused.text
    assert fields(refused, one.url())["reservation_whole"] == "My words."
    one.send(one.url(), 303, refused)
    assert a.latest_version(number, body) == 2
    refused = other.send(other.url(more="/confirm"), 409, version="1")
    assert refused is not None and "newer proposal" in refused.text
    assert "My words." in refused.text, "what waits now stands there to be read"


def test_a_round_that_closes_while_somebody_writes_gives_the_text_back(
    table: Table, number: str, desk: Callable[..., Desk]
) -> None:
    body = table.organisations["Small Harbour"]
    mine = desk(number, body, body.speakers[0])
    paragraph, opened, dissent = table.paragraphs(number)[0], mine.page(), mine.page("dissent")
    table.close(number)
    mine = desk(number, body, body.speakers[0])
    typed = {"value": "reservation", f"reservation_{paragraph}": "Typed <b>."}
    late = visits.checked(mine.client.post(mine.url(), data={**_fresh(mine, fields(opened, mine.url())), **typed}), 409)
    assert "The round is not open." in late.text
    assert "Typed <b>." in late.xpath("//textarea[@readonly]")[0].text_content()
    assert a.latest_version(number, body) == 0
    assert _fresh(mine, fields(dissent, mine.url("dissent"))), "an opinion may still be filed in the check"


def _fresh(desk: Desk, older: dict[str, str]) -> dict[str, str]:
    """What was on an older page, with the token of this browser."""
    return {**older, **_token(desk.page())}


def test_a_repeated_submission_has_one_effect(table: Table, number: str, desk: Callable[..., Desk]) -> None:
    body = table.organisations["Open Window"]
    mine = desk(number, body, body.speakers[0])
    data = {**fields(mine.page(), mine.url()), "value": "endorse"}
    assert [mine.client.post(mine.url(), data=data).status_code for _turn in range(3)] == [303, 303, 303]
    assert a.latest_version(number, body) == 1


def test_without_a_fresh_second_factor_nothing_is_proposed_and_the_text_comes_back(
    table: Table, number: str, desk: Callable[..., Desk]
) -> None:
    body = table.organisations["Lime Tree Circle"]
    stale = desk(number, body, body.speakers[0], stepped_up=False)
    refused = stale.propose("reservation", 409, reservation_whole="My words.")
    assert refused is not None and "My words." in refused.text
    assert a.latest_version(number, body) == 0
    alone = table.person("no.factor", factor=False)
    from forum.core.db import writing
    from forum.organisations.operations.mandates import grant_mandate

    with writing():
        grant_mandate(None, body.slug, alone, "alternate")
    refused = desk(number, body, alone).propose("endorse", 409)
    assert refused is not None and "second factor" in refused.text
    assert a.latest_version(number, body) == 0


def test_nobody_outside_the_organisation_finds_its_page(table: Table, number: str, desk: Callable[..., Desk]) -> None:
    """R23, R28: another organisation, facilitators, administrators, translators: not there, factor or not."""
    body, other = table.organisations["Stone Well"], table.organisations["River Bench"]
    strangers = (other.speakers[0], table.administrator, table.translators[0], table.facilitators[Seat.KOSOVO])
    for person in strangers:
        for fresh in (True, False):
            found = desk(number, body, person, stepped_up=fresh)
            assert {found.client.get(found.url(what)).status_code for what in ("answer", "dissent")} == {404}
            token = _token(visits.visit(found.client, "/en/sign-out"))
            data = {**token, "value": "endorse", "version": "1", "body": "x"}
            posts = [found.url(), *(found.url(more=more) for more in ("/confirm", "/notes", "/report"))]
            posts += [found.url("dissent"), found.url("dissent", "/withdraw"), found.url("dissent", "/join/abcdefg")]
            assert {found.client.post(url, data=data).status_code for url in posts} == {404}
    assert a.latest_version(number, body) == 0


def test_the_facilitator_sees_no_form_in_the_own_organisation(
    table: Table, number: str, desk: Callable[..., Desk]
) -> None:
    """R13: the organisation answers through others."""
    from forum.core.db import writing
    from forum.organisations.operations.mandates import grant_mandate

    body = table.organisations["Blue Door"]
    person = table.facilitators[Seat.KOSOVO]
    with writing():
        grant_mandate(None, body.slug, person, "alternate")
    mine = desk(number, body, person)
    page = mine.page()
    assert "others answer for your organisation" in page.text and not page.xpath("//input[@name='value']")
    colleague = desk(number, body, body.speakers[0])
    refused = mine.client.post(
        mine.url(), data={**fields(colleague.page(), colleague.url()), **_token(page), "value": "endorse"}
    )
    assert "Facilitators neither answer" in visits.checked(refused, 409).text
    assert a.latest_version(number, body) == 0


def _text(page: Page | None) -> str:
    return page.text if page else ""


def _token(page: Page) -> dict[str, str]:
    return {"csrf_token": page.fields()["csrf_token"]}


def test_an_organisation_with_one_person_is_told_from_the_announcement_on(
    table: Table, desk: Callable[..., Desk], outbox: visits.Outbox
) -> None:
    """R10."""
    alone = table.organisation("Lone Oak", Seat.SERBIA, speakers=1)
    number = table.announced()
    table.work()
    page = desk(number, alone, alone.speakers[0]).page()
    assert "Fewer than two people can act for your organisation" in page.text
    outbox.deliver()
    told = [str(letter["Subject"]) for letter in outbox.to(table.email(alone.speakers[0]))]
    assert any("fewer than two people" in subject for subject in told), told
    two = table.organisations["Stone Well"]
    assert "Fewer than two people" not in desk(number, two, two.speakers[0]).page().text
    assert not any("fewer than two" in str(letter["Subject"]) for letter in outbox.to(table.email(two.speakers[0])))


def test_an_individual_seat_confirms_from_the_mailed_link_and_nowhere_else(
    table: Table, desk: Callable[..., Desk], outbox: visits.Outbox
) -> None:
    seat = table.organisation("Mira Primer", Seat.SERBIA, kind="individual", speakers=1)
    number = table.opened()
    mine = desk(number, seat, seat.speakers[0])
    assert "second person" not in mine.page().text
    mine.propose("endorse")
    page = mine.page()
    assert "A link was mailed to you" in page.text and not page.xpath("//form[contains(@action, '/confirm')]")
    refused = mine.client.post(mine.url(more="/confirm"), data={**page.fields(), "version": "1"})
    assert "from the link" in visits.checked(refused, 409).text
    outbox.deliver()
    link = link_in(outbox.to(table.email(seat.speakers[0]))[-1], "/confirm/")
    other = table.organisations["Stone Well"].speakers[0]
    assert desk(number, seat, other).client.get(link).status_code == 404, "the link is this person's only"
    shown = visits.visit(mine.client, link)
    assert a.in_force_now(number, seat) is None, "opening a link changes nothing (R34)"
    stale = desk(number, seat, seat.speakers[0], stepped_up=False)
    assert stale.client.get(link).status_code == 303
    assert mine.client.post(link, data=shown.fields()).status_code == 303
    assert a.in_force_now(number, seat) == "endorse"
    assert "nothing to confirm here any more" in visits.visit(mine.client, link).text


def test_notes_are_for_the_own_people_and_a_bad_one_is_kept(
    table: Table, number: str, desk: Callable[..., Desk]
) -> None:
    body = table.organisations["Quiet Square"]
    one, other = (desk(number, body, person) for person in body.speakers)
    one.send(one.url(more="/notes"), body="Shall we ask the board?", language="en")
    assert "Shall we ask the board?" in other.page().text
    long = "x" * 4001
    refused = one.send(one.url(more="/notes"), 422, body=long)
    assert refused is not None and fields(refused, one.url(more="/notes"))["body"] == long
    keys = refused.xpath("//input[@name='form_key']/@value")
    assert len(keys) == len(set(keys)) > 1, "each form has a key of its own"


def test_an_opinion_too_long_or_empty_keeps_its_characters(
    table: Table, number: str, desk: Callable[..., Desk]
) -> None:
    body = table.organisations["Evening Lamp"]
    mine = desk(number, body, body.speakers[0])
    long = "ë" * 6001
    refused = mine.send(mine.url("dissent"), 422, mine.page("dissent"), body=long)
    assert refused is not None and fields(refused, mine.url("dissent"))["body"] == long
    assert "6001 characters; at most 6000" in refused.text
    assert "Please write something here." in _text(mine.send(mine.url("dissent"), 422, mine.page("dissent"), body=" "))
    mine.send(mine.url("dissent"), 303, mine.page("dissent"), body="ë" * 6000)
    assert fields(mine.page("dissent"), mine.url("dissent"))["body"] == "ë" * 6000


def test_in_the_check_an_organisation_sees_its_entry_and_reports_an_error(
    table: Table, number: str, desk: Callable[..., Desk], outbox: visits.Outbox, app: Any,
    sign_in: Callable[..., FlaskClient],
) -> None:  # fmt: skip
    body, other = table.organisations["Stone Well"], table.organisations["Wide Road"]
    a.take(table, number, body, "reservation", {table.paragraphs(number)[0]: "Not before March."})
    a.take(table, number, other, "dissent")
    a.file(table, number, other, "We see it otherwise.")
    a.count(table, number)
    mine = desk(number, body, body.speakers[0])
    page = mine.page()
    assert "What everybody reads" in page.text and "Endorse with reservation" in page.text
    assert "Not before March." in page.text and "We see it otherwise." in page.text
    assert not page.xpath("//form[contains(@action, '/join/')]"), "who endorses joins no dissent"
    mine.send(mine.url(more="/report"), body="Our name has two l.", language="en")
    assert "Our name has two l." in mine.page().text
    table.work()
    outbox.deliver()
    for facilitator in table.facilitators.values():
        letters = outbox.to(table.email(facilitator))
        assert any("reports an error" in str(letter["Subject"]) for letter in letters)
        browser = sign_in(facilitator, app.test_client())
        cockpit = visits.visit(browser, f"/en/consultations/{number}/facilitate")
        assert f"/en/consultations/{number}/reports" in cockpit.links()
        found = visits.visit(browser, f"/en/consultations/{number}/reports")
        assert "Our name has two l." in found.text
    stranger = sign_in(other.speakers[0], app.test_client())
    assert stranger.get(f"/en/consultations/{number}/reports").status_code == 404
    silent = table.organisations["Paper Boat"]
    joiner = desk(number, silent, silent.speakers[0])
    joiner.send(next(url for url in _actions(joiner.page()) if "/join/" in url))
    assert "Wide Road" in joiner.page().xpath("//section[@id='dissent']")[0].text_content()
    check_ends = a.round_of(number).check_ends_at
    assert check_ends is not None
    table.go_to(check_ends + timedelta(minutes=1))
    late = desk(number, body, body.speakers[0])
    assert not late.page().xpath("//form[contains(@action, '/report')]")


def _actions(page: Page) -> list[str]:
    return [str(form.get("action")) for form in page.tree.forms if form.get("action")]


def test_an_answering_page_costs_the_same_whatever_there_is(
    table: Table, number: str, desk: Callable[..., Desk], count_statements: Callable[..., Any]
) -> None:
    body = table.organisations["Stone Well"]
    mine = desk(number, body, body.speakers[0])
    a.take(table, number, body, "reservation", {"whole": "One."})
    with count_statements() as few:
        mine.client.get(mine.url())
    for turn in range(4):
        places = dict.fromkeys((*table.paragraphs(number), "whole"), f"Turn {turn}.")
        a.take(table, number, body, "reservation", places)
        mine.send(mine.url(more="/notes"), body=f"Note {turn}.", language="en")
    with count_statements() as many:
        mine.client.get(mine.url())
    assert many.count == few.count, many
